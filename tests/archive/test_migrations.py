"""Archives of every earlier schema open, migrate and say what they said; fixtures/make.py made them in their time."""

from __future__ import annotations

import gzip
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from time import sleep

import pytest

from archive import Archive, ArchiveUnusable, opening
from archive.export.jsonl import canonical_lines
from archive.migrations import SCHEMA_VERSION
from tests.archive.fixtures import make

FIXTURES = Path(make.__file__).parent
VERSIONS = sorted(int(path.name.removeprefix("schema-").removesuffix(".db.gz")) for path in FIXTURES.glob("*.db.gz"))


def opened(version: int, folder: Path) -> Archive:
    return Archive.open(unpacked(version, folder))


def unpacked(version: int, folder: Path) -> Path:
    path = folder / f"schema-{version}.db"
    path.write_bytes(gzip.decompress((FIXTURES / f"schema-{version}.db.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    return path


def schema(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """Every table's columns and every index, view and trigger."""
    rows = archive.connection.execute("SELECT name, type FROM sqlite_master ORDER BY name").fetchall()
    return {
        name: archive.connection.execute(f"SELECT name, type, pk FROM pragma_table_info('{name}')").fetchall()
        for name, _ in rows
    }


def test_every_earlier_schema_has_its_fixture() -> None:
    assert VERSIONS[: SCHEMA_VERSION - 1] == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("version", VERSIONS)
def test_archive_of_an_earlier_schema_becomes_one_of_today(version: int, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "new.db") as new, opened(version, tmp_path) as old:
        make.fill(new)
        assert old.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert old.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert old.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert schema(old) == schema(new)
        assert list(canonical_lines(old.connection)) == list(canonical_lines(new.connection))


@pytest.mark.parametrize("version", VERSIONS)
def test_archive_of_an_earlier_schema_is_brought_up_to_date_before_it_is_read(version: int, tmp_path: Path) -> None:
    with Archive.open(unpacked(version, tmp_path), "read") as archive:
        assert archive.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert list(canonical_lines(archive.connection))


def test_second_reader_waits_for_the_first_to_bring_it_up_to_date(tmp_path: Path) -> None:
    path, held = unpacked(min(VERSIONS), tmp_path), Event()

    def first() -> None:
        lock = opening.lock(path, 0)
        held.set()
        sleep(0.5)
        lock.release()

    with ThreadPoolExecutor() as readers:
        readers.submit(first)
        assert held.wait(30)
        with Archive.open(path, "read") as archive:
            assert archive.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_published_copy_of_an_earlier_schema_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = unpacked(min(VERSIONS), tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE published_copies (made_at TEXT)")
    with pytest.raises(ArchiveUnusable, match="Export it again"):
        Archive.open(path, "read")
