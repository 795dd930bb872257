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
    text = json.dumps(dict(arguments), ensure_ascii=False, sort_keys=True)
    last = connection.execute(
        "SELECT id, arguments, finished_at, finish_reason FROM runs WHERE kind = ? ORDER BY id DESC LIMIT 1", [kind]
    ).fetchone()
    if last and last[1] == text and (last[2] is None or last[3] in RESUMABLE):
        anew = "finished_at = NULL, finish_reason = NULL, process = ?, resumed = resumed + 1"
        connection.execute(f"UPDATE runs SET {anew} WHERE id = ?", [this_process(), last[0]])
        run_reports.take_up(connection, last[0])
        connection.execute(
            "UPDATE addresses SET run_id = NULL, wanted = 1 WHERE run_id = ? AND state = 'failed'", [last[0]]
        )
        return int(last[0])
    cursor = connection.execute(
        "INSERT INTO runs (kind, started_at, process, arguments, program_version) VALUES (?, ?, ?, ?, ?)",
        [kind, now(), this_process(), text, __version__],
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(
    connection: sqlite3.Connection, run_id: int, counts: Mapping[str, int], finish_reason: str, exit_status: int
) -> dict[str, int]:
    """Write down how the run ended; what it did in all, from its beginning and not only since it was taken up again."""
    row = connection.execute("SELECT counts FROM runs WHERE id = ?", [run_id]).fetchone()
    # A run of a misspelt host alone is forgotten with it before it ends (archive/sections.py).
    total = run_reports.together(json.loads(row[0] or "{}") if row else {}, counts)
    connection.execute(
        "UPDATE runs SET finished_at = ?, counts = ?, finish_reason = ?, exit_status = ? WHERE id = ?",
        [now(), json.dumps(total, sort_keys=True), finish_reason, exit_status, run_id],
    )
    return total
