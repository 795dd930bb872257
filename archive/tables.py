"""Which tables a file has: a published copy has neither runs nor files, an archive of an earlier schema lacks some."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether the file has this table or view."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [name]).fetchone() is not None


def is_published_copy(connection: sqlite3.Connection) -> bool:
    """Whether the file is a copy for readers (`archive.export.published`)."""
    return has_table(connection, "published_copies")
