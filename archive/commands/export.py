"""kommunarkiv export: the archive's articles in open formats."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from archive import Archive, PageDamaged
from archive.cli import archive_option, with_bar
from archive.export import feeds, jsonl, published, spreadsheet
from archive.export.records import record_count, records
from archive.export.warc_pages import page_count
from archive.search import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEWEST = 50
"""Articles in a feed."""
_TEXTS = ("jsonl", "csv", "atom", "jsonfeed")
_PACKAGES = ("sqlite", "warc", "wacz", "html")
"""Formats that are no text: they need a file to go to."""
_ENDINGS = {"sqlite": "db", "warc": "warc.gz", "wacz": "wacz", "html": "html"}
_INCOMPLETE = 3
"""Exit status of an export that had to leave out damaged pages (docs/crawling.md)."""


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice([*_TEXTS, *_PACKAGES]))
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
    warc      the stored pages as WARC 1.1, gzip per record
    wacz      the same with index and page list, as one package
    html      a folder of plain pages, one an article, to read without any program of ours
    """
    if canonical and format_ != "jsonl":
        message = f"--canonical belongs to jsonl, not to {format_}."
        raise click.UsageError(message)
    with Archive.open(archive_path, "read") as archive:
        if format_ in _PACKAGES:
            _write_package(archive, out, format_, Filters(**filters))
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
    """A path beside `out` to write to, which takes its place at the end; an error or a kill leaves `out` as it was.

    A file is replaced; a folder that is there already is nothing to be written over.
    """
    if out.is_dir():
        message = f"there is a folder {out} already. Name another, or remove it."
        raise click.BadParameter(message, param_hint="OUT")
    part = out.with_name(f"{out.name}.part")
    _remove(part)
    try:
        yield part
        part.replace(out)
    finally:
        _remove(part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write_package(archive: Archive, out: Path | None, format_: str, filters: Filters) -> None:
    if out is None or out.resolve() == archive.path.resolve():
        message = f"Name the file to write, as in: kommunarkiv export {format_} nyheter.{_ENDINGS[format_]}"
        raise click.UsageError(message)
    damaged: list[PageDamaged] = []
    with unfinished(out) as part:
        if format_ == "sqlite":
            what = f"{published.publish(archive.connection, part, filters)} articles"
        elif format_ == "html":
            what = f"{_write_html(archive, part, filters)} articles"
        else:
            pages, damaged = _write_pages(archive, part, out, format_, filters)
            what = f"{pages} pages"
    click.echo(f"{out}: {what}", err=True)
    for error in damaged:
        click.echo(f"left out: {error}", err=True)
    if damaged:
        raise SystemExit(_INCOMPLETE)


def _write_pages(
    archive: Archive, part: Path, out: Path, format_: str, filters: Filters
) -> tuple[int, list[PageDamaged]]:
    """Write the pages as WARC or WACZ; how many, and those that were damaged."""
    from archive.export import wacz, warc  # noqa: PLC0415 - the other formats need no warcio

    total = page_count(archive.connection, filters)
    count = 0
    damaged: list[PageDamaged] = []
    with part.open("wb") as file:
        written = (
            warc.write_warc(archive.connection, file, out.name, filters)
            if format_ == "warc"
            else wacz.write_wacz(archive.connection, file, out, filters)
        )
        for each in with_bar(written, "Writing pages", total):
            if isinstance(each, PageDamaged):
                damaged.append(each)
            else:
                count += 1
    return count, damaged


def _write_html(archive: Archive, part: Path, filters: Filters) -> int:
    """Write the folder of pages; how many articles are in it."""
    from archive.export.html import write_html  # noqa: PLC0415 - the other formats need no templates

    part.mkdir()
    total = record_count(archive.connection, filters)
    return sum(1 for _ in with_bar(write_html(archive.connection, part, filters), "Writing articles", total))
