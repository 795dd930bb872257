"""Uniting archives from several machines: the result is the same in whichever order and however often they are merged.

Everything is known by what it is, never by its number: sites by key, addresses, pictures and articles by their URLs,
pages by address, instant and digest. Where two archives differ, the later visit speaks; nothing that either holds is
lost. An archive is merged in one transaction: a kill leaves the file as it was before.
"""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive import dictionaries, opening, statistics
from archive.backup import backup
from archive.errors import ArchiveMisused
from archive.merging import articles, tables
from archive.redaction import acts
from archive.tables import is_published_copy

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from archive import Archive

_COUNTED = ("articles", "pages", "addresses", "article_versions")


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows of each kind one merged archive brought."""

    articles: int
    pages: int
    addresses: int
    article_versions: int


def merge(archive: Archive, other: Path) -> Merged:
    """Take everything that the other archive holds into this one; the other stays as it is."""
    if other.exists() and other.samefile(archive.path):
        raise ArchiveMisused(f"{other}: it is the archive that is merged into. Name another.")
    _remove(_folder_of(archive))  # a merge that was killed leaves a copy, maybe with words that were taken down
    with _readable(archive, other) as path, _attached(archive.connection, path) as connection:
        with archive.transaction():
            before = _counts(connection)
            articles.unite(connection, tables.unite(connection))
            dictionaries.drop_unused(connection)  # of pages that this archive had already
            acts.show_as_decided(connection)
            after = _counts(connection)
            statistics.renew(connection)
        if tables.analysis_differs(connection):
            for _ in archive.reindex():
                pass
    return Merged(*(after[name] - before[name] for name in _COUNTED))


@contextmanager
def _readable(archive: Archive, other: Path) -> Iterator[Path]:
    """The other archive at today's schema and with every act of taking down that this one knows.

    That is the file itself, or a copy where it has to be changed for it. Acts that only the other one knows are applied
    to this one, so that what was taken down in either is in neither when they are united.
    """
    if not other.is_file() or not (opening.is_older(other) or opening.is_frozen(other)):
        with archive.open(other, "read") as opened:
            if is_published_copy(opened.connection):
                raise ArchiveMisused(f"{other}: it is a published copy, without pages. Merge the archive it came from.")
            acts.share(archive, opened.connection)
            if not acts.are_unknown(archive.connection, opened.connection):
                yield other
                return
    folder = _folder_of(archive)
    folder.mkdir()
    try:
        copy = folder / other.name
        with closing(opening.read_only(other)) as source:
            backup(source, copy, lambda *_: None)
        with archive.open(copy) as copied:
            # What was deleted may have more addresses in the other one, and those may be articles of their own here.
            while acts.share(archive, copied.connection) or acts.share(copied, archive.connection):
                pass
        yield copy
    finally:
        _remove(folder)


def _folder_of(archive: Archive) -> Path:
    """Where copies of other archives lie while they are merged; only who has this archive's lock uses it."""
    return archive.path.with_name(f"{archive.path.name}.merging")


def _remove(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise opening.unwritable(folder, error) from error


@contextmanager
def _attached(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    with opening.telling(path):
        connection.execute("ATTACH ? AS other", [opening.read_only_uri(path)])
        try:
            with tables.numbers(connection):
                yield connection
        finally:
            connection.execute("DETACH other")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {name: connection.execute(f"SELECT count(*) FROM main.{name}").fetchone()[0] for name in _COUNTED}
