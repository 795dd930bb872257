"""Words taken out of the whole file: every column of every table, every payload, every dictionary, the search index."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive import compaction, dictionaries, pages, search
from archive.errors import DictionaryDamaged, PageDamaged
from archive.redaction import contents
from archive.schema import content_hash, payload_digest, word_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.redaction.masking import Masker

_LEFT = {
    "municipalities": "the registry is no archived text",
    "words": "what no article says any more is forgotten with the index",
    "word_forms": "likewise",
    "search_index": "a number and the name of a dictionary",
    "redacted_words": "hashes",
    "redacted_addresses": "hashes",
    "_sqlite_migrations": "names of migrations",
}
"""Tables whose text is left as it is, and why."""
_AT_ONCE = 500
"""Rows in memory at a time: an archive may hold more than fits."""


@dataclass(frozen=True, slots=True)
class Unsearched:
    """A kept file of which not all could be searched for words: a person has to look at it."""

    url: str
    sha256: str
    reason: str


@dataclass(slots=True)
class Swept:
    """What came of a search for words: rows and payloads that held them, and the files that could not be searched."""

    places: int = 0
    files: int = 0
    unsearched: list[Unsearched] = field(default_factory=list)


def mask_everything(connection: sqlite3.Connection, mask: Masker) -> Swept:
    """Mask the words wherever they stand. One transaction of the caller's."""
    swept = Swept(_dictionaries(connection, mask) + _payloads(connection, mask))
    _files(connection, mask, swept)
    for table in _tables(connection):
        swept.places += _rows(connection, table, mask)
    _measure_articles(connection)
    forget_words(connection)
    return swept


def forget_words(connection: sqlite3.Connection) -> None:
    """Build the full-text index anew, so that no deleted entry is left in it, and forget words no article has."""
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    search.abandon_renewal(connection)
    connection.execute("DELETE FROM word_forms WHERE word_id NOT IN (SELECT id FROM words)")
    gone = "SELECT id FROM words WHERE word NOT IN (SELECT term FROM articles_vocabulary)"
    connection.execute(f"DELETE FROM word_forms WHERE word_id IN ({gone})")
    connection.execute(f"DELETE FROM words WHERE id IN ({gone})")


def drop_dictionary(connection: sqlite3.Connection, dictionary_id: int) -> None:
    """Compress the dictionary's pages without one, and delete it. `compact` makes a new one of what is there now."""
    for (page_id,) in _batches(connection, "pages", ["id"], [], f"dictionary_id = {dictionary_id:d}"):
        compaction.recompress(connection, page_id, None)
    connection.execute("UPDATE pages SET payload = NULL, dictionary_id = NULL WHERE dictionary_id = ?", [dictionary_id])
    connection.execute("DELETE FROM dictionaries WHERE id = ?", [dictionary_id])


def _dictionaries(connection: sqlite3.Connection, mask: Masker) -> int:
    dropped = 0
    for (dictionary_id,) in connection.execute("SELECT id FROM dictionaries").fetchall():
        try:
            content = dictionaries.read(connection, dictionary_id)
        except DictionaryDamaged:
            content = b""
        if not content or mask.body(content) is not content:
            drop_dictionary(connection, dictionary_id)
            dropped += 1
    return dropped


def _payloads(connection: sqlite3.Connection, mask: Masker) -> int:
    changed = 0
    for (page_id,) in _batches(connection, "pages", ["id"], [], "payload IS NOT NULL"):
        try:
            body = pages.body(connection, page_id)
        except PageDamaged:
            continue
        masked = mask.body(body)
        if masked is not body:
            replace_body(connection, page_id, masked)
            changed += 1
    return changed


def _files(connection: sqlite3.Connection, mask: Masker, swept: Swept) -> None:
    """Let go of the kept files that say the words; their references stay, and say why they have none."""
    for _, sha256 in _batches(connection, "files", ["rowid"], ["sha256"]):
        (payload,) = connection.execute("SELECT payload FROM files WHERE sha256 = ?", [sha256]).fetchone()
        search = contents.Search(payload)
        if search.finds(mask):
            for table in ("images", "attachments"):
                connection.execute(
                    f"UPDATE {table} SET sha256 = NULL, refused = ? WHERE sha256 = ?", [contents.REFUSED, sha256]
                )
            connection.execute("DELETE FROM files WHERE sha256 = ?", [sha256])
            swept.files += 1
            swept.places += 1
        elif search.unread:
            swept.unsearched.append(Unsearched(_address_of(connection, sha256, mask), sha256, search.unread))


