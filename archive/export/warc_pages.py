"""Which stored pages leave as captures: those behind the chosen articles, never those of hidden ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from archive.export.records import EVERYTHING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.search import Filters

_HIDDEN = """pages.address_id NOT IN (
    SELECT addresses.id FROM articles JOIN article_addresses ON article_addresses.article_id = articles.id
    JOIN addresses ON addresses.url = article_addresses.url WHERE articles.hidden = 1)"""
_CHOSEN = """pages.address_id IN (
    SELECT addresses.id FROM articles JOIN article_addresses ON article_addresses.article_id = articles.id
    JOIN addresses ON addresses.url = article_addresses.url WHERE {conditions})"""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What an export has to know of a stored page before it reads it.

    `original` is the page whose body it shares; `original_digest` that of the bytes that came, where words of them were
    masked since (`kommunarkiv redact`).
    """

    id: int
    url: str
    fetched_at: str
    digest: str
    original_digest: str | None = None
    original: StoredPage | None = None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Self:
        """The page of a row of `stored_pages`."""
        page_id, url, fetched_at, digest, original_digest, original_id, original_url, original_at = row
        original = None if original_id is None else cls(original_id, original_url, original_at, digest)
        return cls(page_id, url, fetched_at, digest, original_digest, original)


def stored_pages(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Iterator[StoredPage]:
    """The pages behind the articles that pass the filters, oldest first; without filters every page, lists as well."""
    where, parameters = _where(filters)
    cursor = connection.execute(
        f"""SELECT pages.id, pages.url, pages.fetched_at, pages.digest, pages.original_digest,
                   original.id, original.url, original.fetched_at
            FROM pages LEFT JOIN pages AS original ON original.id = pages.revisit_of
            WHERE {where} ORDER BY pages.fetched_at, pages.url, pages.id""",
        parameters,
    )
    return map(StoredPage.of, cursor)


def page_count(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> int:
    """How many pages `stored_pages` gives."""
    where, parameters = _where(filters)
    (count,) = connection.execute(f"SELECT count(*) FROM pages WHERE {where}", parameters).fetchone()
    return int(count)


def _where(filters: Filters) -> tuple[str, list[str | int]]:
    if filters == EVERYTHING:
        return _HIDDEN, []
    conditions, parameters = filters.conditions()
    return f"{_HIDDEN} AND {_CHOSEN.format(conditions=conditions)}", parameters
