"""kommunarkiv export: the archive's articles in open formats."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from archive import Archive, counted
from archive.cli import archive_option, since_option, until_option, with_bar
from archive.commands.narrowing import narrowed
from archive.commands.whole_files import text_sink, unfinished
from archive.errors import FileDamaged, PageDamaged
from archive.exit_status import ExitStatus
from archive.export.records import newest_records, record_count
from archive.export.warc_pages import capture_count
from archive.opening import one_moment, telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from sqlite3 import Connection

    from archive.search import Filters

_NEWEST = 50
"""Articles in a feed."""
_LIMITS = {"atom": _NEWEST, "jsonfeed": _NEWEST}
_OF_PAGES = ("sqlite", "warc", "wacz", "eark")
"""Formats that need the whole archive; the others can be written from a published copy too."""
_FILTERS = ("site", "section", "municipality", "since", "until")
_OPTIONS_OF = {
    "canonical": ("jsonl",),
    "title": ("atom", "jsonfeed", "eark", "dcat"),
    "organisation": ("eark", "dcat"),
    "access_url": ("atom", "jsonfeed", "dcat"),
    "contact": ("dcat",),
    "licence": ("dcat",),
    "media_type": ("dcat",),
}
"""What only some formats have a place for."""
_NAMED = 100
"""Damaged captures that are named: an archive that has lost a million pages must not end in a million lines."""


@dataclass(frozen=True, slots=True)
class _Export:
    """What is exported, and what the person says of it."""

    archive: Archive
    filters: Filters
    out: Path | None
    canonical: bool
    title: str | None
    organisation: str | None
    access_url: str | None
    contact: str | None
    licence: str | None
    media_type: str | None

    def needed(self, name: str, format_: str) -> str:
        """The value of an option that the format can't do without."""
        value: str | None = getattr(self, name)
        if value is None:
            message = f"{format_} needs --{name.replace('_', '-')}: the record has to say it."
            raise click.UsageError(message)
        return value


# The formats that are text. Their modules, and those of the packages below, are imported when they are asked for.


def _jsonl(export: _Export, sink: IO[str]) -> None:
    from archive.export import jsonl  # noqa: PLC0415

    lines = jsonl.canonical_lines if export.canonical else jsonl.lines
    sink.writelines(f"{line}\n" for line in lines(export.archive.connection, export.filters))


def _csv(export: _Export, sink: IO[str]) -> None:
    from archive.export.spreadsheet import write_csv  # noqa: PLC0415

    write_csv(export.archive.connection, sink, export.filters)


def _feed(export: _Export, sink: IO[str], *, as_json: bool) -> None:
    from archive.export import feeds  # noqa: PLC0415

    path = export.archive.path
    channel = feeds.Channel(export.title or f"kommunarkiv: {path.name}", export.access_url)
    newest = newest_records(export.archive.connection, export.filters, _NEWEST)
    feed = feeds.json_feed(channel, newest) if as_json else feeds.atom(channel, newest).decode()
    sink.write(f"{feed}\n")


def _dcat(export: _Export, sink: IO[str]) -> None:
    from archive.export.dcat import Publication, catalogue_record  # noqa: PLC0415
    from archive.export.extent import extent_of  # noqa: PLC0415

    title, organisation, access_url, contact = (
        export.needed(name, "dcat") for name in ("title", "organisation", "access_url", "contact")
    )
    publication = Publication(title, organisation, access_url, contact, export.licence, export.media_type)
    record = catalogue_record(publication, extent_of(export.archive.connection, export.filters))
    sink.write(f"{record.decode()}\n")


_TEXTS: dict[str, Callable[[_Export, IO[str]], None]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "atom": lambda export, sink: _feed(export, sink, as_json=False),
    "jsonfeed": lambda export, sink: _feed(export, sink, as_json=True),
    "dcat": _dcat,
}


# The formats that need a file or a folder: each yields what it writes, the error for what it has to leave out.


