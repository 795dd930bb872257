"""What an export covers, for the records that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3

    from archive.search import Filters


@dataclass(frozen=True, slots=True)
class Extent:
    """How many articles, of which sites and municipalities, fetched from when to when (instants of the archive)."""

    articles: int
    sites: tuple[str, ...]
    municipalities: tuple[str, ...]
    first_fetched: str | None
    last_fetched: str | None


def extent_of(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Extent:
    """The extent of the articles that pass the filters."""
    conditions, parameters = filters.conditions()
    tables = f"""articles JOIN sites ON sites.id = articles.site_id JOIN pages ON pages.id = articles.page_id
        LEFT JOIN municipalities ON municipalities.code = sites.municipality_code WHERE {conditions}"""
    count, first, last = connection.execute(
        f"SELECT count(*), min(pages.fetched_at), max(pages.fetched_at) FROM {tables}", parameters
    ).fetchone()

    def names(column: str) -> tuple[str, ...]:
        rows = connection.execute(f"SELECT DISTINCT {column} FROM {tables} ORDER BY {column}", parameters)
        return tuple(row[0] for row in rows if row[0])

    return Extent(count, names("sites.name"), names("municipalities.name"), first, last)
