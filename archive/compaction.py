"""Pages that take less room: dictionaries made once a site has pages enough, older pages compressed again with them.

`Tending` does it in the background of a crawl, a little after each stored page; `compact` does all of it at once. Every
step is a transaction of its own that replaces a payload by one with the same content, so that it may end anywhere.
"""

from __future__ import annotations

from array import array
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import dictionaries, pages
from archive.clock import now
from archive.errors import PageDamaged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from archive.dictionaries import Dictionary
    from archive.pages import Kept

    Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]

_STEP = 2
"""Older pages that are compressed again after each page that a crawl stores: about 3 ms."""

_POOR, _SMALL = 4, 2048
"""A page that takes so many times the room that the site's pages usually take, and more than so many bytes, is not of
the template that its dictionary knows."""

_RESTING = 200
"""Pages that are waited for after a dictionary was tried and found of no use."""

_BETTER = 0.75
"""A new dictionary replaces the one in use when its pages take at most so much of the room."""

_SAMPLE = 48
_BATCH = 100
"""Pages that `compact` compresses again in one transaction."""


@dataclass(slots=True)
class _Site:
    """What a crawl knows of the pages of one site.

    `plain` are older pages that are compressed without a dictionary, `usual` is the room that its pages take with the
    one in use (None until that is asked). `poor` counts the pages in a row that no dictionary does much for; it is
    below zero while no other is tried.
    """

    plain: deque[int]
    poor: int
    usual: float | None = None

    def takes_much(self, connection: sqlite3.Connection, dictionary_id: int, room: int) -> bool:
        """Whether a page takes so much more room than usual that it is of another template."""
        if self.usual is None:
            (self.usual,) = connection.execute(
                """SELECT avg(room) FROM (SELECT length(payload) AS room FROM pages WHERE dictionary_id = ?
                   ORDER BY id DESC LIMIT 50)""",
                [dictionary_id],
            ).fetchone()
        usual = self.usual or room
        if room > max(_SMALL, usual * _POOR):
            return True
        self.usual = usual + (room - usual) / 50
        return False


class Tending:
    """Keeps the archive small while it grows, in transactions of its own. One per open archive."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._sites: dict[int, _Site] = {}

    def tend(self, connection: sqlite3.Connection, kept: Kept) -> None:
        """The page was stored: do a little of what makes its site's pages smaller; most often that is nothing."""
        if kept.room is None:
            return
        dictionary, site = kept.dictionary, self._sites.get(kept.site_id)
        if site is None:
            plain = deque(_plain_pages(connection, kept.site_id))
            site = self._sites[kept.site_id] = _Site(plain, 0 if dictionary else len(plain) - 1)
        elif dictionary is None:
            site.plain.append(kept.id)
        is_poor = dictionary is None or site.takes_much(connection, dictionary.id, kept.room)
        site.poor = site.poor + 1 if is_poor or site.poor < 0 else 0
        if site.poor >= dictionaries.ENOUGH:
            with self._transaction():
                dictionary = _best(connection, kept.site_id)
            site.poor = -_RESTING if dictionary == kept.dictionary else 0
            site.usual = None
        if dictionary is not None and site.plain:
            with self._transaction():
                for _ in range(min(_STEP, len(site.plain))):
                    recompress(connection, site.plain.popleft(), dictionary)


def compact(transaction: Transaction) -> Iterator[tuple[int, int]]:
    """Compress every site's pages again where that saves room; yields how many pages of how many are done.

    Each step is a transaction of its own. A damaged page is left as it is; a dictionary that no page needs is deleted.
    """
    with transaction() as connection:
        connection.execute("DROP TABLE IF EXISTS temp.outdated")  # what one that was interrupted left
        connection.execute(
            "CREATE TEMP TABLE outdated (place INTEGER PRIMARY KEY, page_id INTEGER, dictionary_id INTEGER)"
        )
        for (site_id,) in connection.execute("SELECT id FROM sites ORDER BY id").fetchall():
            if dictionary := _best(connection, site_id):
                connection.execute(
                    f"""INSERT INTO temp.outdated (page_id, dictionary_id)
                        SELECT id, ? FROM ({_OF_SITE} AND pages.dictionary_id IS NOT ?)""",
                    [dictionary.id, site_id, dictionary.id],
                )
        (count,) = connection.execute("SELECT count(*) FROM temp.outdated").fetchone()
    for done in range(0, count, _BATCH):
        with transaction() as connection:
            batch = connection.execute(
                "SELECT page_id, dictionary_id FROM temp.outdated WHERE place > ? ORDER BY place LIMIT ?",
                [done, _BATCH],
            )
            for page_id, dictionary_id in batch.fetchall():
                recompress(connection, page_id, dictionaries.load(connection, dictionary_id))
        yield min(done + _BATCH, count), count
    with transaction() as connection:
        connection.execute("DROP TABLE temp.outdated")
        dictionaries.drop_unused(connection)


