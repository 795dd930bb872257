"""An archive where nothing can be written: a DVD, a volume mounted `:ro`, a folder of somebody else's."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive import Archive, ArchiveUnusable
from archive.browse.server import make_datasette
from archive.opening import is_frozen
from tests.archive.browse.sample import make_archive
from tests.crawler.command import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[Path]:
    """An archive in a folder that nothing can be written into, by root neither."""
    folder, shown = tmp_path / "medium", tmp_path / "shown"
    folder.mkdir()
    shown.mkdir()
    make_archive(folder / "archive.db")
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield folder / "archive.db"
        folder.chmod(0o755)
        return
    mounts = [["mount", "--bind", folder, shown], ["mount", "-o", "remount,ro,bind", shown]]
    if shutil.which("mount") is None or any(
        subprocess.run(m, capture_output=True, check=False).returncode for m in mounts
    ):
        pytest.skip("root writes everywhere, and here it can't mount anything read-only")
    yield shown / "archive.db"
    subprocess.run(["umount", "--lazy", shown], check=True)


def test_it_is_read_like_any_other(frozen: Path) -> None:
    with Archive.open(frozen, "read") as archive:
        assert archive.connection.execute("SELECT count(*) FROM articles").fetchone()[0] > 0
    found = run("search", "polisen", "--archive", frozen)
    assert found.returncode == 0, found.stderr
    assert "Polisens områdeskontor flyttar" in found.stdout


def test_it_is_checked_but_for_what_takes_a_writer(frozen: Path) -> None:
    checked = run("check", "--archive", frozen)
    assert (checked.returncode, "is sound" in checked.stdout) == (0, True), checked.stdout
    assert "The search index was not compared with the articles" in checked.stderr
    assert "not compared" not in run("check", "--archive", frozen.parent.parent / "medium" / "archive.db").stderr


@pytest.mark.asyncio
async def test_it_is_shown_in_a_browser(frozen: Path) -> None:
    datasette = make_datasette(frozen)
    answer = await datasette.client.get("/")
    assert "Polisens områdeskontor flyttar" in answer.text
    for database in datasette.databases.values():
        database.close()


def test_it_is_merged_from(frozen: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    result = run("merge", frozen, "--archive", mine)
    assert result.returncode == 0, result.stderr
    with Archive.open(mine, "read") as merged, Archive.open(frozen, "read") as other:
        counts = [a.connection.execute("SELECT count(*) FROM articles").fetchone() for a in (merged, other)]
    assert counts[0] == counts[1]


def test_a_crawl_into_it_says_that_nothing_can_be_written(frozen: Path) -> None:
    with pytest.raises(ArchiveUnusable, match="its lock can't be taken"):
        Archive.open(frozen)


def test_one_of_an_earlier_schema_is_to_be_copied_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_archive(tmp_path / "archive.db")
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("PRAGMA user_version = 1")
    monkeypatch.setattr("archive.opening.is_frozen", lambda _: True)
    with pytest.raises(ArchiveUnusable, match="Copy it to another folder"):
        Archive.open(tmp_path / "archive.db", "read")


def test_file_whose_writer_is_at_work_is_not_taken_as_frozen(frozen: Path, tmp_path: Path) -> None:
    assert is_frozen(frozen)
    medium = tmp_path / "medium" / "archive.db-wal"
    if os.geteuid() == 0:
        medium.touch()
        assert not is_frozen(frozen)
    make_archive(tmp_path / "archive.db")
    assert not is_frozen(tmp_path / "archive.db")
