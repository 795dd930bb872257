"""The archive's file: its lock, its settings, and the refusal of a file that can't serve as an archive."""

from __future__ import annotations

import os
import platform
import sqlite3
from contextlib import closing, contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from filelock import FileLock, Timeout
from sqlite_utils import Database

from archive.clock import now
from archive.errors import ArchiveLocked, ArchiveUnusable
from archive.migrations import APPLICATION_ID, SCHEMA_VERSION, migrations
from archive.tables import is_published_copy
from archive.wording import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PAGE_SIZE = 8192
"""Of a new file. A stored page is a row of about 2 kB: of them SQLite's usual 4 kB hold one and a half at best."""
PATIENCE = 120
"""Seconds that a writer waits for another. `check` has the search index compared as a writer: 7 s for 100,000 articles,
in which a crawl stands still; it must not end by it."""


def followed(path: Path) -> Path:
    """The file itself where the path is a link to it: what lies beside it is one for all its names."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def lock(path: Path, wait: float) -> FileLock:
    """The file's lock, held. The system gives it back when a process dies, so that a kill leaves none behind."""
    path = followed(path)
    if not path.parent.is_dir():
        raise ArchiveUnusable(
            path, f"the folder {path.parent} does not exist. Make it, or name another file with --archive."
        )
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise ArchiveLocked(path, _holder(lock)) from error
    except OSError as error:
        raise ArchiveUnusable(
            path, f"its lock can't be taken: {error.strerror}. Check the folder's permissions."
        ) from error
    with suppress(OSError):  # a full disk: who waits is told less, nothing else
        Path(lock.lock_file).write_text(f"{this_process()} since {now()}", encoding="utf-8")
    return lock


def this_process() -> str:
    """This process, as a run names the one that works on it."""
    return f"process {os.getpid()} on {platform.node()}"


def _holder(lock: FileLock) -> str:
    """Who has the lock now, and since when, as it wrote into the lock's file."""
    try:
        who, since, instant = Path(lock.lock_file).read_text(encoding="utf-8").rpartition(" since ")
    except (OSError, UnicodeDecodeError):
        return "another process"
    return f"{who}{since}{moment(instant)}" if since else "another process"


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that can't change the file; it works on read-only media too, and on a full disk."""
    path, uri = path.resolve(), read_only_uri(path)
    if not is_frozen(path):
        connection = sqlite3.connect(uri, uri=True)
        if not _lacks_room(connection, path):
            return connection
        connection.close()
    return sqlite3.connect(f"{uri}&immutable=1", uri=True)


def read_only_uri(path: Path) -> str:
    """What SQLite opens or attaches the file by so that it can't change it, nor locks it when it writes to another."""
    return _uri(path, "ro")


def _uri(path: Path, mode: str) -> str:
    return f"{Path(os.path.realpath(path)).as_uri()}?mode={mode}"  # for `resolve` a link to itself is a fault


