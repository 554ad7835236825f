"""A group with moderators, an author, and decisions about what she wrote: for tests of what members see of them.

Hiding is what a room does; here it is played by the line beside a name, so that these tests need no thread.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from accounts.actions.trust import renew_trust
from accounts.models import Person
from forum.groups.actions import change_line
from forum.groups.models import Membership
from moderation import kinds
from moderation.actions import act_at_once, report
from moderation.actions.decide import Choice, Sentence
from moderation.kinds import Change, Deed
from moderation.models import Decision, DeskRole, Effect, Moderator, Report, Revision, Statement
from tests.factories import a_group, a_person, a_reply, a_thread, joins

LINE = "bone, since spring, zqline"


class Room:
    """Ann writes; Robin and Lee moderate, and so does the host. Names that must never be read are easy to look for."""

    def __init__(self, now: datetime, *, moderators: tuple[str, ...] = ("Robinzq", "Leezq")) -> None:
        self.now = now
        self.host = a_person("Hazelzq")
        self.group = a_group("Living with secondary", host=self.host)
        self.ann = a_person("Annis")
        self.membership = joins(self.ann, self.group)
        self.moderators = [a_person(name) for name in moderators]
        for moderator in self.moderators:
            joins(moderator, self.group, role="moderator")
            trained(moderator, now)
        trained(self.host, now)
        self.thread = a_thread(of=self.group, by=self.host)
        self.post = a_reply(to=self.thread, by=self.ann, body="I rang 07700 900123, zqwords")

    @property
    def robin(self) -> Person:
        return self.moderators[0]

    @property
    def lee(self) -> Person:
        return self.moderators[1]

    def paused(self, *, by: Person | None = None, days: int = 3, **rest: Any) -> Statement:
        """Ann is asked to pause, and reads why."""
        return self.sentenced("pause", days=days, guideline="law", by=by, **rest)

    def warned(self, **rest: Any) -> Statement:
        return self.sentenced("warn", guideline="kindness", **rest)

    def sentenced(
        self,
        kind: str,
        *,
        guideline: str = "law",
        days: int | None = None,
        everywhere: bool = False,
        by: Person | None = None,
        now: datetime | None = None,
    ) -> Statement:
        sentence = Sentence(kind=kind, group_id=None if everywhere else self.group.pk, days=days)
        choice = Choice(outcome=kind, guideline=guideline, words="Numbers stay off the page.", sentence=sentence)
        decision = act_at_once(
            subject=self.post, about=self.ann, choice=choice, by=by or self.robin, now=now or self.now
        )
        self.ann.refresh_from_db()
        return Statement.objects.get(decision=decision)

    def hidden_line(self, *, by: Person | None = None) -> Decision:
        """Ann has a line beside her name, and a moderator hides it. Needs the fixture `lines_can_be_hidden`."""
        change_line(membership=self.membership, line=LINE, by=self.ann, now=self.now)
        choice = Choice(outcome="hide", guideline="no_details", words="Please keep wards out of it.")
        return act_at_once(subject=self.membership, about=self.ann, choice=choice, by=by or self.robin, now=self.now)

    def line(self) -> str:
        return Membership.objects.get(pk=self.membership.pk).line

    def reported(self, *, by: Person | None, reason: str = "guidelines", **rest: Any) -> Report:
        given = {"subject": self.post, "revision": self.post.revision, "words": "zqreportedwords"}
        return report(**{**given, **rest}, reason=reason, by=by, now=self.now)

    def later(self, **time: float) -> datetime:
        return self.now + timedelta(**time)


def trained(person: Person, now: datetime) -> Person:
    Moderator.objects.create(person=person, trained_at=now)
    return person


def has_role(person: Person, kind: str, now: datetime, group: Any = None) -> Person:
    """Somebody with a role at the desk, for the whole forum or for a group, and trained."""
    DeskRole.objects.create(person=person, kind=kind, group_id=group.pk if group else None, given_at=now)
    renew_trust(person.pk)
    return trained(person, now)


def let_lines_be_hidden(monkeypatch: Any) -> None:
    """Give the kind of lines an act of hiding, and the way back, as a room would."""

    def hide(deed: Deed) -> list[Change]:
        Membership.objects.filter(pk=deed.target.pk).update(line="")
        return [Change(subject=deed.target, what="line", before=deed.revision.pk, after=None)]

    def restore(effect: Effect, by: Person, now: datetime) -> bool:
        shown = Revision.objects.get(pk=effect.before)
        return bool(Membership.objects.filter(pk=effect.subject_id, line="").update(line=shown.body))

    kind = kinds.kind_for(Membership())
    monkeypatch.setitem(kinds._kinds, Membership, replace(kind, acts={"hide": hide}, restore=restore))
