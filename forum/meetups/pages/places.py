"""Towns, looked up by what somebody types. Source: README, E-8."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from forum.meetups.models import Place, PlaceName
from forum.meetups.text import folded

MOST = 10  # towns offered for one name
SHORTEST = 2  # letters, before anything is looked up
LONGEST = 80  # signs of a name; nothing longer is one

# The first half of a postcode, and the second if it is there.
_POSTCODE = re.compile(r"^\s*([a-z]{1,2}[0-9][a-z0-9]?)(\s*[0-9][a-z]{2})?\s*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town that somebody may mean.

    :param where: its county, where others have the same name; else "".
    :param called: the name by which it was found, where its own does not say that; else "".
    """

    pk: int
    name: str
    where: str
    called: str

    def __str__(self) -> str:
        name = f"{self.name} ({self.called})" if self.called else self.name
        return f"{name}, {self.where}" if self.where else name


def towns_named(text: str) -> list[Town]:
    """Return the towns that somebody may mean: named so first, then whose name begins so, then with a word that does.

    Larger ones come before smaller ones. One query; none for what cannot be a name.
    """
    key = folded(text[: LONGEST + 1])
    if not SHORTEST <= len(key) <= LONGEST:
        return []
    found: dict[int, Town] = {}
    for name in _names_like(key)[: 3 * MOST]:
        found.setdefault(name.place_id, _town(name))
    return list(found.values())[:MOST]


def town_at(number: str) -> Town | None:
    """Return the town with this number, as a form or an address says it; None where there is none. One query."""
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    place = Place.objects.filter(pk=int(number)).first()
    return town_of(place) if place else None


def town_of(place: Place) -> Town:
    """Say a place that is known."""
    return Town(pk=place.pk, name=place.name, where=place.county if place.is_name_repeated else "", called="")


def first_half_of_postcode(text: str) -> str:
    """Return the first half of a postcode in capitals, if that is what this is; else ""."""
    found = _POSTCODE.match(text[:20])
    return found.group(1).upper() if found else ""


def _names_like(key: str) -> QuerySet[Any]:
    rank = Case(
        When(key=key, then=Value(0)), When(key__startswith=key, then=Value(1)), default=2, output_field=IntegerField()
    )
    like = PlaceName.objects.filter(Q(key__startswith=key) | Q(key__contains=f" {key}"))
    return like.select_related("place").order_by(rank, "-place__population", "place_id", "key")


def _town(found: PlaceName) -> Town:
    place = found.place
    return Town(
        pk=place.pk,
        name=place.name,
        where=place.county if place.is_name_repeated else "",
        called="" if f" {found.key} " in f" {folded(place.name)} " else found.name,
    )
