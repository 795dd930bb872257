"""kommunarkiv search as its users meet it: what it finds in the demo's archive, how it is narrowed, what it says."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from archive import Archive, ExitStatus
from crawler.demo import DEMO_SECTION
from tests.crawler.command import run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def test_search_finds_the_example_by_another_form_of_the_word(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    result = run("search", "polis", "--json", "--archive", demo[0])
    hits = json.loads(result.stdout)
    headline = "Samverkansavtal stärker samarbetet ytterligare mellan Håbo kommun och Polisen"
    assert headline in [hit["headline"] for hit in hits]
    shown = run("search", "polis", "--archive", demo[0])
    assert headline in shown.stdout
    assert DEMO_SECTION in shown.stdout


def test_search_without_hits_is_no_error(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    result = run("search", "kvantfysik", "--archive", demo[0])
    assert (result.returncode, result.stdout) == (0, "")
    assert "Nothing found" in result.stderr


def test_words_that_no_article_has_together_are_counted_one_by_one(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    result = run("search", "trygghetsvandring samverkansavtal", "--archive", demo[0])
    assert result.stdout == ""
    assert "Alone they find: trygghetsvandring 1, samverkansavtal 1." in result.stderr
    assert "Alone" not in run("search", "kvantfysik", "--archive", demo[0]).stderr


def test_search_in_an_archive_without_articles_says_what_to_do(tmp_path: Path) -> None:
    archive = tmp_path / "tomt.db"
    Archive.open(archive).close()
    for narrowed in ([], ["--year", "2017"]):
        result = run("search", "polisen", *narrowed, "--archive", archive)
        assert (result.returncode, result.stdout) == (0, "")
        assert f"It holds no articles yet: kommunarkiv crawl URL --archive {archive} puts some in" in result.stderr
        assert "has no article at all" not in result.stderr


def test_a_word_without_is_no_option(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    everything = json.loads(run("search", "", "--json", "--limit", "1000", "--archive", demo[0]).stdout)
    police = json.loads(run("search", "polis", "--json", "--limit", "1000", "--archive", demo[0]).stdout)
    others = json.loads(run("search", "-polis", "--json", "--limit", "1000", "--archive", demo[0]).stdout)
    assert police
    assert len(others) == len(everything) - len(police)
    mistyped = run("search", "polis", "--yaer", "2017", "--archive", demo[0])
    assert (mistyped.returncode, "--year" in mistyped.stderr) == (2, True)


def test_in_a_pipe_a_snippet_is_one_line(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    arguments = ("search", "samverkansavtal", "--limit", "1", "--archive", demo[0])
    (hit,) = json.loads(run(*arguments, "--json").stdout)
    plain = hit["snippet"].translate({2: None, 3: None})
    assert len(plain) > 80
    assert f"  {plain}\n" in run(*arguments).stdout


def test_search_tells_how_many_there_are_and_shows_some(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    arguments = ("search", "kommun", "--archive", demo[0], "--json")
    hits = json.loads(run(*arguments).stdout)
    result = run(*arguments, "--limit", "2", "--offset", "1")
    assert json.loads(result.stdout) == hits[1:3]
    shown = run("search", "kommun", "--archive", demo[0], "--limit", "2", "--offset", "1")
    assert f"2 to 3 of {len(hits)} articles (--offset 3 for more)" in shown.stderr


def test_search_is_narrowed_by_year_picture_and_municipality(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    def found(*options: str) -> list[str]:
        result = run("search", "", *options, "--limit", "1000", "--json", "--archive", demo[0])
        return [hit["url"] for hit in json.loads(result.stdout)]

    everything = found()
    assert sorted([*found("--image"), *found("--no-image")]) == sorted(everything)
    assert 0 < len(found("--image")) < len(everything)
    assert set(found("--year", "2017")) == set(found("--since", "2017", "--until", "2017")) < set(everything)
    assert found("--municipality", "Kiruna") == []
    wrong = run("search", "kommun", "--since", "i fjol", "--archive", demo[0])
    assert (wrong.returncode, "2026-02-08" in wrong.stderr) == (2, True)
    for option in ("--site", "--section", "--municipality"):
        wrong = run("search", "kommun", option, "Finns inte", "--archive", demo[0])
        assert (wrong.returncode, "there is none in the archive" in wrong.stderr) == (2, True)


def test_search_says_when_nothing_is_left_to_be_searched(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    result = run("search", "polisen", "--municipality", "Uppsala", "--no-image", "--archive", demo[0])
    assert result.returncode == 0
    assert "It has no article at all with --municipality 'Uppsala' --no-image." in result.stderr
    assert "has no article at all" not in run("search", "kvantfysik", "--year", "2017", "--archive", demo[0]).stderr


def test_a_time_among_the_words_is_offered_as_that_of_publication(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """The command that is offered finds something; there is none where the time was chosen or leads nowhere."""
    typed = ("search", "trygghetsvandring februari 2017", "--image")
    offered = run(*typed, "--archive", demo[0]).stderr.splitlines()[1]
    command = f"search trygghetsvandring --image --since 2017-02 --until 2017-02 --archive {demo[0]}"
    assert offered == f"Published 2017-02: kommunarkiv {command}"
    assert "Sextio personer" in run(*command.split()).stdout
    for others in (("search", "polis 1999"), ("search", "kvantfysik 2017"), (*typed, "--year", "2017")):
        assert "Published" not in run(*others, "--archive", demo[0]).stderr


def test_section_is_named_with_any_separator_and_a_mistyped_one_has_the_meant_one_named(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    typed = DEMO_SECTION.replace("›", ">")
    for command in (["search", "", "--json"], ["export", "jsonl"]):
        exact, by_sign = (run(*command, "--section", one, "--archive", demo[0]) for one in (DEMO_SECTION, typed))
        assert exact.stdout
        assert by_sign.stdout == exact.stdout
        wrong = run(*command, "--section", typed.replace("Kommuninfo", "Komuninfo"), "--archive", demo[0])
        assert wrong.returncode == ExitStatus.USAGE
        assert f"Did you mean {DEMO_SECTION}" in wrong.stderr


def test_search_finds_pictures(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    shown = run("search", "skola", "--pictures", "--archive", demo[0])
    (picture,) = json.loads(run("search", "skola", "--pictures", "--json", "--archive", demo[0]).stdout)
    assert "1 picture" in shown.stderr
    for name in ("content_url", "credit_text", "headline", "article_url"):
        assert picture[name] in shown.stdout


def test_an_index_of_an_earlier_analysis_answers_and_is_renewed(
    demo: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    path = tmp_path / "old.db"
    shutil.copy(demo[0], path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE search_index SET analysis_version = 1")
    before = run("search", "polis", "--archive", path)
    assert before.stderr.count("kommunarkiv reindex") == 1
    assert "words of" in run("reindex", "--archive", path).stdout
    after = run("search", "polis", "--archive", path)
    assert (after.stdout, "reindex" in after.stderr) == (before.stdout, False)
