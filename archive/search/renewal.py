"""The search index made anew: after a change of the analysis, after a crawl, and where `check` found it wrong.

The new forms are gathered in tables of their own, a batch at a time, beside a row that says how far it has come. Readers
are answered from the old ones until one transaction puts the new in their place. Whatever ends the process, the next
one goes on where the last batch ended.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

from archive.search import hunspell
from archive.search.analysis import ANALYSIS_VERSION
from archive.search.index import abandon_renewal, forms_of, index_article
from archive.tables import has_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]

_BATCH = 2000
"""Words or articles in one transaction: a second or two."""

_PENDING = (
    """CREATE TABLE renewal (analysis_version INTEGER NOT NULL, dictionary TEXT NOT NULL, article_id INTEGER NOT NULL,
        word_id INTEGER NOT NULL)""",
    "CREATE TABLE renewed_words (id INTEGER PRIMARY KEY, lemmas TEXT NOT NULL)",
    """CREATE TABLE renewed_forms (form TEXT NOT NULL, word_id INTEGER NOT NULL, kind INTEGER NOT NULL,
        PRIMARY KEY (form, word_id)) WITHOUT ROWID""",
)


class _Progress(NamedTuple):
    """The last article and the last word that are done."""

    article_id: int = 0
    word_id: int = 0


def why_outdated(connection: sqlite3.Connection) -> Literal["analysis", "dictionary"] | None:
    """Why `reindex` lets more be found: an earlier analysis made the index, or one that had no dictionary yet.

    None where it would change nothing that is known of.
    """
    row = connection.execute("SELECT analysis_version, dictionary FROM search_index").fetchone()
    version, dictionary = row or (0, None)  # `check` tells of one that says nothing
    if version < ANALYSIS_VERSION:
        return "analysis"
    return "dictionary" if dictionary == "" and hunspell.name() else None


def reindex_steps(connection: sqlite3.Connection) -> int:
    """How many steps `reindex` has left to take, for showing progress."""
    done = _progress(connection) or _Progress()
    words, articles = connection.execute(
        """SELECT (SELECT count(*) FROM words WHERE id > :word_id),
               (SELECT count(*) FROM articles WHERE id > :article_id)""",
        done._asdict(),
    ).fetchone()
    return int(words + articles)


def reindex(connection: sqlite3.Connection, transaction: Transaction) -> Iterator[None]:
    """Build the whole index again, as after a change of the analysis; yields after each article and word.

    The caller's loop drives it and may end anywhere: what was begun with today's analysis is gone on with.
    """
    with transaction():
        done = _progress(connection) or _begin(connection)
    for batch in _batches(connection, "articles", done.article_id):
        with transaction():
            for article_id in batch:
                index_article(connection, article_id)
            connection.execute("UPDATE renewal SET article_id = ?", [batch[-1]])
        yield from (None for _ in batch)
    for batch in _batches(connection, "words", done.word_id):
        with transaction():
            _renew(connection, batch)
            connection.execute("UPDATE renewal SET word_id = ?", [batch[-1]])
        yield from (None for _ in batch)
    with transaction():
        _replace(connection)
        optimise(connection)


def optimise(connection: sqlite3.Connection) -> None:
    """Merge the index into one piece, as after a crawl: a word is then looked up once, not once for every piece.

    Takes about a second for 100,000 articles; a query for many compounds is five times as fast afterwards.
    """
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def _progress(connection: sqlite3.Connection) -> _Progress | None:
    """How far a renewal with today's analysis and dictionary has come; None where none was begun."""
    if not has_table(connection, "renewal"):
        return None
    *made_with, article_id, word_id = connection.execute("SELECT * FROM renewal").fetchone()
    return _Progress(article_id, word_id) if made_with == [ANALYSIS_VERSION, hunspell.name()] else None


def _begin(connection: sqlite3.Connection) -> _Progress:
    abandon_renewal(connection)
    for statement in _PENDING:
        connection.execute(statement)
    connection.execute("INSERT INTO renewal VALUES (?, ?, 0, 0)", [ANALYSIS_VERSION, hunspell.name()])
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    return _Progress()


def _batches(connection: sqlite3.Connection, table: str, after: int) -> Iterator[Sequence[int]]:
    """The ids of a table in batches; rows that come meanwhile are among them."""
    sql = f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?"
    while batch := [row[0] for row in connection.execute(sql, [after, _BATCH])]:
        yield batch
        after = batch[-1]


def _renew(connection: sqlite3.Connection, word_ids: Sequence[int]) -> None:
    """Analyse these words, as far as any article has them."""
    used = connection.execute(
        """SELECT id, word FROM words WHERE id IN (SELECT value FROM json_each(?))
           AND EXISTS (SELECT 1 FROM articles_vocabulary WHERE term = words.word)""",
        [json.dumps(word_ids)],
    ).fetchall()
    for word_id, word in used:
        lemmas, forms = forms_of(word)
        connection.execute("INSERT INTO renewed_words VALUES (?, ?)", [word_id, lemmas])
        connection.executemany(
            "INSERT INTO renewed_forms VALUES (?, ?, ?)", [(form, word_id, kind) for form, kind in forms.items()]
        )


def _replace(connection: sqlite3.Connection) -> None:
    """Put the new forms in the place of the old; words that no article has any more go."""
    # A word that no article had may have come back with an article since it was passed over.
    left = connection.execute("SELECT id FROM words WHERE id NOT IN (SELECT id FROM renewed_words)")
    _renew(connection, [row[0] for row in left])
    connection.execute("DELETE FROM word_forms")
    connection.execute("DELETE FROM words WHERE id NOT IN (SELECT id FROM renewed_words)")
    connection.execute("UPDATE words SET lemmas = (SELECT lemmas FROM renewed_words WHERE renewed_words.id = words.id)")
    connection.execute("INSERT INTO word_forms (form, word_id, kind) SELECT form, word_id, kind FROM renewed_forms")
    connection.execute(
        "UPDATE search_index SET analysis_version = ?, dictionary = ?", [ANALYSIS_VERSION, hunspell.name()]
    )
    abandon_renewal(connection)
