"""When somebody is on duty: weekly hours, as local time at the forum, made into moments.

Pages say it without asking the database: what the next days hold is kept for a minute in each process, and whether
somebody is there now is asked of the clock each time. Source: README, M-17.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.kernel.moments import FORUM_ZONE, MIDNIGHT, spoken_clock, spoken_end
from moderation.models import Duty, Holiday, Moderator

AHEAD = timedelta(days=15)  # as far as a page says when somebody comes next
KEPT_FOR = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A stretch of time, in UTC, in which somebody is on duty without a gap."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        """Is it this turn at a moment?"""
        return self.starts_at <= moment < self.ends_at


def working_duties() -> QuerySet[Duty, Any]:
    """The hours of those to whom the desk is open: who lost their role, or whose training was taken back, is not there."""
    trained = Moderator.objects.filter(person=OuterRef("person"))
    return Duty.objects.filter(Exists(trained), person__is_active=True, person__is_trusted=True)


def turns_of_each(now: datetime) -> list[tuple[int, Turn]]:
    """Whose turn is when, from yesterday on, by id of the person. Who rests today is not counted. Two queries."""
    rests = Moderator.objects.filter(person=OuterRef("person"), rests_until__gt=now).values("rests_until")
    duties = (
        working_duties().annotate(rests_until=rests).values_list("person", "weekday", "starts", "ends", "rests_until")
    )
    first = now.astimezone(FORUM_ZONE).date() - timedelta(days=1)
    days = [first + timedelta(days=number) for number in range(AHEAD.days + 2)]
    free = set(Holiday.objects.filter(day__range=(days[0], days[-1])).values_list("day", flat=True))
    return [
        (person_id, _turn(day, starts, ends, rests_until))
        for person_id, weekday, starts, ends, rests_until in duties
        for day in days
        if day.weekday() == weekday and day not in free
    ]


def turns_ahead(now: datetime) -> tuple[Turn, ...]:
    """The turns in which anybody is there, from yesterday on, in order. Two queries."""
    return merged(turn for _person, turn in turns_of_each(now))


def _turn(day: date, starts: time, ends: time, rests_until: datetime | None) -> Turn:
    starts_at = _moment(day, starts)
    return Turn(starts_at=max(starts_at, rests_until) if rests_until else starts_at, ends_at=_moment(day, ends))


def _moment(day: date, local: time) -> datetime:
    """A local time of a day in UTC. Of an hour that comes twice the first counts; one that is left out is the next."""
    if local >= MIDNIGHT:
        day, local = day + timedelta(days=1), time(0)
    return datetime.combine(day, local, tzinfo=FORUM_ZONE).astimezone(UTC)


def merged(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Join turns that meet or overlap; drop those that have no time in them, as on the night when clocks go forward."""
    joined: list[Turn] = []
    for turn in sorted(turns, key=lambda each: each.starts_at):
        if turn.ends_at <= turn.starts_at:
            continue
        if joined and turn.starts_at <= joined[-1].ends_at:
            last = joined.pop()
            turn = Turn(starts_at=last.starts_at, ends_at=max(last.ends_at, turn.ends_at))
        joined.append(turn)
    return tuple(joined)


def on_duty(now: datetime, turns: Sequence[Turn]) -> Turn | None:
    """The turn in which somebody is on duty at this moment, if any."""
    return next((turn for turn in turns if turn.holds(now)), None)


def next_on_duty(now: datetime, turns: Sequence[Turn]) -> Turn | None:
    """The turn that begins next, if one does in the days ahead."""
    return next((turn for turn in turns if turn.starts_at > now), None)


def said(now: datetime, turns: Sequence[Turn], zone: ZoneInfo) -> str:
    """Whether somebody is here, and until when, or when they come; nothing where no hours are set at all.

    :param zone: the reader's own.
    """
    if current := on_duty(now, turns):
        return _("A moderator is here until %(clock)s.") % {"clock": spoken_end(current.ends_at.astimezone(zone))}
    if coming := next_on_duty(now, turns):
        return _("Nobody is on duty now. %(when)s") % {"when": _coming(coming.starts_at.astimezone(zone), now, zone)}
    return _("Nobody is on duty now.") if turns else ""


def _coming(local: datetime, now: datetime, zone: ZoneInfo) -> str:
    facts = {"clock": spoken_clock(local), "day": date_format(local, "l"), "date": date_format(local, "j F")}
    days = (local.date() - now.astimezone(zone).date()).days
    if days == 0:
        return _("The next moderator comes at %(clock)s.") % facts
    if days == 1:
        return _("The next moderator comes at %(clock)s tomorrow.") % facts
    if days < 7:
        return _("The next moderator comes on %(day)s at %(clock)s.") % facts
    return _("The next moderator comes on %(date)s at %(clock)s.") % facts


_kept: list[tuple[datetime, tuple[Turn, ...]]] = []


def keep_turns(turns: tuple[Turn, ...], now: datetime) -> None:
    """Keep what is ahead in this process for a minute."""
    _kept[:] = [(now, turns)]


def forget_turns() -> None:
    """Look again at the next page: hours were changed in this process. Others look within a minute."""
    _kept.clear()


def kept_turns(now: datetime) -> tuple[Turn, ...]:
    """What is ahead, as it was a minute ago at the most. Mostly without a query."""
    for kept_at, turns in _kept[:]:
        if timedelta(0) <= now - kept_at < KEPT_FOR:
            return turns
    turns = turns_ahead(now)
    keep_turns(turns, now)
    return turns
