"""kommunarkiv export: the archive's articles in open formats."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from archive import Archive
from archive.cli import archive_option
from archive.export import feeds, jsonl, published, spreadsheet
from archive.export.records import records
from archive.search import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEWEST = 50
"""Articles in a feed."""


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(["jsonl", "csv", "atom", "jsonfeed", "sqlite"]))
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.option("--site", metavar="KEY", help="Only this site.")
@click.option("--section", metavar="TRAIL", help='Only this section and what is below it: "Hem › Nyheter".')
@click.option("--municipality", metavar="NAME", help="Only this municipality (name or code).")
@click.option("--since", metavar="DAY", help="Only articles published on this day or later (2026, 2026-02 …).")
@click.option("--until", metavar="DAY", help="Only articles published on this day or earlier.")
@click.option(
    "--canonical", is_flag=True, help="jsonl: sorted, without ids, runs and instants; equal archives give equal lines."
)
@archive_option
def export(format_: str, out: Path | None, archive_path: Path, *, canonical: bool, **filters: Any) -> None:
    """Write the archive's articles in an open format, to OUT or to stdout.

    FORMAT is one of

    \b
    jsonl     schema.org NewsArticle as JSON-LD, one a line
    csv       a table for spreadsheets
    atom      the newest 50 articles as an Atom feed
    jsonfeed  the same as a JSON Feed
    sqlite    a slim copy of the archive to publish: no raw pages, no frontier
    """
    if canonical and format_ != "jsonl":
        message = f"--canonical belongs to jsonl, not to {format_}."
        raise click.UsageError(message)
    with Archive.open(archive_path, "read") as archive:
        if format_ == "sqlite":
            _publish(archive, out, Filters(**filters))
            return
        with _sink(out, format_) as sink:
            _write(archive, sink, format_, Filters(**filters), canonical=canonical)


def _write(archive: Archive, sink: IO[str], format_: str, filters: Filters, *, canonical: bool) -> None:
    if format_ == "jsonl":
        lines = jsonl.canonical_lines if canonical else jsonl.lines
        sink.writelines(f"{line}\n" for line in lines(archive.connection, filters))
    elif format_ == "csv":
        spreadsheet.write_csv(archive.connection, sink, filters)
    else:
        channel = feeds.Channel(f"kommunarkiv: {archive.path.name}", archive.path.resolve().as_uri())
        newest = records(archive.connection, filters, order="newest", limit=_NEWEST)
        feed = feeds.atom(channel, newest).decode() if format_ == "atom" else feeds.json_feed(channel, newest)
        sink.write(f"{feed}\n")


@contextmanager
def _sink(out: Path | None, format_: str) -> Iterator[IO[Any]]:
    """Where the text goes: stdout, or the file, which is there only once it is whole.

    A CSV file begins with a byte order mark: without it Excel reads å, ä and ö as something else.
    """
    if out is None:
        yield sys.stdout
        return
    with (
        unfinished(out) as part,
        part.open("w", encoding="utf-8-sig" if format_ == "csv" else "utf-8", newline="") as file,
    ):
        yield file


@contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to, which takes its place at the end; an error or a kill leaves `out` as it was."""
    if out.is_dir():
        message = f"{out} is a folder. Name a file."
        raise click.BadParameter(message, param_hint="OUT")
    part = out.with_name(f"{out.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _publish(archive: Archive, out: Path | None, filters: Filters) -> None:
    if out is None or out.resolve() == archive.path.resolve():
        message = "Name the file to write, as in: kommunarkiv export sqlite publik.db"
        raise click.UsageError(message)
    with unfinished(out) as part:
        count = published.publish(archive.connection, part, filters)
    click.echo(f"{out}: {count} articles, {out.stat().st_size / 1e6:.1f} MB", err=True)
