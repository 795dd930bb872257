"""kommunarkiv import: captures of other crawlers into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from archive import Archive
from archive.cli import archive_option
from archive.schema import parse_trail
from crawler.captures import Captures
from crawler.cli import web_address
from crawler.commands.crawl import print_report
from crawler.importing import Import

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--start", metavar="URL", multiple=True, help="Where to begin: a section or home page among the captures."
)
@click.option("--section", default="", metavar="TRAIL", help='The section to take over: "Hem › Nyheter".')
@click.option("--wait", default=0.0, metavar="SECONDS", help="Wait so long for a crawl of the archive to end.")
@archive_option
def import_(files: tuple[Path, ...], start: tuple[str, ...], section: str, archive_path: Path, wait: float) -> None:
    """Take captures made by Heritrix, Browsertrix or wget into the archive and derive their articles.

    FILES are WARC files (plain or gzip) and WACZ packages; several are one collection. They are followed like the web:
    from --start (the front page of the site with most captures, when it is left out) to the news section that the page
    or --section names. Every capture of an article becomes a version of it.

    \b
    kommunarkiv import insamling-2017.warc.gz --start http://www.exempel.se/nyheter
    kommunarkiv import *.wacz --section "Hem › Nyheter"
    """
    with Archive.open(archive_path, wait=wait) as archive, Captures(files) as captures:
        _count(captures.index(), "captures read")
        job = Import(archive, captures)
        urls = [web_address(url) for url in start] or captures.front_pages()[:1]
        _count(job.run([(url, parse_trail(section)) for url in urls]), "pages taken over")
        if captures.damaged:
            click.echo(f"{captures.damaged} captures can't be read and were left out", err=True)
    status = job.report.exit_status()
    print_report(job.report, status, archive_path)
    raise SystemExit(int(status))


def _count(steps: Iterable[int], what: str) -> None:
    """Take the steps of a job whose end is not known, with their number on the terminal."""
    console = Console(stderr=True)
    with console.status(what) as shown:
        for step in steps:
            shown.update(f"{step} {what}")
