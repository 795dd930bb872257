"""An archive some days older than it is: every instant in it moved back, as if the crawl had been that long ago."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_INSTANTS = {
    "addresses": ("found_at", "due_at", "fetched_at", "changed_at"),
    "articles": ("first_seen", "last_seen", "last_changed", "gone_at"),
    "pages": ("fetched_at",),
    "runs": ("started_at", "finished_at"),
    "sections": ("swept_at",),
}


def let_pass(archive: Path, days: float) -> None:
    """Let so many days pass; less than none sets the clock back."""
    with closing(sqlite3.connect(archive)) as connection, connection:
        for table, columns in _INSTANTS.items():
            moved = ", ".join(f"{c} = strftime('%Y-%m-%dT%H:%M:%S+00:00', {c}, '{-days:+} days')" for c in columns)
            connection.execute(f"UPDATE {table} SET {moved}")
