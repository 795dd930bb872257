"""What the archive's commands share, and where each of them lives (`archive/commands`, a file a command)."""

from __future__ import annotations

import difflib
import json
import math
import os
import re
import shlex
import shutil
import sys
from datetime import date
from itertools import chain
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.progress import Progress, track

from archive.wording import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive import Archive

NAME = "kommunarkiv"
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

_VARIABLE, _USUAL = "KOMMUNARKIV_ARCHIVE", "archive.db"
"""What names the archive where `--archive` does not, and its name where nothing does."""


class SettingOption(click.Option):
    """An option that is a setting too; its help shows as the default what holds: what the variable says, if set.

    What the configuration file says is in the environment by then (`crawler.configuration.settle`).
    """

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """What the help says of the option behind its meaning."""
        extra = super().get_help_extra(ctx)
        held = self.resolve_envvar_value(ctx)
        if held or isinstance(self.show_default, str):
            extra["default"] = held or str(self.show_default)
        return extra


archive_option = click.option(
    "--archive",
    "archive_path",
    cls=SettingOption,
    type=click.Path(dir_okay=False, path_type=Path),
    envvar=_VARIABLE,
    default=_USUAL,
    show_default=True,
    show_envvar=True,
    help="The archive's file.",
)


class Seconds(click.FloatRange):
    """A number of seconds from 0 on: none that never ends (`inf`), and none that is no number (`nan`)."""

    name = "seconds"

    def __init__(self, longest: float | None = None) -> None:
        super().__init__(0, longest)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds; `click.BadParameter` for what is none."""
        try:
            is_number = not math.isnan(float(value))
        except ValueError:
            is_number = False
        seconds: float = super().convert(value, param, ctx) if is_number else math.nan
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds. Write 1 or 0.5.", param, ctx)
        return seconds


def part_of_time(_: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """What an option says of a day, month or year: an ISO 8601 date that is in the calendar, cut anywhere."""
    if value is None or (_DATE.fullmatch(value) and _first_day(value)):
        return value
    message = f"{value!r} is no day. Write {parameter.opts[0]} 2026, 2026-02 or 2026-02-08."
    raise click.BadParameter(message)


def first_day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The first day of the day, month or year that an option says, as an ISO 8601 date."""
    said = part_of_time(ctx, parameter, value)
    return said and _first_day(said)


_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)


def _first_day(cut: str) -> str | None:
    whole = cut + "-01-01"[len(cut) - 4 :]
    try:
        return date.fromisoformat(whole).isoformat()
    except ValueError:
        return None


since_option = click.option(
    "--since",
    metavar="DAY",
    callback=part_of_time,
    help="Only articles published on this day or later (2026, 2026-02 or 2026-02-08).",
)
until_option = click.option(
    "--until", metavar="DAY", callback=part_of_time, help="Only articles published on this day or earlier."
)


def called() -> str:
    """The program as it can be called again: by its name where the shell finds it so, else as it was called now."""
    this = Path(sys.argv[0])
    if this.name != NAME:
        return NAME
    found = shutil.which(NAME)
    return NAME if found and this.exists() and this.samefile(found) else shlex.quote(str(this))


def command(*words: object) -> str:
    """A command of this program with these words, to be copied into a shell."""
    return " ".join([called(), *(shlex.quote(str(word)) for word in words)])


def command_on(archive_path: Path, *words: object) -> str:
    """The command on this archive's file: named only where the command alone would take another."""
    usual = Path(os.environ.get(_VARIABLE) or _USUAL)
    return command(*words) if archive_path.resolve() == usual.resolve() else command(*words, "--archive", archive_path)


def known_site(archive: Archive, typed: str | None) -> str | None:
    """The key of the archive's site that was typed; a usage error for none, which must not look like nothing to do."""
    from archive.commands.narrowing import narrowed  # noqa: PLC0415 - loads the search

    return narrowed(archive.connection, site=typed).site


def site_named(typed: str, names: Mapping[str, str], option: str = "--site ") -> str | None:
    """The key of the site with this key or, in any letters' case, this name; None where there is none.

    `names` are the known sites' names by their keys. A usage error where several have the name.

    >>> site_named("exempelby kommun", {"exempelby.se": "Exempelby kommun", "nyheter.se": "Nyheter"})
    'exempelby.se'
    """
    if typed in names:
        return typed
    wanted = typed.casefold()
    keys = [key for key, name in names.items() if wanted in {key.casefold(), name.casefold()}]
    if len(keys) > 1:
        message = f"{option}{typed!r}: several sites have this name. Give one's key: {' or '.join(keys)}."
        raise click.UsageError(message)
    return keys[0] if keys else None


def sites_meant(typed: str, names: Mapping[str, str]) -> str:
    """The question whether one of the sites was meant whose key or name comes near; empty where none does."""
    keys = {text.casefold(): key for key, name in names.items() for text in (name, key)}
    near = dict.fromkeys(keys[text] for text in difflib.get_close_matches(typed.casefold(), keys))
    return meant(list(near)) if near else ""


def print_json(value: Any) -> None:
    """Write a value to stdout as JSON that a person can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_json_list(values: Iterable[Any]) -> None:
    """Write values to stdout as one JSON list, each as it comes: there may be more of them than fit in memory."""
    first = next(remaining := iter(values), None)
    if first is None:
        click.echo("[]")
        return
    for number, value in enumerate(chain([first], remaining)):
        text = indent(json.dumps(value, ensure_ascii=False, indent=2), "  ")
        click.echo(f"{',' if number else '['}\n{text}", nl=False)
    click.echo("\n]")


_T = TypeVar("_T")


def with_bar(steps: Iterable[_T], label: str, total: int) -> Iterable[_T]:
    """The steps of a long job, with a bar on stderr while they are taken; no bar where nobody looks on."""
    return track(steps, label, total, console=_bar_console(), transient=True)


def progress_bar() -> Progress:
    """A bar on stderr for a job that tells how far it has come, gone at its end; no bar where nobody looks on."""
    return Progress(console=_bar_console(), transient=True)


def _bar_console() -> Console:
    """Where bars are drawn: stderr, and nothing of them, no empty line either, where nobody looks on."""
    console = Console(stderr=True)
    console.quiet = not console.is_terminal
    return console
