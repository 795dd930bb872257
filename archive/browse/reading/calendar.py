"""Articles counted by day, month and municipality."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.browse.clean import plain
from archive.browse.reading import counts
from archive.browse.reading.alphabet import swedish_order
from archive.browse.reading.places import municipality_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PlaceMonths:
    """A municipality, or a site that belongs to none, with its articles in each month of a year.

    `total` is all of the year, also the articles whose month is unknown.
    """

    name: str
    code: str | None
    site_id: int
    months: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year of news. `days` counts by "2026-02-27" the articles whose day is known, `months` by "2026-02".

    `months` covers all years; `years` counts by year, newest first, what a search of the year finds; `undated` are
    those of no year. `places` is empty for a single municipality.
    """

    year: int
    municipality: str | None
    years: list[tuple[int, int]]
    months: list[tuple[str, int]]
    days: Mapping[str, int]
    undated: int
    places: list[PlaceMonths]

    @property
    def without_day(self) -> int:
        """The articles of the year whose day is unknown."""
        return dict(self.years)[self.year] - sum(self.days.values())


def year_of_news(connection: sqlite3.Connection, year: int | None, code: str | None) -> Year | None:
    """The year with its counts, the latest that has articles when none is named or it has none.

    `code` restricts it to a municipality. None when nothing there has a year, or there is no such municipality.
    """
    name = None if code is None else municipality_name(connection, code)
    if code is not None and name is None:
        return None
    sites = _sites_of(connection, code)
    months = sum((counts.by_month(connection, site) for site in sites), Counter[str]())
    years = sum((counts.by_year(connection, site) for site in sites), Counter[int]())
    if not years:
        return None
    chosen = year if year is not None and year in years else max(years)
    return Year(
        year=chosen,
        municipality=name,
        years=sorted(years.items(), reverse=True),
        months=sorted(months.items()),
        days=sum((counts.by_day(connection, chosen, site) for site in sites), Counter[str]()),
        undated=sum(counts.undated(connection, site) for site in sites),
        places=_places(connection, chosen) if code is None else [],
    )


def _sites_of(connection: sqlite3.Connection, code: str | None) -> list[int | None]:
    """The sites to count one by one: those of a municipality; [None] is all of them at once."""
    if code is None:
        return [None]
    return [row[0] for row in connection.execute("SELECT id FROM sites WHERE municipality_code = ?", [code])]


def _places(connection: sqlite3.Connection, year: int) -> list[PlaceMonths]:
    counted = counts.by_site_and_month(connection, year)
    totals = counts.by_site(connection, year)
    rows = connection.execute(
        """SELECT sites.id, municipalities.code, coalesce(municipalities.name, sites.name)
           FROM sites LEFT JOIN municipalities ON municipalities.code = sites.municipality_code ORDER BY sites.id"""
    )
    found: dict[str | int, PlaceMonths] = {}
    for site_id, code, name in rows:
        if totals[site_id]:
            months = [counted[site_id, month] for month in range(1, 13)]
            place = found.get(code or site_id, PlaceMonths(plain(name), code, site_id, (0,) * 12, 0))
            summed = tuple(map(sum, zip(place.months, months, strict=True)))
            found[code or site_id] = replace(place, months=summed, total=place.total + totals[site_id])
    return sorted(found.values(), key=lambda place: (place.code is None, swedish_order(place.name)))
