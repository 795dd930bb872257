"""kommunarkiv extract: what one page becomes."""

from __future__ import annotations

import gc
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive import ExitStatus
from archive.cli import command, print_json
from archive.schema import Page
from crawler.cli import end
from crawler.record import answer, readable, record_of_page, refused
from crawler.typed import site_profile, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAGES_BETWEEN = 20
"""Pages between two collections of garbage: it costs a millisecond, and cycles of few pages are no memory."""


@click.command(short_help="Show what one page becomes.")
@click.argument("source", default="-")
@click.option("--url", help="The page's own address, when SOURCE is a file.")
@click.option("--site", "site_key", metavar="KEY", help="Read it with this site's profile.")
@click.option("--jsonl", is_flag=True, help='Answer JSON lines {"id", "url", "html"} with JSON lines.')
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
def extract(source: str, url: str | None, site_key: str | None, *, jsonl: bool, as_json: bool) -> None:
    """Show what one page becomes: SOURCE is a file, an address, or - for stdin.

    \b
    kommunarkiv extract https://www.example.se/nyheter/en-nyhet
    kommunarkiv extract sida.html --url https://www.example.se/nyheter/en-nyhet
    """
    if jsonl:
        with _text_source(source) as lines:
            for line in _collecting_between(lines):
                sys.stdout.write(f"{answer(line)}\n")
                sys.stdout.flush()
        return
    if source == "-" and sys.stdin.isatty():
        message = "Give a page's file or address, as in: " + command(
            "extract", "https://www.example.se/nyheter/en-nyhet"
        )
        raise click.UsageError(message)
    record = record_of_page(_page(source, url), site_profile(site_key) if site_key else None)
    if as_json:
        print_json(record)
    else:
        _print(readable(record))
    if reason := refused(record):
        end(f"{source} is not an article: {reason}", ExitStatus.NOTHING)


def _print(rows: Iterable[tuple[str, str, str]]) -> None:
    """A table on a terminal; in a pipe a line a value, its parts apart by tabs, whole however long."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for row in rows:
            click.echo("\t".join(row).rstrip().replace("\n", "\n\t"))
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")  # addresses whole, to be copied
    table.add_column(style="dim", no_wrap=True)
    for name, value, how in rows:
        table.add_row(name, escape(value), escape(how))
    console.print(table)


def _collecting_between(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with garbage collected between them and not while one is answered.

    A page is thousands of objects and frees them all by itself; each time the collector started by their number it
    would look through them for nothing, a fifth of the time of a page.
    """
    gc.freeze()  # what is loaded stays
    gc.disable()
    try:
        for number, line in enumerate(lines, 1):
            yield line
            if not number % _PAGES_BETWEEN:
                gc.collect()
    finally:
        gc.enable()


def _text_source(source: str) -> IO[str]:
    return click.open_file(source, encoding="utf-8", errors="replace")


def _page(source: str, url: str | None) -> Page:
    """The page that the user means, with its address where they say it."""
    if "://" in source:
        from crawler.run import fetch  # noqa: PLC0415 - Scrapy takes half a second to load

        with tempfile.TemporaryDirectory() as folder:
            return fetch(web_address(source), Path(folder) / "one.db", {"KOMMUNARKIV_QUIET": True})
    if source != "-" and not Path(source).exists():
        message = f"{source}: there is no such file. An address begins with https:// or http://."
        raise click.UsageError(message)
    with click.open_file(source, "rb") as file:
        return Page(url or "", file.read(), datetime.now(UTC))
