"""What `check` finds, each fault made by hand; what heals without a page being read; backups."""

from __future__ import annotations

import errno
import gc
import gzip
import hashlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from time import sleep
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from archive import Archive, ArchiveMisused, dictionaries, opening
from archive.backup import backup as make_backup
from archive.checking import Finding
from archive.commands.backup import backup
from archive.commands.check import check
from archive.commands.export import export
from archive.errors import ArchiveUnusable
from archive.export.jsonl import canonical_lines
from tests.archive.conftest import HOST, Desk
from tests.archive.fixtures import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def filled(archive: Archive) -> Archive:
    make.fill(archive)
    return archive


NUL = hashlib.sha256(b"\0").hexdigest()
FAULTS = {
    "page": ("UPDATE pages SET payload = zeroblob(9) WHERE id = 2", "page 2 ", "fetch"),
    "digest": ("UPDATE pages SET digest = 'sha256:0' WHERE id = 2", "digest it was stored with", "fetch"),
    "payload gone": ("UPDATE pages SET payload = NULL WHERE id = 2", "its bytes are gone", "fetch"),
    "no page": (
        "UPDATE addresses SET state = 'stored', page_id = NULL WHERE id = 2",
        "is said to be stored, and there is none",
        "fetch",
    ),
    "text": ("UPDATE articles SET headline = 'Ändrad för hand' WHERE id = 1", "content_hash", "derive"),
    "article": ("DELETE FROM article_addresses WHERE url LIKE '%skolan'", "there is none", "derive"),
    "reference": ("UPDATE articles SET section_id = 99 WHERE id = 1", "refers to a row of sections", "backup"),
    "orphan": (
        f"INSERT INTO files (sha256, media_type, size, kept_at, payload) VALUES ('{NUL}', 'image/png', 1, '', x'00')",
        f"file {NUL}: no picture",
        "orphans",
    ),
    "file": (
        "INSERT INTO files (sha256, media_type, size, kept_at, payload) VALUES ('ab', 'image/png', 1, '', x'00')",
        "file ab: its bytes",
        "backup",
    ),
    "file gone": (
        "UPDATE images SET sha256 = 'ab', tried_at = '2026-01-01T00:00:00+00:00' WHERE id = 1",
        "its file ab is gone",
        "files",
    ),
    "index gone": ("DROP INDEX addresses_wanted", "the index addresses_wanted is missing", "indexes"),
    "trigger gone": ("DROP TRIGGER articles_fts_update", "the trigger articles_fts_update is missing", "indexes"),
    "view gone": ("DROP VIEW news", "the view news is missing", "indexes"),
    "table gone": ("DROP TABLE article_dates", "the table article_dates is missing", "backup"),
    "column gone": ("ALTER TABLE sites DROP COLUMN cms", "the column sites.cms is missing", "backup"),
    "search table gone": ("DROP TABLE articles_fts", "the table articles_fts is missing", "search"),
    "search words gone": ("DROP TABLE word_forms", "the table word_forms is missing", "search"),
    "search says nothing": ("DELETE FROM search_index", "does not say which analysis", "search"),
    "dictionary": (
        "INSERT INTO dictionaries (site_id, digest, made_at, samples, payload) VALUES (1, 'sha256:0', '', 1, x'00')",
        "dictionary 1: no page needs it",
        "orphans",
    ),
    "headers": (
        "UPDATE pages SET response_headers = '[[' WHERE id = 2",
        "pages row 2: response_headers is no",
        "backup",
    ),
    "instant": ("UPDATE pages SET fetched_at = '2026-13-01' WHERE id = 2", "pages row 2: fetched_at is no", "backup"),
    "trail": ("UPDATE articles SET breadcrumb = '[' WHERE id = 1", "articles row 1: breadcrumb is no JSON", "derive"),
    "search": (
        "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')",
        "search index does not hold what the articles say",
        "search",
    ),
    "analysis": ("UPDATE search_index SET analysis_version = 0", "made with analysis 0", "search"),
}


def break_by_hand(archive: Archive, sql: str) -> None:
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    with archive.transaction() as connection:
        connection.execute(sql)


def test_sound_archive_has_no_findings(filled: Archive) -> None:
    assert list(filled.check()) == []
    result = CliRunner().invoke(check, ["--archive", str(filled.path)])
    assert (result.exit_code, "is sound" in result.stdout) == (0, True)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_named(filled: Archive, name: str) -> None:
    sql, text, remedy = FAULTS[name]
    break_by_hand(filled, sql)
    found = [(finding.remedy, finding.text) for finding in filled.check()]
    assert any(text in line and remedy == how for how, line in found), found


def spoiled(archive: Archive, table: str) -> Path:
    """The archive's file with the root of this table overwritten, as a disk does it."""
    (root,) = archive.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    (size,) = archive.connection.execute("PRAGMA page_size").fetchone()
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.close()
    with archive.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * size)
    return archive.path


