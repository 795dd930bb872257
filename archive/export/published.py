"""A published copy of the archive: an SQLite file for readers, without what only the crawl needs.

It holds the articles that are not hidden with their versions, pictures and search index, and of every page behind
them only when it was fetched and what its digest is. Raw pages, headers, the frontier and runs stay at home.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from archive import __version__
from archive.clock import now
from archive.migrations import APPLICATION_ID
from archive.parts import HANGING
from archive.search import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archive.search import Filters

_TABLES = (
    "municipalities", "sites", "sections", "articles", "article_sections", "article_addresses", "article_dates",
    "article_versions", "images", "article_images", "attachments", "article_attachments", "words", "word_forms",
    "search_index",
)  # fmt: skip
"""Tables that are published. A table that a later schema brings is not, until somebody adds it here."""

_VIRTUAL = ("articles_fts", "articles_vocabulary")
_VIEWS = ("news",)

_OWN_SCHEMA = (
    """CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL
    )""",
    """CREATE TABLE derivations (
        id INTEGER PRIMARY KEY,
        program_version TEXT NOT NULL,
        reader_version TEXT NOT NULL,
        profile TEXT NOT NULL,
        profile_version TEXT NOT NULL
    )""",
    "CREATE TABLE published_copies (made_at TEXT NOT NULL, program_version TEXT NOT NULL, filters TEXT NOT NULL)",
)

# What is copied, in an order in which every condition finds what it asks for.
_CONDITIONS = {
    "municipalities": "1",
    **dict.fromkeys((*HANGING, "article_versions"), "article_id IN (SELECT id FROM copy.articles)"),
    "images": "id IN (SELECT image_id FROM copy.article_images)",
    "attachments": "id IN (SELECT attachment_id FROM copy.article_attachments)",
    "sections": """id IN (
        WITH RECURSIVE above(id) AS (
            SELECT section_id FROM copy.article_sections UNION SELECT section_id FROM copy.articles
            UNION SELECT parent_id FROM sections JOIN above USING (id))
        SELECT id FROM above)""",
    "sites": "id IN (SELECT site_id FROM copy.articles)",
    "search_index": "1",
}
_PAGES = """INSERT INTO copy.pages SELECT id, url, fetched_at, status, digest, size FROM pages
            WHERE id IN (SELECT page_id FROM copy.articles UNION SELECT page_id FROM copy.article_versions)"""
_DERIVATIONS = """INSERT INTO copy.derivations
                  SELECT id, program_version, reader_version, profile, profile_version FROM derivations
                  WHERE id IN (SELECT derivation_id FROM copy.articles)"""
_WORDS = """INSERT INTO copy.words SELECT * FROM words
            WHERE word IN (SELECT term FROM copy.articles_vocabulary)"""
_WORD_FORMS = "INSERT INTO copy.word_forms SELECT * FROM word_forms WHERE word_id IN (SELECT id FROM copy.words)"


def publish(connection: sqlite3.Connection, out: Path, filters: Filters = EVERYTHING) -> int:
    """Write the published copy to `out`, which must not exist; how many articles it holds.

    A crawl may write to the archive meanwhile: the copy is of one moment.
    """
    with closing(sqlite3.connect(out)) as copy:
        copy.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        copy.execute(f"PRAGMA user_version = {connection.execute('PRAGMA user_version').fetchone()[0]}")
        for statement in (*_definitions(connection, "table", _TABLES), *_OWN_SCHEMA):
            copy.execute(statement)
    connection.execute("ATTACH ? AS copy", [f"{out.resolve().as_uri()}?mode=rw"])
    # Rows come before what they refer to. Checked as they come, each would search tables that have no index yet.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        count = _fill(connection, filters)
        assert connection.execute("PRAGMA copy.foreign_key_check").fetchone() is None
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DETACH copy")
    with closing(sqlite3.connect(out)) as copy:
        for statement in (*_definitions(connection, "index", _TABLES), *_definitions(connection, "trigger", _TABLES)):
            copy.execute(statement)
        for statement in _definitions(connection, "view", _VIEWS):
            copy.execute(statement)
        copy.execute("ANALYZE")
        copy.commit()
        copy.execute("VACUUM")
    return count


def _fill(connection: sqlite3.Connection, filters: Filters) -> int:
    """Copy the rows in one transaction, so that they are of one moment."""
    conditions, parameters = filters.conditions()
    connection.execute("BEGIN")
    try:
        _insert(connection, "articles", conditions, parameters)
        for table, condition in _CONDITIONS.items():
            _insert(connection, table, condition)
        connection.execute(_PAGES)
        connection.execute(_DERIVATIONS)
        connection.execute(
            "INSERT INTO copy.published_copies VALUES (?, ?, ?)",
            [now(), __version__, json.dumps(asdict(filters), ensure_ascii=False)],
        )
        for statement in _definitions(connection, "table", _VIRTUAL):
            connection.execute(statement.replace("VIRTUAL TABLE ", "VIRTUAL TABLE copy.", 1))
        connection.execute("INSERT INTO copy.articles_fts (articles_fts) VALUES ('rebuild')")
        connection.execute(_WORDS)
        connection.execute(_WORD_FORMS)
        (count,) = connection.execute("SELECT count(*) FROM copy.articles").fetchone()
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return int(count)


def _insert(connection: sqlite3.Connection, table: str, condition: str, parameters: Sequence[str | int] = ()) -> None:
    names = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
    connection.execute(
        f"INSERT INTO copy.{table} ({names}) SELECT {names} FROM main.{table} WHERE {condition}", parameters
    )


def _definitions(connection: sqlite3.Connection, kind: str, tables: tuple[str, ...]) -> list[str]:
    """The SQL that made the tables, or the indexes, triggers and views on them, oldest first."""
    marks = ",".join("?" * len(tables))
    rows = connection.execute(
        f"""SELECT sql FROM main.sqlite_master
            WHERE type = ? AND tbl_name IN ({marks}) AND sql IS NOT NULL ORDER BY rowid""",
        [kind, *tables],
    )
    return [row[0] for row in rows]
