"""What heals an archive without any page being read: indexes, the search index, orphans, pages to be fetched again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import dictionaries, files, structure
from archive.clock import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from archive import Archive


def heal(archive: Archive, remedies: Collection[str], fetch: Collection[int]) -> None:
    """Do what these remedies of findings are, but for `derive`, which needs a reader of pages, and `backup`.

    `fetch` are the addresses of pages that are damaged or missing.
    Each remedy is a transaction of its own. Such a page is due at once and asked for whole, whatever its site says
    of its having changed: the next crawl fetches it again, and reads none of it that waits to be read.
    """
    with archive.transaction() as connection:
        connection.executemany(
            """UPDATE addresses SET due_at = ?, etag = NULL, last_modified = NULL, run_id = NULL,
                       state = CASE state WHEN 'stored' THEN 'pending' ELSE state END WHERE id = ?""",
            ((now(), address_id) for address_id in sorted(fetch)),
        )
        if {"indexes", "search"} & set(remedies):
            structure.make_anew(connection)
        if "indexes" in remedies:
            connection.execute("REINDEX")
        if "files" in remedies:
            files.ask_again(connection)
    if "orphans" in remedies:
        with archive.transaction() as connection:
            drop_orphans(connection)
    if "search" in remedies:
        for _ in archive.reindex():
            pass


def drop_orphans(connection: sqlite3.Connection) -> int:
    """Delete files and dictionaries that nothing refers to; how many."""
    return files.drop_unused(connection) + dictionaries.drop_unused(connection)
