"""The demo community, lived again from its first day: every row is made by the verb that a person would use."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.actions.opening import open_account
from accounts.models import Person
from forum.groups.actions import (
    accept_invitation,
    change_line,
    decide_join_request,
    give_role,
    invite,
    join_group,
    leave_group,
    start_group,
)
from forum.groups.models import Group, JoinRequest, Membership
from forum.home.management.demo.cast import EVERYONE, PASSWORD, PRINTED, Character
from forum.home.management.demo.desk import Moderators
from forum.home.management.demo.gatherings import GATHERINGS
from forum.home.management.demo.incidents import WAITING
from forum.home.management.demo.meeting import Organisers
from forum.home.management.demo.news import News
from forum.home.management.demo.rooms import ROOMS, Room, with_those_above
from forum.home.management.demo.scripts import Said, scripts, small_things
from forum.home.management.demo.timeline import Line, Timeline
from forum.notices.models import Notice
from forum.people.actions import tell_about_oneself
from forum.threads.actions import (
    lock_thread,
    note_reading,
    pin_thread,
    react,
    reply,
    save_draft,
    start_thread,
    withdraw_post,
)
from forum.threads.models import Post, Thread
from moderation.models import Moderator

FOUNDER = "Betony"
Told = Callable[[str, int], Callable[[], None]]


@transaction.atomic
def tell(*, now: datetime, told: Told) -> None:
    """Make everything, in one transaction: stopped half-way, nothing is left.

    :param now: aware UTC moment at which the story ends.
    :param told: called with what comes and how much of it; returns what to call after each.
    """
    _Telling(now, told).tell()


class _Telling:
    def __init__(self, now: datetime, told: Told) -> None:
        self.now = now
        self.told = told
        self.chance = random.Random(19)
        self.timeline = Timeline(now=now, chance=self.chance)
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.threads: dict[str, Thread] = {}
        self.forms = 0
        self.news = News(self.people, self.groups, now)
        self.rooms = {each.name: with_those_above(each.rooms) for each in EVERYONE}

    def tell(self) -> None:
        self._arrive()
        self._open_rooms()
        self._come_in()
        self._take_office()
        self._say_about_themselves()
        self._talk()
        self._moderate()
        self._meet()
        self._react()
        self._leave_things_open()
        self.news.end(self.threads, self.moderators)
        self._read()

    # People and rooms

    def _arrive(self) -> None:
        step = self.told("people", len(EVERYONE))
        password = make_password(PASSWORD)
        ordered = sorted(EVERYONE, key=lambda each: each.name != FOUNDER)
        for order, each in enumerate(ordered):
            person = open_account(
                email=each.email,
                name=each.name,
                situation=each.situation,
                password_hash=password,
                now=self.timeline.arrival(each.name, order),
                is_name_meant=True,
            )
            EmailAddress.objects.filter(user=person).update(verified=True)
            if each.name == FOUNDER:
                person.is_staff = True
                person.save(update_fields=["is_staff"])
            self.people[each.name] = person
            step()

    def _open_rooms(self) -> None:
        step = self.told("groups", len(ROOMS))
        founder = self.people[FOUNDER]
        for order, room in enumerate(ROOMS):
            discovery, reading, joining = room.switches
            group = start_group(
                name=room.name, description=room.description, parent=self.groups.get(room.inside), by=founder,
                now=self.timeline.began + timedelta(days=6, hours=order), discovery=discovery, reading=reading,
                joining=joining, audience=room.audience, questions=room.questions,
                allows_unnamed=room.allows_unnamed,
            )  # fmt: skip
            # Drawn by lot otherwise: the demo's addresses are the same on every machine.
            group.slug = f"room-{order + 1}"
            group.save(update_fields=["slug"])
            self.groups[room.slug] = group
            step()

    def _come_in(self) -> None:
        """Everybody joins as the room allows: by themselves, by asking its host, or by being invited."""
        step = self.told("memberships", sum(map(len, self.rooms.values())))
        hosts = {room.slug: self.people[FOUNDER] for room in ROOMS}
        for room in ROOMS:
            group = self.groups[room.slug]
            inside = [each for each in EVERYONE if room.slug in self.rooms[each.name] and each.name != FOUNDER]
            inside.sort(key=lambda each: each.name != room.host)
            for order, each in enumerate(inside):
                at = max(self.timeline.began + timedelta(days=8, minutes=order), self.people[each.name].joined_at)
                self._let_in(room, group, each, by=hosts[room.slug], at=at + timedelta(hours=1))
                if each.name == room.host:
                    hosts[room.slug] = self.people[each.name]
                step()
        # Innermost first: leaving a closed group leaves those inside it.
        for room in reversed(ROOMS):
            if room.slug not in self.rooms[FOUNDER]:
                left_at = self.timeline.began + timedelta(days=9)
                leave_group(group=self.groups[room.slug], by=self.people[FOUNDER], now=left_at)

    def _let_in(self, room: Room, group: Group, each: Character, *, by: Person, at: datetime) -> None:
        person = self.people[each.name]
        if Membership.objects.filter(person=person, group=group).exists():
            pass
        elif room.switches[0] == "hidden" or room.switches[2] == "invitation":
            accept_invitation(invitation=invite(group=group, email=person.email, by=by, now=at), by=person, now=at)
        else:
            asked = join_group(group=group, by=person, now=at, answers=["Yes." for _ in room.questions])
            if isinstance(asked, JoinRequest):
                decide_join_request(request=asked, is_let_in=True, by=by, now=at + timedelta(hours=3))
        role = _role_in(room, each.name)
        membership = Membership.objects.get(person=person, group=group)
        if role != "member":
            give_role(membership=membership, role=role, by=by, now=at)
        if each.line and room.slug in each.rooms[:2]:
            change_line(membership=membership, line=each.line, by=person, now=at)

    def _take_office(self) -> None:
        """Those who look after groups are trained; three more have roles for the whole forum."""
        self.moderators = Moderators(self.people, FOUNDER, self.now)
        names = dict.fromkeys(name for room in ROOMS for name in (room.host, *room.moderators))
        at = self.timeline.began + timedelta(days=12)
        self.moderators.take_office([self.people[name] for name in names], at)
        self.moderators.keep_hours(at)

    def _moderate(self) -> None:
        """The rules come into use; appeals are answered; and then there is what waits now."""
        step = self.told("cases", len(WAITING))
        self.moderators.answer_appeals()
        self.moderators.use_starter_pack(self.now - timedelta(days=60))
        self.moderators.leave_waiting(self.threads, step)

    def _meet(self) -> None:
        step = self.told("meetups", 2 * len(GATHERINGS))
        Organisers(self.people, self.groups, self.moderators, FOUNDER, self.now).meet(step)

    def _say_about_themselves(self) -> None:
        for name, kind, words, audience in (
            ("Marigold", "about", "Mum of two. Cleaner of ovens. I answer slowly, but I do answer.", "members"),
            ("Marigold", "likes", "Whales (by marriage), early mornings, lemon cake.", "members"),
            ("Yarrow", "about", "I've been here since there were four of us. Ask me anything.", "members"),
            ("Samphire", "likes", "Cold water, chips in the car.", "members"),
            ("Cowslip", "place", "Near the sea.", "members"),
            ("Teasel", "pronouns", "he, and so is the dog", "members"),
            ("Burdock", "about", "Husband of one of you. I don't ask which rooms she's in.", "members"),
        ):
            tell_about_oneself(
                kind=kind, words=words, audience=audience, by=self.people[name],
                now=self.timeline.began + timedelta(days=15),
            )  # fmt: skip

    # What is said

    def _talk(self) -> None:
        written = list(scripts())
        noticed = next(script for script in written if script.title == "Today I noticed")
        readers = [each.name for each in EVERYONE if "lounge" in each.rooms and each.name != "Bryony"]
        noticed.said += [Said(self.chance.choice(readers), False, thing) for thing in small_things()]
        lines = self.timeline.lines(written)
        step = self.told("posts", len(lines))
        for line in lines:
            self.moderators.live_until(line.at, self.threads)
            self.news.live_until(line.at)
            self._say(line)
            step()
        self.moderators.live_until(self.now, self.threads)
        for script in written:
            host = self.people[next(room.host for room in ROOMS if room.slug == script.room)]
            if script.is_pinned:
                pin_thread(thread=self.threads[script.title], by=host, now=self.now)
            if script.is_locked:
                Moderator.objects.get_or_create(person=host, defaults={"trained_at": self.timeline.began})
                lock_thread(thread=self.threads[script.title], by=host, now=self.now)

    def _say(self, line: Line) -> None:
        by, words = self.people[line.said.author], line.said.body.strip()
        self.forms += 1
        key = UUID(int=self.forms, version=4)
        if line.is_opening:
            said = start_thread(
                group=self.groups[line.script.room], title=line.script.title, body=words,
                is_unnamed=line.said.is_unnamed, form_key=key, by=by, now=line.at,
            )  # fmt: skip
            self.threads[line.script.title] = said.thread
        else:
            said = reply(
                thread=self.threads[line.script.title], body=words, is_unnamed=line.said.is_unnamed,
                form_key=key, by=by, now=line.at,
            )  # fmt: skip
        if said.state == Post.State.HELD:
            self.moderators.let_through(said, line.at + timedelta(seconds=40))

    def _react(self) -> None:
        """A few kind answers to most posts, by people of the same group. Of those to older ones, everybody has heard."""
        shown = Post.objects.filter(state=Post.State.PUBLISHED)
        posts = list(shown.select_related("thread__group").order_by("pk"))
        step = self.told("reactions", len(posts))
        members = {
            group.pk: [self.people[each.name] for each in EVERYONE if slug in self.rooms[each.name]]
            for slug, group in self.groups.items()
        }
        for post in posts:
            near = [each for each in members[post.thread.group_id] if each.pk != post.author_id]
            for person in self.chance.sample(near, min(len(near), self.chance.choice((0, 0, 1, 2, 4)))):
                kind = self.chance.choice(("with_you", "with_you", "same_here", "thank_you"))
                react(post=post, kind=kind, by=person, now=min(self.now, _shown_at(post) + timedelta(hours=3)))
            step()
        Notice.objects.filter(kind="reacted", post__published_at__lt=self.now - timedelta(weeks=1)).delete()

    def _leave_things_open(self) -> None:
        """What a newcomer to the demo should find waiting: a request, an invitation, drafts, a removed post."""
        people, groups = self.people, self.groups
        asked_at = self.now - timedelta(hours=5)
        for name, slug, answers in (
            (
                "Snowdrop",
                "living-with-secondary",
                ["Yes. Since Friday. I don't know the words for it yet.", "I may only read for a while."],
            ),
            ("Gentian", "remembering", []),
        ):
            if slug == "living-with-secondary":
                join_group(group=groups["bramble"], by=people[name], now=asked_at)
            join_group(group=groups[slug], by=people[name], now=asked_at, answers=answers)
        invite(group=groups["night-owls"], email=people["Bryony"].email, by=people["Teasel"], now=asked_at)
        gone = reply(
            thread=self.threads["Friends who disappeared"], body="I'd rather not have said that.", is_unnamed=False,
            form_key=None, by=people["Saffron"], now=self.now - timedelta(hours=2),
        )  # fmt: skip
        withdraw_post(post=gone, by=people["Saffron"], now=self.now - timedelta(hours=1))
        self._draft("Marigold", thread="It has grown, and I don't know how to say it at home",
                    body="I've started this four times. What I want to say is that")  # fmt: skip
        self._draft("Bryony", group="bramble", title="How do you all",
                    body="Hello. This might be a silly question, but how do you all keep track of")  # fmt: skip

    def _draft(self, name: str, *, body: str, thread: str = "", group: str = "", title: str = "") -> None:
        place = self.threads[thread] if thread else None
        save_draft(
            group=place.group if place else self.groups[group], thread=place, post=None, title=title, body=body,
            sequence=1, form_key=None, by=self.people[name], now=self.now - timedelta(minutes=50),
        )  # fmt: skip

    def _read(self) -> None:
        """Those whose names are printed have read everything but the last days."""
        for each in PRINTED:
            person = self.people[each.name]
            for thread in Thread.objects.visible_to(person):
                seen = thread.posts.filter(published_at__lt=self.now - timedelta(days=3)).order_by("-number").first()
                if seen and seen.number:
                    note_reading(thread=thread, number=seen.number, by=person, now=self.now)


def _shown_at(post: Post) -> datetime:
    assert post.published_at is not None
    return post.published_at


def _role_in(room: Room, name: str) -> str:
    if name == room.host:
        return "host"
    if name in room.moderators:
        return "moderator"
    return "organiser" if name in room.organisers else "member"
