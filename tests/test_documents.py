"""The commands that documents show: every one is known with its options, and the tutorial's do what it says."""

from __future__ import annotations

import re
import shlex
import signal
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
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "README.sv.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a language in a document."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [text for of, text in found if of == language]


def commands(text: str) -> list[list[str]]:
    """The kommunarkiv commands in shell text, as words; pipes, redirections and comments are left out."""
    found = []
    for line in text.splitlines():
        for part in re.split(r"^\(|\)(?=\s)|;\s|\s(?:&&|\|\||\|)\s", re.sub(r"\s2?>>?\s*\S+", "", line)):
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
    monkeypatch.setenv("KOMMUNARKIV_LOG_FORMAT", "")  # --log-format sets it; monkeypatch puts back what was there
    try:
        main.main(words, prog_name="kommunarkiv", standalone_mode=False)
    except click.ClickException as error:
        pytest.fail(f"{document}: kommunarkiv {' '.join(words)}: {error.format_message()}")


def every_command(group: click.Group, name: str) -> dict[str, click.Command]:
    """All commands below a group by their whole names, groups in it included."""
    found: dict[str, click.Command] = {}
    for below in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), below)
        assert command is not None
        found[f"{name} {below}"] = command
        if isinstance(command, click.Group):
            found |= every_command(command, f"{name} {below}")
    return found


EVERY = every_command(main, "kommunarkiv")


@pytest.mark.parametrize("name", ["kommunarkiv", *EVERY])
def test_help_of_every_command_has_examples_that_are_understood(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each block of examples in a help begins with the command's own; all of them are what the program takes."""
    command = EVERY.get(name, main)
    examples = [line.strip() for block in (command.help or "").split("\b\n")[1:] for line in block.splitlines()]
    own = [words for line in examples for words in commands(re.split(r"\s{3,}", line)[0])]
    assert [words for words in own if " ".join(["kommunarkiv", *words]).startswith(name)]
    monkeypatch.chdir(tmp_path)
    for file in ("insamling-2017.warc.gz", "*.wacz"):  # they must be there to be understood
        (tmp_path / file).touch()
    for words in own:
        test_shown_command_is_understood(name, words, monkeypatch)


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


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[str]:
    """The address of a portal that `kommunarkiv demo --serve` serves, as the tutorial has it, on a port of its own."""
    with subprocess.Popen([PROGRAM, "demo", "--serve"], stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
        assert found
        yield found[0]
        served.send_signal(signal.SIGINT)
    assert served.returncode == 0


def test_tutorial_does_what_it_says(portal: str, tmp_path: Path) -> None:
    """Its steps as they stand, from the configuration to the timer, at the port of this test."""
    tutorial = ROOT / "docs" / "tutorial.md"
    (tmp_path / "kommunarkiv.toml").write_text(blocks(tutorial, "toml")[0] + "delay = 0\n", encoding="utf-8")
    port = portal.rpartition(":")[2]
    done = []
    for words in [words for block in blocks(tutorial, "sh") for words in commands(block)]:
        if words[0] in {"demo", "browse"}:  # they go on until Ctrl-C
            continue
        given = [word.replace("8011", port) for word in words]
        result = subprocess.run(
            [PROGRAM, *given], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert result.returncode == 0, f"{given}: {result.stdout}{result.stderr}"
        done.append(words[0])
        if words[0] == "search":
            assert "polisen" in result.stdout
    assert done == ["--version", "add-site", "crawl", "sites", "crawl", "search", "status", "schedule"]
    assert (tmp_path / "arkiv.db").is_file()


def in_shape(text: str) -> list[str]:
    """The lines of an output without what differs from run to run: ports, and the seconds that it took."""
    return [re.sub(r"(127\.0\.0\.1[:-])\d+|in \d+ s", r"\1N", line) for line in text.rstrip().splitlines()]


def test_readme_shows_what_the_demo_prints(tmp_path: Path) -> None:
    """Every sample of output is printed so today, line after line, by the commands that stand before it."""
    readme = ROOT / "README.md"
    outputs = [["demo"], ["search", "polisen", "--archive", "demo.db"]]
    samples = blocks(readme, "")
    assert len(samples) == len(outputs)
    shown = [words for block in blocks(readme, "sh") for words in commands(block)]
    for words, sample in zip(outputs, samples, strict=True):
        assert words in shown
        result = subprocess.run(
            [PROGRAM, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert result.returncode == 0, result.stderr
        printed, expected = in_shape(result.stdout), in_shape(sample)
        assert expected in [printed[i : i + len(expected)] for i in range(len(printed))], result.stdout


def test_port_that_is_taken_is_named(portal: str) -> None:
    port = portal.rpartition(":")[2]
    result = subprocess.run(
        [PROGRAM, "demo", "--serve", "--port", port], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 2
    assert f"port {port}: Address already in use" in result.stderr
