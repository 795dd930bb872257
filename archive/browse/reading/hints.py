"""What a reader may have meant beyond the words as typed: a municipality, a time of publication, words one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive import search
from archive.municipalities import municipality_named

if TYPE_CHECKING:
    import sqlite3

    from archive.browse.query import Query
    from archive.municipalities import Municipality


@dataclass(frozen=True, slots=True)
class Hints:
    """Where else a search may lead.

    `place` is the municipality that the query names, `period` the same query with its month or year as a time of
    publication. Where nothing was found, `apart` has how many articles each of the words finds by itself, the rarest
    first, and `nearest` what is spelled like a word that is in none.
    """

    place: Municipality | None = None
    period: Query | None = None
    apart: dict[str, int] = field(default_factory=dict)
    nearest: dict[str, list[str]] = field(default_factory=dict)


def hints(connection: sqlite3.Connection, query: Query, *, is_found: bool) -> Hints:
    """The hints for a query; those that lead to no article are left out."""
    if not query.text:
        return Hints()
    place = None if "kommun" in query.restrictions else _place(connection, query.text)
    period = query.in_period()
    if period and not search.search(connection, period.text, filters=period.filters, limit=1):
        period = None
    if is_found:
        return Hints(place, period)
    apart = search.words_apart(connection, query.text, filters=query.filters)
    return Hints(place, period, apart, search.nearest_words(connection, query.text))


def _place(connection: sqlite3.Connection, text: str) -> Municipality | None:
    place = municipality_named(text)
    shown = """SELECT 1 FROM sites JOIN articles ON articles.site_id = sites.id
               WHERE sites.municipality_code = ? AND articles.hidden = 0 LIMIT 1"""
    return place if place and connection.execute(shown, [place.code]).fetchone() else None
