"""When, where and for how many: how one date is arranged, and arranged anew."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.moments import spoken_clock
from forum.meetups.actions.dates import copies_of
from forum.meetups.actions.locks import locked_meetup
from forum.meetups.actions.queue import settle_places
from forum.meetups.actions.sessions import move_sessions
from forum.meetups.errors import MeetupMovedOn, NoSuchTime
from forum.meetups.events import MeetupChanged
from forum.meetups.local_time import LocalTime
from forum.meetups.models import Kind, Meetup, Series, Session, Status, Venue
from forum.meetups.models.dates import derived
from forum.meetups.rules.organising import may_be_there, may_begin, may_change

_MOVES = frozenset({"on_date", "at_time", "minutes", "mode", "venue"})  # what calendars, and those who come, must know


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """When, where and for how many, as an organiser wants it.

    :param is_second: of a time that happens twice; None where it was not asked.
    """

    on_date: date
    at_time: time
    minutes: int
    is_second: bool | None
    mode: str
    venue: Venue | None
    capacity: int | None
    guest_limit: int

    @classmethod
    def of(cls, thing: Meetup | Series, on_date: date) -> Self:
        """As it is now."""
        kept = {each.name: getattr(thing, each.name) for each in fields(cls) if each.name != "on_date"}
        return cls(on_date=on_date, **kept)

    def starts(self, zone: ZoneInfo) -> LocalTime:
        """When it begins.

        :raises NoSuchTime: clocks skip it, or it happens twice and nobody said which; its text is fit to show.
        """
        return meant_time(on=self.on_date, at=self.at_time, zone=zone, is_second=self.is_second)

    def differs(self, thing: Meetup | Series, on_date: date) -> tuple[str, ...]:
        """The names of what is not so yet."""
        now = Arrangement.of(thing, on_date)
        other = {each.name for each in fields(self) if getattr(self, each.name) != getattr(now, each.name)}
        if "is_second" in other:
            other.discard("is_second")
            if self.is_second is not None:
                other.add("at_time")
        return tuple(sorted(other))


def meant_time(*, on: date, at: time, zone: ZoneInfo, is_second: bool | None) -> LocalTime:
    """Return the time on the wall that is meant.

    :raises NoSuchTime: clocks skip it, or it happens twice and nobody said which; its text is fit to show.
    """
    local = LocalTime(on=on, at=at, zone=zone, is_second=bool(is_second))
    said = {"clock": spoken_clock(datetime.combine(on, at))}
    if not local.exists:
        raise NoSuchTime(
            _("Clocks go forward that night, and there is no %(clock)s. Please choose another time.") % said
        )
    if local.happens_twice and is_second is None:
        raise NoSuchTime(_("Clocks go back that night, and %(clock)s happens twice. Please say which you mean.") % said)
    return local


@transaction.atomic
def change_date(*, meetup: Meetup, wanted: Arrangement, seen: str, by: Person, now: datetime) -> Meetup:
    """Change when, where or for how many one date takes place, at once. A later change of the pattern leaves it so.

    What is so already changes nothing. Whoever comes is told of another time or place. Locks the meetup.

    :param seen: its `version` when the form was opened.
    :raises NotAllowed: its text is fit to show. :raises NoSuchTime: the same.
    :raises MeetupMovedOn: it changed since; nothing is written.
    Source: README, E-3, E-5 and E-10.
    """
    meetup = locked_meetup(meetup.pk)
    may_change(meetup=meetup, by=by, now=now).or_refuse()
    changed = wanted.differs(meetup, meetup.on_date)
    if changed:
        refuse_when_newer(meetup, seen)
        _may_be_so(meetup, wanted, now)
        meetup.is_edited = True
        arrange(meetup, wanted, changed, by=by, now=now)
    return meetup


@transaction.atomic
def reschedule_meetup(*, meetup: Meetup, wanted: Arrangement, seen: str, by: Person, now: datetime) -> Meetup:
    """Give a postponed date a new day: it takes place then, and whoever comes or waits is told. Locks the meetup.

    :param seen: its `version` when the form was opened.
    :raises NotAllowed: its text is fit to show. :raises NoSuchTime: the same.
    :raises MeetupMovedOn: it changed since; nothing is written.
    Source: README, E-1, E-3 and E-6.
    """
    meetup = locked_meetup(meetup.pk)
    may_change(meetup=meetup, by=by, now=now).or_refuse()
    changed = wanted.differs(meetup, meetup.on_date)
    if meetup.status == Status.SCHEDULED and not changed:
        return meetup
    refuse_when_newer(meetup, seen)
    _may_be_so(meetup, wanted, now)
    meetup.status, meetup.reason, meetup.is_edited = Status.SCHEDULED, "", True
    arrange(meetup, wanted, tuple({*changed, "on_date"}), by=by, now=now)
    return meetup


def refuse_when_newer(dated: Meetup | Session, seen: str) -> None:
    """:raises MeetupMovedOn: the meetup, or the session of a course, is not as the form showed it."""
    if dated.version != seen:
        raise MeetupMovedOn(
            _(
                "This date was changed while you had the page open. What you chose is still here: please look at how the date is now, and press again."
            )
        )


def _may_be_so(meetup: Meetup, wanted: Arrangement, now: datetime) -> None:
    may_begin(wanted.starts(meetup.zone_info).utc, now).or_refuse()
    may_be_there(mode=wanted.mode, venue=wanted.venue, group_id=meetup.group_id).or_refuse()


def arrange(meetup: Meetup, wanted: Arrangement, changed: tuple[str, ...], *, by: Person, now: datetime) -> None:
    """Write a date as it is wanted, offer what has come free, and tell. The caller holds its lock, and asked the rules.

    The sessions of a course move along, by as many days.

    :param changed: the names of what was not so before. Of other times and places, calendars are told too.
    :raises NoSuchTime: clocks skip the new time of a session; its text is fit to show.
    """
    was, minutes, ends_at, is_moved = meetup.local, meetup.minutes, meetup.ends_at, bool(_MOVES & set(changed))
    for name, value in _written(meetup, wanted).items():
        setattr(meetup, name, value)
    if meetup.kind == Kind.COURSE and not is_moved:
        meetup.ends_at = ends_at
    elif meetup.kind == Kind.COURSE:
        for skipped in move_sessions(meetup, was, minutes, now):
            meant_time(on=skipped.on, at=skipped.at, zone=skipped.zone, is_second=False)
    meetup.changed_at = now
    meetup.sequence += is_moved
    meetup.save()
    settle_places(meetup, now)
    if meetup.is_announced:
        publish(
            MeetupChanged(meetup_id=meetup.pk, sequence=meetup.sequence, fields=changed, by_id=by.pk, at=now)
        )  # fmt: skip


def _written(meetup: Meetup, wanted: Arrangement) -> dict[str, Any]:
    starts = wanted.starts(meetup.zone_info)
    starts_at, ends_at = derived(starts, wanted.minutes)
    kept = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    copies = copies_of(meetup.announcement, wanted.venue)
    where = {name: copies[name] for name in ("place_id", "is_step_free")}
    return kept | where | {"is_second": starts.is_second, "starts_at": starts_at, "ends_at": ends_at}
