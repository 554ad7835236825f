"""A meetup as a row of a list, in words. Nothing of the door is looked up here. Source: README, E-4."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.kernel.moments import spoken_clock, spoken_end, zone_named
from forum.meetups.models import Attendance, Kind, Mode, Status, VenueFact
from forum.meetups.pages.near import said_band

SHORT = 110  # signs of what it is about
_FACTS = (VenueFact.Feature.STEP_FREE, VenueFact.Feature.QUIET, VenueFact.Feature.PARKING)

COLUMNS: dict[str, F] = {
    "title": F("announcement__title"),
    "about": F("announcement__html"),
    "topic": F("announcement__topic"),
    "speaker": F("announcement__speaker"),
    "area": F("venue__area"),
    "town": F("place__name"),
    "county": F("place__county"),
    "is_name_repeated": F("place__is_name_repeated"),
    "discreet_title": F("announcement__discreet_title"),
    "group_name": F("group__name"),
    "group_slug": F("group__slug"),
}
FIELDS = (
    "pk", "starts_at", "ends_at", "zone", "status", "mode", "kind", "capacity", "seats_going", "seats_offered",
    "waiting_count", "place_id", "venue_id", "organiser_id", "uid", "sequence", "changed_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    :param month: of the reader's calendar, to stand above the first row of it.
    :param when: from when until when, on the wall there. :param band: how far it is, or "".
    :param said: that it is cancelled or postponed, or "". :param own: what the reader has to do with it, or "".
    :param way: what somebody who has nothing to do with it yet can press, or "".
    """

    pk: int
    address: str
    title: str
    month: str
    on: date
    day: int
    weekday: str
    when: str
    where: str
    band: str
    group_name: str
    group_slug: str
    kind: str
    about: str
    facts: tuple[str, ...]
    is_cancelled: bool
    said: str
    own: str
    way: str


def rows_of(
    found: Iterable[dict[str, Any]],
    *,
    zone: ZoneInfo,
    bands: Mapping[int, int],
    own: Mapping[int, str],
) -> list[Row]:
    """Put meetups into words; one query more for what is known about their venues.

    :param zone: the reader's. :param bands: by place. :param own: what the reader has to do with a meetup, by its number.
    """
    found = list(found)
    facts = _facts_of({row["venue_id"] for row in found if row["venue_id"]})
    return [_row(row, zone, bands, own.get(row["pk"], ""), facts.get(row["venue_id"], ())) for row in found]


def where_it_is(row: Mapping[str, Any]) -> str:
    """Say where, as everybody may know: "Sheffield, city centre", "online", "online and Sheffield, city centre"."""
    county = row["county"] if row["is_name_repeated"] else ""
    there = ", ".join(filter(None, (row["town"], county, row["area"])))
    if row["mode"] == Mode.ONLINE or not there:
        return _("online")
    return _("online and %(there)s") % {"there": there} if row["mode"] == Mode.BOTH else there


def hours_of(row: Mapping[str, Any], reader: ZoneInfo) -> str:
    """Say from when until when on the wall there, and whose wall, where the reader's says something else."""
    zone = zone_named(row["zone"])
    start, end = row["starts_at"].astimezone(zone), row["ends_at"].astimezone(zone)
    hours = _("%(start)s to %(end)s") % {"start": spoken_clock(start), "end": spoken_end(end)}
    if start.utcoffset() == row["starts_at"].astimezone(reader).utcoffset():
        return hours
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return _("%(hours)s, %(city)s time") % {"hours": hours, "city": city}


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "F Y")


def standing_of(attendance: Mapping[str, Any]) -> str:
    """Say what somebody's own attendance is; "" where it is none any more."""
    return {
        Attendance.State.GOING: _("You are coming"),
        Attendance.State.WAITING: _("You wait for a place"),
        Attendance.State.OFFERED: _("A place is kept for you"),
    }.get(attendance["state"], "")


def _row(row: dict[str, Any], reader: ZoneInfo, bands: Mapping[int, int], own: str, facts: tuple[str, ...]) -> Row:
    local = row["starts_at"].astimezone(zone_named(row["zone"]))
    band = bands.get(row["place_id"])
    is_on = row["status"] == Status.SCHEDULED
    return Row(
        pk=row["pk"],
        address=f"/meetups/{row['pk']}/",
        title=row["title"],
        month=month_of(row["starts_at"], reader),
        on=local.date(),
        day=local.day,
        weekday=date_format(local, "D"),
        when=hours_of(row, reader),
        where=where_it_is(row),
        band=said_band(band) if band else "",
        group_name=row["group_name"],
        group_slug=row["group_slug"],
        kind=str(Kind(row["kind"]).label),
        about=_about(row),
        facts=(*facts, *_places_left(row)) if is_on else (),
        is_cancelled=row["status"] == Status.CANCELLED,
        said=_said(row["status"]),
        own=own,
        way=_way(row) if is_on and not own else "",
    )


def _said(status: str) -> str:
    return {
        Status.CANCELLED: _("Cancelled. We are sorry if you had counted on it."),
        Status.POSTPONED: _("Postponed. When it takes place is not known yet."),
    }.get(Status(status), "")


def _about(row: Mapping[str, Any]) -> str:
    """A line on what it is about: who speaks on what, else the first words."""
    if row["topic"] and row["speaker"]:
        return _("%(topic)s, with %(speaker)s") % {"topic": row["topic"], "speaker": row["speaker"]}
    words = row["topic"] or " ".join(html.unescape(strip_tags(row["about"])).split())
    words = _("With %(speaker)s") % {"speaker": row["speaker"]} if row["speaker"] and not words else words
    return words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]}…"


def _left(row: Mapping[str, Any]) -> int | None:
    """How many more can come; None for as many as like to."""
    return None if row["capacity"] is None else max(0, row["capacity"] - row["seats_going"] - row["seats_offered"])


def _way(row: Mapping[str, Any]) -> str:
    return _("Wait for a place") if _left(row) == 0 else _("I’ll come")


def _places_left(row: Mapping[str, Any]) -> tuple[str, ...]:
    left = _left(row)
    if left is None:
        return ()
    if left > 0:
        return (ngettext("%(count)d place left", "%(count)d places left", left) % {"count": left},)
    if not row["waiting_count"]:
        return (_("full"),)
    return (_("full, %(count)d waiting") % {"count": row["waiting_count"]},)


def _facts_of(venues: set[int]) -> dict[int, tuple[str, ...]]:
    """What decides whether somebody can come, for each venue. One query."""
    known = VenueFact.objects.filter(venue__in=venues, feature__in=_FACTS, answer=VenueFact.Answer.YES)
    facts: dict[int, list[tuple[int, str]]] = {}
    for fact in known.values("venue_id", "feature", "metres", "checked_on"):
        facts.setdefault(fact["venue_id"], []).append((_FACTS.index(fact["feature"]), _fact(fact)))
    return {venue: tuple(said for _place, said in sorted(found)) for venue, found in facts.items()}


def _fact(fact: Mapping[str, Any]) -> str:
    if fact["feature"] == VenueFact.Feature.STEP_FREE:
        return _("step-free, checked %(day)s") % {"day": date_format(fact["checked_on"], "j M Y")}
    if fact["feature"] == VenueFact.Feature.PARKING and fact["metres"] is not None:
        return _("parking %(metres)d m") % {"metres": fact["metres"]}
    return _("quiet room") if fact["feature"] == VenueFact.Feature.QUIET else _("parking")