def _lacks_room(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the disk has no room for the index that readers share, and all of the archive is in its file.

    What a writer's log has that lies beside the file can't be read without that index.
    """
    try:
        connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.OperationalError as error:
        log = path.with_name(f"{path.name}-wal")
        no_room = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
        return no_room and not (log.exists() and log.stat().st_size)
    except sqlite3.DatabaseError:  # no archive: for `connect` to refuse
        return False
    return False


def is_frozen(path: Path) -> bool:
    """Whether nobody writes the file here: its folder can't be written, and no writer's log lies beside it.

    Readers of a file in WAL mode share an index in that folder. Where they can't make one, SQLite opens the file only
    when it is told that it does not change (https://www.sqlite.org/wal.html#readonly).
    """
    path = path.resolve()
    return not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


def connect(path: Path, mode: str, *, whole: bool) -> Database:
    """The file as a database, migrated to today's schema when it is opened for writing."""
    try:
        connection = read_only(path) if mode == "read" else sqlite3.connect(_uri(path, "rwc"), uri=True)
        try:
            _check(connection, path, mode, whole=whole or mode == "write")
            return _made_ready(connection, mode)
        except BaseException:
            connection.close()  # which else stays open as long as somebody looks at the error
            raise
    except sqlite3.DatabaseError as error:
        raise unusable(path, error) from error


def _made_ready(connection: sqlite3.Connection, mode: str) -> Database:
    db = Database(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000 if mode == 'write' else 5000}")
    if mode == "write":
        connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(db)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return db


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """While this lasts, what is read is the file as it was at its beginning, however a crawl writes meanwhile.

    Inside another it is that one's.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first reading is the beginning
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def not_waiting_for_the_disk(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """While this lasts, a power cut may undo the last commits; at its end all of them are on the disk."""
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        with telling(path):
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_checkpoint")


def refuse_foreign(path: Path) -> None:
    """Refuse a file that can't become or be written as an archive, before a lock is made beside it."""
    if not path.is_file():
        return
    # One that may write takes its log and index away again when it closes; what else is amiss is for `connect` to tell.
    uri = _uri(path, "rw")
    with telling(path), suppress(sqlite3.OperationalError), closing(sqlite3.connect(uri, uri=True)) as connection:
        _check(connection, path, "write", whole=True)


def is_older(path: Path) -> bool:
    """Whether an earlier program made the file; one that can't be read is for `connect` to refuse."""
    try:
        with closing(read_only(path)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(application_id == APPLICATION_ID and version < SCHEMA_VERSION)


def is_whole_archive(path: Path) -> bool:
    """Whether the file is an archive with its pages: no copy that was published, and nothing else."""
    if not path.is_file():
        return False
    try:
        with closing(read_only(path)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            return application_id == APPLICATION_ID and not is_published_copy(connection)
    except sqlite3.DatabaseError:
        return False


def refuse_missing(path: Path) -> None:
    """Raise ArchiveUnusable where there is no file."""
    if not path.is_file():
        reason = "there is no such file. Crawl something into it first, or name another with --archive."
        raise ArchiveUnusable(path, reason)


def is_to_be_updated(path: Path) -> bool:
    """Whether the file has to be opened for writing before it can be read.

    ArchiveUnusable where there is none, or one that can't be written here.
    """
    refuse_missing(path)
    if not is_older(path):
        return False
    if is_frozen(path):
        reason = "an earlier kommunarkiv made it, and here it can't be brought up to date. Copy it to another folder."
        raise ArchiveUnusable(path, reason)
    return True


def _check(connection: sqlite3.Connection, path: Path, mode: str, *, whole: bool) -> None:
    """Refuse a database that is somebody else's, one that a later program made, and a copy where all is needed.

    An empty file becomes an archive when it is written, and has nothing to read before.
    """
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application_id != APPLICATION_ID:
        raise ArchiveUnusable(
            path, "it is an SQLite database, but not an archive of kommunarkiv. Name a file that is one."
        )
    if mode == "read" and not tables:
        reason = "there is nothing in it yet. Crawl something into it first, or name another with --archive."
        raise ArchiveUnusable(path, reason)
    if version > SCHEMA_VERSION:
        raise ArchiveUnusable(
            path,
            f"a newer kommunarkiv wrote it (schema {version}, this one knows {SCHEMA_VERSION}). Upgrade kommunarkiv.",
        )
    if not is_published_copy(connection):
        return
    if version < SCHEMA_VERSION:
        raise ArchiveUnusable(path, "it is a published copy that an earlier kommunarkiv made. Export it again.")
    if whole:
        reason = "it is a published copy, without pages and runs. Name the archive that it was exported from."
        raise ArchiveUnusable(path, reason)


class _OfAFile(Protocol):
    path: Path


_File = TypeVar("_File", bound=_OfAFile)
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def telling_errors(
    question: Callable[Concatenate[_File, _Asked], _Answer],
) -> Callable[Concatenate[_File, _Asked], _Answer]:
    """The method of an archive, whose errors of SQLite are told as by `telling`."""

    @wraps(question)
    def ask(of: _File, /, *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        with telling(of.path):
            return question(of, *args, **kwargs)

    return ask


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Within this, an error of SQLite that the file or the disk is to blame for is an ArchiveUnusable.

    What breaks a constraint or is no SQL is a fault of ours, and stays as it is.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError):
        raise
    except sqlite3.DatabaseError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: sqlite3.DatabaseError) -> ArchiveUnusable:
    """What SQLite's error means to the person whose file it is."""
    text = str(error)
    for sign, meaning in (
        ("not a database", "it is not an SQLite database. Name a file that is an archive."),
        ("readonly", "it can't be written. Check its permissions, or name another file with --archive."),
        ("unable to open", "it can't be opened. Check the folder and its permissions."),
        ("full", "the disk is full. What was committed is safe; make room and run the same command again."),
        (
            "I/O error",
            "the disk refuses to read or write (it is full, a quota, a limit, a fault). What was committed is safe.",
        ),
        ("locked", "another program holds a lock on it. Close that program and run the same command again."),
        ("malformed", "the file is damaged. Restore it from a backup."),
        ("decode to UTF-8", "the file is damaged. Restore it from a backup."),
    ):
        if sign in text:
            return ArchiveUnusable(path, meaning)
    if any(sign in text for sign in ("no such table", "no such column", "already exists")):
        text += ". kommunarkiv check tells what is missing in it, and what kommunarkiv repair makes anew."
    return ArchiveUnusable(path, text)


def unwritable(out: Path, error: OSError) -> ArchiveUnusable:
    """What the system's refusal to write `out` means to the person who named it."""
    return ArchiveUnusable(out, f"it can't be written: {error.strerror}. Check the folder and the disk.")
