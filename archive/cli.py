"""What the archive's commands share, and where each of them lives (`archive/commands`, a file a command)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.progress import track

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMANDS = {
    "search": "archive.commands.search:search_command",
    "browse": "archive.commands.browse:browse",
    "status": "archive.commands.status:status",
    "skipped": "archive.commands.skipped:skipped",
    "export": "archive.commands.export:export",
    "history": "archive.commands.history:history",
    "check": "archive.commands.check:check",
    "backup": "archive.commands.backup:backup",
    "merge": "archive.commands.merge:merge",
    "redact": "archive.commands.redact:redact",
    "reindex": "archive.commands.reindex:reindex",
    "compact": "archive.commands.compact:compact",
    "stop": "archive.commands.stop:stop",
}
"""The archive's commands by name, each as "module:object"; a command's module is imported when it is asked for."""

archive_option = click.option(
    "--archive",
    "archive_path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="KOMMUNARKIV_ARCHIVE",
    default="archive.db",
    show_default=True,
    show_envvar=True,
    help="The archive's file.",
)


def print_json(value: Any) -> None:
    """Write a value to stdout as JSON that a person can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def counted(count: int, noun: str) -> str:
    """How many of what, in words.

    >>> counted(1, "article"), counted(0, "page"), counted(2, "address")
    ('1 article', '0 pages', '2 addresses')
    """
    ending = "" if count == 1 else "es" if noun.endswith("s") else "s"
    return f"{count} {noun}{ending}"


def sized(size: int) -> str:
    """So many bytes in a unit that a person reads.

    >>> sized(812), sized(40_900), sized(3_450_000), sized(12_300_000_000)
    ('812 bytes', '41 kB', '3.5 MB', '12.3 GB')
    """
    for unit, most, digits in (("bytes", 1, 0), ("kB", 1e3, 0), ("MB", 1e6, 1)):
        if size < most * 1000 or (unit == "kB" and size < 999_500):
            return f"{size / most:.{digits}f} {unit}"
    return f"{size / 1e9:.1f} GB"


_T = TypeVar("_T")


def with_bar(steps: Iterable[_T], label: str, total: int) -> Iterable[_T]:
    """The steps of a long job, with a bar on stderr while they are taken; no bar where nobody looks on."""
    console = Console(stderr=True)
    return track(steps, label, total, console=console, transient=True, disable=not console.is_terminal)