def _sqlite(export: _Export, part: Path) -> Iterator[object]:
    from archive.export.published import publish  # noqa: PLC0415

    assert export.out is not None
    with telling(export.out):
        yield from range(publish(export.archive.connection, part, export.filters))


def _warc(export: _Export, part: Path) -> Iterator[object]:
    from archive.export.warc import write_warc  # noqa: PLC0415

    assert export.out is not None
    with part.open("wb") as file:
        yield from write_warc(export.archive.connection, file, export.out.name, export.filters)


def _wacz(export: _Export, part: Path) -> Iterator[object]:
    from archive.export.wacz import write_wacz  # noqa: PLC0415

    assert export.out is not None
    with part.open("wb") as file:
        yield from write_wacz(export.archive.connection, file, export.out, export.filters)


def _html(export: _Export, part: Path) -> Iterator[object]:
    from archive.export.html import write_html  # noqa: PLC0415

    part.mkdir()
    return write_html(export.archive.connection, part, export.filters)


def _eark(export: _Export, part: Path) -> Iterator[object]:
    from archive.export.eark import Submission, write_eark  # noqa: PLC0415

    assert export.out is not None
    title = export.title or export.out.name
    submission = Submission(export.out.name, title, export.needed("organisation", "eark"))
    part.mkdir()
    return write_eark(export.archive.connection, part, submission, export.filters)


@dataclass(frozen=True, slots=True)
class _Package:
    write: Callable[[_Export, Path], Iterator[object]]
    holds: tuple[str, ...]
    ending: str


_COUNTS: dict[str, Callable[[Connection, Filters], int]] = {"article": record_count, "capture": capture_count}
_PACKAGES = {
    "sqlite": _Package(_sqlite, ("article",), ".db"),
    "warc": _Package(_warc, ("capture",), ".warc.gz"),
    "wacz": _Package(_wacz, ("capture",), ".wacz"),
    "html": _Package(_html, ("article",), ""),
    "eark": _Package(_eark, ("article", "capture"), ""),
}


