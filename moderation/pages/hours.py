"""Hours of duty, as they are read: by moderators with names, by everybody else without."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.moments import FORUM_ZONE, spoken_clock, spoken_end, zone_named
from forum.kernel.verdicts import Verdict
from moderation.hours import Turn, merged, said, turns_ahead, turns_of_each, working_duties
from moderation.models import Duty, Holiday
from moderation.team import may_set_calendar, may_set_hours

HOLIDAYS_AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the week with its hours, as "9am to 1pm"; none means that nobody is there."""

    name: str
    hours: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class PublishedHours:
    """What everybody may know: when somebody is there, not who.

    :param now_said: whether somebody is there now; empty where no hours are set at all.
    """

    now_said: str
    week: Sequence[Day]
    holidays: Sequence[Holiday]


def published_hours(now: datetime, *, zone: str) -> PublishedHours:
    """Look it up, for a reader in a zone. Four queries."""
    duties = list(working_duties())
    return PublishedHours(
        now_said=said(now, turns_ahead(now), zone_named(zone)),
        week=[Day(name=str(name), hours=_joined(duties, number)) for number, name in WEEKDAYS.items()]
        if duties
        else [],
        holidays=holidays_ahead(now),
    )


def _joined(duties: Iterable[Duty], weekday: int) -> list[str]:
    """The hours of one day, joined where they meet: as wall-clock times, which no zone changes."""
    turns = (_on_the_wall(duty) for duty in duties if duty.weekday == weekday)
    return [_span(turn.starts_at, turn.ends_at) for turn in merged(turns)]


def _on_the_wall(duty: Duty) -> Turn:
    """The times as a clock on the wall shows them; which day and which zone does not matter for that."""
    day = date(2001, 1, 1)
    return Turn(
        starts_at=datetime.combine(day, duty.starts, tzinfo=UTC), ends_at=datetime.combine(day, duty.ends, tzinfo=UTC)
    )


def _span(starts: datetime, ends: datetime) -> str:
    return _("%(start)s to %(end)s") % {"start": spoken_clock(starts), "end": spoken_end(ends)}


def hours_said(duty: Duty) -> str:
    """Weekly hours, as "Monday, 9am to 1pm"."""
    turn = _on_the_wall(duty)
    return _("%(day)s, %(hours)s") % {"day": WEEKDAYS[duty.weekday], "hours": _span(turn.starts_at, turn.ends_at)}


def spoken_hours(duties: QuerySet[Duty]) -> list[tuple[Duty, str]]:
    """Hours of duty through the week, each with its words. One query."""
    return [(duty, hours_said(duty)) for duty in duties.order_by("weekday", "starts", "pk")]


def holidays_ahead(now: datetime) -> list[Holiday]:
    """Days without duty from today on. One query."""
    today = now.astimezone(FORUM_ZONE).date()
    return list(Holiday.objects.filter(day__range=(today, today + HOLIDAYS_AHEAD)).order_by("day"))


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Hours of somebody, on the page where everybody's stand."""

    who: str
    is_mine: bool
    hours: str
    duty: Duty


@dataclass(frozen=True, kw_only=True)
class HoursPage:
    """Who is there when, for moderators.

    :param with_whom: names of those who are on duty at this moment.
    """

    now_said: str
    with_whom: Sequence[str]
    days: Sequence[tuple[str, Sequence[Shift]]]
    holidays: Sequence[Holiday]
    setting: Verdict
    calendar: Verdict


def hours_page(by: Person, now: datetime) -> HoursPage:
    """Look it up in a fixed number of queries."""
    duties = list(working_duties().select_related("person").order_by("weekday", "starts", "person__name", "pk"))
    turns = turns_of_each(now)
    there = {person_id for person_id, turn in turns if turn.holds(now)} - {by.pk}
    return HoursPage(
        now_said=said(now, merged(turn for _person, turn in turns), zone_named(by.zone)),
        with_whom=sorted({duty.person.name for duty in duties if duty.person_id in there}),
        days=[(str(name), _shifts(duties, number, by)) for number, name in WEEKDAYS.items()],
        holidays=holidays_ahead(now),
        setting=may_set_hours(person=by, by=by),
        calendar=may_set_calendar(by),
    )


def _shifts(duties: Iterable[Duty], weekday: int, by: Person) -> list[Shift]:
    return [
        Shift(who=duty.person.name, is_mine=duty.person_id == by.pk, hours=_hours(duty), duty=duty)
        for duty in duties
        if duty.weekday == weekday
    ]


def _hours(duty: Duty) -> str:
    turn = _on_the_wall(duty)
    return _span(turn.starts_at, turn.ends_at)
