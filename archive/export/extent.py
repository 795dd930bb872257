"""What an export covers, for the records that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3

    from archive.search import Filters


_FIRST = """CASE WHEN date_published_precision IN ('minute', 'day') THEN substr(date_published, 1, 10)
    WHEN date_published_precision = 'month' THEN date_published || '-01'
    ELSE published_year || '-12-31' END"""
_LAST = """CASE WHEN date_published_precision IN ('minute', 'day') THEN substr(date_published, 1, 10)
    WHEN date_published_precision = 'month' THEN date(date_published || '-01', '+1 month', '-1 day')
    ELSE published_year || '-01-01' END"""
"""The day of publication, or the first and the last of its month. A year alone reaches as far into the period as it
must: of articles from 14 March 2017 and from 2017 the last is not from December."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many articles, of which sites and municipalities, and when.

    `first_published` and `last_published` are the days between which those with a date were published,
    `first_fetched` and `last_fetched` the instants of the archive between which all were collected.
    """

    articles: int
    sites: tuple[str, ...]
    municipalities: tuple[str, ...]
    first_published: str | None
    last_published: str | None
    first_fetched: str | None
    last_fetched: str | None

    @property
    def counted(self) -> str:
        """How many articles, in Swedish."""
        return f"{self.articles} {'nyhetsartikel' if self.articles == 1 else 'nyhetsartiklar'}"

    @property
    def collected(self) -> str:
        """The days of the collecting as they stand behind "insamlade"; empty where nothing was."""
        if not (self.first_fetched and self.last_fetched):
            return ""
        first, last = self.first_fetched[:10], self.last_fetched[:10]
        return first if first == last else f"{first}–{last}"


def extent_of(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Extent:
    """The extent of the articles that pass the filters."""
    conditions, parameters = filters.conditions()
    tables = f"""articles JOIN sites ON sites.id = articles.site_id
        LEFT JOIN municipalities ON municipalities.code = sites.municipality_code WHERE {conditions}"""
    count, *published, first_seen, last_seen = connection.execute(
        f"SELECT count(*), min({_FIRST}), max({_LAST}), min(first_seen), max(last_seen) FROM {tables}", parameters
    ).fetchone()
    first, last = sorted(published) if all(published) else (None, None)  # of one year alone the two stand turned

    def names(column: str) -> tuple[str, ...]:
        rows = connection.execute(f"SELECT DISTINCT {column} FROM {tables} ORDER BY {column}", parameters)
        return tuple(row[0] for row in rows if row[0])

    return Extent(count, names("sites.name"), names("municipalities.name"), first, last, first_seen, last_seen)
