"""The documents say what the program does: every table and column, every command and exit status stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import archive.cli
import crawler.cli
from archive import Archive, ExitStatus
from crawler.cli import main

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
        search_tables = re.compile(r"articles_(?:fts|vocabulary).*|word.*|search.*|sqlite_.*")
        actual = {
            table: {row[1] for row in archive.connection.execute(f"PRAGMA table_info({table})")}
            for table in tables
            if not search_tables.fullmatch(table)
        }
    assert {(table, name) for table, names in actual.items() for name in names - described.get(table, set())} == set()


def test_sql_that_is_shown_is_understood(tmp_path: Path) -> None:
    shown = re.findall(
        r"^```sql\n(.*?)^```$", (DOCS / "archive.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    statements = [statement for block in shown for statement in block.split(";") if statement.strip()]
    assert statements
    with Archive.open(tmp_path / "archive.db") as archive:
        for statement in statements:
            assert archive.connection.execute(statement).fetchall() == []


COMMANDS = main.list_commands(click.Context(main))


def test_every_command_stands_in_one_chapter_of_the_help() -> None:
    assert sorted(COMMANDS) == sorted([*crawler.cli.COMMANDS, *archive.cli.COMMANDS])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_a_place_in_the_documents(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    chapters = re.split(r"^## ", (DOCS / "commands.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    chapter = next(text for text in chapters if f"`kommunarkiv {name}`" in text.partition("\n")[0])
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if f"`{option}" not in chapter] == []
    undescribed = [
        parameter.name for parameter in command.params if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert undescribed == []


def test_no_description_in_the_list_of_commands_is_cut() -> None:
    lines = CliRunner().invoke(main, ["--help"], prog_name="kommunarkiv", terminal_width=80).output.splitlines()
    listed = [line for line in lines if line[2:].partition(" ")[0] in COMMANDS and not line.startswith("  kommunarkiv")]
    assert len(listed) == len(COMMANDS)
    assert [line for line in listed if not line.endswith(".") or line.endswith("...") or len(line) > 80] == []


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
