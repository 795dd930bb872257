"""How the articles that a search finds are spread, if it can be counted in time, and the names of what narrows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.browse.clean import plain
from archive.search.facets import MOST_COUNTED

if TYPE_CHECKING:
    import sqlite3

    from archive.search import Facets, Filters

TIME_LIMIT_MS = 200
"""A search with very many hits is shown with the spread of the latest of them rather than late."""


def spread(connection: sqlite3.Connection, query: str, filters: Filters) -> Facets | None:
    """How the found articles are spread, as far as it can be counted in time; None when that is not one of them."""
    found = search.facets(connection, query, filters=filters, most=MOST_COUNTED, milliseconds=TIME_LIMIT_MS)
    return None if found.is_cut and not found.total else found


_NAMES = {
    "kommun": "SELECT name FROM municipalities WHERE code = ?",
    "lan": "SELECT county FROM municipalities WHERE county_code = ?",
    "plats": "SELECT name FROM sites WHERE key = ?",
}


def names(connection: sqlite3.Connection, restrictions: dict[str, str]) -> dict[str, str]:
    """What people call the places that a search is narrowed to, by the name of the filter."""
    found = {}
    for name, sql in _NAMES.items():
        if name in restrictions:
            row = connection.execute(sql, [restrictions[name]]).fetchone()
            found[name] = plain(row[0]) if row else restrictions[name]
    return found
