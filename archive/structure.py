"""What an archive consists of, tables, indexes, triggers and views: what of it is missing, and made anew.

What was copied row by row out of a damaged file (`sqlite3 … .recover`), or worked on with another program, may lack
some of it.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from sqlite_utils import Database

from archive.migrations import migrations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_SEARCH = ("articles_fts", "articles_vocabulary", "words", "word_forms", "search_index")
"""Tables whose rows `reindex` makes of the articles."""


class Part(NamedTuple):
    """A part of the schema: `kind` is table, column, index, trigger or view; `sql` makes it."""

    kind: str
    name: str
    sql: str

    @property
    def is_of_search(self) -> bool:
        """Whether it is a table that is filled by `reindex`."""
        return self.name in _SEARCH

    @property
    def is_derived(self) -> bool:
        """Whether it can be made anew without a loss: it holds nothing that is nowhere else."""
        return self.is_of_search or self.kind in {"index", "trigger", "view"}


def missing(connection: sqlite3.Connection) -> Sequence[Part]:
    """What today's schema has and this archive has not, in the order in which it can be made."""
    with closing(Database(memory=True)) as whole:
        migrations.apply(whole)
        parts, here = _parts(whole.conn), {(part.kind, part.name) for part in _parts(connection)}
    lost = {part.name for part in parts if part.kind == "table" and ("table", part.name) not in here}
    return [
        part
        for part in parts
        if (part.kind, part.name) not in here and not (part.kind == "column" and part.name.partition(".")[0] in lost)
    ]


def make_anew(connection: sqlite3.Connection) -> None:
    """Make what is missing and holds nothing of its own; tables of the search are empty then."""
    for part in missing(connection):
        if part.is_derived:
            connection.execute(part.sql)
    connection.execute(
        "INSERT INTO search_index (analysis_version) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM search_index)"
    )


def _parts(connection: sqlite3.Connection) -> Sequence[Part]:
    """Tables, what they are made of, then what hangs on them; without those that FTS5 makes for itself."""
    rows = connection.execute(
        """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           AND NOT (type = 'table' AND name LIKE 'articles\\_fts\\_%' ESCAPE '\\')"""
    )
    parts = sorted((Part(*row) for row in rows), key=lambda part: part.kind != "table")
    for table in [part.name for part in parts if part.kind == "table" and not part.is_of_search]:
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", [table])
        parts += [Part("column", f"{table}.{name}", "") for (name,) in columns]
    return parts
