"""Sweden as points: the centre of every municipality, drawn as SVG without tiles or outlines.

No outline is shipped: the points show the country's shape, and names of places that people know and a scale say where
and how far.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians, sqrt

from archive.municipalities import municipality_named, registry

WIDTH, HEIGHT, MARGIN = 354, 640, 14

_LEFT = 64
"""Room west of the points for the names that stand there."""

_DOT = 2.8
"""The radius of a municipality without articles: so large that the points together look like Sweden."""

# The points span 55.4 to 68.0 degrees north and 11.2 to 23.8 east. A degree of longitude is drawn as long as it is at
# 62 degrees north, the middle: near enough for points on a map this small.
_SOUTH, _NORTH, _WEST = 55.2, 68.4, 10.9
_SCALE = (HEIGHT - 2 * MARGIN) / (_NORTH - _SOUTH)
_SHORTENED = cos(radians(62))
_KILOMETRES_A_DEGREE = 111.3  # of latitude, between 55 and 68 degrees north


@dataclass(frozen=True, slots=True)
class Point:
    """A municipality on the map, in the units of its view box; `radius` grows with the root of `count`."""

    code: str
    name: str
    x: float
    y: float
    count: int = 0
    radius: float = _DOT


@dataclass(frozen=True, slots=True)
class Landmark:
    """A name for orientation; `anchor` is the end of it at which `x` is, as SVG calls it."""

    name: str
    x: float
    y: float
    anchor: str


_NAMED = {
    "Kiruna": -9, "Umeå": 9, "Östersund": -9, "Sundsvall": 20, "Stockholm": 26, "Göteborg": -16,
    "Gotland": 9, "Malmö": -14,
}  # fmt: skip
"""Municipalities that are named, all over the country, and how far beside their point: where the map is empty."""

KILOMETRES = 200
"""What the scale shows. It is drawn from north to south, where the map is true everywhere."""


@cache
def landmarks() -> list[Landmark]:
    """The names on the map, each beside its point."""
    found = []
    for name, beside in _NAMED.items():
        place = municipality_named(name)
        assert place
        x, y = position(place.latitude, place.longitude)
        found.append(Landmark(name, round(x + beside, 1), round(y + 4, 1), "start" if beside > 0 else "end"))
    return found


def scale() -> tuple[float, float, float]:
    """The scale's line: its x, and its y from north to south."""
    length = KILOMETRES / _KILOMETRES_A_DEGREE * _SCALE
    return WIDTH - 3 * MARGIN, round(HEIGHT - MARGIN - length, 1), HEIGHT - MARGIN


def position(latitude: float, longitude: float) -> tuple[float, float]:
    """Where these degrees (WGS 84) are on the map, in units from its upper left corner."""
    x = _LEFT + (longitude - _WEST) * _SCALE * _SHORTENED
    y = MARGIN + (_NORTH - latitude) * _SCALE
    return round(x, 1), round(y, 1)


def points(counts: dict[str, int]) -> list[Point]:
    """All municipalities, those with articles last, so that they lie on top; the biggest first among them."""
    largest = max(counts.values(), default=1)
    drawn = [
        Point(place.code, place.name, *position(place.latitude, place.longitude), count, _radius(count, largest))
        for place in registry()
        for count in (counts.get(place.code, 0),)
    ]
    return sorted(drawn, key=lambda point: (point.count > 0, -point.count))


def one(code: str) -> list[Point]:
    """All municipalities with one of them marked, which lies on top."""
    return [replace(point, radius=9.0) if point.count else point for point in points({code: 1})]


def _radius(count: int, largest: int) -> float:
    return round(4 + 8 * sqrt(count / largest), 1) if count else _DOT
