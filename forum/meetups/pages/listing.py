"""Meetups to come, by date: all that one may see, or those near a town and of a kind. Source: README, E-2 and E-8."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby, product
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from accounts.queries import Viewer
from forum.groups.models import Group
from forum.groups.queries import groups_of
from forum.kernel.compiled import Among, Compiled, keys_said
from forum.kernel.moments import zone_named
from forum.meetups.models import Attendance, Meetup, Mode
from forum.meetups.pages.filters import Choice, Wanted, choices_for
from forum.meetups.pages.near import Origin, bands_around
from forum.meetups.pages.rows import COLUMNS, FIELDS, Row, rows_of, standing_of

ON_A_PAGE = 20
LONGEST = timedelta(days=1)  # what began longer ago is over, so that the search begins near now
# With more places than this, walking by date finds a page sooner than asking each place for its dates.
MANY_PLACES = 300


@dataclass(frozen=True, kw_only=True)
class Month:
    name: str
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class Where:
    """:param origin: from where is looked, or None. :param bands: the places within reach, each with its band."""

    origin: Origin | None
    bands: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """
    :param groups: to choose one of: number and name. :param after: the part of an address that leads to the next page, or "".
    """

    wanted: Wanted
    where: Where
    choices: list[Choice]
    months: list[Month]
    groups: list[dict[str, Any]]
    after: str
    is_first: bool


def list_page(viewer: Viewer, wanted: Wanted, *, after: str, now: datetime) -> ListPage:
    """Look up one page: six queries at most, two of them for where."""
    where = where_for(viewer, wanted)
    start = _read_position(after)
    found = _found(viewer, wanted, where, start, now)
    rows = rows_of(
        found[:ON_A_PAGE],
        zone=zone_named(getattr(viewer, "zone", "")),
        bands=where.bands,
        own=own_standing(viewer, found[:ON_A_PAGE], now),
    )
    return ListPage(
        wanted=wanted,
        where=where,
        choices=choices_for(wanted, where.origin),
        months=[Month(name=name, rows=list(each)) for name, each in groupby(rows, key=lambda row: row.month)],
        groups=groups_to_choose(viewer, wanted),
        after=wanted.query(after=position_of(found[ON_A_PAGE - 1])) if len(found) > ON_A_PAGE else "",
        is_first=start is None,
    )


def where_for(viewer: Viewer, wanted: Wanted) -> Where:
    """Look up from where is looked, and what is within reach: two queries at most."""
    origin = wanted.origin(viewer)
    return Where(origin=origin, bands=bands_around(origin) if origin else {})


def narrowed(meetups: QuerySet[Meetup], wanted: Wanted, where: Where) -> QuerySet[Meetup]:
    """Keep of some meetups those that are wanted."""
    return _narrowed(meetups, _shape_of(wanted, where), **_said_of(wanted, where))


class _Shape(NamedTuple):
    """What decides how the database is asked; everything else is a value."""

    is_online: bool
    is_step_free: bool
    are_places_many: bool


def _shape_of(wanted: Wanted, where: Where) -> _Shape:
    return _Shape(wanted.is_online, wanted.is_step_free, len(where.bands) > MANY_PLACES)


def _said_of(wanted: Wanted, where: Where) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": wanted.kind, "audience": wanted.audience, "group": wanted.group}
    said["places"] = keys_said(where.bands) if where.origin else ""
    return {name: value for name, value in said.items() if value}


def _narrowed(meetups: QuerySet[Meetup], shape: _Shape, *, places: Any = None, **exactly: Any) -> QuerySet[Meetup]:
    if places is not None:
        meetups = at_places(meetups, places, are_many=shape.are_places_many)
    if shape.is_online:
        meetups = meetups.exclude(mode=Mode.IN_PERSON)
    if shape.is_step_free:
        meetups = meetups.filter(is_step_free=True)
    return meetups.filter(**exactly)


def at_places(meetups: QuerySet[Meetup], places: str, *, are_many: bool) -> QuerySet[Meetup]:
    """Keep those at one of some places: few are looked up in the index by place, many met on the way by date.

    :param places: by `keys_said`.
    """
    if not are_many:
        return meetups.filter(Among("place_id", places))
    return meetups.alias(at=F("place_id") + 0).filter(Among("at", places))  # no index has a sum


def own_standing(viewer: Viewer, found: Collection[dict[str, Any]], now: datetime) -> dict[int, str]:
    """Say what the viewer has to do with each of some meetups that they see. One query; none signed out."""
    if not viewer.is_authenticated:
        return {}
    mine = Attendance.objects.filter(person=viewer.pk, meetup__in=[row["pk"] for row in found])
    mine = mine.exclude(offer_ends_at__lte=now)
    return {each["meetup_id"]: standing_of(each) for each in mine.values("meetup_id", "state")}


def groups_to_choose(viewer: Viewer, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the groups that the viewer is in, and the one that is asked for. One query; none signed out, as a rule."""
    if not viewer.is_authenticated and not wanted.group:
        return []
    return _groups.rows(viewer=viewer, group=wanted.group)


def position_of(row: Mapping[str, Any]) -> str:
    """Return where a row stands in the order of all, for an address."""
    return f"{int(row['starts_at'].timestamp())}.{row['pk']}"


def _read_position(text: str) -> tuple[datetime, int] | None:
    seconds, _dot, pk = text.partition(".")
    if not (text.isascii() and seconds.isdigit() and pk.isdigit() and len(seconds) <= 11 and len(pk) <= 18):
        return None
    return datetime.fromtimestamp(int(seconds), tz=UTC), int(pk)


def _found(
    viewer: Viewer, wanted: Wanted, where: Where, start: tuple[datetime, int] | None, now: datetime
) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"viewer": viewer, "now": now, "begun": now - LONGEST}
    if start:
        asked |= {"start": start[0], "pk": start[1]}
    return _PAGES[_shape_of(wanted, where)].rows(**asked, **_said_of(wanted, where))


def _announced(viewer: Any, now: Any, begun: Any, start: Any, pk: Any) -> QuerySet[Meetup]:
    """Those to come that others than their organiser see too, by date, behind a place in that order."""
    meetups = Meetup.objects.visible_to(viewer).filter(is_announced=True, starts_at__gt=begun).to_come(now).in_order()
    if start is None:
        return meetups
    return meetups.filter(Q(starts_at__gt=start) | Q(starts_at=start, pk__gt=pk), starts_at__gte=start)


def _page(
    viewer: Any, now: Any, begun: Any, start: Any = None, pk: Any = None, *, shape: _Shape, **wanted: Any
) -> QuerySet[Any, Any]:
    """One more than a page holds. They are chosen first: in one step, SQLite looks up the words of all before it sorts."""
    chosen = _narrowed(_announced(viewer, now, begun, start, pk), shape, **wanted).values("pk")[: ON_A_PAGE + 1]
    return Meetup.objects.filter(pk__in=chosen).in_order().values(*FIELDS, **COLUMNS)


def _groups_of(viewer: Any, group: Any) -> QuerySet[Any, Any]:
    groups = Group.objects.readable_by(viewer)
    mine = Q(pk__in=groups_of(viewer)) if viewer.is_authenticated else Q(pk__in=[])
    return groups.filter(mine | Q(pk=group)).order_by("name", "pk").values("pk", "name")[:100]


_PAGES = {
    shape: Compiled(partial(_page, shape=shape), varies=True)
    for shape in map(_Shape._make, product((False, True), repeat=3))
}
_groups = Compiled(_groups_of)
