"""kommunarkiv stop: let a crawl that runs elsewhere end, as Ctrl-C does where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli import Seconds, archive_option
from archive.errors import ArchiveUnusable
from archive.stopping import stop as stop_crawl

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Let a crawl that runs elsewhere end.")
@click.option(
    "--wait",
    default=90.0,
    show_default=True,
    type=Seconds(),
    metavar="SECONDS",
    help="How long to wait for the pages on their way.",
)
@archive_option
def stop(archive_path: Path, wait: float) -> None:
    """Let the crawl that runs into an archive end, as Ctrl-C does: pages on their way are finished and kept.

    The next crawl goes on where it was.

    \b
    kommunarkiv stop
    kommunarkiv stop --archive /srv/arkiv/arkiv.db
    """
    if not archive_path.is_file():
        raise ArchiveUnusable(archive_path, "there is no such file. Name the archive with --archive.")
    if stop_crawl(archive_path, wait):
        click.echo(f"The crawl into {archive_path} has ended; what it had is kept, and the next one goes on there.")
    else:
        click.echo(f"No crawl writes to {archive_path}.")
