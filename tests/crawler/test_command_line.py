"""The command line as its users meet it: what it says, and its exit status."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest

from archive import Archive, ExitStatus
from archive.cli import command_on, site_named
from crawler.demo import DEMO_SECTION, serve_demo, truth
from tests.crawler.command import PROGRAM, crawl, run

ROOT = Path(__file__).parent.parent.parent


def test_demo_crawls_its_section_and_says_what_to_do_next(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    archive, result = demo
    assert result.returncode == ExitStatus.DONE, result.stderr
    wanted = sum(
        DEMO_SECTION in (article["section"], *article["also_in"]) for article in truth() if article["kind"] == "article"
    )
    assert f"{wanted} articles ({wanted} new, 0 changed, 0 gone)" in result.stdout
    told = [line for line in result.stderr.splitlines() if "--archive" in line]
    assert told == [f"  kommunarkiv {words} --archive {archive}" for words in ("search polisen", "browse")]


def test_demo_crawls_the_same_portal_again(demo: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    archive = Path(shutil.copy(demo[0], tmp_path))
    again = run("demo", "--archive", archive)
    assert again.returncode == ExitStatus.DONE, again.stderr
    assert "no article new, changed or gone" in again.stdout
    assert len(json.loads(run("status", "--json", "--archive", archive).stdout)["sites"]) == 1


def test_site_is_named_by_its_key_or_its_name_and_a_mistyped_one_has_the_meant_one_named(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    (site,) = json.loads(run("status", "--json", "--archive", demo[0]).stdout)["sites"]
    assert f"\n{site['key']} (Mälarbyportalen): 23 articles" in run("status", "--archive", demo[0]).stdout
    for command in (["search", "polisen", "--json"], ["export", "jsonl"], ["skipped"]):
        by_key, by_name = (
            run(*command, "--site", one, "--archive", demo[0]) for one in (site["key"], "mälarbyPORTALEN")
        )
        assert by_name.returncode == 0, by_name.stderr
        assert by_name.stdout == by_key.stdout
        wrong = run(*command, "--site", "Mälarbyprotalen", "--archive", demo[0])
        assert wrong.returncode == ExitStatus.USAGE
        assert f"there is none in the archive. Did you mean {site['key']}?" in wrong.stderr
    assert run("reextract", "--dry-run", "--site", "mälarbyportalen", "--archive", demo[0]).returncode == 0


def test_name_of_several_sites_is_not_guessed() -> None:
    names = {"a.se": "Nyheter", "b.se": "nyheter", "nyheter": "Något annat"}
    assert site_named("nyheter", names) == "nyheter"
    with pytest.raises(
        click.UsageError, match=r"several sites have this name. Give one's key: a.se or b.se or nyheter."
    ):
        site_named("NYHETER", names)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "kommun", "--since", "2017-02-31"), "'2017-02-31' is no day"),
        (("export", "csv", "--until", "2017-2"), "'2017-2' is no day"),
        (("crawl", "--all", "--since", "2017-13"), "'2017-13' is no day"),
        (("crawl", "--all", "--delay", "1,5"), "'1,5' is no number of seconds. Write 1 or 0.5."),
        (("crawl", "--all", "--delay", "nan"), "'nan' is no number of seconds"),
        (("crawl", "--all", "--delay", "inf"), "0<=x<=3600"),
        (("crawl", "--all", "--wait", "inf"), "'inf' is no number of seconds"),
        (("import", "--wayback", "--delay", "nan"), "'nan' is no number of seconds"),
        (("stop", "--wait", "-1"), "x>=0"),
    ],
)
def test_days_and_seconds_that_are_none_are_refused(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = run(*arguments, "--archive", tmp_path / "archive.db")
    assert (result.returncode, said in result.stderr) == (2, True), result.stderr
    assert not list(tmp_path.iterdir())


def test_status_tells_sections_and_last_run(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    state = json.loads(run("status", "--json", "--archive", demo[0]).stdout)
    assert DEMO_SECTION in [section["trail"] for site in state["sites"] for section in site["sections"]]
    assert state["last_run"]["exit_status"] == 0
    told = run("status", "--archive", demo[0]).stdout
    assert "Last run" in told
    assert "(an article in several sections counts in each)\n" in told


def test_second_crawl_finds_nothing_new_and_fetches_only_lists(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with serve_demo() as portal:
        first = crawl(portal, "--section", DEMO_SECTION, "--json", archive=archive)
        second = crawl(portal, "--section", DEMO_SECTION, "--json", archive=archive)
    before, after = (next(iter(json.loads(result.stdout)["sites"].values()))["counts"] for result in (first, second))
    assert before["new"] > 10
    assert after.get("new", 0) == after.get("changed", 0) == after.get("failed", 0) == 0
    assert after["pages"] <= 4
    with serve_demo(urlsplit(portal).port or 0):
        third = crawl(portal, "--section", DEMO_SECTION, archive=archive)
    assert f"no article new, changed or gone ({before['new']} in the archive)" in third.stdout
    assert f"({before['new']} in the archive)" in run("status", "--archive", archive).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["crawl"], "Give a START_URL"),
        (["crawl", "ftp://example.se/"], "'ftp://example.se/' is not a web address"),
        (["crawl", "nyheter"], "'nyheter' is not a web address"),
        (["crawl", "https://www.exempel.se:99999/"], "is not a web address"),
        (["crawl", "https://[exempel"], "is not a web address"),
        (["crawl", "https://<exempel>/nyheter"], "is not a web address"),
        (["crawl", "https://example.se", "--section", " "], "names no section"),
        (["crawl", "https://anna:hemligt@example.se/"], "holds a user name or password"),
        (["crawl", "--site", "finnsinte"], "there is no such profile"),
        (["crawl", "--municipality", "Vasteras"], "Did you mean Västerås (1980)?"),
        (["crawl", "--municipality", "xyzzy"], "none of the 290 municipalities"),
        (["crawl", "https://example.se", "--delay", "-1"], "--delay"),
        (["crwl"], "No such command 'crwl'. Did you mean crawl?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_usage_errors_name_the_value(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.returncode == ExitStatus.USAGE
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("link", [False, True], ids=["not on PATH", "on PATH"])
def test_commands_are_printed_as_they_can_be_called(tmp_path: Path, *, link: bool) -> None:
    """README runs .venv/bin/kommunarkiv without activating the environment."""
    program = Path(sys.executable).parent / "kommunarkiv"
    folder = program.parent.as_posix() if link else "/usr/bin:/bin"
    result = run("crawl", "--all", program=("env", "-C", tmp_path, f"PATH={folder}", program))
    assert result.returncode == ExitStatus.USAGE
    assert f". {'kommunarkiv' if link else program} add-site URL --write makes one" in result.stderr


def test_no_section_is_nothing_found(tmp_path: Path) -> None:
    with serve_demo() as portal:
        result = crawl(portal, "--section", "Hem › Finns inte", archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.NOTHING
    assert "no link on the page is named like a step of Hem › Finns inte" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full is here")
@pytest.mark.parametrize("arguments", ["--help", "--version", "status --help"])
def test_what_finds_no_room_on_stdout_ends_in_a_sentence(arguments: str) -> None:
    result = subprocess.run(
        ["sh", "-c", f'"$0" {arguments} > /dev/full', PROGRAM], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (ExitStatus.USAGE, "kommunarkiv: No space left on device\n")


def test_help_shows_what_holds_where_a_file_or_the_environment_says_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "min.toml"
    file.write_text('archive = "arkiv.db"\ndelay = 2\n', encoding="utf-8")

    def told(*settings: str) -> str:
        shown = run("crawl", "--help", program=("env", *settings, "COLUMNS=200", PROGRAM)).stdout
        return " ".join(shown.split())

    usual = told()
    assert "default: archive.db" in usual
    assert "to a host. [default: 1; " in usual
    held = told(f"KOMMUNARKIV_CONFIG={file}", "KOMMUNARKIV_CONCURRENCY=4")
    assert "default: arkiv.db" in held
    assert "to a host. [default: 2; " in held
    assert "default: 4; 1<=x<=64" in held


def test_archive_is_named_in_a_command_only_where_it_would_take_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KOMMUNARKIV_ARCHIVE", raising=False)
    assert command_on(tmp_path / "archive.db", "browse") == "kommunarkiv browse"
    assert command_on(Path("arkiv.db"), "browse") == "kommunarkiv browse --archive arkiv.db"
    monkeypatch.setenv("KOMMUNARKIV_ARCHIVE", "arkiv.db")
    assert command_on(Path("arkiv.db"), "browse") == "kommunarkiv browse"
    assert command_on(Path("archive.db"), "browse") == "kommunarkiv browse --archive archive.db"


def test_locked_archive_names_its_holder(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        archive.begin_run({})
        result = crawl("http://127.0.0.1:9/", archive=archive.path)
    assert result.returncode == ExitStatus.LOCKED
    assert f"process {os.getpid()}" in result.stderr


def test_merge_names_the_file_that_is_missing_and_makes_nothing(tmp_path: Path) -> None:
    result = run("merge", tmp_path / "nosuch.db", "--archive", tmp_path / "alla.db")
    assert result.returncode == ExitStatus.STORAGE
    assert "nosuch.db: there is no such file to merge" in result.stderr
    assert "--archive" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("option", "value"), [("--host", "203.0.113.9"), ("--port", "TAKEN")])
def test_browse_names_the_option_that_cant_be_had(
    demo: tuple[Path, subprocess.CompletedProcess[str]], option: str, value: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        value = value.replace("TAKEN", str(taken.getsockname()[1]))
        result = run("browse", option, value, "--archive", demo[0])
    assert result.returncode == ExitStatus.USAGE
    assert f"Invalid value for {option}" in result.stderr
    assert "while attempting" not in result.stderr  # asyncio's own words, with the address as a tuple of Python's


@pytest.mark.parametrize(
    "command",
    [
        *(["search", "polisen"], ["status"], ["browse"], ["export", "jsonl"]),
        *(["reextract"], ["repair"], ["compact"], ["reindex"]),
        ["redact", "https://exempel.se/1", "--hide", "--reason", "begäran"],
    ],
    ids=lambda c: c[0],
)
def test_missing_archive_is_named_with_the_fix_and_not_made(command: list[str], tmp_path: Path) -> None:
    result = run(*command, "--archive", tmp_path / "none.db")
    assert result.returncode == ExitStatus.STORAGE
    assert "none.db: there is no such file" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_no_archive_is_not_touched(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE bokmarken (id)")
    before = other.read_bytes()
    result = crawl("http://127.0.0.1:9/", archive=other)
    assert (result.returncode, other.read_bytes()) == (ExitStatus.STORAGE, before)
    assert "not an archive of kommunarkiv" in result.stderr


LOADING = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "crawler.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from crawler.__main__ import run
run()
"""


