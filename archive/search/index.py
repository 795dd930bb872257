"""The search index inside the archive's file: one FTS5 table, kept in step by triggers, and two tables of word forms.

Whoever writes to `articles`, be it this program, Datasette or the `sqlite3` shell, the triggers tell FTS5 in the same
transaction. `articles.pictures` holds what the article's pictures say as plain text: to take a row out, external
content must be told the text that went in, and only a column of the row itself still has it by then.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.search import hunspell
from archive.search.analysis import ANALYSIS_VERSION, analyse, base_forms
from archive.search.tokens import LONGEST_WORD, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from sqlite_utils import Database

COLUMNS = ("headline", "description", "article_body", "pictures")
"""The columns of `articles` that are searched, in the order of `articles_fts`."""

INFLECTION, PART = 1, 2
"""`word_forms.kind`: the form is the word's base form, or a part of the compound that it is."""

_NAMES = ", ".join(COLUMNS)
_NEW = ", ".join(f"new.{name}" for name in COLUMNS)
_OLD = ", ".join(f"old.{name}" for name in COLUMNS)
_CHANGED = " OR ".join(f"old.{name} IS NOT new.{name}" for name in ("id", *COLUMNS))
_ADD = f"INSERT INTO articles_fts (rowid, {_NAMES}) VALUES (new.id, {_NEW});"
_REMOVE = f"INSERT INTO articles_fts (articles_fts, rowid, {_NAMES}) VALUES ('delete', old.id, {_OLD});"

_SCHEMA = (
    "ALTER TABLE articles ADD COLUMN pictures TEXT NOT NULL DEFAULT ''",
    f"""CREATE VIRTUAL TABLE articles_fts USING fts5({_NAMES}, content="articles", content_rowid="id", columnsize=0,
        tokenize="unicode61 remove_diacritics 0")""",
    f"CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN {_ADD} END",
    f"CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN {_REMOVE} END",
    f"""CREATE TRIGGER articles_fts_update AFTER UPDATE ON articles WHEN {_CHANGED}
        BEGIN {_REMOVE} {_ADD} END""",
    "CREATE VIRTUAL TABLE articles_vocabulary USING fts5vocab(articles_fts, row)",
    "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, lemmas TEXT NOT NULL)",
    """CREATE TABLE word_forms (form TEXT NOT NULL, word_id INTEGER NOT NULL REFERENCES words(id),
        kind INTEGER NOT NULL, PRIMARY KEY (form, word_id)) WITHOUT ROWID""",
    "CREATE TABLE search_index (analysis_version INTEGER NOT NULL)",
)


def create_tables(db: Database) -> None:
    """Add the search index to an archive whose `articles` table is there: FTS5 table, triggers, words and forms."""
    for statement in _SCHEMA:
        db.execute(statement)
    db.execute("INSERT INTO search_index VALUES (?)", [ANALYSIS_VERSION])


def record_dictionary(db: Database) -> None:
    """Add which dictionary the words were analysed with: unknown in an archive that has words already."""
    db.execute("ALTER TABLE search_index ADD COLUMN dictionary TEXT")
    db.execute("UPDATE search_index SET dictionary = ? WHERE NOT EXISTS (SELECT 1 FROM words)", [hunspell.name()])


def create_covering_index(db: Database) -> None:
    """Add what filters, order and facets ask of a found article, so that its row, which a long text fills, is not read."""
    db.execute("CREATE INDEX articles_search ON articles(id, hidden, date_published, site_id, published_year)")
    db.execute("DELETE FROM word_forms WHERE form GLOB '~*'")  # spellings without dots, which earlier versions kept


def index_article(connection: sqlite3.Connection, article_id: int) -> None:
    """Bring the index up to date with one article and its pictures, inside the caller's transaction.

    Only words that the archive has never seen are analysed. An id that is no article changes nothing.
    """
    said = connection.execute(
        "SELECT alt, caption, credit_text FROM article_images WHERE article_id = ? ORDER BY position", [article_id]
    )
    pictures = "\n".join(dict.fromkeys(text for row in said for text in row if text))
    connection.execute(
        "UPDATE articles SET pictures = ? WHERE id = ? AND pictures <> ?", [pictures, article_id, pictures]
    )
    row = connection.execute(f"SELECT {_NAMES} FROM articles WHERE id = ?", [article_id]).fetchone()
    if row is not None:
        add_words(connection, words_of(tuple(row)))


def index_texts(connection: sqlite3.Connection, texts: Iterable[str | None]) -> None:
    """Make the words of articles' texts known that have just been written with what their pictures say.

    The triggers have told FTS5 of the texts; several articles of one commit are best given together.
    """
    if words := words_of(texts):
        add_words(connection, words)


def add_words(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    """Analyse those of the words that the archive has not seen before and keep their forms."""
    new = connection.execute(
        "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM words WHERE word = value)",
        [json.dumps(list(words))],
    ).fetchall()
    for word in sorted({word for (word,) in new}):
        connection.execute("INSERT INTO words (word, lemmas) VALUES (?, '')", [word])
        analyse_word(connection, word)


def analyse_word(connection: sqlite3.Connection, word: str) -> None:
    """Write what the analysis says of a word of `words` that has no forms yet."""
    lemmas, forms = forms_of(word)
    (word_id,) = connection.execute(
        "UPDATE words SET lemmas = ? WHERE word = ? RETURNING id", [lemmas, word]
    ).fetchone()
    connection.executemany(
        "INSERT INTO word_forms (form, word_id, kind) VALUES (?, ?, ?)",
        [(form, word_id, kind) for form, kind in forms.items()],
    )


def forms_of(word: str) -> tuple[str, dict[str, int]]:
    """What the analysis says of a word: `words.lemmas`, and each form of `word_forms` with its kind."""
    analysis = analyse(word)
    forms = dict.fromkeys(analysis.parts, PART) | dict.fromkeys(analysis.lemmas, INFLECTION)
    forms.pop(word, None)  # that a word is a form of itself goes without saying: see expansion
    return " ".join(base_forms(word)), forms


def words_of(texts: Iterable[str | None]) -> set[str]:
    """The different words of an article's texts that can have forms."""
    found = words("\n".join(text for text in texts if text))
    # As `is_analysable` says, without two hundred calls for each article.
    return {word for word in found if 1 < len(word) <= LONGEST_WORD and word.isalpha()}


def abandon_renewal(connection: sqlite3.Connection) -> None:
    """Forget what a `reindex` that did not end has gathered, as when words must go; the next one begins anew."""
    for table in ("renewal", "renewed_words", "renewed_forms"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
