"""Looking at restricted data: each look is written down before anything is shown. Source: README, M-12."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person
from forum.kernel.compiled import Compiled
from forum.kernel.events import publish
from moderation.actions.cases import group_of
from moderation.actions.wellbeing import count_hard_thing, day_at_forum
from moderation.events import DeskRead
from moderation.log import Look, note_look
from moderation.models import Case, HardDay, LogEntry, Note
from moderation.queries import people_on_record
from moderation.rules import may_open_desk, role_in
from moderation.team import acts_as, may_see_burden

WORDS = frozenset({Look.HIDDEN_WORDS, Look.CONCERN})
WEEK = timedelta(days=6)  # with today that makes seven days

on_record = Compiled(lambda viewer, pk: people_on_record(viewer).filter(pk=pk))
_notes = Compiled(
    lambda viewer, about: (
        Note.objects.visible_to(viewer).filter(about=about, case=None).select_related("author").order_by("-pk")
    )
)


@transaction.atomic
def note_desk_read(*, by: Person, now: datetime) -> None:
    """Tell that `by` has looked at what waits at the desk: what they were told of it counts as read. Source: README, N-6."""
    publish(DeskRead(person_id=by.pk, at=now))
    by.refresh_from_db(fields=["has_news"])  # for the page that they look at


@transaction.atomic
def look_closer(*, case: Case, what: Look, by: Person, now: datetime) -> None:
    """Write down that a moderator opens something that a case does not show at once; show it only after this.

    A distressing thing is counted for them: they and their lead see how many they have opened today.

    :raises NotAllowed: the desk is not open to `by`; its text is fit to show.
    Source: README, M-12 and M-14.
    """
    may_open_desk(by).or_refuse()
    if case.is_distressing and what in WORDS:
        count_hard_thing(by=by, now=now)
    note_look(by=by, what=what, subject=case, now=now, group_id=group_of(case), role=role_in(case, by))


@transaction.atomic
def look_at_notes(*, about: Person, by: Person, now: datetime) -> list[Note]:
    """Return the private notes about a person that `by` may read, newest first.

    Where one of them is for leads only, the look is written down.

    :raises NotAllowed: the desk is not open to `by`.
    Source: README, M-6 and M-12.
    """
    may_open_desk(by).or_refuse()
    notes: list[Note] = _notes.rows(viewer=by, about=about.pk)
    if any(note.tier > Note.Tier.TEAM for note in notes):
        note_look(by=by, what=Look.NOTES, subject=about, now=now, role=acts_as(by))
    return notes


@transaction.atomic
def look_at_record(*, pk: int, by: Person, now: datetime) -> Person | None:
    """Return the person whose record it is, if `by` may open it.

    :raises NotAllowed: the desk is not open to `by`.
    Source: README, M-12 and M-18.
    """
    may_open_desk(by).or_refuse()
    person: Person | None = on_record.first(viewer=by, pk=pk)
    if person is not None:
        note_look(by=by, what=Look.HISTORY, subject=person, now=now, role=acts_as(by))
    return person


@transaction.atomic
def look_at_burden(*, person: Person, by: Person, now: datetime) -> dict[date, int] | None:
    """Return how many hard things somebody opened on each of the last seven days; None to whom that is not shown.

    One's own is looked at without a note. Source: README, M-14.
    """
    if not may_see_burden(person=person, by=by):
        return None
    if person.pk != by.pk:
        note_look(by=by, what=Look.BURDEN, subject=person, now=now, role=acts_as(by))
    return burden_of(person, now)


def burden_of(person: Person, now: datetime) -> dict[date, int]:
    """How many hard things somebody opened, by day, in the last seven days at the forum. One query."""
    today = day_at_forum(now)
    days = HardDay.objects.filter(person=person.pk, day__range=(today - WEEK, today))
    return dict(days.values_list("day", "count"))


@transaction.atomic
def look_at_log(*, by: Person, now: datetime) -> QuerySet[LogEntry, Any]:
    """Return the entries of the log that `by` may read, newest first. Source: README, M-12."""
    note_look(by=by, what=Look.LOG, subject=by, now=now, role=acts_as(by))
    return LogEntry.objects.visible_to(by).newest_first()
