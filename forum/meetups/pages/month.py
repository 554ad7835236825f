"""One month of meetups, as a calendar on the wall has it. Source: README, E-2 and E-8."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.formats import date_format

from accounts.queries import Viewer
from forum.kernel.moments import spoken_clock, zone_named
from forum.meetups.models import Meetup, Status
from forum.meetups.pages.filters import Choice, Wanted, choices_for
from forum.meetups.pages.listing import Where, groups_to_choose, narrowed, position_of, where_for
from forum.meetups.pages.near import said_band

MOST = 120  # of a month on one page; the list has the others
_YEARS = range(2000, 2100)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One meetup in a month: when on the wall there, what, and in which town."""

    address: str
    clock: str
    title: str
    town: str
    band: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Day:
    on: date
    is_of_month: bool
    is_today: bool
    entries: list[Entry]


@dataclass(frozen=True, kw_only=True)
class MonthPage:
    """
    :param weekdays: what the columns are called, short and whole.
    :param earlier, later: the parts of addresses that lead to other months, or "".
    :param rest: that which leads to where in the list what had no room here begins, or "".
    """

    wanted: Wanted
    where: Where
    choices: list[Choice]
    groups: list[dict[str, Any]]
    first: date
    weekdays: list[tuple[str, str]]
    weeks: list[list[Day]]
    is_empty: bool
    earlier: str
    later: str
    rest: str

    @property
    def asked(self) -> str:
        return _as_asked(self.first)


def month_page(viewer: Viewer, wanted: Wanted, *, asked: str, now: datetime) -> MonthPage:
    """Look up one month, this one where `asked` names none: four queries at most, two of them for where."""
    today = now.astimezone(zone_named(getattr(viewer, "zone", ""))).date()
    first = _first_day(asked) or today.replace(day=1)
    where = where_for(viewer, wanted)
    found = list(_of_month(narrowed(Meetup.objects.visible_to(viewer), wanted, where), first))
    weeks = _weeks(first, found[:MOST], where, today)
    earlier, later = first - timedelta(days=1), first + timedelta(days=31)
    return MonthPage(
        wanted=wanted,
        where=where,
        choices=choices_for(wanted, where.origin, month=_as_asked(first)),
        groups=groups_to_choose(viewer, wanted),
        first=first,
        weekdays=[(date_format(day.on, "D"), date_format(day.on, "l")) for day in weeks[0]],
        weeks=weeks,
        is_empty=not found,
        earlier=wanted.query(month=_as_asked(earlier)) if earlier.year in _YEARS else "",
        later=wanted.query(month=_as_asked(later)) if later.year in _YEARS else "",
        rest=wanted.query(after=position_of(found[MOST - 1])) if len(found) > MOST else "",
    )


def _of_month(meetups: QuerySet[Meetup], first: date) -> QuerySet[Any, Any]:
    """Those on whose own wall it is that month; it begins up to a day earlier or later than in UTC."""
    begins = datetime.combine(first, time(), tzinfo=UTC)
    following = (first + timedelta(days=31)).replace(day=1)
    ends = datetime.combine(following, time(), tzinfo=UTC)
    around = meetups.filter(
        is_announced=True, starts_at__gt=begins - timedelta(days=1), starts_at__lt=ends + timedelta(days=1)
    )
    within = around.filter(on_date__gte=first, on_date__lt=following).order_by("starts_at", "pk")
    columns = {"title": F("announcement__title"), "town": F("place__name")}
    return within.values("pk", "on_date", "starts_at", "zone", "status", "place_id", **columns)[: MOST + 1]


def _weeks(first: date, found: list[dict[str, Any]], where: Where, today: date) -> list[list[Day]]:
    entries: dict[date, list[Entry]] = defaultdict(list)
    for row in found:
        entries[row["on_date"]].append(_entry(row, where))
    return [
        [
            Day(on=on, is_of_month=on.month == first.month, is_today=on == today, entries=entries.get(on, []))
            for on in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _entry(row: dict[str, Any], where: Where) -> Entry:
    band = where.bands.get(row["place_id"])
    return Entry(
        address=f"/meetups/{row['pk']}/",
        clock=spoken_clock(row["starts_at"].astimezone(zone_named(row["zone"]))),
        title=row["title"],
        town=row["town"] or "",
        band=said_band(band) if band else "",
        status="" if row["status"] == Status.SCHEDULED else str(Status(row["status"]).label),
    )


def _first_day(asked: str) -> date | None:
    """The first day of a month as an address says it: 2026-12."""
    year, _dash, month = asked.partition("-")
    if not (asked.isascii() and year.isdigit() and month.isdigit() and len(year) == 4 and len(month) <= 2):
        return None
    return date(int(year), int(month), 1) if int(year) in _YEARS and 1 <= int(month) <= 12 else None


def _as_asked(day: date) -> str:
    return f"{day:%Y-%m}"
