"""What SQLite knows of how many rows its indexes hold: by that it chooses among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

MANY = 10_000
"""Articles from which on the choice matters. SQLite's own guesses are good for fewer."""
_LOOKED_AT = 1000
"""Rows of each index that are looked at: a quarter of a second, however many it has."""


def renew(connection: sqlite3.Connection) -> None:
    """Let SQLite look at its indexes, where there are many articles, inside the caller's transaction.

    Without that it took all indexes of sites for alike, and the front page of a million articles read each row. A
    look at a part of the rows keeps none of their values, which a redaction would have to find.
    """
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM main.articles").fetchone()
    if last >= MANY:
        connection.execute(f"PRAGMA analysis_limit = {_LOOKED_AT}")
        connection.execute("ANALYZE main")
