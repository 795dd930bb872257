"""The archive as a file: opened and locked, changed in transactions, written anew, closed."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from archive import compaction, opening, search
from archive.errors import ArchiveUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

    from filelock import FileLock
    from sqlite_utils import Database

_UPDATING = 10.0
"""Seconds that a reader of an earlier schema waits for its lock: another reader may be bringing it up to date."""


class ArchiveFile:
    """The open file of an archive, whatever is kept in it. Use it as a context manager."""

    def __init__(self, db: Database, path: Path, lock: FileLock | None) -> None:
        self.db = db
        self.connection = db.conn
        self.path = path
        self._lock = lock

    @classmethod
    def open(
        cls,
        path: Path | str,
        mode: Literal["read", "write"] = "write",
        *,
        wait: float = 0,
        whole: bool = True,
        make: bool = True,
    ) -> Self:
        """The archive in this file, made if it is missing and opened for writing (not with `make=False`).

        Writing takes the file's lock and waits up to `wait` seconds for it (ArchiveLocked names the holder). A file
        that is no archive, is newer than the program or can't be written raises ArchiveUnusable. An archive of an
        earlier schema is brought up to date first, whatever it is opened for. A published copy can only be read, by
        those who need no more than articles (`whole=False`).
        """
        path = opening.followed(Path(path))
        if not make:
            opening.refuse_missing(path)
        if mode == "read" and opening.is_to_be_updated(path):
            cls.open(path, wait=_UPDATING).close()
        if mode == "write":
            opening.refuse_foreign(path)
        lock = opening.lock(path, wait) if mode == "write" else None
        try:
            return cls(opening.connect(path, mode, whole=whole), path, lock)
        except BaseException:
            if lock:
                lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        self.close()
        if isinstance(error, sqlite3.DatabaseError):
            with opening.telling(self.path):  # damage shows in whatever is read, wherever that is done
                raise error

    def close(self) -> None:
        """Close the file and release its lock."""
        self.db.close()
        if self._lock:
            self._lock.release()
            self._lock = None

    def discard(self) -> None:
        """Close the archive and delete its file and its lock's, before another process may write to it."""
        self.db.close()
        self.path.unlink()
        if self._lock:  # still held: who waits for it finds it deleted, and takes a new one
            Path(self._lock.lock_file).unlink()
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One commit of several changes; ArchiveUnusable when the file can't take them, and then none is made.

        One inside another commits with it.
        """
        with opening.telling(self.path), ExitStack() as ended:
            if self.connection.in_transaction:
                ended.enter_context(self.db.atomic())
            else:
                # Another writer is waited for here: where a transaction reads before it writes, SQLite waits for none.
                self.connection.execute("BEGIN IMMEDIATE")
                ended.enter_context(self.connection)
            yield self.connection

    def vacuum(self) -> None:
        """Write the file anew without its free pages and what they still hold, and empty its write-ahead log.

        ArchiveUnusable where another program that reads it keeps what was taken out in the file.
        """
        with opening.telling(self.path):
            is_anew = compaction.write_anew(self.connection, self.transaction)
        if not is_anew:
            raise ArchiveUnusable(self.path, "another program reads it, and keeps what was taken out in the file.")

    def rebuilding(self) -> AbstractContextManager[None]:
        """While this lasts, commits do not wait for the disk: a power cut may undo the last ones, a kill does not.

        Only for what can be derived again.
        """
        return opening.not_waiting_for_the_disk(self.connection, self.path)

    def reindex(self) -> Iterator[None]:
        """Build the search index again, step by step (`archive.search.reindex`)."""
        with opening.telling(self.path):
            yield from search.reindex(self.connection, self.transaction)
