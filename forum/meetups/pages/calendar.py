"""Calendar files: one entry for each date, as RFC 5545 writes them. Source: README, E-4 and E-9."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Subquery, Value
from django.utils.translation import gettext as _
from icalendar import Calendar, Component, Event, Timezone

from accounts.models import Person
from accounts.queries import Viewer
from forum.kernel.moments import zone_named
from forum.meetups.models import Attendance, CalendarFeed, Kind, Meetup, Session, Status
from forum.meetups.pages.own import own_meetups
from forum.meetups.pages.rows import COLUMNS, FIELDS, where_it_is

REFRESH = timedelta(hours=4)
_DETAIL = CalendarFeed.Detail
# Rules of zones are written out for these years: the same bytes at each fetch, whatever is in the file.
_FIRST_YEAR, _LAST_YEAR = date(2025, 1, 1), date(2045, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One date in a calendar."""

    uid: UUID
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: str  # CONFIRMED, TENTATIVE or CANCELLED
    summary: str
    location: str
    url: str


def own_entries(person: Person, *, detail: str, absolute: Callable[[str], str], now: datetime) -> list[Entry]:
    """Return what `/meetups/mine/` shows somebody, as entries: two queries, a third where addresses are wanted.

    :param absolute: makes the whole address of a page from its path.
    """
    found = own_meetups(person, now=now)
    doors = _doors_of(person, [row["pk"] for row in found]) if detail == _DETAIL.ALL else {}
    return _entries(found, detail=detail, doors=doors, absolute=absolute)


def entries_of(viewer: Viewer, pk: int, *, absolute: Callable[[str], str]) -> list[Entry] | None:
    """Return one meetup as whoever sees it takes it along, discreetly; None for what one may not see. Two queries."""
    found = Meetup.objects.visible_to(viewer).filter(pk=pk, is_announced=True)
    mine = Attendance.objects.filter(meetup=pk, person=viewer.pk or 0)
    row = found.values(
        *FIELDS,
        **COLUMNS,
        state=Subquery(mine.values("state")),
        attendance_changed_at=Value(None, DateTimeField()),
        words_changed_at=F("announcement__edited_at"),
    ).first()
    return _entries([row], detail=_DETAIL.DISCREET, doors={}, absolute=absolute) if row else None


def written(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return the bytes of a calendar file: for the same entries always the same."""
    entries = list(entries)
    calendar = Calendar()
    for key, value in (
        ("prodid", "-//Alongside//Meetups//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
    ):
        calendar.add(key, value)
    for key in ("name", "x-wr-calname"):
        calendar.add(key, plain(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for zone in sorted({entry.zone for entry in entries}):
        calendar.add_component(_rules_of(zone))
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def plain(words: str) -> str:
    """Return words without signs that steer machines: nothing that somebody wrote begins a line of the file."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in words if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp"))


def name_of(detail: str) -> str:
    """What a calendar is called in a list of calendars."""
    return _("Appointments") if detail == _DETAIL.DISCREET else "Alongside"


def _entries(
    found: list[dict[str, Any]], *, detail: str, doors: Mapping[int, str], absolute: Callable[[str], str]
) -> list[Entry]:
    sessions = _sessions_of([row["pk"] for row in found])
    entries = []
    for row in found:
        entry = _entry(row, detail=detail, door=doors.get(row["pk"], ""), absolute=absolute)
        parts = sessions.get(row["pk"], []) if row["kind"] == Kind.COURSE else []
        entries += [_part(entry, each) for each in parts] or [entry]
    return entries


def _entry(row: dict[str, Any], *, detail: str, door: str, absolute: Callable[[str], str]) -> Entry:
    changes = (row["changed_at"], row["attendance_changed_at"], row["words_changed_at"])
    discreet = row["discreet_title"] or _("Appointment")
    return Entry(
        uid=row["uid"],
        sequence=row["sequence"],
        changed_at=max(change for change in changes if change),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        zone=row["zone"],
        status=_status(row),
        summary=discreet if detail == _DETAIL.DISCREET else row["title"] or discreet,
        location=door or where_it_is(row),
        url=absolute(f"/meetups/{row['pk']}/"),
    )


def _status(row: Mapping[str, Any]) -> str:
    if row["status"] != Status.SCHEDULED:
        return "CANCELLED"  # what is postponed does not take place then either
    return "TENTATIVE" if row["state"] in (Attendance.State.WAITING, Attendance.State.OFFERED) else "CONFIRMED"


def _part(entry: Entry, session: dict[str, Any]) -> Entry:
    """One session of a course."""
    return replace(
        entry,
        uid=session["uid"],
        sequence=entry.sequence + session["sequence"],  # either rises, so does this
        changed_at=max(entry.changed_at, session["changed_at"]),
        starts_at=session["starts_at"],
        ends_at=session["ends_at"],
        zone=session["zone"],
        status="CANCELLED" if session["is_cancelled"] else entry.status,
    )


def _sessions_of(meetups: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The sessions of courses, in order. One query."""
    found: dict[int, list[dict[str, Any]]] = {}
    parts = ("meetup_id", "uid", "sequence", "changed_at", "starts_at", "ends_at", "zone", "is_cancelled")
    sessions = Session.objects.filter(meetup__in=meetups).order_by("meetup_id", "number").values(*parts)
    for each in map(dict, sessions):
        found.setdefault(each["meetup_id"], []).append(each)
    return found


def _doors_of(person: Person, meetups: list[int]) -> dict[int, str]:
    """The addresses that somebody may know at this moment. One query. Source: README, E-4."""
    known = Meetup.objects.whose_door_is_known_to(person).filter(pk__in=meetups).exclude(venue=None)
    parts = known.values_list("pk", "venue__name", "venue__address", "venue__postcode")
    return {pk: ", ".join(each.strip() for each in door if each.strip()) for pk, *door in parts}


def _event(entry: Entry) -> Event:
    zone = zone_named(entry.zone)
    event = Event()
    event.add("uid", f"{entry.uid}@alongside")
    event.add("sequence", entry.sequence)
    for name in ("dtstamp", "last-modified"):
        event.add(name, entry.changed_at.replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", plain(entry.summary))
    event.add("location", plain(entry.location))
    event.add("url", entry.url)
    event.add("status", entry.status)
    event.add("class", "PRIVATE")
    return event


@lru_cache(maxsize=600)
def _rules_of(zone: str) -> Component:
    return Timezone.from_tzid(zone_named(zone).key, first_date=_FIRST_YEAR, last_date=_LAST_YEAR)
