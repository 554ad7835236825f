"""What people of the demo community were told in the last days, and what of it they have looked at."""

from datetime import datetime, timedelta

from accounts.models import Person
from forum.groups.actions import accept_invitation, decide_join_request, give_role, invite, join_group
from forum.groups.models import Group, JoinRequest, Membership
from forum.home.management.demo.cast import PRINTED
from forum.home.management.demo.desk import Moderators
from forum.home.management.demo.rooms import ROOMS
from forum.notices.actions import forget_old_notices, read_notices, send_due, tell_due
from forum.notices.actions.telling import KEPT
from forum.threads.actions import reply
from forum.threads.models import Post, Thread
from moderation.actions import report
from moderation.actions.decide import Choice

TOLD_FOR = timedelta(days=10)  # what came before that was told, read and forgotten long ago
LOOKED = timedelta(days=3)  # ago: when people whose names are printed looked last
SWEEP = timedelta(hours=3)


class News:
    """Tells as the worker did. It was there all the time, but nobody looks at what it told last spring."""

    def __init__(self, people: dict[str, Person], groups: dict[str, Group], now: datetime) -> None:
        self.people = people
        self.groups = groups
        self.now = now
        self.at = self.began = now - TOLD_FOR
        self.has_begun = False

    def live_until(self, moment: datetime) -> None:
        """Tell what was due up to a moment of the last days; those whose names are printed look once."""
        if moment < self.began:
            return
        if not self.has_begun:
            self.has_begun = True
            self._forget()
        while self.at + SWEEP <= moment:
            self.at += SWEEP
            self._sweep()
            if self.at <= self.now - LOOKED < self.at + SWEEP:
                self._look()

    def end(self, threads: dict[str, Thread], moderators: Moderators) -> None:
        """A few things that concern those whose names are printed; and everything is told that came in another order."""
        self._groups_change()
        self._moderators_answer(threads, moderators)
        self._forget()
        self.at = self.began
        self.live_until(self.now)
        self._sweep(self.now)

    def _groups_change(self) -> None:
        """Somebody is let in, somebody is not this time, and somebody gets a role."""
        host = self._host("practical-help")
        for name, hours, is_let_in, answer in (
            ("Burdock", 130, False, "Nottingham. I can drive, most weekends."),
            ("Bryony", 60, True, "Sheffield. I could use a wig stand, if such a thing is lent."),
        ):
            asked_at = self.now - timedelta(hours=hours)
            asked = join_group(
                group=self.groups["practical-help"], by=self.people[name], now=asked_at, answers=[answer]
            )
            assert isinstance(asked, JoinRequest)
            decide_join_request(request=asked, is_let_in=is_let_in, by=host, now=asked_at + timedelta(hours=19))
        place = Membership.objects.get(person=self.people["Fritillary"], group=self.groups["wayside"])
        give_role(membership=place, role="organiser", by=self._host("wayside"), now=self.now - timedelta(hours=27))

    def _moderators_answer(self, threads: dict[str, Thread], moderators: Moderators) -> None:
        """A note is put on a post, a report is answered, and first words in a network are read and shown."""
        marigold, bryony = self.people["Marigold"], self.people["Bryony"]
        mine = Post.objects.filter(author=marigold, state=Post.State.PUBLISHED, thread__group=self.groups["lounge"])
        moderators.decide_at_once(
            mine.latest("pk"), self.now - timedelta(hours=50), outcome="add_content_note", options={"note": "scans"},
            words="I put a note on this one, so that people who wait for theirs can choose. Nothing else is changed.",
        )  # fmt: skip
        worrying = threads["Wind chimes: a complaint"].posts.filter(state=Post.State.PUBLISHED).exclude(author=marigold)
        told_at = self.now - timedelta(hours=20)
        told = report(
            subject=worrying.earliest("pk"), revision=worrying.earliest("pk").revision, reason="guidelines",
            words="It made me sad today. It may be me.", by=marigold, now=told_at,
        )  # fmt: skip
        moderators.close(told.case, Choice(outcome="no_action"), told_at + timedelta(hours=2))
        harbour = threads["The chip shops, in order"]
        invited_at, host = self.now - timedelta(hours=26), self._host("harbour")
        invitation = invite(group=harbour.group, email=bryony.email, by=host, now=invited_at)
        accept_invitation(invitation=invitation, by=bryony, now=invited_at + timedelta(minutes=20))
        first = self._said(
            harbour, bryony, "You have missed the one by the lifeboat. Small chips, large gull.", hours=25
        )
        moderators.let_through(first, self.now - timedelta(hours=24))

    def _said(self, thread: Thread, by: Person, body: str, *, hours: int) -> Post:
        at = self.now - timedelta(hours=hours)
        return reply(thread=thread, body=body, is_unnamed=False, form_key=None, by=by, now=at)

    def _host(self, slug: str) -> Person:
        return self.people[next(room.host for room in ROOMS if room.slug == slug)]

    def _forget(self) -> None:
        while forget_old_notices(now=self.began + KEPT):
            pass

    def _sweep(self, at: datetime | None = None) -> None:
        at = at or self.at
        while tell_due(now=at):
            pass
        while send_due(now=at):
            pass

    def _look(self) -> None:
        for each in PRINTED:
            read_notices(up_to=self.at, by=Person.objects.get(pk=self.people[each.name].pk), now=self.at)
