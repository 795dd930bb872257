"""kommunarkiv demo: all of it, on a made-up portal of its own."""

from __future__ import annotations

from pathlib import Path

import click

from archive import FILE_KINDS
from archive.schema import parse_trail
from crawler.commands.crawl import print_report, run
from crawler.demo import DEMO_SECTION, serve_demo
from crawler.report import ExitStatus


@click.command()
@click.option(
    "--archive",
    "archive_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default="demo.db",
    show_default=True,
    help="The file to crawl into.",
)
def demo(archive_path: Path) -> None:
    """Crawl a made-up municipal portal, served by this command on loopback, into demo.db."""
    with serve_demo() as base_url:
        click.echo(f"A small municipal portal is up at {base_url}; crawling its section {DEMO_SECTION} …")
        starts = [(base_url, parse_trail(DEMO_SECTION))]
        options = {
            "quiet": False, "delay": 0.0, "concurrency": 4, "max_pages": None, "wait": 0, "download": FILE_KINDS,
        }  # fmt: skip
        report, status = run(archive_path, starts, options)
    print_report(report, status, archive_path)
    if status is ExitStatus.DONE:
        click.echo(f"\nNow try:\n  kommunarkiv search polisen --archive {archive_path}")
        click.echo(f"  kommunarkiv browse --archive {archive_path}")
    raise SystemExit(int(status))
