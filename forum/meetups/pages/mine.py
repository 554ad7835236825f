"""One's own meetups, by what one has to do with each. Source: README, E-6."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.moments import zone_named
from forum.meetups.models import Attendance, Status
from forum.meetups.pages.own import own_meetups
from forum.meetups.pages.rows import Row, rows_of, standing_of


@dataclass(frozen=True, kw_only=True)
class Place:
    """A meetup in which somebody has a part. :param until: when an offered place ends, or None."""

    row: Row
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """All meetups in which somebody has the same part, by date."""

    name: str
    heading: str
    places: list[Place]


@dataclass(frozen=True, kw_only=True)
class MinePage:
    parts: list[Part]  # those with something in them


def mine_page(person: Person, *, now: datetime) -> MinePage:
    """Look it up: two queries, however many meetups there are."""
    found = own_meetups(person, now=now)
    own = {row["pk"]: _own(row, person) for row in found}
    rows = rows_of(found, zone=zone_named(person.zone), bands={}, own=own)
    headings = {
        "offered": _("A place is kept for you"),
        "going": _("You are coming"),
        "waiting": _("You wait for a place"),
        "organising": _("You organise"),
        "past": _("Over, or cancelled"),
    }
    parts: dict[str, list[Place]] = {name: [] for name in headings}
    for each, row in zip(found, rows, strict=True):
        parts[_part(each, now)].append(Place(row=row, until=each["until"]))
    return MinePage(
        parts=[Part(name=name, heading=headings[name], places=places) for name, places in parts.items() if places]
    )


def _part(row: dict[str, Any], now: datetime) -> str:
    if row["ends_at"] <= now or row["status"] == Status.CANCELLED:
        return "past"
    return str(row["state"] or "organising")


def _own(row: dict[str, Any], person: Person) -> str:
    if row["organiser_id"] == person.pk:
        return _("You organise it")
    if row["state"] == Attendance.State.GOING and row["party"] > 1:
        return _("You are coming, %(count)d people") % {"count": row["party"]}
    return standing_of(row)