def _web_address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """An address as a feed or a catalogue may hold it (RFC 3987)."""
    if value is not None and not re.fullmatch(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", value):
        message = f"{value!r} is not a web address. Write it as https://www.example.se/arkiv."
        raise click.BadParameter(message)
    return value


def _e_mail(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[^\s@<>,;:]+@[^\s@<>,;:]+", value):
        message = f"{value!r} is not an e-mail address. Write it as arkiv@example.se."
        raise click.BadParameter(message)
    return value


def _media_type(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A media type as the catalogue's profile takes it: without parameters."""
    if value is not None and not re.fullmatch(r"[a-z]+/[\w.+-]+", value, re.ASCII):
        message = f"{value!r} is not a media type. Write it as text/html."
        raise click.BadParameter(message)
    return value


def _not_stdout(_: click.Context, __: click.Parameter, value: Path | None) -> Path | None:
    """The file to write; "-" is stdout, as without any."""
    return None if value == Path("-") else value


@click.command(short_help="Write the archive's articles in an open format.")
@click.argument("format_", metavar="FORMAT", type=click.Choice([*_TEXTS, *_PACKAGES]))
@click.argument("out", type=click.Path(path_type=Path), required=False, callback=_not_stdout)
@click.option("--site", metavar="KEY", help="Only this site.")
@click.option("--section", metavar="TRAIL", help='Only this section and what is below it: "Hem › Nyheter".')
@click.option("--municipality", metavar="NAME", help="Only this municipality (name or code).")
@since_option
@until_option
@click.option(
    "--canonical", is_flag=True, help="jsonl: sorted, without ids, runs and instants; equal archives give equal lines."
)
@click.option("--title", metavar="TEXT", help="atom, jsonfeed, eark, dcat: what the export is called.")
@click.option("--organisation", metavar="NAME", help="eark, dcat: who hands it in or publishes it.")
@click.option(
    "--access-url", metavar="URL", callback=_web_address, help="atom, jsonfeed, dcat: where it can be reached."
)
@click.option("--contact", metavar="E-MAIL", callback=_e_mail, help="dcat: whom to ask.")
@click.option(
    "--licence",
    metavar="URL",
    callback=_web_address,
    help="dcat: the licence, by its address. It is the publisher's to decide; without it the record names none.",
)
@click.option(
    "--media-type",
    metavar="TYPE",
    callback=_media_type,
    help="dcat: what the access URL answers with, as text/html; without it the record doesn't say.",
)
@archive_option
def export(format_: str, out: Path | None, archive_path: Path, **options: Any) -> None:
    """Write the archive's articles in an open format, to OUT or to stdout (-).

    FORMAT is one of

    \b
    jsonl     schema.org NewsArticle as JSON-LD, one a line
    csv       a table for spreadsheets
    atom      the newest 50 articles as an Atom feed
    jsonfeed  the same as a JSON Feed
    dcat      a catalogue record of the published archive (DCAT-AP-SE)
    sqlite    a slim copy of the archive to publish: no raw pages, no frontier
    warc      the stored pages as WARC 1.1, gzip per record
    wacz      the same with index and page list, as one package
    html      a folder of plain pages, one an article, to read without any program of ours
    eark      a submission package (E-ARK SIP, FGS Paketstruktur 2.0) around the HTML and the WARC

    \b
    kommunarkiv export jsonl nyheter.jsonl --since 2026
    kommunarkiv export html sidor --site exempelby.se
    """
    for name, formats in _OPTIONS_OF.items():
        if options[name] and format_ not in formats:
            message = f"--{name.replace('_', '-')} belongs to {', '.join(formats)}, not to {format_}."
            raise click.UsageError(message)
    with Archive.open(archive_path, "read", whole=format_ in _OF_PAGES) as archive, _at_once(archive, format_):
        filters = narrowed(archive.connection, **{name: options[name] for name in _FILTERS})
        job = _Export(archive, filters, out, **{name: options[name] for name in options if name not in _FILTERS})
        if format_ in _PACKAGES:
            _write_package(job, format_)
        else:
            with text_sink(out, format_) as sink:
                _TEXTS[format_](job, sink)
            if out is not None:
                held = record_count(archive.connection, filters)
                _tell(out, {"article": min(held, _LIMITS.get(format_, held))})


def _at_once(archive: Archive, format_: str) -> AbstractContextManager[None]:
    """All that is exported is of one moment: pages, captures, and how many there are."""
    return nullcontext() if format_ == "sqlite" else one_moment(archive.connection)  # which sees to it by itself


def _write_package(export: _Export, format_: str) -> None:
    package = _PACKAGES[format_]
    out = export.out
    if out is None:
        message = f"Name what to write, as in: kommunarkiv export {format_} nyheter{package.ending}"
        raise click.UsageError(message)
    counts = {noun: _COUNTS[noun](export.archive.connection, export.filters) for noun in package.holds}
    with unfinished(out) as part:
        steps = with_bar(package.write(export, part), "Writing", sum(counts.values()))
        damaged, named = 0, list[object]()
        for each in steps:
            if isinstance(each, (PageDamaged, FileDamaged)):
                damaged += 1
                named += [each] if len(named) < _NAMED else []
    if "capture" in counts:
        counts["capture"] -= damaged
    _tell(out, counts)
    for error in named:
        click.echo(f"left out: {error}", err=True)
    if damaged > len(named):
        click.echo(f"left out: {damaged - len(named)} more; kommunarkiv check names them all", err=True)
    if damaged:
        raise SystemExit(int(ExitStatus.INCOMPLETE))


def _tell(out: Path, counts: dict[str, int]) -> None:
    """Say how much the file holds: nothing may be what a filter that is written wrong has left."""
    click.echo(f"{out}: {', '.join(counted(count, noun) for noun, count in counts.items())}", err=True)
