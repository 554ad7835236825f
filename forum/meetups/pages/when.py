"""When something takes place, in words: on the wall there, and for a reader in another zone. Source: README, E-1."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.kernel.moments import spoken_clock, spoken_end
from forum.meetups.models import Meetup, Session


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """When it begins and ends.

    :param iso: the moment of its start, for machines.
    :param zone: whose time this is, where it is not the reader's; else "".
    :param here: the same in the reader's own time, where that differs; else "".
    """

    day: str
    hours: str
    iso: str
    zone: str
    here: str


def spoken_when(dated: Meetup | Session, reader: ZoneInfo) -> Spoken:
    """Say when a meetup, or one part of a course, takes place. :param reader: the zone of whoever reads."""
    there = dated.zone_info
    ends_at = dated.starts_at + timedelta(minutes=dated.minutes)  # of a course, that of its first part
    start, end = dated.starts_at.astimezone(there), ends_at.astimezone(there)
    differs = start.utcoffset() != dated.starts_at.astimezone(reader).utcoffset()
    town = there.key.rpartition("/")[2].replace("_", " ")
    return Spoken(
        day=date_format(start, "l j F Y"),
        hours=_hours(start, end),
        iso=start.isoformat(timespec="minutes"),
        zone=_("the time in %(town)s") % {"town": town} if differs else "",
        here=_here(dated.starts_at.astimezone(reader), ends_at.astimezone(reader)) if differs else "",
    )


def _hours(start: datetime, end: datetime) -> str:
    said = _("%(start)s to %(end)s") if start.date() == end.date() else _("%(start)s to %(end)s the next day")
    return said % {"start": spoken_clock(start), "end": spoken_end(end)}


def _here(start: datetime, end: datetime) -> str:
    return f"{date_format(start, 'l j F')}, {_hours(start, end)}"
