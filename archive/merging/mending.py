"""What is damaged in one of two archives and whole in the other: a merge takes the bytes that are whole."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from archive import dictionaries, pages
from archive.errors import DictionaryDamaged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def mend(connection: sqlite3.Connection) -> None:
    """Give pages, dictionaries and files of this archive that don't give their digest the bytes of the other one.

    Only those are read whose bytes differ in the two, by damage or by another dictionary, and those whose dictionary is
    damaged.
    """
    _files(connection)
    _dictionaries(connection)
    _pages(connection, _damaged_dictionaries(connection))


def _files(connection: sqlite3.Connection) -> None:
    differing = connection.execute(
        "SELECT sha256 FROM main.files AS here JOIN other.files AS o USING (sha256) WHERE here.payload IS NOT o.payload"
    ).fetchall()  # only files that are damaged in one of the two
    for (sha256,) in differing:
        (payload,) = connection.execute("SELECT payload FROM other.files WHERE sha256 = ?", [sha256]).fetchone()
        if hashlib.sha256(payload).hexdigest() == sha256:
            connection.execute("UPDATE main.files SET payload = ? WHERE sha256 = ?", [payload, sha256])


def _dictionaries(connection: sqlite3.Connection) -> None:
    differing = connection.execute(
        """SELECT here.id, digest, o.payload FROM main.dictionaries AS here JOIN other.dictionaries AS o USING (digest)
           WHERE here.payload IS NOT o.payload"""
    ).fetchall()
    for dictionary_id, digest, payload in differing:
        with suppress(ValueError):  # it is damaged there
            dictionaries.unpacked(payload, digest)
            connection.execute("UPDATE main.dictionaries SET payload = ? WHERE id = ?", [payload, dictionary_id])


def _damaged_dictionaries(connection: sqlite3.Connection) -> Sequence[int]:
    """The dictionaries that pages of this archive need and can't have: damaged, or not there."""
    damaged = []
    needed = connection.execute("SELECT DISTINCT dictionary_id FROM main.pages WHERE dictionary_id IS NOT NULL")
    for (dictionary_id,) in needed.fetchall():
        try:
            dictionaries.load(connection, dictionary_id)
        except DictionaryDamaged:
            damaged.append(dictionary_id)
    return damaged


def _pages(connection: sqlite3.Connection, without_dictionary: Sequence[int]) -> None:
    marks = ",".join("?" * len(without_dictionary))
    differing = connection.execute(
        f"""SELECT DISTINCT here.id FROM main.pages AS here JOIN other.pages AS o USING (digest)
            WHERE here.payload IS NOT NULL AND o.payload IS NOT NULL
            AND (here.payload IS NOT o.payload OR here.dictionary_id IN ({marks}))""",
        without_dictionary,
    )
    for page_id in [page_id for (page_id,) in differing if not pages.is_whole(connection, page_id)]:
        (digest,) = connection.execute("SELECT digest FROM main.pages WHERE id = ?", [page_id]).fetchone()
        if (content := _there(connection, digest)) is not None:
            connection.execute(
                "UPDATE main.pages SET payload = ?, dictionary_id = NULL WHERE id = ?",
                [pages.compress(content, None), page_id],
            )


def _there(connection: sqlite3.Connection, digest: str) -> bytes | None:
    """The content with this digest in the other archive, checked; None when it is damaged there too."""
    rows = connection.execute(
        """SELECT o.payload, dictionaries.payload, dictionaries.digest FROM other.pages AS o
           LEFT JOIN other.dictionaries ON dictionaries.id = o.dictionary_id
           WHERE o.digest = ? AND o.payload IS NOT NULL""",
        [digest],
    )
    for payload, dictionary, of_dictionary in rows:
        with suppress(ValueError):  # this copy is damaged as well
            prefix = dictionaries.ready(dictionaries.unpacked(dictionary, of_dictionary)) if dictionary else None
            return dictionaries.unpacked(payload, digest, prefix)
    return None
