"""How far it is from one town to another, said as a band and never as a figure. Source: README, E-8."""

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

BANDS = (5, 10, 25, 50)  # miles
_EARTH = 3_958.8  # miles from its middle to where we live


@dataclass(frozen=True, kw_only=True)
class Point:
    """Degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class Box:
    """Everything within some miles of a point lies in it, and a little more."""

    south: float
    north: float
    west: float
    east: float


def box_around(point: Point, miles: float) -> Box:
    """Return the smallest box, by degrees, that holds the circle around a point."""
    up = degrees(miles / _EARTH)
    narrowest = cos(radians(min(abs(point.latitude) + up, 89)))
    across = degrees(2 * asin(min(1, sin(miles / _EARTH / 2) / narrowest)))
    return Box(
        south=point.latitude - up,
        north=point.latitude + up,
        west=point.longitude - across,
        east=point.longitude + across,
    )


def miles_between(one: Point, other: Point) -> float:
    """Return the length of the way over the ground as birds fly, in miles."""
    up, across = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    share = sin(up / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(across / 2) ** 2
    return 2 * _EARTH * asin(min(1, sqrt(share)))


def band_of(miles: float) -> int | None:
    """Return the band in which a distance lies, by its far end; None for what is farther than all of them."""
    return next((band for band in BANDS if miles < band), None)
