"""The commands that documents show: every one is known with its options, and the tutorial's do what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from crawler.cli import main
from crawler.configuration import SETTINGS
from crawler.sites import read_profile
from tests.crawler.command import PROGRAM

if TYPE_CHECKING:
    from tests.sites.server import WatchedSite

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "README.sv.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a language in a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    """The kommunarkiv commands in shell text, as words; pipes, redirections and comments are left out."""
    found = []
    for line in text.splitlines():
        for part in re.split(r"\s(?:&&|\|\||\|)\s|\s>\s?", line):
            words = shlex.split(part, comments=True)
            while words and re.fullmatch(r"\w+=\S*", words[0]):
                words = words[1:]
            if words and words[0].rpartition("/")[2] == "kommunarkiv":
                found.append(words[1:])
    return found


SHOWN = [(path.name, words) for path in DOCUMENTS for block in blocks(path, "sh") for words in commands(block)]


@pytest.mark.parametrize(("document", "words"), SHOWN, ids=[f"{name}: {' '.join(words)}" for name, words in SHOWN])
def test_shown_command_is_understood(document: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its command, options and arguments are what the program takes; it is not run."""
    monkeypatch.setattr(click.Context, "invoke", lambda *_, **__: None)
    monkeypatch.delenv("KOMMUNARKIV_CONFIG", raising=False)
    try:
        main.main(words, prog_name="kommunarkiv", standalone_mode=False)
    except click.ClickException as error:
        pytest.fail(f"{document}: kommunarkiv {' '.join(words)}: {error.format_message()}")


def test_every_setting_is_told_with_its_default() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [setting.variable for setting in SETTINGS if f"`{setting.variable}`" not in text] == []


def test_profile_in_the_documents_is_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "exempelby.se.toml"
    path.write_text(next(b for b in blocks(ROOT / "docs" / "sites.md", "toml")), encoding="utf-8")
    site = read_profile(path)
    keys = set(tomllib.loads(path.read_text(encoding="utf-8")))
    assert keys | {"key", "drafted_on"} == set(type(site).model_fields)


def test_spider_in_the_documents_is_the_one_that_is_written() -> None:
    template = (ROOT / "crawler" / "templates" / "spiders" / "section.tmpl").read_text(encoding="utf-8")
    shown = blocks(ROOT / "docs" / "sites.md", "python")[0]
    names = {"$classname": "BoxbySpider", "$name": "boxby", "$url": "https://www.boxby.se/nyheter"}
    for name, value in names.items():
        template = template.replace(name, value)
    assert template.partition("\n\n")[2] == shown


def test_tutorial_does_what_it_says(drupal_site: WatchedSite, tmp_path: Path) -> None:
    """Its steps from the configuration to the search, with a site on loopback in place of the example."""
    tutorial = ROOT / "docs" / "tutorial.md"
    (tmp_path / "kommunarkiv.toml").write_text(blocks(tutorial, "toml")[0] + "delay = 0\n", encoding="utf-8")
    key = drupal_site.base_url.removeprefix("http://").replace(":", "-")
    done = []
    for words in [words for block in blocks(tutorial, "sh") for words in commands(block)]:
        if words[0] in {"--version", "browse", "schedule"}:
            continue
        given = [
            word.replace("https://www.exempelby.se", drupal_site.base_url).replace("exempelby.se", key)
            for word in words
        ]
        result = subprocess.run(
            [PROGRAM, *given], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert result.returncode == 0, f"{given}: {result.stdout}{result.stderr}"
        done.append(words[0])
    assert done == ["add-site", "crawl", "sites", "crawl", "search"]
    assert (tmp_path / "arkiv.db").is_file()
    agents = {seen.headers["user-agent"] for seen in drupal_site.log}
    assert all("+https://www.example.se/om-arkivet" in agent for agent in agents)
