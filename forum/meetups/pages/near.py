"""Which towns are near another one, in bands. Source: README, E-8."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.queries import Viewer
from forum.kernel.compiled import Compiled
from forum.meetups.distances import BANDS, Point, band_of, box_around, miles_between
from forum.meetups.models import OwnPlace, Place

_PLACE = ("name", "county", "is_name_repeated", "latitude", "longitude")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """From where somebody looks, and how far around it."""

    pk: int
    name: str
    within: int  # miles, one of the bands
    is_remembered: bool
    point: Point

    def __str__(self) -> str:
        return _("Within %(miles)d miles of %(town)s") % {"miles": self.within, "town": self.name}


def remembered_origin(viewer: Viewer) -> Origin | None:
    """Return the town that somebody picked to look from; None where they picked none. One query."""
    found = _own.first(viewer=viewer) if viewer.is_authenticated else None
    return _origin(found["place_id"], found, found["within_miles"], is_remembered=True) if found else None


def origin_at(pk: int, within: int) -> Origin | None:
    """Return a town that an address names, to look from; None where there is none. One query."""
    found = _one.first(pk=pk)
    return _origin(pk, found, within if within in BANDS else 25, is_remembered=False) if found else None


def bands_around(origin: Origin) -> dict[int, int]:
    """Return every town within reach, by its number, with the band in which it lies. One query."""
    box = box_around(origin.point, origin.within)
    inside = Place.objects.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))
    bands = {}
    for pk, latitude, longitude in inside.values_list("pk", "latitude", "longitude"):
        band = band_of(miles_between(origin.point, Point(latitude=latitude, longitude=longitude)))
        if band is not None and band <= origin.within:
            bands[pk] = band
    return bands


def said_band(band: int) -> str:
    """Say a band: "under 5 miles", "5 to 10 miles"."""
    nearer = max((other for other in BANDS if other < band), default=0)
    if not nearer:
        return _("under %(miles)d miles") % {"miles": band}
    return _("%(from)d to %(to)d miles") % {"from": nearer, "to": band}


def _own_place(viewer: Any) -> QuerySet[Any, Any]:
    own = OwnPlace.objects.visible_to(viewer)
    there = {name: F(f"place__{name}") for name in _PLACE}
    return own.values("within_miles", "place_id", **there)


_own = Compiled(_own_place)
_one = Compiled(lambda pk: Place.objects.filter(pk=pk).values(*_PLACE))


def _origin(pk: int, found: dict[str, Any], within: int, *, is_remembered: bool) -> Origin:
    name = f"{found['name']}, {found['county']}" if found["is_name_repeated"] and found["county"] else found["name"]
    return Origin(
        pk=pk,
        name=name,
        within=within,
        is_remembered=is_remembered,
        point=Point(latitude=found["latitude"], longitude=found["longitude"]),
    )
