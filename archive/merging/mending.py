"""What is damaged in one of two archives and whole in the other: a merge takes the bytes that are whole."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from archive import dictionaries, pages
from archive.errors import PageDamaged

if TYPE_CHECKING:
    import sqlite3


def mend(connection: sqlite3.Connection) -> None:
    """Give pages and files of this archive that don't give their digest the bytes that the other one has of them.

    Only those are read whose bytes differ in the two: by damage, or by another dictionary.
    """
    _files(connection)
    _pages(connection)


def is_whole(connection: sqlite3.Connection, page_id: int) -> bool:
    """Whether a page of this archive gives back what was stored."""
    try:
        pages.body(connection, page_id)
    except PageDamaged:
        return False
    return True


def _files(connection: sqlite3.Connection) -> None:
    differing = connection.execute(
        "SELECT sha256 FROM main.files AS here JOIN other.files AS o USING (sha256) WHERE here.payload IS NOT o.payload"
    ).fetchall()  # only files that are damaged in one of the two
    for (sha256,) in differing:
        (payload,) = connection.execute("SELECT payload FROM other.files WHERE sha256 = ?", [sha256]).fetchone()
        if hashlib.sha256(payload).hexdigest() == sha256:
            connection.execute("UPDATE main.files SET payload = ? WHERE sha256 = ?", [payload, sha256])


def _pages(connection: sqlite3.Connection) -> None:
    differing = connection.execute(
        """SELECT DISTINCT here.id FROM main.pages AS here JOIN other.pages AS o USING (digest)
           WHERE here.payload IS NOT NULL AND o.payload IS NOT NULL AND here.payload IS NOT o.payload"""
    )
    for page_id in [page_id for (page_id,) in differing if not is_whole(connection, page_id)]:
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
