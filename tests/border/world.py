"""A closed group and a hidden one with a canary in every field, and the means to knock at every address.

A *canary* is a word that occurs nowhere else. Whoever may not read its field must not find it in any byte of
any answer. A new address is walked without anybody adding it here; only a new kind of thing in an address
(`/boats/<number:pk>/`) must be taught to `Target`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Boundary, Person
from forum.groups.models import Group, Invitation, JoinRequest, Membership
from forum.notices.actions.choosing import stop_link
from forum.notices.models import Notice
from forum.people.models import ProfileField
from forum.threads.actions import edit_post, withdraw_post
from forum.threads.models import Draft, Post, ReadingPosition, Subscription, Thread
from moderation.actions import act_at_once, make_appeal, report, write_in_appeal
from moderation.actions.decide import Choice, Sentence
from moderation.models import Case, Moderator, Note, Revision, Rule, RuleTrial, RuleVersion, TrialHit
from tests.border.meetings import plant_meetups
from tests.conftest import KINDS, Viewers, nine_viewers
from tests.factories import WHEN, a_person, a_reply, a_thread, joins
from tests.threads.desk import decided

NOBODY: frozenset[str] = frozenset()
SIGNED_IN = frozenset(KINDS[1:])
IN_CLOSED = frozenset({"member", "moderator here", "host"})
BY_MODERATORS = frozenset({"moderator here", "host"})
IN_PARENT = IN_CLOSED | {"member of the parent only", "member of a sibling"}
ABSENT = 987_654_321
ABSENT_WORD = "no-such-thing"
WORDS_IN_ADDRESSES = {"kind": "post", "outcome": "approve", "step": "what", "feature": "lift"}


@dataclass(frozen=True)
class Canary:
    word: str
    what: str
    readers: frozenset[str]


@dataclass(frozen=True)
class Address:
    """One address of the site: its name and its route, e.g. `threads/<number:pk>/reply/`."""

    name: str
    route: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


@cache
def addresses() -> tuple[Address, ...]:
    """Every address that the site answers, allauth's included."""

    def walk(resolver: URLResolver, space: str, before: str) -> Iterator[Address]:
        for entry in resolver.url_patterns:
            route = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, space + (f"{entry.namespace}:" if entry.namespace else ""), route)
            elif isinstance(entry, URLPattern):
                names = re.findall(r"<(?:\w+:)?(\w+)>", route)
                yield Address(space + (entry.name or f"unnamed {route}"), route, tuple(names))

    return tuple(walk(get_resolver(), "", ""))


def plain(route: str) -> str:
    """A route without the signs that belong to its pattern only."""
    return re.sub(
        r"\[0-9\]\{(\d+),\}", lambda found: "7" * int(found.group(1)), route.replace("^", "").replace("$", "")
    )


@dataclass
class Target:
    """What stands in an address that has a number or a word in it: one group and what belongs to it."""

    group: str
    numbers: dict[str, int]
    words: dict[str, str] = field(default_factory=dict)
    states: list[dict[str, int]] = field(
        default_factory=list
    )  # numbers of a post, its thread and its case, in each state

    def path(self, address: Address) -> str | None:
        """The address filled in; None when it names nothing."""
        if not address.parameters:
            return None
        route = plain(address.route)
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
        return "/" + re.sub(r"([\w-]*)/?<(?:(\w+):)?(\w+)>", self._filled, route)

    def _filled(self, found: re.Match[str]) -> str:
        before, converter, name = found.groups()
        start = found.group(0).split("<")[0]
        if converter in {"number", "int"}:
            return start + str(self.numbers[before])
        if before == "groups":
            return start + self.group
        return start + self.words.get(name, ABSENT_WORD)


@dataclass
class World:
    viewers: Viewers
    closed: Target
    hidden: Target
    parent: Target
    canaries: list[Canary]

    @property
    def absent(self) -> Target:
        """The same addresses, of things that never existed."""
        return Target(
            ABSENT_WORD,
            dict.fromkeys(self.closed.numbers, ABSENT),
            {**WORDS_IN_ADDRESSES, "receipt": str(UUID(int=ABSENT))},
        )

    def forbidden(self, kind: str) -> list[Canary]:
        return [canary for canary in self.canaries if kind not in canary.readers]


