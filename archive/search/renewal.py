"""The search index made anew: after a change of the analysis, after a crawl, and where `check` found it wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.search.analysis import ANALYSIS_VERSION
from archive.search.index import analyse_word, forget_unused, index_article

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from sqlite_utils import Database

_BATCH = 2000
"""Words or articles in one transaction: a second or two. Each batch of words reads all of `word_forms` once."""


def is_outdated(connection: sqlite3.Connection) -> bool:
    """Whether an earlier analysis made the index: it answers all the same, `reindex` lets it find more."""
    (version,) = connection.execute("SELECT analysis_version FROM search_index").fetchone()
    return bool(version < ANALYSIS_VERSION)


def reindex_steps(connection: sqlite3.Connection) -> int:
    """How many steps `reindex` has to take, for showing progress."""
    words, articles = connection.execute(
        "SELECT (SELECT count(*) FROM words), (SELECT count(*) FROM articles)"
    ).fetchone()
    return int(words + articles)


def reindex(db: Database) -> Iterator[None]:
    """Build the whole index again, as after a change of the analysis; yields after each word and article.

    The caller's loop drives it and may end anywhere: every batch is a transaction of its own, and what is half renewed
    answers queries. Only at the end is the index said to be of today's analysis.
    """
    connection = db.conn
    words = [row[0] for row in connection.execute("SELECT word FROM words ORDER BY id")]
    articles = [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY id")]
    with db.atomic():
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        connection.execute("DELETE FROM word_forms WHERE word_id NOT IN (SELECT id FROM words)")
    for batch in _batches(words):
        with db.atomic():
            _renew_words(connection, batch)
        yield from (None for _ in batch)
    for batch in _batches(articles):
        with db.atomic():
            for article_id in batch:
                index_article(connection, article_id)
        yield from (None for _ in batch)
    with db.atomic():
        connection.execute("UPDATE search_index SET analysis_version = ?", [ANALYSIS_VERSION])
        optimise(connection)


def optimise(connection: sqlite3.Connection) -> None:
    """Merge the index into one piece, as after a crawl: a word is then looked up once, not once for every piece.

    Takes about a second for 100,000 articles; a query for many compounds is five times as fast afterwards.
    """
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def _renew_words(connection: sqlite3.Connection, words: Sequence[str]) -> None:
    """Analyse these words again; those that no article has any more go."""
    forget_unused(connection, words)
    left = connection.execute(
        "SELECT id, word FROM words WHERE word IN (SELECT value FROM json_each(?))", [json.dumps(words)]
    ).fetchall()
    ids = json.dumps([row[0] for row in left])
    connection.execute("DELETE FROM word_forms WHERE word_id IN (SELECT value FROM json_each(?))", [ids])
    for _, word in left:
        analyse_word(connection, word)


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