def test_interrupted_while_it_loads_ends_without_a_traceback() -> None:
    result = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (ExitStatus.INTERRUPTED, "", "")


@pytest.mark.parametrize(
    "words", [("compact",), ("reextract",), ("backup", "{}/kopia.db"), ("reindex",), ("check",)], ids=" ".join
)
def test_long_jobs_write_no_empty_line_where_nobody_looks_on(
    words: tuple[str, ...], demo: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    shutil.copy(demo[0], archive)
    result = run(*(word.format(tmp_path) for word in words), "--archive", archive)
    assert (result.returncode, "" in result.stderr.splitlines()) == (0, False), result.stderr


def test_name_that_datasette_cant_open_is_told(tmp_path: Path) -> None:
    result = run("browse", "--archive", tmp_path / "arkiv #1.db")
    assert result.returncode == ExitStatus.USAGE
    assert "can't open a file with '#' in its path. Rename it" in result.stderr


def test_scrapys_own_command_runs_the_same_spider(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with serve_demo() as portal:
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"start={portal}"]
        command += ["-a", f"section={DEMO_SECTION}", "-s", "DOWNLOAD_DELAY=0", "-s", f"KOMMUNARKIV_ARCHIVE={archive}"]
        result = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr
    state = json.loads(run("status", "--json", "--archive", archive).stdout)
    assert state["last_run"]["finish_reason"] == "finished"
    assert state["sites"][0]["articles"] > 10
