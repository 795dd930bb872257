"""The documents say what the program does: every table and column, every command and exit status stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from archive import Archive
from crawler.cli import main
from crawler.report import ExitStatus

DOCS = Path(__file__).parent.parent / "docs"


def test_every_table_and_column_is_described(tmp_path: Path) -> None:
    chapters = re.split(r"^### ", (DOCS / "archive.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    described = {
        name.strip(): set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|[^|]*\|", chapter, flags=re.MULTILINE))))
        for chapter in chapters
        for name in chapter.partition("\n")[0].split(",")
    }
    with Archive.open(tmp_path / "archive.db") as archive:
        tables = [*archive.db.table_names(), "news"]
        search_tables = re.compile(r"articles_(?:fts|vocabulary).*|word.*|search.*|_sqlite_migrations|sqlite_.*")
        actual = {
            table: {row[1] for row in archive.connection.execute(f"PRAGMA table_info({table})")}
            for table in tables
            if not search_tables.fullmatch(table)
        }
    assert {(table, name) for table, names in actual.items() for name in names - described.get(table, set())} == set()


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_and_a_place_in_the_documents(name: str) -> None:
    command = main.commands[name]
    assert command.help
    assert f"kommunarkiv {name}" in (DOCS / "crawling.md").read_text(encoding="utf-8")
    undescribed = [
        parameter.name for parameter in command.params if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert undescribed == []


def test_every_exit_status_is_described() -> None:
    text = (DOCS / "crawling.md").read_text(encoding="utf-8")
    assert {int(number) for number in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)} == {
        int(s) for s in ExitStatus
    }


def test_readme_is_short_and_names_no_missing_document() -> None:
    readme = DOCS.parent / "README.md"
    text = readme.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    assert [link for link in re.findall(r"\]\((docs/[^)]+)\)", text) if not (readme.parent / link).is_file()] == []
