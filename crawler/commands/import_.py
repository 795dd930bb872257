"""kommunarkiv import: captures of other crawlers into the archive."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from archive import Archive, ExitStatus, counted, merge
from archive.cli import Seconds, SettingOption, archive_option
from archive.schema import parse_trail
from crawler import logs, settings
from crawler.capture_starts import starts_among
from crawler.captures import Captures
from crawler.commands.kept_files import file_kinds, files_to_keep
from crawler.commands.summary import print_report
from crawler.configuration import LONGEST_DELAY
from crawler.importing import Import
from crawler.typed import web_address
from crawler.wayback import INTERNET_ARCHIVE, Period, Wayback

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive import Merged
    from crawler.downloads import FilesToKeep


_EXAMPLES = 3
"""Captured pages that are named of those that were left out."""


def _digits(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A point in time as CDX servers take it."""
    if value is None or ((digits := value.replace("-", "")).isdecimal() and 4 <= len(digits) <= 14):
        return value and value.replace("-", "")
    message = f"{value!r} is no point in time. Write 2017, 2017-02 or 2017-02-08."
    raise click.BadParameter(message)


@click.command("import", short_help="Take over captures of other crawlers (WARC, ARC, WACZ).")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--start", metavar="URL", multiple=True, help="Where to begin: a captured section or front page.")
@click.option("--section", default="", metavar="TRAIL", help='The section to take over: "Hem › Nyheter".')
@click.option("--wayback", is_flag=True, help="Fetch captures from the web archive at --wayback-url instead of files.")
@click.option(
    "--wayback-url", default=INTERNET_ARCHIVE, show_default=True, metavar="URL", help="A web archive with a CDX server."
)
@click.option("--since", metavar="DIGITS", callback=_digits, help="--wayback: captures from then on (2017, 20170208).")
@click.option("--until", metavar="DIGITS", callback=_digits, help="--wayback: captures up to then.")
@click.option(
    "--delay", type=Seconds(LONGEST_DELAY), default=1.0, show_default=True, help="--wayback: seconds between requests."
)
@click.option(
    "--download",
    cls=SettingOption,
    callback=file_kinds,
    envvar="KOMMUNARKIV_DOWNLOAD",
    metavar="KINDS",
    help="Keep the files of pictures and attachments as they were captured too: images, attachments, both with a "
    "comma, or none; for all sites, whatever profiles say.",
)
@click.option(
    "--wait", default=0.0, type=Seconds(), metavar="SECONDS", help="How long to wait for a crawl of the archive to end."
)
@archive_option
def import_(files: tuple[Path, ...], archive_path: Path, **options: Any) -> None:
    """Take captures made by Heritrix, Browsertrix or wget into the archive and derive their articles.

    FILES are WARC files (plain, gzip or zstd), ARC files and WACZ packages; several are one collection. They are
    followed like the web: from --start to the news section that the page or --section names; without both from every
    list of news among the captures. Every capture of an article becomes a version of it. With --wayback the captures
    come from the Internet Archive, or another web archive, one request a second.

    \b
    kommunarkiv import insamling-2017.warc.gz --start http://www.exempel.se/nyheter
    kommunarkiv import *.wacz --section "Hem › Nyheter" --download images,attachments
    kommunarkiv import --wayback --start http://www.exempel.se/nyheter --until 2018
    """
    urls = [web_address(url) for url in options["start"]]
    kept = files_to_keep(options["download"])
    if fault := _contradiction(files, urls, kept, wayback=options["wayback"]):
        raise click.UsageError(fault)
    aside = archive_path.with_name(f"{archive_path.name}.import")
    with _captures(files, options) as captures, Archive.open(aside, wait=options["wait"]) as archive:
        job = Import(archive, captures, kept)
        section = parse_trail(options["section"])
        starts = urls or (starts_among(captures, section) if isinstance(captures, Captures) else ())
        if not starts:
            click.echo("Among the captures is no web page: there is nothing to take over.", err=True)
        _count(job.run([(url, section) for url in starts]), "pages taken over")
        whole = _tell_damage(captures)
        left, examples = captures.beyond(job.known(), _EXAMPLES)
    merged = _unite(archive_path, aside, options["wait"])
    status = job.report.exit_status()
    if status is ExitStatus.DONE and not (whole and starts):
        status = ExitStatus.NOTHING if whole else ExitStatus.INCOMPLETE
    print_report(job.report, status, archive_path)
    if not logs.as_json():
        _tell_merged(archive_path, merged)
        if left:
            _tell_left(left, examples)
    raise SystemExit(int(status))


def _contradiction(files: Sequence[Path], urls: Sequence[str], kept: FilesToKeep, *, wayback: bool) -> str | None:
    """What of the command's words does not go together; None when all does."""
    if wayback == bool(files):
        return "Give FILES, or --wayback with --start URL; not both."
    if wayback and not urls:
        return "--wayback needs --start: the address of the section as it was then."
    if wayback and kept.of_all:
        return "--download takes files from FILES; of a web archive only pages are fetched."
    return None


def _tell_damage(captures: Captures | Wayback) -> bool:
    """Say what could not be read; whether everything could."""
    for path in captures.cut:
        click.echo(f"{path}: it is cut or damaged; what can't be read of it was left out", err=True)
    if captures.damaged:
        can_not_be_read = (
            "capture that can't be read was" if captures.damaged == 1 else "captures that can't be read were"
        )
        click.echo(f"{captures.damaged} {can_not_be_read} left out", err=True)
    return not (captures.cut or captures.damaged)


def _tell_merged(archive_path: Path, merged: Merged) -> None:
    """Say what of the captures is new to the archive."""
    articles, versions = counted(merged.articles, "article"), counted(merged.article_versions, "earlier version")
    captures = counted(merged.pages, "page capture")  # of one page there may be several
    click.echo(f"New in {archive_path}: {articles}, {versions}, {captures}.", err=True)


def _tell_left(count: int, examples: list[str]) -> None:
    """Say which captured pages no list of news led to: a collection is more than its news, or a list was not seen."""
    click.echo(
        f"{counted(count, 'captured page')} that no list of news led to {'was' if count == 1 else 'were'} left out, "
        f"as {', '.join(examples)}. --start URL takes over the section that an address belongs to.",
        err=True,
    )


def _unite(archive_path: Path, aside: Path, wait: float) -> Merged:
    """Merge what was imported aside into the archive, which puts every capture in its place in time; what it brought.

    Killed before the end, the same command goes on with what lies aside.
    """
    with Archive.open(archive_path, wait=wait) as archive:
        merged = merge(archive, aside)
    for path in aside.parent.glob(f"{aside.name}*"):
        path.unlink()
    return merged


@contextmanager
def _captures(files: tuple[Path, ...], options: dict[str, Any]) -> Iterator[Captures | Wayback]:
    if not options["wayback"]:
        with Captures(files) as captures:
            _count(captures.index(), "captures read")
            yield captures
        return
    period = Period(options["since"], options["until"])
    base_url = web_address(options["wayback_url"])
    with Wayback(base_url, period, user_agent=settings.USER_AGENT, delay=options["delay"]) as wayback:
        yield wayback


def _count(steps: Iterable[int], what: str) -> None:
    """Take the steps of a job whose end is not known, with their number on the terminal."""
    console = Console(stderr=True)
    with console.status(what) as shown:
        for step in steps:
            shown.update(f"{step} {what}")
