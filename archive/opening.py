"""The archive's file: its lock, its settings, and the refusal of a file that can't serve as an archive."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlite_utils import Database

from archive.errors import ArchiveLocked, ArchiveUnusable
from archive.migrations import APPLICATION_ID, SCHEMA_VERSION, migrations

if TYPE_CHECKING:
    from pathlib import Path

_PAGE_SIZE = 8192
"""Of a new file. A stored page is a row of about 2 kB: of them SQLite's usual 4 kB hold one and a half at best."""


def lock(path: Path, wait: float) -> FileLock:
    """The file's lock, held. The system gives it back when a process dies, so that a kill leaves none behind."""
    if not path.parent.is_dir():
        raise ArchiveUnusable(
            path, f"the folder {path.parent} does not exist. Make it, or name another file with --archive."
        )
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise ArchiveLocked(path, _holder(path)) from error
    except OSError as error:
        raise ArchiveUnusable(
            path, f"its lock can't be taken: {error.strerror}. Check the folder's permissions."
        ) from error
    return lock


def _holder(path: Path) -> str:
    """Who crawls into the file now, as its last run says."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT process, started_at FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        row = None
    return f"{row[0]} since {row[1]}" if row else "another process"


def connect(path: Path, mode: str) -> Database:
    """The file as a database, migrated to today's schema when it is opened for writing."""
    try:
        if mode == "read":
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        else:
            connection = sqlite3.connect(path)
        _check(connection, path, mode)
        db = Database(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA busy_timeout = 5000")
        if mode == "write":
            connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.apply(db)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except sqlite3.DatabaseError as error:
        raise unusable(path, error) from error
    return db


def is_older(path: Path) -> bool:
    """Whether an earlier program made the file; one that can't be read is for `connect` to refuse."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(application_id == APPLICATION_ID and version < SCHEMA_VERSION)


def _check(connection: sqlite3.Connection, path: Path, mode: str) -> None:
    """Refuse a database that is somebody else's, one that a later program made, and to write into a published copy."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application_id != APPLICATION_ID:
        raise ArchiveUnusable(
            path, "it is an SQLite database, but not an archive of kommunarkiv. Name another file with --archive."
        )
    if version > SCHEMA_VERSION:
        raise ArchiveUnusable(
            path,
            f"a newer kommunarkiv wrote it (schema {version}, this one knows {SCHEMA_VERSION}). Upgrade kommunarkiv.",
        )
    if mode == "write" and connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'published_copies'").fetchone():
        reason = "it is a published copy, for reading. Name the archive that it was exported from."
        if version < SCHEMA_VERSION:
            reason = "it is a published copy that an earlier kommunarkiv made. Export it again."
        raise ArchiveUnusable(path, reason)


def unusable(path: Path, error: sqlite3.DatabaseError) -> ArchiveUnusable:
    """What SQLite's error means to the person whose file it is."""
    text = str(error)
    for sign, meaning in (
        ("not a database", "it is not an SQLite database. Name another file with --archive."),
        ("readonly", "it can't be written. Check its permissions, or name another file with --archive."),
        ("unable to open", "it can't be opened. Check the folder and its permissions."),
        ("full", "the disk is full. What was committed is safe; make room and run the same command again."),
        ("locked", "another program holds a lock on it. Close that program and run the same command again."),
        ("malformed", "the file is damaged. Restore it from a backup."),
    ):
        if sign in text:
            return ArchiveUnusable(path, meaning)
    return ArchiveUnusable(path, text)