@pytest.mark.parametrize("table", ["pages", "articles", "dictionaries", "words"])
def test_what_sqlite_can_not_read_is_a_finding_and_the_rest_is_checked(filled: Archive, table: str) -> None:
    break_by_hand(filled, "UPDATE search_index SET analysis_version = 0")
    path = spoiled(filled, table)
    result = CliRunner().invoke(check, ["--archive", str(path)])
    assert result.exit_code == 5, result.output
    assert "malformed" in result.output
    assert "made with analysis 0" in result.output


def test_damage_ends_a_command_with_what_to_do(filled: Archive, tmp_path: Path) -> None:
    path = spoiled(filled, "articles")
    result = CliRunner().invoke(export, ["jsonl", str(tmp_path / "ut.jsonl"), "--archive", str(path)])
    assert isinstance(result.exception, ArchiveUnusable)
    assert "Restore it from a backup" in str(result.exception)


def test_missing_table_ends_a_command_with_what_to_do(filled: Archive, tmp_path: Path) -> None:
    break_by_hand(filled, "DROP TABLE article_images")
    result = CliRunner().invoke(export, ["jsonl", str(tmp_path / "ut.jsonl"), "--archive", str(filled.path)])
    assert isinstance(result.exception, ArchiveUnusable)
    assert "article_images. kommunarkiv check tells what is missing" in str(result.exception)


def test_check_tells_lines_or_json_and_changes_nothing(filled: Archive) -> None:
    break_by_hand(filled, FAULTS["page"][0])
    before = list(filled.connection.iterdump())
    lines = CliRunner().invoke(check, ["--archive", str(filled.path)])
    assert lines.exit_code == 3
    assert "page 2 " in lines.stdout
    assert "fetch it again" in lines.stdout
    break_by_hand(filled, FAULTS["file"][0])
    found = CliRunner().invoke(check, ["--json", "--archive", str(filled.path)])
    assert found.exit_code == 5
    assert {"fetch", "backup"} <= {finding["remedy"] for finding in json.loads(found.stdout)["findings"]}
    break_by_hand(filled, "DELETE FROM files")
    assert list(filled.connection.iterdump()) == before


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["lines", "json"])
def test_findings_are_told_as_they_come(filled: Archive, monkeypatch: pytest.MonkeyPatch, form: list[str]) -> None:
    """An archive whose every page is damaged has a finding a page: no more than a few are in memory."""
    in_memory: list[int] = []

    def many(_archive: Archive, _tell: object) -> Iterator[Finding]:
        for number in range(40):
            in_memory.append(sum(type(one) is Finding for one in gc.get_objects()))
            yield Finding(f"sida {number}", "fetch")

    monkeypatch.setattr(Archive, "check", many)
    told = CliRunner().invoke(check, [*form, "--archive", str(filled.path)])
    assert (told.exit_code, told.stdout.count("sida ")) == (3, 40)
    assert max(in_memory) <= 2


def heal(archive: Archive) -> None:
    """What `kommunarkiv repair` does without reading a page."""
    found = list(archive.check())
    damaged = {one.address_id for one in found if one.remedy == "fetch" and one.address_id is not None}
    archive.heal({one.remedy for one in found}, damaged)


@pytest.mark.parametrize(
    "name", [name for name in FAULTS if FAULTS[name][2] in {"orphans", "search", "indexes", "files"}]
)
def test_what_needs_no_page_is_healed(filled: Archive, name: str) -> None:
    lines = list(canonical_lines(filled.connection))
    break_by_hand(filled, FAULTS[name][0])
    heal(filled)
    assert list(filled.check()) == []
    assert list(canonical_lines(filled.connection)) == lines


def test_rows_without_a_number_are_told_by_how_many_they_are(filled: Archive) -> None:
    break_by_hand(filled, "DELETE FROM sections")
    told = [finding.text for finding in filled.check() if finding.text.endswith("rows of sections that are not there")]
    tables = {line.partition(" refer")[0].partition(" of ")[2] for line in told}
    assert tables == {"address_sections", "article_sections", "run_sections"}
    assert all(line[0].isdigit() for line in told)


def test_damaged_page_is_due_again_and_asked_for_whole(filled: Archive) -> None:
    break_by_hand(filled, FAULTS["page"][0])
    heal(filled)
    rows = filled.connection.execute(
        "SELECT etag, last_modified, due_at <= ? FROM addresses WHERE id = (SELECT address_id FROM pages WHERE id = 2)",
        ["9999"],
    )
    assert rows.fetchall() == [(None, None, 1)]


