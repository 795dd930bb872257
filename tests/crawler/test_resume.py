"""Killing the crawl at any moment loses nothing, and the same command completes the archive."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.demo import DEMO_SECTION, serve_demo
from crawler.report import ExitStatus
from tests.crawler.command import PROGRAM, canonical, crawl, run
from tests.crawler.crash_driver import POINTS

CONCURRENCY = 2
DRIVER = (sys.executable, Path(__file__).with_name("crash_driver.py"))


@pytest.fixture(scope="module")
def portal():  # type: ignore[no-untyped-def]
    with serve_demo() as base_url:
        yield base_url


@pytest.fixture(scope="module")
def uninterrupted(portal: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    archive = tmp_path_factory.mktemp("whole") / "archive.db"
    result = crawl(portal, "--section", DEMO_SECTION, archive=archive)
    assert result.returncode == 0, result.stderr
    lines = canonical(archive)
    assert len(lines) > 10
    return lines


def arguments(portal: str, archive: Path) -> list[str | Path]:
    return [
        "crawl",
        portal,
        "--section",
        DEMO_SECTION,
        "--archive",
        archive,
        "--delay",
        "0",
        "--concurrency",
        str(CONCURRENCY),
    ]


def fetched_twice(archive: Path) -> int:
    connection = sqlite3.connect(archive)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    (twice,) = connection.execute("SELECT count(*) - count(DISTINCT address_id) FROM pages").fetchone()
    connection.close()
    return int(twice)


@pytest.mark.parametrize("point", POINTS)
def test_kill_at_a_named_point(point: str, portal: str, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    count = 7 if point.endswith(("store_page", "record")) else 1
    killed = run(point, str(count), *arguments(portal, archive), program=DRIVER)
    assert killed.returncode == -9, killed.stderr
    result = run(*arguments(portal, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted
    # A run that was killed after its last word is over; the next one visits the section's list pages anew.
    assert fetched_twice(archive) <= (CONCURRENCY if point != "after finish_run" else 3)


def test_kill_at_random_moments(portal: str, uninterrupted: list[str], tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    archive = tmp_path / "archive.db"
    kills = 0
    while kills < 8:
        process = subprocess.Popen(
            [PROGRAM, *map(str, arguments(portal, archive))], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            process.communicate(timeout=0.7 + moments.random())
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills += 1
        else:
            break
    result = run(*arguments(portal, archive))
    if result.returncode == ExitStatus.INCOMPLETE:
        # Two kills while one page was being read set it aside, and say so; the next run fetches it anew.
        result = run(*arguments(portal, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted


def test_ctrl_c_saves_says_so_and_goes_on(portal: str, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    slowly = [str(argument) for argument in arguments(portal, archive)[:-4]] + ["--delay", "0.2"]
    process = subprocess.Popen([PROGRAM, *slowly], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        process.communicate(timeout=3)
    except subprocess.TimeoutExpired:
        process.send_signal(2)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "The same command goes on from here" in err
    result = run(*arguments(portal, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted


def test_reextraction_gives_equal_rows(portal: str, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    assert crawl(portal, "--section", DEMO_SECTION, archive=archive).returncode == 0
    connection = sqlite3.connect(archive)
    connection.execute("UPDATE articles SET headline = 'förstörd', article_body = ''")
    connection.execute("DELETE FROM article_dates")
    connection.commit()
    connection.close()
    result = run("reextract", "--archive", archive)
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted
