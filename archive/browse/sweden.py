"""Sweden as points: the centre of every municipality, drawn as SVG without tiles or outlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sqrt

from archive.municipalities import registry

WIDTH, HEIGHT, MARGIN = 300, 640, 14

_DOT = 2.8
"""The radius of a municipality without articles: so large that the points together look like Sweden."""

# The points span 55.4 to 68.0 degrees north and 11.2 to 23.8 east. A degree of longitude is drawn as long as it is at
# 62 degrees north, the middle: near enough for points on a map this small.
_SOUTH, _NORTH, _WEST = 55.2, 68.4, 10.9
_SCALE = (HEIGHT - 2 * MARGIN) / (_NORTH - _SOUTH)
_SHORTENED = cos(radians(62))


@dataclass(frozen=True, slots=True)
class Point:
    """A municipality on the map, in the units of its view box; `radius` grows with the root of `count`."""

    code: str
    name: str
    x: float
    y: float
    count: int = 0
    radius: float = _DOT


def position(latitude: float, longitude: float) -> tuple[float, float]:
    """Where these degrees (WGS 84) are on the map, in units from its upper left corner."""
    x = MARGIN + (longitude - _WEST) * _SCALE * _SHORTENED
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