def _address_of(connection: sqlite3.Connection, sha256: str, mask: Masker) -> str:
    """Where the file came from, as it will be written from now on."""
    (url,) = connection.execute(
        """SELECT coalesce((SELECT min(content_url) FROM attachments WHERE sha256 = ?1),
                           (SELECT min(content_url) FROM images WHERE sha256 = ?1), '')""",
        [sha256],
    ).fetchone()
    return mask.column(url)


def replace_body(connection: sqlite3.Connection, page_id: int, body: bytes) -> None:
    """Give a page and its revisits another content; the digest of what came from the site stays on record."""
    digest = payload_digest(body)
    connection.execute(
        "UPDATE pages SET payload = ?, dictionary_id = NULL WHERE id = ?", [pages.compress(body, None), page_id]
    )
    connection.execute(
        """UPDATE pages SET original_digest = coalesce(original_digest, digest), digest = ?, size = ?
           WHERE id = ? OR revisit_of = ?""",
        [digest, len(body), page_id, page_id],
    )


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_fts%'
           AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'"""
    )
    return [name for (name,) in rows if name not in _LEFT]


def _rows(connection: sqlite3.Connection, table: str, mask: Masker) -> int:
    """Mask the texts of one table. A key that would become another row's gets a number behind it."""
    info = connection.execute(f"PRAGMA table_info({table})").fetchall()
    (has_no_rowid,) = connection.execute("SELECT wr FROM pragma_table_list(?)", [table]).fetchone()
    keys = [row[1] for row in info if row[5]] if has_no_rowid else ["rowid"]
    texts = [row[1] for row in info if row[2] == "TEXT"]
    if not texts:
        return 0
    changed = 0
    for row in _batches(connection, table, keys, texts):
        said = dict(zip(texts, row[len(keys) :], strict=True))
        masked = {name: mask.column(text) for name, text in said.items() if text}
        new = {name: text for name, text in masked.items() if text != said[name]}
        if new:
            _update(connection, table, dict(zip(keys, row, strict=False)), new)
            changed += 1
    return changed


def _batches(
    connection: sqlite3.Connection, table: str, keys: Sequence[str], columns: Sequence[str], where: str = "1"
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, keys first, a few in memory at a time; they may be changed while they come.

    A row whose key is changed may come once more.
    """
    key = ", ".join(keys)
    query = f"SELECT {', '.join([*keys, *columns])} FROM {table} WHERE {where}"
    after = f"AND ({key}) > ({', '.join('?' * len(keys))})"
    rows = connection.execute(f"{query} ORDER BY {key} LIMIT {_AT_ONCE}").fetchall()
    while rows:
        yield from rows
        rows = connection.execute(f"{query} {after} ORDER BY {key} LIMIT {_AT_ONCE}", rows[-1][: len(keys)]).fetchall()


def _update(connection: sqlite3.Connection, table: str, key: dict[str, object], new: dict[str, str]) -> None:
    where = " AND ".join(f"{name} IS ?" for name in key)
    for number in range(1, 1000):
        suffix = "" if number == 1 else f"#{number}"
        values = {name: text if text[:1] in {"{", "["} else f"{text}{suffix}" for name, text in new.items()}
        try:
            connection.execute(
                f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in values)} WHERE {where}",
                [*values.values(), *key.values()],
            )
        except sqlite3.IntegrityError:
            continue
        return


def _measure_articles(connection: sqlite3.Connection) -> None:
    """Bring each article's content_hash and word_count in step with its text."""
    columns = ["headline", "description", "article_body", "content_hash"]
    for article_id, headline, description, body, known in _batches(connection, "articles", ["id"], columns):
        new = content_hash(headline, description, body)
        if new != known:
            connection.execute(
                "UPDATE articles SET content_hash = ?, word_count = ? WHERE id = ?",
                [new, word_count(description, body), article_id],
            )
