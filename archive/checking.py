"""Whether an archive is sound: what does not hold, a line each, and what heals it. Nothing is changed here."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from archive import dictionaries, files, opening, pages, structure
from archive.errors import DictionaryDamaged, PageDamaged
from archive.schema import content_hash
from archive.search.analysis import ANALYSIS_VERSION
from archive.wording import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Remedy = Literal["indexes", "search", "derive", "fetch", "files", "orphans", "compact", "backup"]
"""What heals it: indexes built anew, the search index likewise, articles derived from their pages, the page fetched
again, or the file, what nothing refers to deleted, or nothing but a backup."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold; `address_id` is the address whose page heals it, where one does."""

    text: str
    remedy: Remedy
    address_id: int | None = None


def check(connection: sqlite3.Connection, path: Path, tell: Callable[[str], None]) -> Iterator[Finding]:
    """Everything that does not hold in the archive; `tell` hears the name of each step as it begins.

    Damage that SQLite can't read past ends a step, and is its last finding.
    """
    steps = {name: partial(step, connection) for name, step in _STEPS.items()}
    for name, step in {**steps, "search index": partial(_search_index, connection, path)}.items():
        tell(name)
        try:
            yield from step()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) in _NO_DAMAGE:
                raise
            yield Finding(f"{name}: what follows can't be read ({error})", "backup")


_NO_DAMAGE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_FULL}
"""Errors that say nothing of what the file holds."""


