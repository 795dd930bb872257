"""Which pages and files leave as captures: those of the chosen articles, never those of hidden ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from archive.search import EVERYTHING

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

_KINDS = (("images", "article_images", "image_id"), ("attachments", "article_attachments", "attachment_id"))
_FILES = " UNION ".join(
    f"""SELECT content_url, coalesce(tried_at, kept_at), files.media_type, sha256 FROM {kind} JOIN files USING (sha256)
        WHERE {kind}.id IN (SELECT {column} FROM {parts} JOIN articles ON articles.id = article_id
                            WHERE {{conditions}})"""
    for kind, parts, column in _KINDS
)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What an export has to know of a stored page before it reads it.

    `original` is the page of this export whose body it shares; `original_digest` that of the bytes that came, where
    words of them were masked since (`kommunarkiv redact`).
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
        original = None if original_id in {None, page_id} else cls(original_id, original_url, original_at, digest)
        return cls(page_id, url, fetched_at, digest, original_digest, original)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A picture or attachment at one of its addresses, when it came from there, and what is known of its bytes."""

    url: str
    fetched_at: str
    media_type: str
    sha256: str

    @property
    def digest(self) -> str:
        """The SHA-256 as pages have theirs."""
        return f"sha256:{self.sha256}"


def stored_pages(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Iterator[StoredPage]:
    """The pages behind the articles that pass the filters, oldest first; without filters every page, lists as well.

    A page whose body the archive keeps with one that stays behind, as a hidden article's, has the first with this body
    among those that leave as its original, and none where it is that one: whoever has the export has every body.
    """
    where, parameters = _where(filters)
    cursor = connection.execute(
        f"""SELECT pages.id, pages.url, pages.fetched_at, pages.digest, pages.original_digest,
                   original.id, original.url, original.fetched_at
            FROM pages LEFT JOIN pages AS original ON pages.revisit_of IS NOT NULL AND original.id = (
                SELECT other.id FROM pages AS other
                WHERE other.digest = pages.digest AND other.status <> 304 AND {where.replace("pages.", "other.")}
                ORDER BY other.fetched_at, other.url, other.id LIMIT 1)
            WHERE {where} ORDER BY pages.fetched_at, pages.url, pages.id""",
        parameters * 2,
    )
    return map(StoredPage.of, cursor)


def stored_files(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Iterator[StoredFile]:
    """The kept pictures and attachments of the articles that pass the filters, by the address of each."""
    conditions, parameters = filters.conditions()
    cursor = connection.execute(
        f"{_FILES.format(conditions=conditions)} ORDER BY content_url", parameters * len(_KINDS)
    )
    return (StoredFile(*row) for row in cursor)


def capture_count(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> int:
    """How many pages and files `stored_pages` and `stored_files` give."""
    where, parameters = _where(filters)
    (pages,) = connection.execute(f"SELECT count(*) FROM pages WHERE {where}", parameters).fetchone()
    conditions, parameters = filters.conditions()
    query = f"SELECT count(*) FROM ({_FILES.format(conditions=conditions)})"
    (files,) = connection.execute(query, parameters * len(_KINDS)).fetchone()
    return int(pages + files)


def _where(filters: Filters) -> tuple[str, list[str | int]]:
    if filters == EVERYTHING:
        return _HIDDEN, []
    conditions, parameters = filters.conditions()
    return f"{_HIDDEN} AND {_CHOSEN.format(conditions=conditions)}", parameters
