"""Reading the rows of a query one by one, until there are enough or the time is up."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = 1_000
"""Steps of SQLite's machine between two looks at the clock: less than a tenth of a millisecond."""


def first_rows(
    connection: sqlite3.Connection,
    sql: str,
    parameters: Sequence[str | int],
    most: int,
    milliseconds: float | None = None,
) -> tuple[list[tuple[Any, ...]], bool]:
    """The first rows, at most so many and of so many milliseconds, and whether there may be more.

    The time is kept by the connection's progress handler; one that it had is gone afterwards.
    """
    rows: list[tuple[Any, ...]] = []
    if milliseconds is not None:
        end = time.monotonic() + milliseconds / 1000
        connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        for row in connection.execute(sql, parameters):
            if len(rows) == most:
                return rows, True
            rows.append(row)
    except sqlite3.OperationalError as error:
        if milliseconds is None or error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return rows, True
    finally:
        if milliseconds is not None:
            connection.set_progress_handler(None, 0)
    return rows, False
