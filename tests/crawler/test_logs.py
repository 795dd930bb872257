"""Logs as JSON lines: every line on stderr is an object with the keys that the documents name."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.demo.server import Answer, Site, serve
from crawler.logs import ALWAYS, SOMETIMES, JsonLines
from tests.crawler.command import crawl, run

if TYPE_CHECKING:
    from tests.sites.server import WatchedSite

OPERATIONS = Path(__file__).parent.parent.parent / "docs" / "operations.md"


def lines(stderr: str) -> list[dict[str, Any]]:
    """The objects on stderr, each held against what is promised of all."""
    found = [json.loads(line) for line in stderr.splitlines()]
    for one in found:
        assert list(one)[: len(ALWAYS)] == list(ALWAYS)
        assert set(one) <= {*ALWAYS, *SOMETIMES}
        assert datetime.fromisoformat(one["time"]).utcoffset() == timedelta(0)
        assert one["level"] in {"info", "warning", "error", "critical"}
    return found


def test_crawl_tells_each_page_and_each_site_with_run_site_and_address(
    drupal_site: WatchedSite, tmp_path: Path
) -> None:
    section = drupal_site.truth("section")[-1]
    result = run(
        *("--log-format", "json", "crawl", drupal_site.url(section["path"]), "--delay", "0", "--quiet"),
        *("--archive", tmp_path / "archive.db"),
    )
    assert (result.returncode, result.stdout) == (0, "")
    told = lines(result.stderr)
    key = drupal_site.base_url.removeprefix("http://").replace(":", "-")
    assert {one["run"] for one in told if "site" in one} == {1}
    new = {one["url"] for one in told if one["message"] == "new"}
    assert len(new) == len(set(section["articles"]))
    (end,) = [one for one in told if one["message"] == "site finished"]
    assert (end["site"], end["exit_status"], end["counts"]["new"]) == (key, 0, len(new))
    assert (told[-1]["message"], told[-1]["exit_status"], told[-1]["counts"]) == ("run finished", 0, end["counts"])


def test_what_fails_is_a_warning_with_its_reason(tmp_path: Path) -> None:
    listed = "".join(f"<li><a href='/nyheter/{n}'>Nyhet nummer {n}</a> 2026-02-0{n}</li>" for n in range(1, 5))
    page = f"<title>Nyheter</title><main><h1>Nyheter</h1><ul>{listed}</ul></main>".encode()
    with serve(Site({"/nyheter": Answer(page), "/nyheter/*": Answer(b"", 403)})) as base:
        archive = tmp_path / "archive.db"
        result = run("--log-format", "json", "crawl", f"{base}/nyheter", "--delay", "0", "--archive", archive)
    assert result.returncode == 3, result.stderr
    failed = [one for one in lines(result.stderr) if "HTTP 403" in one.get("reason", "")]
    assert {one["url"] for one in failed} == {f"{base}/nyheter/{n}" for n in range(1, 5)}
    assert {one["level"] for one in failed} == {"warning"}


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("search", "polisen", "--archive", "ingen.db"), 5, "there is no such file"),
        (("crawl", "inte en adress"), 2, "is not a web address"),
        (("crawl", "--ingen-flagga"), 2, "No such option"),
        (("sites", "show", "ingen"), 2, "there is no such profile"),
        (("krawl",), 2, "Did you mean crawl"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_errors_of_every_command_are_objects_too(arguments: tuple[str, ...], status: int, said: str) -> None:
    result = run("--log-format", "json", *arguments)
    assert result.returncode == status
    (error,) = lines(result.stderr)
    assert (error["level"], error["logger"], error["exit_status"]) == ("error", "kommunarkiv", status)
    assert said in error["message"]


def test_what_other_commands_say_to_their_user_is_an_object_too(drupal_site: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    assert crawl(drupal_site.url(drupal_site.truth("section")[-1]["path"]), archive=archive).returncode == 0
    result = run("--log-format", "json", "search", "finns-inte-alls", "--archive", archive)
    assert result.returncode == 0
    assert {one["logger"] for one in lines(result.stderr)} == {"kommunarkiv"}


def test_unknown_format_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "kommunarkiv.toml").write_text('log_format = "xml"\n', encoding="utf-8")
    program = (Path(sys.executable).parent / "kommunarkiv").as_posix()
    result = run("config", program=("env", "-C", tmp_path, program))
    assert result.returncode == 2
    assert "kommunarkiv.toml: log_format = 'xml': text or json is wanted" in result.stderr


@pytest.mark.parametrize(("tracebacks", "last"), [(False, "ValueError: åäö"), (True, "ValueError: åäö")])
def test_exception_is_one_line_and_its_traceback_for_debug_only(*, tracebacks: bool, last: str) -> None:
    try:
        raise ValueError("åäö")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", 40, __file__, 1, "föll", (), sys.exc_info())
    (line,) = JsonLines(tracebacks=tracebacks).format(record).splitlines()
    told = json.loads(line)
    assert told["exception"].splitlines()[-1] == last
    assert told["exception"].startswith("Traceback") is tracebacks
    assert "åäö" in line


@pytest.mark.parametrize(("flags", "start"), [([], "ZeroDivisionError: "), (["--debug"], "Traceback ")])
def test_fault_of_the_program_is_one_line(flags: list[str], start: str) -> None:
    code = """if True:
        import click, crawler.cli
        broken = click.Command("status", callback=lambda: 1 / 0)
        crawler.cli.ARCHIVE_COMMANDS["status"] = "__main__:broken"
        crawler.cli.main()"""
    result = run("-c", code, "--log-format", "json", *flags, "status", program=(sys.executable,))
    (told,) = lines(result.stderr)
    assert (result.returncode, told["exit_status"]) == (1, 1)
    assert told["exception"].startswith(start)


def test_documents_name_every_key() -> None:
    chapter = OPERATIONS.read_text(encoding="utf-8").partition("## Logs")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|[^|]*\|", chapter, flags=re.MULTILINE))))
    assert named == {*ALWAYS, *SOMETIMES}
