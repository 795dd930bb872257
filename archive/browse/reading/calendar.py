"""Articles counted by day, month and municipality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.browse.clean import plain
from archive.browse.reading.front import NOT_HIDDEN, swedish_order

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class PlaceMonths:
    """A municipality, or a site that belongs to none, with its articles in each month of a year."""

    name: str
    code: str | None
    site_id: int
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of news. `days` counts by "2026-02-27" the articles whose day is known, `months` by "2026-02".

    `months` covers all years, `years` counts by year, newest first; `places` is empty for a single municipality.
    """

    year: int
    municipality: str | None
    years: list[tuple[int, int]]
    months: list[tuple[str, int]]
    days: dict[str, int]
    places: list[PlaceMonths]


def year_of_news(connection: sqlite3.Connection, year: int | None, code: str | None) -> Year | None:
    """The year with its counts, the latest that has articles when none is named or it has none.

    `code` restricts it to a municipality. None when nothing there has a date, or there is no such municipality.
    """
    name = None
    if code is not None:
        row = connection.execute("SELECT name FROM municipalities WHERE code = ?", [code]).fetchone()
        if row is None:
            return None
        name = row[0]
    months = _months(connection, code)
    years: dict[int, int] = {}
    for month, count in months:
        years[int(month[:4])] = years.get(int(month[:4]), 0) + count
    if not years:
        return None
    chosen = year if year in years else max(years)
    return Year(
        year=chosen,
        municipality=name,
        years=sorted(years.items(), reverse=True),
        months=months,
        days=_days(connection, chosen, code),
        places=_places(connection, chosen) if code is None else [],
    )


_SHOWN = f"""FROM articles WHERE id {NOT_HIDDEN}
    AND date_published GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' AND date_published >= '0001'"""
_OF_MUNICIPALITY = "AND site_id IN (SELECT id FROM sites WHERE municipality_code = :code)"


def _shown(code: str | None, condition: str = "") -> str:
    return f"{_SHOWN} {condition} {_OF_MUNICIPALITY if code else ''}"


def _months(connection: sqlite3.Connection, code: str | None) -> list[tuple[str, int]]:
    sql = f"SELECT substr(date_published, 1, 7), count(*) {_shown(code)} GROUP BY 1 ORDER BY 1"
    return connection.execute(sql, {"code": code}).fetchall()


_IN_YEAR = "AND date_published >= :year AND date_published < :next"


def _span(year: int) -> dict[str, str]:
    return {"year": f"{year:04}", "next": f"{year + 1:04}"}


def _days(connection: sqlite3.Connection, year: int, code: str | None) -> dict[str, int]:
    sql = f"""SELECT substr(date_published, 1, 10), count(*)
              {_shown(code, f"{_IN_YEAR} AND length(date_published) >= 10")} GROUP BY 1"""
    return dict(connection.execute(sql, {"code": code, **_span(year)}).fetchall())


def _places(connection: sqlite3.Connection, year: int) -> list[PlaceMonths]:
    rows = connection.execute(
        f"""SELECT municipalities.code, coalesce(municipalities.name, sites.name), sites.id, month, sum(count)
            FROM (SELECT site_id, substr(date_published, 6, 2) AS month, count(*) AS count
                  {_shown(None, _IN_YEAR)} GROUP BY 1, 2)
            JOIN sites ON sites.id = site_id LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
            GROUP BY coalesce(municipalities.code, sites.id), month""",
        _span(year),
    )
    counts: dict[tuple[str | None, str, int], dict[int, int]] = {}
    sites: dict[str, int] = {}
    for code, name, site_id, month, count in rows:
        first = sites.setdefault(code or str(site_id), site_id)
        counts.setdefault((code, plain(name), first), {})[int(month)] = count
    places = [
        PlaceMonths(name, code, site_id, tuple(months.get(month, 0) for month in range(1, 13)))
        for (code, name, site_id), months in counts.items()
    ]
    return sorted(places, key=lambda place: (place.code is None, swedish_order(place.name)))
