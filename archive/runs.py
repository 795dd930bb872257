"""Runs: what was asked of the program when, by which process, and how it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive import __version__, run_reports
from archive.clock import now
from archive.opening import this_process

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

RESUMABLE = ("shutdown", "interrupted", "max-pages")
"""Reasons of a run's end after which the same command goes on with it; a killed run has none at all."""


def begin(connection: sqlite3.Connection, arguments: Mapping[str, Any], kind: str) -> int:
    """The id of a new run of this kind, or of the last one when it had the same arguments and can go on.

    What failed in that one is tried again, and counts as failed no more. Runs of other kinds (`reextract` …) do not
    keep a crawl from going on.
    """
    _count_killed(connection)
    last = unfinished(connection, arguments, kind)
    if last is not None:
        anew = "finished_at = NULL, finish_reason = NULL, process = ?, resumed = resumed + 1"
        connection.execute(f"UPDATE runs SET {anew} WHERE id = ?", [this_process(), last])
        run_reports.take_up(connection, last)
        connection.execute(
            "UPDATE addresses SET run_id = NULL, wanted = 1 WHERE run_id = ? AND state = 'failed'", [last]
        )
        return last
    cursor = connection.execute(
        "INSERT INTO runs (kind, started_at, process, arguments, program_version) VALUES (?, ?, ?, ?, ?)",
        [kind, now(), this_process(), _text(arguments), __version__],
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def unfinished(connection: sqlite3.Connection, arguments: Mapping[str, Any], kind: str) -> int | None:
    """The last run of this kind, when it had these arguments and can go on; else None."""
    last = connection.execute(
        "SELECT id, arguments, finished_at, finish_reason FROM runs WHERE kind = ? ORDER BY id DESC LIMIT 1", [kind]
    ).fetchone()
    can_go_on = last and last[1] == _text(arguments) and (last[2] is None or last[3] in RESUMABLE)
    return int(last[0]) if can_go_on else None


def _text(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), ensure_ascii=False, sort_keys=True)


def finish(
    connection: sqlite3.Connection, run_id: int, total: Mapping[str, int], finish_reason: str, exit_status: int
) -> None:
    """Write down how the run ended, and what it did in all: from its beginning, not since it was taken up."""
    count(connection, run_id, total)
    connection.execute(
        "UPDATE runs SET finished_at = ?, finish_reason = ?, exit_status = ? WHERE id = ?",
        [now(), finish_reason, exit_status, run_id],
    )


def count(connection: sqlite3.Connection, run_id: int, total: Mapping[str, int]) -> None:
    """Write down what the run has done in all so far."""
    connection.execute("UPDATE runs SET counts = ? WHERE id = ?", [json.dumps(dict(total), sort_keys=True), run_id])


def _count_killed(connection: sqlite3.Connection) -> None:
    """Give the crawls that were killed the counts that they kept with each site.

    Whoever begins a run holds the archive's lock: what has not ended by now never will.
    """
    for (run_id,) in connection.execute("SELECT id FROM runs WHERE finished_at IS NULL").fetchall():
        if total := run_reports.so_far(connection, run_id):
            count(connection, run_id, total)