@contextmanager
def another_writer(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_crawl_stands_still_while_the_search_index_is_compared(archive: Archive, desk: Desk) -> None:
    """As long as that takes with 100,000 articles: SQLite's usual five seconds ended the crawl."""
    begun = threading.Event()

    def compare() -> None:
        with another_writer(archive.path):
            begun.set()
            sleep(6)

    with ThreadPoolExecutor() as check:
        comparing = check.submit(compare)
        begun.wait(30)
        archive.store_page(desk.start.id, desk.page(f"{HOST}/a", b"meanwhile"), desk.run_id)
        comparing.result()


def test_index_that_is_being_written_is_not_said_to_be_wrong(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """`repair` would build it anew for nothing."""
    monkeypatch.setattr(opening, "PATIENCE", 0)
    with another_writer(filled.path), pytest.raises(sqlite3.OperationalError, match="locked"):
        list(filled.check())


def test_backup_is_whole_sound_and_one_file(filled: Archive, tmp_path: Path) -> None:
    out = tmp_path / "kopia.db"
    result = CliRunner().invoke(backup, [str(out), "--archive", str(filled.path)])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.glob("kopia*")) == ["kopia.db"]
    with Archive.open(out, "read") as copy:
        assert list(copy.check()) == []
        assert list(canonical_lines(copy.connection)) == list(canonical_lines(filled.connection))


def test_backup_while_pages_are_stored_is_of_one_moment(archive: Archive, tmp_path: Path) -> None:
    desk = Desk(archive)
    for number in range(300):
        archive.store_page(desk.start.id, desk.page(f"{HOST}/a", dictionaries.zstd.compress(b"%d" % number)), None)
    copying, stored = threading.Event(), threading.Event()

    def tell(_done: int, _total: int) -> None:
        copying.set()
        assert stored.wait(30)

    def copy() -> None:
        with Archive.open(archive.path, "read") as reader:
            make_backup(reader.connection, tmp_path / "kopia.db", tell)

    thread = threading.Thread(target=copy)
    thread.start()
    assert copying.wait(30)
    archive.store_page(desk.start.id, desk.page(f"{HOST}/a", b"stored meanwhile"), desk.run_id)
    stored.set()
    thread.join(30)
    with Archive.open(tmp_path / "kopia.db", "read") as backed_up:
        assert backed_up.connection.execute("SELECT count(*) FROM pages").fetchone() == (300,)
        assert list(backed_up.check()) == []


def test_two_backups_to_one_file_do_not_put_half_of_the_other_in_place(filled: Archive, tmp_path: Path) -> None:
    out = tmp_path / "kopia.db"

    def tell(_done: int, _total: int) -> None:
        with Archive.open(filled.path, "read") as second, pytest.raises(ArchiveMisused, match="another process"):
            make_backup(second.connection, out, lambda *_: None)

    make_backup(filled.connection, out, tell)
    with Archive.open(out, "read") as copy:
        assert list(copy.check()) == []


def test_backup_to_a_disk_that_has_nothing_to_wait_for_in_a_folder(
    filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As network disks answer; the file itself must be waited for."""
    refused = []

    def refuse(handle: int) -> None:
        refused.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        if refused[-1] or len(refused) > 2:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", refuse)
    make_backup(filled.connection, tmp_path / "kopia.db", lambda *_: None)
    assert refused == [False, True]
    with pytest.raises(ArchiveUnusable, match="it can't be written"):
        make_backup(filled.connection, tmp_path / "en till.db", lambda *_: None)


def test_backup_does_not_overwrite(filled: Archive, tmp_path: Path) -> None:
    out = tmp_path / "kopia.db"
    out.write_text("viktigt")
    with pytest.raises(ArchiveMisused, match="it is there already"):
        make_backup(filled.connection, out, lambda *_: None)
    assert out.read_text() == "viktigt"


FULL = """
import resource, signal, sys
from pathlib import Path
from archive import Archive, ArchiveMisused, ArchiveUnusable
from archive.backup import backup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Archive.open(Path(sys.argv[1]), "read") as archive:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        backup(archive.connection, Path(sys.argv[2]), lambda *_: None)
    except ArchiveUnusable as error:
        print(error)
"""


def test_full_disk_is_told_and_leaves_no_half_copy(filled: Archive, tmp_path: Path) -> None:
    out = tmp_path / "kopia.db"
    result = subprocess.run([sys.executable, "-c", FULL, filled.path, out], capture_output=True, text=True, check=True)
    assert result.stdout.startswith(f"{out}: ")
    assert "disk" in result.stdout
    assert list(tmp_path.glob("kopia*")) == []


def test_archive_of_an_earlier_schema_can_be_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress((make.FOLDER / "schema-1.db.gz").read_bytes()))
    result = CliRunner().invoke(check, ["--archive", str(path)])
    assert "the search index was made with analysis 1" in result.output, "what the search needs is renewed by repair"
    assert result.exit_code == 3
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM provenance").fetchone() != (0,)
