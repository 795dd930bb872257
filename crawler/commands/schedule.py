"""kommunarkiv schedule: crontab lines or systemd units that crawl every site on a timer."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli import archive_option, called
from crawler.commands.kept_files import file_kinds
from crawler.configuration import SECRETS
from crawler.known_sites import known_sites
from crawler.sites import own_folder
from crawler.timetables import Timetable, crontab, systemd

if TYPE_CHECKING:
    from crawler.configuration import Chosen

_OF_THE_COMMAND = frozenset({"archive", "sites"})
"""Settings that the scheduled command names itself."""


def _time(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            message = f"{value!r} is no time of the day. Write it as 04:30."
            raise click.BadParameter(message)
    return values or ("04:30",)


def _one_line(_: click.Context, __: click.Parameter, value: str) -> str:
    if len(value.splitlines()) > 1:
        message = "a line of a crontab or a unit file holds one line. Write a script, and name it here."
        raise click.BadParameter(message)
    return value.strip()


def _program() -> Path:
    """The command as installed beside the interpreter: what was called may be a link, or (`python -c`) no file."""
    installed = Path(sys.executable).with_name("kommunarkiv")
    return installed if installed.exists() else Path(sys.argv[0]).resolve()


@click.command(short_help="Print what lets cron or systemd crawl every site.")
@click.argument("kind", type=click.Choice(["cron", "systemd"]))
@click.option("--daily", "times", multiple=True, metavar="HH:MM", callback=_time, help="When (04:30); may be repeated.")
@click.option("--jitter", default=15, show_default=True, type=click.IntRange(0, 600), help="Minutes of random delay.")
@click.option(
    "--on-failure",
    default="",
    metavar="COMMAND",
    callback=_one_line,
    help="A command to run when the crawl ends with an error.",
)
@click.option(
    "--download",
    callback=file_kinds,
    metavar="KINDS",
    help="Keep the files too: images, attachments, both with a comma, or none (as crawl --download).",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="With systemd: write the unit files into this folder instead of printing them.",
)
@archive_option
@click.pass_context
def schedule(ctx: click.Context, /, kind: str, into: Path | None, archive_path: Path, **options: object) -> None:
    """Print what lets cron or systemd crawl every site that has a profile.

    \b
    (crontab -l | grep -v "# kommunarkiv schedule"; kommunarkiv schedule cron --daily 04:30) | crontab -
    kommunarkiv schedule systemd --into ~/.config/systemd/user && systemctl --user enable --now kommunarkiv.timer
    """
    set_here: list[Chosen] = [one for one in ctx.find_root().obj if one.origin != "default"]
    timetable = Timetable(
        program=_program(),
        archive=archive_path.resolve(),
        sites=own_folder().resolve(),
        environment={one.setting.variable: one.value for one in set_here if one.setting.name not in _OF_THE_COMMAND},
        **options,  # type: ignore[arg-type]  # the options are named like its fields, and click checks them
    )
    if kind == "cron":
        click.echo(crontab(timetable), nl=False)
    elif into is None:
        for name, text in systemd(timetable).items():
            click.echo(f"# {name}\n{text}")
    else:
        into.mkdir(parents=True, exist_ok=True)
        for name, text in systemd(timetable).items():
            (into / name).write_text(text, encoding="utf-8")
            click.echo(into / name)
    if not known_sites():
        hint = f"There is no profile in {own_folder()} yet to crawl by: {called()} add-site URL --write makes one."
        click.echo(hint, err=True)
    if any(one.setting.secret for one in set_here):
        hint = f"Secrets are not printed: write {', '.join(SECRETS)} into {timetable.secrets_file} (chmod 600)."
        click.echo(hint, err=True)