def write_anew(connection: sqlite3.Connection, transaction: Transaction) -> bool:
    """Write the file anew and empty its write-ahead log; whether nothing of what was taken out is in either any more.

    Who reads meanwhile is in need of the bytes as they were: SQLite waits for it a while, then leaves them.
    """
    connection.execute("VACUUM")
    is_busy, _, _ = connection.execute(_EMPTY_LOG).fetchone()
    if connection.execute("SELECT 1 FROM redactions WHERE erased_at IS NULL").fetchone() is None:
        return True
    if is_busy:
        return False
    with transaction():
        connection.execute("UPDATE redactions SET erased_at = ? WHERE erased_at IS NULL", [now()])
    connection.execute(_EMPTY_LOG)
    return True


_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


def _best(connection: sqlite3.Connection, site_id: int) -> Dictionary | None:
    """The dictionary that the site's pages should be compressed with, made now if need be."""
    if known := dictionaries.newest(connection, site_id):
        return _renewed(connection, site_id, known)
    ids = array("q", (row[0] for row in connection.execute(_OF_SITE, [site_id])))
    return _made_of(connection, site_id, ids) if len(ids) >= dictionaries.ENOUGH else None


def recompress(connection: sqlite3.Connection, page_id: int, dictionary: Dictionary | None) -> None:
    """Replace the page's payload by one with the same content, compressed with this dictionary (None: with none)."""
    with suppress(PageDamaged):  # `check` reports it; what is left of it must stay as it is
        payload = pages.compress(pages.body(connection, page_id), dictionary)
        connection.execute(
            "UPDATE pages SET payload = ?, dictionary_id = ? WHERE id = ?",
            [payload, dictionary.id if dictionary else None, page_id],
        )


_OF_SITE = """SELECT pages.id FROM addresses JOIN pages ON pages.address_id = addresses.id
              WHERE addresses.site_id = ? AND pages.payload IS NOT NULL"""


def _plain_pages(connection: sqlite3.Connection, site_id: int) -> Iterator[int]:
    return (row[0] for row in connection.execute(f"{_OF_SITE} AND pages.dictionary_id IS NULL", [site_id]).fetchall())


def _bodies(connection: sqlite3.Connection, ids: Iterable[int]) -> Sequence[bytes]:
    bodies = []
    for page_id in ids:
        with suppress(PageDamaged):
            bodies.append(pages.body(connection, page_id))
    return bodies


def _made_of(connection: sqlite3.Connection, site_id: int, ids: Sequence[int]) -> Dictionary | None:
    """The site's new dictionary, made of some of these pages; None when they have nothing in common."""
    step = max(1, len(ids) // _SAMPLE)
    bodies = _bodies(connection, ids[::step][:_SAMPLE])
    content = dictionaries.compose(bodies)
    return dictionaries.add(connection, site_id, content, len(bodies)) if content else None


def _renewed(connection: sqlite3.Connection, site_id: int, known: Dictionary) -> Dictionary:
    """A dictionary made of the site's newest pages when that is better for them, else the one in use."""
    ids = [row[0] for row in connection.execute(f"{_OF_SITE} ORDER BY pages.id DESC LIMIT {_SAMPLE}", [site_id])]
    bodies = _bodies(connection, ids)
    content = dictionaries.compose(bodies)
    if not content:
        return known
    room = sum(len(pages.compress(body, known)) for body in bodies)
    if dictionaries.size(bodies, content) > room * _BETTER:
        return known
    return dictionaries.add(connection, site_id, content, len(bodies))
