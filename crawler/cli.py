"""kommunarkiv: crawl, extract and re-extract; the archive's own commands are mounted beside them."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from archive import Archive, ArchiveError, ArchiveLocked, __version__
from archive.cli import archive_option, commands, print_json
from archive.schema import Page, parse_trail
from crawler import reextraction
from crawler.errors import CrawlerError
from crawler.record import answer, readable, record_of_page
from crawler.report import ExitStatus, Report
from crawler.sites import Site, load_sites

if TYPE_CHECKING:
    from crawler.run import Start


class Kommunarkiv(click.Group):
    """The group of all commands. It turns what may go wrong into a sentence and an exit status, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ArchiveLocked as error:
            _end(error, ExitStatus.LOCKED)
        except ArchiveError as error:
            _end(error, ExitStatus.STORAGE)
        except (CrawlerError, OSError) as error:
            _end(error, ExitStatus.USAGE)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exc()
            _end(f"a fault in kommunarkiv: {type(error).__name__}: {error} (--debug shows where)", ExitStatus.FAULT)


def _end(message: object, status: ExitStatus) -> None:
    click.echo(f"kommunarkiv: {message}", err=True)
    raise SystemExit(int(status))


@click.group(cls=Kommunarkiv, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kommunarkiv")
@click.option("--debug", is_flag=True, help="Show the traceback of a fault.")
def main(*, debug: bool) -> None:
    r"""Archive the news of Swedish municipalities: crawl it by its breadcrumbs, keep it in one SQLite file, search it.

    \b
    kommunarkiv demo                                     see it work, on a made-up site of its own
    kommunarkiv crawl https://www.example.se/nyheter     crawl a news section into archive.db
    kommunarkiv search polisen                           find articles by Swedish words
    kommunarkiv browse                                   read the archive in a web browser
    """


for _command in commands:
    main.add_command(_command)


@main.command()
@click.argument("start_urls", metavar="[START_URL]...", nargs=-1)
@click.option(
    "--section", default="", metavar="TRAIL", help='The section to follow: "Hem › Nyheter" (also with > or |).'
)
@click.option("--site", "site_keys", multiple=True, metavar="KEY", help="A site that has a profile; may be repeated.")
@click.option("--max-pages", type=click.IntRange(1), help="Stop after so many pages; the same command goes on later.")
@click.option("--delay", type=click.FloatRange(0), help="Seconds between requests to a host (1).")
@click.option(
    "--concurrency", default=1, show_default=True, type=click.IntRange(1, 64), help="Requests at a time per host."
)
@click.option("--wait", default=0.0, metavar="SECONDS", help="Wait so long for another crawl of the archive to end.")
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on stdout.")
@archive_option
def crawl(
    start_urls: tuple[str, ...], section: str, site_keys: tuple[str, ...], archive_path: Path, **options: Any
) -> None:
    r"""Crawl news sections into the archive.

    START_URL is a section, one of its articles, or with --section the site's home page. Running the same command
    again goes on where it was interrupted, else it looks for what is new.

    \b
    kommunarkiv crawl https://www.example.se/nyheter
    kommunarkiv crawl https://www.example.se --section "Hem › Övriga Nyheter › Kommuninfo" --archive exempel.db
    """
    starts = [*_named_starts(start_urls, section), *_site_starts(site_keys)]
    if not starts:
        message = "Give a START_URL, as in: kommunarkiv crawl https://www.example.se/nyheter"
        raise click.UsageError(message)
    report, status = _run(archive_path, starts, options)
    if options["as_json"]:
        print_json({"archive": str(archive_path), "exit_status": int(status), "sites": report.to_dict()})
    elif not options["quiet"] or status is not ExitStatus.DONE:
        _print_report(report, status, archive_path)
    raise SystemExit(int(status))


def _run(archive_path: Path, starts: list[Start], options: dict[str, Any]) -> tuple[Report, ExitStatus]:
    from crawler.run import crawl as run_crawl  # noqa: PLC0415 - Scrapy takes half a second to load

    overrides: dict[str, Any] = {"KOMMUNARKIV_QUIET": options["quiet"]}
    if options["delay"] is not None:
        overrides["DOWNLOAD_DELAY"] = options["delay"]
    return run_crawl(
        archive_path,
        starts,
        concurrency=options["concurrency"],
        max_pages=options["max_pages"],
        wait=options["wait"],
        overrides=overrides,
    )


def _named_starts(urls: tuple[str, ...], section: str) -> list[Start]:
    trail = parse_trail(section)
    if section and not trail:
        message = f'--section {section!r} names no section. Write it as the site\'s trail: "Hem › Nyheter".'
        raise click.UsageError(message)
    return [(_web_address(url), trail) for url in urls]


def _site_starts(keys: tuple[str, ...]) -> list[Start]:
    starts: list[Start] = []
    for key in keys:
        site = _profile(key)
        trails = site.sections or ((),)
        starts += [(url, trail) for url in site.start or (site.base_url,) for trail in trails]
    return starts


def _profile(key: str) -> Site:
    sites = load_sites()
    if key not in sites:
        known = ", ".join(sorted(sites)) or "none yet"
        message = f"--site {key!r}: there is no such profile (known: {known})."
        raise click.UsageError(message)
    return sites[key]


def _web_address(text: str) -> str:
    """The address that a person typed, with https:// where they left it out."""
    url = text if "://" in text else f"https://{text}"
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or ("." not in parts.hostname and "://" not in text):
        message = f"{text!r} is not a web address. Write it as https://www.example.se/nyheter."
        raise click.UsageError(message)
    return url


def _print_report(report: Report, status: ExitStatus, archive_path: Path) -> None:
    for line in report.lines():
        click.echo(line, err=status is not ExitStatus.DONE)
    hints = {
        ExitStatus.DONE: f"Read it: kommunarkiv browse --archive {archive_path}",
        ExitStatus.FAULT: "A fault in kommunarkiv; the pages are kept. Please report it with the lines above.",
        ExitStatus.INCOMPLETE: "Not complete: what failed is tried again by the next run of the same command.",
        ExitStatus.REFUSED: "The site does not let us crawl it; nothing was fetched.",
        ExitStatus.NOTHING: "No news section was found. Name one with --section, or start at the section's own page.",
        ExitStatus.INTERRUPTED: "Interrupted; everything so far is kept. The same command goes on from here.",
    }
    click.echo(hints[status], err=True)


@main.command()
@click.argument("source", default="-")
@click.option("--url", help="The page's own address, when SOURCE is a file.")
@click.option("--site", "site_key", metavar="KEY", help="Read it with this site's profile.")
@click.option("--jsonl", is_flag=True, help='Answer JSON lines {"id", "url", "html"} with JSON lines.')
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
def extract(source: str, url: str | None, site_key: str | None, *, jsonl: bool, as_json: bool) -> None:
    r"""Show what one page becomes: SOURCE is a file, an address, or - for stdin.

    \b
    kommunarkiv extract https://www.example.se/nyheter/en-nyhet
    kommunarkiv extract sida.html --url https://www.example.se/nyheter/en-nyhet
    """
    if jsonl:
        with _text_source(source) as lines:
            for line in lines:
                sys.stdout.write(f"{answer(line)}\n")
                sys.stdout.flush()
        return
    record = record_of_page(_page(source, url), _profile(site_key) if site_key else None)
    if as_json:
        print_json(record)
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value, how in readable(record):
        table.add_row(name, value, how)
    Console(highlight=False).print(table)
    if "error" in record:
        _end(f"{source} is not an article: {record['error']}", ExitStatus.NOTHING)


def _text_source(source: str) -> IO[str]:
    return click.open_file(source, encoding="utf-8", errors="replace")


def _page(source: str, url: str | None) -> Page:
    """The page that the user means, with its address where they say it."""
    if "://" in source:
        from crawler.run import fetch  # noqa: PLC0415 - Scrapy takes half a second to load

        with tempfile.TemporaryDirectory() as folder:
            return fetch(_web_address(source), Path(folder) / "one.db", {"KOMMUNARKIV_QUIET": True})
    with click.open_file(source, "rb") as file:
        return Page(url or "", file.read(), datetime.now(UTC))


@main.command()
@click.option("--site", "site_key", metavar="KEY", help="Only this site's pages.")
@archive_option
def reextract(archive_path: Path, site_key: str | None) -> None:
    """Derive the articles again from the stored pages, without network."""
    with Archive.open(archive_path) as archive:
        total = len(archive.addresses_with_pages(site_key))
        steps = reextraction.reextract(archive, site_key)
        counts: Counter[str] = Counter(pages=0)
        for counts in track(steps, "Reading pages", total, console=Console(stderr=True), transient=True):  # noqa: B007 - the last one counts
            pass
    click.echo(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


@main.command()
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
    from crawler.demo import DEMO_SECTION, serve_demo  # noqa: PLC0415 - only this command needs the demo's site

    with serve_demo() as base_url:
        click.echo(f"A small municipal portal is up at {base_url}; crawling its section {DEMO_SECTION} …")
        starts = [(base_url, parse_trail(DEMO_SECTION))]
        report, status = _run(
            archive_path, starts, {"quiet": False, "delay": 0.0, "concurrency": 4, "max_pages": None, "wait": 0}
        )
    _print_report(report, status, archive_path)
    if status is ExitStatus.DONE:
        click.echo(f"\nNow try:\n  kommunarkiv search polisen --archive {archive_path}")
        click.echo(f"  kommunarkiv browse --archive {archive_path}")
    raise SystemExit(int(status))
