"""kommunarkiv, the command: the group of all commands, and what they share.

Each command is a file of its own in `crawler/commands`, or `archive/commands` for those that need no crawler; its
module is imported when the command is asked for, so that `kommunarkiv search` loads no Scrapy.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib
import logging
import os
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

from archive import ArchiveError, ArchiveLocked, ArchiveMisused, ExitStatus, __version__, meant
from archive.cli import COMMANDS as ARCHIVE_COMMANDS
from crawler import logs
from crawler.configuration import settle
from crawler.errors import CrawlerError

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger("kommunarkiv")

COMMANDS = {
    "demo": "crawler.commands.demo:demo",
    "crawl": "crawler.commands.crawl:crawl",
    "add-site": "crawler.commands.add_site:add_site",
    "sites": "crawler.commands.sites:sites",
    "config": "crawler.commands.config:config",
    "completion": "crawler.commands.config:completion",
    "schedule": "crawler.commands.schedule:schedule",
    "extract": "crawler.commands.extract:extract",
    "reextract": "crawler.commands.reextract:reextract",
    "import": "crawler.commands.import_:import_",
    "repair": "crawler.commands.repair:repair",
}
"""The crawler's commands by name, each as "module:object"."""

CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "Collect": ("demo", "add-site", "sites", "crawl", "stop", "schedule", "extract", "reextract", "import"),
    "Read": ("search", "browse", "history", "status", "skipped", "export"),
    "Keep": ("check", "repair", "backup", "merge", "redact", "reindex", "compact"),
    "Set up": ("config", "completion"),
}
"""The commands in the order and under the headings of `kommunarkiv --help`."""


class Kommunarkiv(click.Group):
    """The group of all commands. It turns what may go wrong into a sentence and an exit status, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, chapter by chapter."""
        return [name for names in CHAPTERS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name; None when there is none."""
        target = {**COMMANDS, **ARCHIVE_COMMANDS}.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for; a usage error that names the nearest ones where there is none."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 3)
            hint = meant(near) if near else "kommunarkiv --help lists the commands."
            ctx.fail(f"No such command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their chapters' headings."""
        width = formatter.width - 6 - max(map(len, self.list_commands(ctx)))
        for chapter, names in CHAPTERS.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(chapter):
                formatter.write_dl([(n, c.get_short_help_str(width)) for n, c in commands.items() if c is not None])

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of a call; what the group says itself meanwhile, as its help, may find no room."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except BrokenPipeError:
            raise  # click knows how it ends a command
        except OSError as error:
            _end_by_system(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (ArchiveError, CrawlerError) as error:
            end(error, status_of(error))
        except click.ClickException as error:
            _end_as_click_does(error)
        except (click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click knows how each of them ends a command
        except OSError as error:
            _end_by_system(error)
        except KeyboardInterrupt:
            end("interrupted; what was kept before stays.", ExitStatus.INTERRUPTED)
        except Exception as error:
            if ctx.params.get("debug") and not logs.as_json():  # a line of JSON holds its traceback
                traceback.print_exc()
            end(f"a fault in kommunarkiv: {type(error).__name__}: {error} (--debug shows where)", status_of(error))


def status_of(error: Exception) -> ExitStatus:
    """The exit status of a command that this error ends."""
    if isinstance(error, ArchiveLocked):
        return ExitStatus.LOCKED
    if isinstance(error, ArchiveError) and not isinstance(error, ArchiveMisused):
        return ExitStatus.STORAGE
    is_misuse = isinstance(error, ArchiveMisused | CrawlerError | click.ClickException | OSError)
    return ExitStatus.USAGE if is_misuse else ExitStatus.FAULT


def _set_log_format(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Let the flag hold at once, also for what is said of a command that there is not."""
    if value:
        os.environ[logs.VARIABLE] = value
    return value


@click.group(cls=Kommunarkiv, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kommunarkiv")
@click.option(
    "--log-format",
    type=click.Choice(logs.FORMATS),
    callback=_set_log_format,
    help="What stderr holds: text, or an object of JSON a line.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of a fault.")
@click.pass_context
def main(ctx: click.Context, log_format: str | None, *, debug: bool) -> None:
    """Archive the news of Swedish municipalities: crawl it by its breadcrumbs, keep it in one SQLite file, search it.

    \b
    kommunarkiv demo                                     see it work, on a made-up site of its own
    kommunarkiv crawl https://www.example.se/nyheter     crawl a news section into archive.db
    kommunarkiv search polisen                           find articles by Swedish words
    kommunarkiv browse                                   read the archive in a web browser
    """
    ctx.obj = settle()
    if log_format:
        ctx.obj = [
            replace(c, value=log_format, origin="flag") if c.setting.name == "log_format" else c for c in ctx.obj
        ]
    if logs.as_json():
        logs.to_stderr("WARNING", tracebacks=debug)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def end(message: object, status: ExitStatus) -> NoReturn:
    """End the command with this message on stderr and this exit status."""
    if logs.as_json():
        if not logging.getLogger().handlers:  # it ends before any command was found
            logs.to_stderr("WARNING", tracebacks=False)
        fault = status is ExitStatus.FAULT
        logger.error(str(message), exc_info=fault, extra={"exit_status": int(status)})
    else:
        with contextlib.suppress(OSError):  # a log on a full disk: the status is told all the same
            click.echo(f"kommunarkiv: {message}", err=True)
    raise SystemExit(int(status))


def _end_by_system(error: OSError) -> NoReturn:
    """Say what the system refused: a file, or room for what the command says."""
    end(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error, status_of(error))


def _end_as_click_does(error: click.ClickException) -> NoReturn:
    """Let click tell what is wrong with the command, or tell it as a line of JSON where stderr holds those."""
    if logs.as_json():
        end(error.format_message(), ExitStatus(error.exit_code))
    raise error