def _integrity(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield Finding(f"SQLite: {line}", "indexes" if "index" in line else "backup")


def _schema(connection: sqlite3.Connection) -> Iterator[Finding]:
    for part in structure.missing(connection):
        remedy: Remedy = "search" if part.is_of_search else "indexes" if part.is_derived else "backup"
        yield Finding(f"the {part.kind} {part.name} is missing", remedy)


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[Finding]:
    unnumbered: Counter[tuple[str, str]] = Counter()
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        if rowid is None:
            unnumbered[table, parent] += 1
        else:
            yield Finding(f"{table} row {rowid} refers to a row of {parent} that is not there", "backup")
    for (table, parent), count in unnumbered.items():
        rows = "1 row of {} refers" if count == 1 else f"{count} rows of {{}} refer"
        yield Finding(f"{rows.format(table)} to rows of {parent} that are not there", "backup")


def _dictionaries(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT id, EXISTS (SELECT 1 FROM pages WHERE dictionary_id = dictionaries.id) FROM dictionaries ORDER BY id"
    )
    for dictionary_id, is_used in rows:
        if not is_used:
            yield Finding(f"dictionary {dictionary_id}: no page needs it", "orphans")
            continue
        try:
            dictionaries.read(connection, dictionary_id)
        except DictionaryDamaged as error:
            yield Finding(str(error), "backup")


def _pages(connection: sqlite3.Connection) -> Iterator[Finding]:
    for page_id, address_id in connection.execute("SELECT id, address_id FROM pages WHERE payload IS NOT NULL"):
        try:
            pages.body(connection, page_id)
        except PageDamaged as error:
            yield Finding(str(error), "fetch", address_id)
    for page_id, url, address_id in connection.execute(
        """SELECT pages.id, pages.url, pages.address_id FROM pages
           LEFT JOIN pages AS kept ON kept.id = coalesce(pages.revisit_of, pages.id) WHERE kept.payload IS NULL"""
    ):
        yield Finding(f"page {page_id} ({url}): its bytes are gone", "fetch", address_id)


def _addresses(connection: sqlite3.Connection) -> Iterator[Finding]:
    for address_id, url in connection.execute(f"SELECT id, url FROM addresses WHERE {WITHOUT_PAGE}"):
        yield Finding(f"{url}: its page is said to be stored, and there is none", "fetch", address_id)


WITHOUT_PAGE = "state = 'stored' AND page_id IS NULL"
"""When an address waits for a page to be read that was never kept: an earlier program could leave it so."""


def _files(connection: sqlite3.Connection) -> Iterator[Finding]:
    for digest, payload in connection.execute("SELECT sha256, payload FROM files"):
        if hashlib.sha256(payload).hexdigest() != digest:
            yield Finding(f"file {digest}: its bytes do not have this digest", "backup")
    for url, digest in files.gone(connection):
        yield Finding(f"{url}: its file {digest} is gone", "files")


def _articles(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        """SELECT articles.url, address_id, headline, description, article_body, content_hash
           FROM articles LEFT JOIN pages ON pages.id = articles.page_id"""
    )
    for url, address_id, headline, description, body, known in rows:
        if address_id is None:
            yield Finding(f"{url}: the article has no page", "backup")
        if content_hash(headline, description, body) != known:
            yield Finding(f"{url}: the article's text is not what its content_hash says", "derive", address_id)
    for url, address_id in connection.execute(
        """SELECT url, id FROM addresses WHERE state = 'done' AND placing = 'article' AND page_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM article_addresses WHERE article_addresses.url = addresses.url)"""
    ):
        yield Finding(f"{url}: its page was read as an article, and there is none", "derive", address_id)


_FORMS = {
    "JSON": {
        "pages": ("request_headers", "response_headers"),
        "addresses": ("context", "reservations"),
        "articles": ("breadcrumb", "contact", "extracted_by"),
        "article_versions": ("record", "changed"),
        "runs": ("arguments", "counts"),
    },
    "instant": {
        "pages": ("fetched_at",),
        "addresses": ("found_at", "due_at", "fetched_at"),
        "articles": ("first_seen", "last_seen", "last_changed", "gone_at"),
        "article_versions": ("seen_from", "seen_at"),
        "runs": ("started_at", "finished_at"),
    },
}
_HOLDS = {"JSON": "json_valid({})", "instant": "julianday({}) IS NOT NULL"}


def _values(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What else has a form: SQLite has no check sums, and one wrong bit in a text is no damage to it."""
    columns = (
        (table, name, kind) for kind, tables in _FORMS.items() for table, names in tables.items() for name in names
    )
    for table, name, kind in columns:
        is_wrong = f"{name} IS NOT NULL AND NOT {_HOLDS[kind].format(name)}"
        for (row_id,) in connection.execute(f"SELECT id FROM {table} WHERE {is_wrong}"):
            message = f"{table} row {row_id}: {name} is no {kind}"
            # What an article says comes from its page again, but for when it was seen.
            address = _address_of(connection, row_id) if (table, kind) == ("articles", "JSON") else None
            yield Finding(message, "derive", address) if address else Finding(message, "backup")


def _address_of(connection: sqlite3.Connection, article_id: int) -> int | None:
    """The address whose page an article was read from."""
    row: tuple[int] | None = connection.execute(
        "SELECT address_id FROM pages WHERE id = (SELECT page_id FROM articles WHERE id = ?)", [article_id]
    ).fetchone()
    return row[0] if row else None


def _redactions(connection: sqlite3.Connection) -> Iterator[Finding]:
    for act, acted_at in connection.execute("SELECT act, acted_at FROM redactions WHERE erased_at IS NULL"):
        yield Finding(f"redaction ({act}) of {moment(acted_at)}: the file was not written anew after it", "compact")


def _orphans(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (digest,) in connection.execute(f"SELECT sha256 FROM files WHERE {files.UNUSED}"):
        yield Finding(f"file {digest}: no picture or attachment is it", "orphans")


_STEPS: dict[str, Callable[[sqlite3.Connection], Iterator[Finding]]] = {
    "file": _integrity,
    "schema": _schema,
    "references": _foreign_keys,
    "dictionaries": _dictionaries,
    "pages": _pages,
    "addresses": _addresses,
    "files": _files,
    "articles": _articles,
    "values": _values,
    "orphans": _orphans,
    "redactions": _redactions,
}


def _search_index(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    (version,) = connection.execute("SELECT analysis_version FROM search_index").fetchone() or (None,)
    if version is None:
        yield Finding("the search index does not say which analysis it was made with", "search")
    elif version != ANALYSIS_VERSION:
        yield Finding(f"the search index was made with analysis {version}, today's is {ANALYSIS_VERSION}", "search")
    (missing,) = connection.execute(
        "SELECT count(*) FROM word_forms WHERE word_id NOT IN (SELECT id FROM words)"
    ).fetchone()
    if missing:
        yield Finding(f"{missing} word forms belong to no word", "search")
    if can_compare(path):
        yield from _comparison(path)


def can_compare(path: Path) -> bool:
    """Whether the search index can be compared with the articles here: FTS5 lets only a writer ask for that."""
    return os.access(path.resolve().parent, os.W_OK) and os.access(path, os.W_OK)


def _comparison(path: Path) -> Iterator[Finding]:
    with closing(sqlite3.connect(path, timeout=opening.PATIENCE)) as writer:
        try:
            writer.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in _NO_DAMAGE:
                raise
            yield Finding(f"the search index could not be compared with the articles: {error}", "search")
        except sqlite3.DatabaseError:
            yield Finding("the search index does not hold what the articles say", "search")
        finally:
            writer.rollback()