def a_world() -> World:
    """Plant everything. Called once for each test that walks."""
    viewers = nine_viewers()
    planter = _Planter(viewers)
    world = World(
        viewers=viewers,
        closed=planter.plant(viewers.closed, "closed", knows=SIGNED_IN, reads=IN_CLOSED),
        hidden=planter.plant(viewers.hidden, "hidden", knows=frozenset({"staff"}), reads=NOBODY),
        parent=Target(viewers.parent.slug, dict(planter.numbers), WORDS_IN_ADDRESSES),
        canaries=planter.canaries,
    )
    call_command("reindex")  # some of it was planted past the verbs
    return world


class _Planter:
    def __init__(self, viewers: Viewers) -> None:
        self.viewers = viewers
        self.canaries: list[Canary] = []
        self.numbers: dict[str, int] = {}  # of whatever was planted last

    def plant(self, group: Group, where: str, *, knows: frozenset[str], reads: frozenset[str]) -> Target:
        """Put a canary into every text field of `group`, and of what hangs on it."""

        def canary(what: str, readers: frozenset[str]) -> str:
            word = f"zq{where}{what}".replace(" ", "")
            self.canaries.append(Canary(word, f"{what} ({where})", readers))
            return word

        host = Person.objects.get(pk=Membership.objects.get(group=group, role="host").person_id)
        own = frozenset({"host"}) if where == "closed" else NOBODY
        self._describe(group, canary, knows, own)
        # Whoever shares any group with the author may know the author; that is the group above for most.
        author = a_person(canary("author name", IN_PARENT), email=f"{canary('author address', NOBODY)}@people.example")
        joins(author, group, line=canary("line", reads))
        thread = a_thread(of=group, by=author, title=canary("title", reads), body=canary("first post", reads))
        reply = a_reply(to=thread, by=author, body=canary("reply", reads))
        self._unnamed(group, thread, canary, reads)
        held = self._unpublished(thread, author, canary)
        numbers = {"threads": thread.pk, "posts": reply.pk, "people": author.pk, "held": held.pk, "keys": ABSENT}
        numbers |= self._profile(group, author, canary, reads)
        numbers |= self._asked(group, host, canary, own)
        decided, receipt = self._decided(group, thread, reply, canary, reads)
        numbers |= decided
        numbers |= self._at_the_desk(group, reply, canary, NOBODY if where == "hidden" else BY_MODERATORS)
        numbers |= self._rule(held, canary)
        numbers |= plant_meetups(
            group, author, canary, reads, IN_PARENT, NOBODY if where == "hidden" else BY_MODERATORS
        )
        states = self._in_each_state(thread, author, canary, reads, NOBODY if where == "hidden" else BY_MODERATORS)
        self.numbers = numbers
        told = {"made_at": WHEN, "due_at": WHEN, "told_at": WHEN, "read_at": WHEN}
        told["recipient"] = self.viewers.people["member"] if where == "closed" else self.viewers.insider
        numbers["notices"] = Notice.objects.create(kind="let_in", group=group, **told).pk
        numbers |= dict.fromkeys(("holidays", "hours", "notes", "roles", "sanctions"), ABSENT)
        numbers["members"] = numbers["places"] = Membership.objects.get(person=author, group=group).pk
        words = {**WORDS_IN_ADDRESSES, "receipt": receipt}
        if where == "closed":  # in a hidden group's place stands a link that was never made
            words["signed"] = stop_link(author, "reminder").split("/")[-2]
        return Target(group.slug, numbers, words, states)

    def _describe(self, group: Group, canary: Callable[..., str], knows: frozenset[str], asked: frozenset[str]) -> None:
        group.refresh_from_db()
        group.name = canary("group name", knows)
        group.slug = canary("slug", knows)
        group.description = canary("description", knows)
        # Whoever may ask to join is asked; a hidden group asks nobody.
        group.questions = [canary("question", knows)]
        group.save()

    def _unnamed(self, group: Group, thread: Thread, canary: Callable[..., str], reads: frozenset[str]) -> None:
        shy = a_person(canary("shy name", NOBODY | (IN_PARENT if group else NOBODY)))
        joins(shy, group)
        a_reply(to=thread, by=shy, body=canary("unnamed reply", reads), is_unnamed=True)

    def _unpublished(self, thread: Thread, author: Person, canary: Callable[..., str]) -> Post:
        """A held post, a removed one with its revision, a thread not published yet, and drafts."""
        held = Post.objects.create(thread=thread, author=author, html=canary("held post", NOBODY), written_at=WHEN)
        withdraw_post(post=a_reply(to=thread, by=author, body=canary("withdrawn", NOBODY)), by=author, now=WHEN)
        Revision(
            target=held, author=author, title=canary("held revision title", NOBODY),
            body=canary("held revision", NOBODY), created_at=WHEN,
        ).save()  # fmt: skip
        Thread.objects.create(group=thread.group, title=canary("held title", NOBODY), starter=author, started_at=WHEN)
        Draft.objects.create(
            person=author, group=thread.group, thread=thread, body=canary("draft", NOBODY), sequence=1, saved_at=WHEN
        )
        Draft.objects.create(
            person=author, group=thread.group, title=canary("draft title", NOBODY),
            body=canary("draft of a thread", NOBODY), sequence=1, saved_at=WHEN,
        )  # fmt: skip
        Subscription.objects.create(person=author, group=thread.group, thread=thread, level="each")
        ReadingPosition.objects.create(person=author, thread=thread, number=1)
        return held

    def _profile(
        self, group: Group, author: Person, canary: Callable[..., str], reads: frozenset[str]
    ) -> dict[str, int]:
        ProfileField.objects.create(person=author, kind="about", html=canary("only me", NOBODY), audience="me")
        chosen = ProfileField.objects.create(
            person=author, kind="place", html=canary("for the group", reads), audience="groups"
        )
        chosen.groups.add(group)
        boundary = Boundary.objects.create(setter=author, other=a_person(), kind="apart", set_at=WHEN)
        return {"apart": boundary.pk, "boundaries": boundary.pk, "fields": chosen.pk}

    def _asked(self, group: Group, host: Person, canary: Callable[..., str], own: frozenset[str]) -> dict[str, int]:
        """Somebody waits to be let in, with an answer; somebody is invited, by address."""
        asker = a_person(canary("asker name", own))
        request = JoinRequest.objects.create(
            person=asker, group=group, answers=[["Why?", canary("answer", own)]], asked_at=WHEN
        )
        invitation = Invitation.objects.create(
            group=group, email=f"{canary('invited address', own)}@people.example", invited_by=host,
            invited_at=WHEN, ends_at=WHEN + timedelta(days=3650),
        )  # fmt: skip
        return {"requests": request.pk, "invitations": invitation.pk}

    def _decided(
        self, group: Group, thread: Thread, reply: Post, canary: Callable[..., str], reads: frozenset[str]
    ) -> tuple[dict[str, int], str]:
        """A member told moderators of something, was decided about, and asked again; moderators write to each other.

        What was decided ended long ago, so that it changes nothing of what the member can do now.
        """
        is_closed = group == self.viewers.closed
        member = self.viewers.people["member"] if is_closed else self.viewers.insider
        decider = (
            Membership.objects.filter(group=group, role__in=("moderator", "host")).order_by("-role").first().person
        )
        own, desk = (frozenset({"member"}), frozenset({"moderator here", "host"})) if is_closed else (NOBODY, NOBODY)
        for each in (decider, *(self.viewers.people[kind] for kind in ("moderator elsewhere", "host"))):
            Moderator.objects.get_or_create(person=each, defaults={"trained_at": WHEN})
        told = report(
            subject=reply,
            revision=reply.revision,
            reason="selling",
            words=canary("told", own | desk),
            by=member,
            now=WHEN,
        )
        judged = a_reply(to=thread, by=member, body=canary("judged", reads))
        sentence = Sentence(kind="pause", group_id=group.pk, days=1)
        choice = Choice(outcome="pause", guideline="law", words=canary("statement", own | desk), sentence=sentence)
        decision = act_at_once(subject=judged, about=member, choice=choice, by=decider, now=WHEN)
        appeal = make_appeal(statement=decision.statement, words=canary("appeal", own | desk), by=member, now=WHEN)
        write_in_appeal(appeal=appeal, words=canary("private", desk), is_private=True, by=decider, now=WHEN)
        return {"statements": decision.statement.pk, "appeals": appeal.pk}, str(told.receipt)

    def _at_the_desk(
        self, group: Group, reply: Post, canary: Callable[..., str], reads: frozenset[str]
    ) -> dict[str, int]:
        """A report of a post, and a private note about it; one decision that was made before."""
        for member in Membership.objects.filter(role__in=("host", "moderator")):
            Moderator.objects.get_or_create(person_id=member.person_id, defaults={"trained_at": WHEN})
        decider = Membership.objects.get(group=group, role="host").person
        about = {"subject": reply, "about": reply.author, "now": WHEN, "by": decider}
        made = act_at_once(choice=Choice(outcome="no_action"), **about)
        told = report(
            subject=reply, revision=reply.revision, reason="guidelines", words=canary("report", reads), by=a_person(),
            now=WHEN,
        )  # fmt: skip
        Note.objects.create(case_id=told.case_id, author=decider, words=canary("note", reads), written_at=WHEN)
        return {"cases": told.case_id, "decisions": made.pk, "": reply.pk}

    def _in_each_state(
        self, thread: Thread, author: Person, canary: Callable[..., str], reads: frozenset[str], desk: frozenset[str]
    ) -> list[dict[str, int]]:
        """A post and a thread in each state that words can be in, by the verbs; the decider is the group's host.

        Words that were decided about and are not shown stand behind a click, at the desk too: `desk.py` makes it.
        """
        by = Membership.objects.filter(group=thread.group, role="host").get().person
        states = []

        def written(what: str, readers: frozenset[str], *, waits: bool = False, opens: bool = False) -> Post:
            self._read_first(thread, waits)
            if opens:
                title = canary(f"{what} thread title", NOBODY if what == "withdrawn" else readers or desk)
                post = a_thread(
                    of=thread.group, by=author, title=title, body=canary(f"{what} opening", readers)
                ).posts.get()
            else:
                post = a_reply(to=thread, by=author, body=canary(f"{what} post", readers))
            self._read_first(thread, False)
            return post

        for opens in (False, True):
            posts = [written("waiting", desk, waits=True, opens=opens)]
            for outcome in ("decline", "return", "hide"):
                posts.append(written(outcome, NOBODY, waits=outcome != "hide", opens=opens))
                decided(posts[-1], outcome, by=by, now=WHEN, words=canary(f"why {outcome} {opens}", desk))
            posts.append(withdraw_post(post=written("withdrawn", NOBODY, opens=opens), by=author, now=WHEN))
            posts.append(stands := written("old", reads, opens=opens))
            title = canary("newer title", desk) if opens else ""
            self._read_first(thread, True)
            edit_post(
                post=stands, title=title, body=canary(f"newer {opens}", desk), seen_revision=stands.revision_id,
                by=author, now=WHEN,
            )  # fmt: skip
            self._read_first(thread, False)
            for post in posts:
                case = Case.objects.of(post).first()
                states.append({"posts": post.pk, "threads": post.thread_id, "cases": case.pk if case else ABSENT})
        return states

    def _read_first(self, thread: Thread, is_so: bool) -> None:
        """Let every post in the group wait for a moderator, or none."""
        Group.objects.filter(pk=thread.group_id).update(holds_first=is_so)
        thread.group.holds_first = is_so

    def _rule(self, held: Post, canary: Callable[..., str]) -> dict[str, int]:
        """A rule on trial that matched a held post: none of the nine serves the whole forum."""
        rule = Rule.objects.create(name=canary("rule name", NOBODY))
        definition = {"kind": "phrases", "action": "hold", "reason": "harm", "phrases": [canary("phrase", NOBODY)]}
        version = RuleVersion.objects.create(
            rule=rule, number=1, definition={**definition, "says": canary("says", NOBODY)}, written_at=WHEN
        )
        trial = RuleTrial.objects.create(version=version, state="done", wanted=1, matched=1, asked_at=WHEN)
        revision = Revision.objects.of(held).get()
        TrialHit.objects.create(trial=trial, revision=revision, start=0, end=1)
        return {"rules": rule.pk, "versions": version.pk, "trials": trial.pk}


def bytes_of(response: Any) -> str:
    """Everything that an answer says: status line, headers, cookies, body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return f"{response.status_code}\n{headers}\n{response.cookies.output()}\n{body.decode('utf-8', 'replace')}"


def without_chance(text: str) -> str:
    """The same with what is drawn anew for each answer taken out: in signs drawn by lot stands any short word at times."""
    text = re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', r'name="\1"', text)
    text = re.sub(r"(csrftoken|sessionid)=[^;]*", r"\1=", text)
    text = re.sub(r"expires=[^;]*GMT|Max-Age=\d+", "", text)
    text = re.sub(r"Expires: [^\n]*", "Expires:", text)
    return re.sub(r"Content-Length: \d+", "Content-Length:", text)
