"""An archive that can't be written ends the run with status 5 and its reason, stays whole, and is completed later."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive import ExitStatus
from crawler.demo import DEMO_SECTION
from crawler.demo.site import LocalPortal
from tests.crawler.command import PROGRAM, Command, canonical, crawl, run
from tests.sites.faults import FAULTS, SECTION, FaultServer, page_of
from tests.sites.server import WatchedSite, watched

if TYPE_CHECKING:
    from collections.abc import Iterator

DISK_FULL = """
import sys
from archive import opening
from crawler.cli import main
connect = opening.connect
def connect_to_a_full_disk(*arguments, **how):
    database = connect(*arguments, **how)
    database.conn.execute("PRAGMA max_page_count = {pages}")
    return database
opening.connect = connect_to_a_full_disk
main(sys.argv[1:])
"""
NO_LARGER_FILES = """
import resource, sys
from crawler.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def portal() -> Iterator[WatchedSite]:
    with watched(LocalPortal()) as site:
        yield site


@pytest.fixture(scope="module")
def whole(portal: WatchedSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("whole") / "archive.db"
    result = crawl(portal.base_url, "--section", DEMO_SECTION, archive=archive)
    assert result.returncode == 0, result.stderr
    return archive


def page_count(archive: Path) -> int:
    with closing(sqlite3.connect(archive)) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def is_whole(archive: Path) -> bool:
    with closing(sqlite3.connect(archive)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("words", [("status",), ("search", "polisen")])
def test_archive_is_read_on_a_disk_without_room_for_the_index_of_readers(
    whole: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    archive = Path(shutil.copy(whole, tmp_path))
    as_usual = run(*words, "--archive", archive)
    full = run(*words, "--archive", archive, program=(sys.executable, "-c", NO_LARGER_FILES.format(size=1_000)))
    assert (full.returncode, full.stdout) == (as_usual.returncode, as_usual.stdout)
    assert as_usual.stdout


def test_what_only_a_writers_log_has_is_not_left_out_on_a_full_disk(whole: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copy(whole, tmp_path))
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("UPDATE sites SET name = 'Ett nytt namn'")
        connection.commit()
        for ending in ("", "-wal"):
            shutil.copy(f"{archive}{ending}", f"{tmp_path}/kopia.db{ending}")
    driver = (sys.executable, "-c", NO_LARGER_FILES.format(size=1_000))
    full = run("status", "--archive", tmp_path / "kopia.db", program=driver)
    assert (full.returncode, full.stdout) == (ExitStatus.STORAGE, "")
    assert "the disk refuses to read or write (it is full" in full.stderr
    assert "Ett nytt namn" in run("status", "--archive", tmp_path / "kopia.db").stdout


@pytest.mark.parametrize(
    ("driver", "reason"),
    [(DISK_FULL, "the disk is full"), (NO_LARGER_FILES, "the disk refuses")],
    ids=["disk full", "file size limit"],
)
def test_full_disk_ends_the_run_and_a_later_one_completes_it(
    portal: WatchedSite, whole: Path, tmp_path: Path, driver: str, reason: str
) -> None:
    archive = tmp_path / "archive.db"
    run("status", "--archive", archive)
    assert crawl(portal.base_url, "--max-pages", "1", archive=archive).returncode == ExitStatus.DONE
    pages = (page_count(archive) + page_count(whole)) // 2
    code = driver.format(pages=pages, size=pages * 8192)
    arguments = ["crawl", portal.base_url, "--section", DEMO_SECTION, "--archive", archive, "--delay", "0"]
    result = run(*arguments, program=(sys.executable, "-c", code))
    assert result.returncode == ExitStatus.STORAGE, result.stderr
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert is_whole(archive)
    assert run(*arguments).returncode == 0
    assert canonical(archive) == canonical(whole)


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="nothing is read-only to root")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_read_only_archive_is_refused_untouched(portal: WatchedSite, whole: Path, tmp_path: Path, what: str) -> None:
    archive = tmp_path / "archive.db"
    shutil.copy(whole, archive)
    before = archive.read_bytes()
    archive.chmod(0o444)
    if what == "folder":
        tmp_path.chmod(0o555)
    powerless = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    program = (*powerless, PROGRAM) if os.geteuid() == 0 else (PROGRAM,)
    try:
        result = run("crawl", portal.base_url, "--archive", archive, program=program)
    finally:
        tmp_path.chmod(0o755)
    assert result.returncode == ExitStatus.STORAGE, result.stderr
    assert "heck" in result.stderr  # its permissions, or the folder's
    assert archive.read_bytes() == before


def test_text_file_is_refused_untouched(portal: WatchedSite, tmp_path: Path) -> None:
    notes = tmp_path / "anteckningar.txt"
    notes.write_text("Ring kommunen på måndag.\n" * 400)
    result = crawl(portal.base_url, archive=notes)
    assert result.returncode == ExitStatus.STORAGE
    assert "not an SQLite database" in result.stderr
    assert notes.read_text() == "Ring kommunen på måndag.\n" * 400


def test_archive_of_a_newer_program_is_refused_untouched(portal: WatchedSite, whole: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    shutil.copy(whole, archive)
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = archive.read_bytes()
    result = crawl(portal.base_url, archive=archive)
    assert result.returncode == ExitStatus.STORAGE
    assert "Upgrade kommunarkiv" in result.stderr
    assert archive.read_bytes() == before


def test_damaged_archive_is_told_as_that(portal: WatchedSite, whole: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    content = bytearray(whole.read_bytes())
    content[8192 * 4 :] = b"\xaa" * (len(content) - 8192 * 4)
    archive.write_bytes(content)
    result = crawl(portal.base_url, "--section", DEMO_SECTION, archive=archive)
    assert result.returncode == ExitStatus.STORAGE, result.stderr
    assert "Restore it from a backup" in result.stderr
    assert "Traceback" not in result.stderr


def test_second_crawl_waits_for_the_first_when_it_is_told_to(portal: WatchedSite, whole: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    portal.forget()
    arguments = ["crawl", portal.base_url, "--section", DEMO_SECTION, "--archive", archive, "--delay", "0.02"]
    first = Command(*arguments)
    first.wait_until(lambda: len(portal.log) > 2)
    refused = run(*arguments)
    second = run(*arguments, "--wait", "60")
    assert refused.returncode == ExitStatus.LOCKED
    assert f"process {first.pid}" in refused.stderr
    assert first.wait().returncode == 0
    assert second.returncode == 0, second.stderr
    assert f"process {first.pid}" in second.stderr
    assert "waiting" in second.stderr
    assert canonical(archive) == canonical(whole)


def test_reader_is_never_blocked(portal: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    portal.forget()
    arguments = ["crawl", portal.base_url, "--section", DEMO_SECTION, "--archive", archive, "--delay", "0.01"]
    command = Command(*arguments)
    command.wait_until(lambda: len(portal.log) > 2)
    counts = []
    with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True, timeout=0)) as reader:
        while command.returncode is None:
            counts.append(reader.execute("SELECT count(*) FROM pages").fetchone()[0])
    assert command.wait().returncode == 0
    assert len(counts) > 10
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_article_that_differs_at_every_fetch_gets_one_version_a_run(fault_server: FaultServer, tmp_path: Path) -> None:
    archive, url, decent = tmp_path / "archive.db", f"{fault_server.base_url}/fel", FAULTS["ok"]
    FAULTS["ok"] = lambda handler: handler.page(
        body=page_of("E4").replace(b"Plogen", f"Plog nummer {len(fault_server.asked)}".encode())
    )
    fault_server.links = ("ok/1", "status-500")
    versions = []
    try:
        for _ in range(3):
            crawl(url, "--section", SECTION, archive=archive)
            with closing(sqlite3.connect(archive)) as connection, connection:
                versions += connection.execute("SELECT count(*) FROM article_versions").fetchone()
                connection.execute("UPDATE addresses SET due_at = '2000-01-01'")
    finally:
        FAULTS["ok"] = decent
    assert versions == [0, 1, 2]


def test_nothing_listens_while_a_crawl_runs(portal: WatchedSite, tmp_path: Path) -> None:
    """Scrapy's telnet console and remote control would run code for whoever connects."""
    portal.forget()
    arguments = ["crawl", portal.base_url, "--section", DEMO_SECTION, "--archive", tmp_path / "archive.db"]
    command = Command(*arguments, "--delay", "0.1")
    try:
        command.wait_until(lambda: len(portal.log) > 3)
        assert command.returncode is None
        assert sockets_of(command.pid)
        assert not sockets_of(command.pid) & listening(command.pid)
    finally:
        command.kill()


def sockets_of(pid: int) -> set[str]:
    """Inodes of the sockets that a process has open (proc(5), /proc/pid/fd)."""
    links = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since the folder was read
            links.append(str(descriptor.readlink()))
    return {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:")}


def listening(pid: int) -> set[str]:
    """Inodes of the sockets that listen in the process's network: TCP in state 0A, Unix with __SO_ACCEPTCON."""
    tables = {name: Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6", "unix")}
    internet = [line.split() for name in ("tcp", "tcp6") for line in tables[name]]
    local = [line.split() for line in tables["unix"]]
    return {row[9] for row in internet if row[3] == "0A"} | {row[6] for row in local if int(row[3], 16) & 0x10000}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full is here")
@pytest.mark.parametrize(("output", "told"), [(">", "the report can't be written"), ("> /dev/full 2>", "")])
def test_log_on_a_full_disk_changes_nothing_of_how_a_crawl_ended(
    portal: WatchedSite, tmp_path: Path, output: str, told: str
) -> None:
    crawl = f'"$0" crawl {portal.url("/nyheter")} --delay 0 --archive {tmp_path / "archive.db"} {output} /dev/full'
    result = run("-c", crawl, PROGRAM, program=("sh",))
    assert (result.returncode, told in result.stderr) == (0, True), result.stderr
