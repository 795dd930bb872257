"""`kommunarkiv extract`: what one page becomes, for a person and for a program."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from typing import TYPE_CHECKING

from archive import ExitStatus
from tests.crawler.command import PROGRAM, run

if TYPE_CHECKING:
    from pathlib import Path


def test_extract_shows_a_person_what_a_page_becomes(tmp_path: Path) -> None:
    page = tmp_path / "sida.html"
    page.write_text(
        "<html lang=sv><title>Isbanan öppnar</title>"
        "<nav aria-label=Brödsmulor><a href=/>Hem</a> / <a href=/nyheter>Nyheter</a> / "
        "<span>Isbanan öppnar</span></nav><main><h1>Isbanan öppnar</h1><p>Publicerad: 8 februari 2026</p>"
        "<p>Nu är isen tjock nog, meddelar fritidschefen. Isbanan vid Tallmon öppnar på lördag klockan tio.</p></main>",
        encoding="utf-8",
    )
    result = run("extract", page, "--url", "https://www.example.se/nyheter/isbanan")
    assert result.returncode == 0, result.stderr
    for text in ("Isbanan öppnar", "Hem › Nyheter", "2026-02-08", "Isbanan vid Tallmon"):
        assert text in result.stdout


def test_extract_without_a_page_does_not_wait_for_one_to_be_typed() -> None:
    ours, its = pty.openpty()
    with os.fdopen(ours), os.fdopen(its) as terminal:
        result = subprocess.run(
            [PROGRAM, "extract"], stdin=terminal, capture_output=True, text=True, timeout=60, check=False
        )
    assert (result.returncode, "Give a page's file or address" in result.stderr) == (ExitStatus.USAGE, True)


def test_extract_of_an_address_without_scheme_says_how_to_write_it() -> None:
    result = run("extract", "www.example.se/nyheter/en-nyhet")
    assert result.returncode == ExitStatus.USAGE
    assert "there is no such file. An address begins with https:// or http://." in result.stderr


def test_page_that_is_no_article_has_the_same_status_as_json(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("# Arkivet\n", encoding="utf-8")
    as_text, as_json = run("extract", page), run("extract", page, "--json")
    assert as_text.returncode == as_json.returncode == ExitStatus.NOTHING
    assert as_json.stderr == as_text.stderr
    assert json.loads(as_json.stdout)


def test_extract_answers_json_lines_in_order_and_survives_bad_ones() -> None:
    lines = ['{"id": 1, "url": "", "html": "<h1>Kort</h1>"}', "inte json", '{"id": 3, "url": "", "html": ""}']
    result = subprocess.run(
        [PROGRAM, "extract", "--jsonl"], input="\n".join(lines), capture_output=True, text=True, timeout=60, check=True
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 3]
    assert [next(key for key in ("no_article", "error") if key in answer) for answer in answers] == [
        "no_article", "error", "error",
    ]  # fmt: skip


def test_in_a_pipe_an_extracted_field_is_one_line(tmp_path: Path) -> None:
    body = "Kommunen bygger om simhallen i Bålsta, och därför är den stängd från midsommar till och med höstlovet i år."
    page = tmp_path / "sida.html"
    page.write_text(
        f"<html lang='sv'><title>Simhallen stänger</title><main><article><h1>Simhallen stänger</h1><p>{body}</p>"
        f"<p>{body.upper()}</p></article></main></html>",
        encoding="utf-8",
    )
    record = json.loads(run("extract", page, "--json").stdout)
    lines = run("extract", page).stdout.splitlines()
    assert f"headline\t{record['headline']}\t{record['extracted_by']['headline']}" in lines
    assert any(line.startswith(f"article_body\t{body}") for line in lines)
