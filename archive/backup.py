"""A consistent copy of an archive, made while a crawl may write to it."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from archive.errors import ArchiveMisused, ArchiveUnusable
from archive.opening import one_moment, unusable, unwritable
from archive.part_files import part_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PAGES = 1000
"""SQLite pages (8 MB) copied between two reports of the progress."""


def backup(connection: sqlite3.Connection, out: Path, progress: Callable[[int, int], None]) -> int:
    """Copy the archive to `out`, which must not exist; the copy's size in bytes.

    The copy is of the moment at which it began, whatever is written meanwhile, and one file without a write-ahead log.
    It is whole under its name or not there at all: until then it is named `….part`. `progress` is told how many of how
    many SQLite pages are done.
    """
    if out.exists():
        raise ArchiveMisused(f"{out}: it is there already. Name a file that is not, or delete it first.")
    try:
        with part_of(out) as part:
            _copy(connection, part, out, progress)
            _to_disk(part)
        _to_disk(out.parent)
    except sqlite3.DatabaseError as error:
        raise unusable(out, error) from error
    except OSError as error:
        raise unwritable(out, error) from error
    return out.stat().st_size


def _copy(connection: sqlite3.Connection, part: Path, out: Path, progress: Callable[[int, int], None]) -> None:
    with closing(sqlite3.connect(part)) as copy:
        with one_moment(connection):  # without it SQLite begins anew whenever the crawl commits
            connection.backup(copy, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
        copy.execute("PRAGMA journal_mode = DELETE")
        # Not quick_check: SQLite 3.40's sees NULL where a key of a table without rowid is in another order.
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise ArchiveUnusable(out, f"the copy is not sound ({verdict}). `kommunarkiv check` tells more.")


def _to_disk(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk; some network disks refuse that of a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (path.is_dir() and error.errno == errno.EINVAL):
            raise
    finally:
        os.close(handle)
