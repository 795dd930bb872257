"""kommunarkiv crawl: news sections into the archive."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from archive import ExitStatus, counted
from archive.cli import Seconds, SettingOption, archive_option, first_day, print_json
from crawler import logs
from crawler.cli import end, status_of
from crawler.commands.kept_files import file_kinds, files_to_keep
from crawler.commands.summary import print_report
from crawler.configuration import LONGEST_DELAY, MOST_AT_A_TIME
from crawler.dry_run import would_fetch
from crawler.known_sites import unusable_profiles
from crawler.notifications import Channels, News
from crawler.starts import Wanted, complete_municipalities, complete_sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.report import Report
    from crawler.run import Start


@click.command(short_help="Crawl news sections into the archive.")
@click.argument("start_urls", metavar="[START_URL]...", nargs=-1)
@click.option(
    "--section",
    default="",
    metavar="TRAIL",
    help='The section to follow: "Hem › Nyheter" (also with > or |), or its name alone.',
)
@click.option(
    "--site",
    "site_keys",
    multiple=True,
    metavar="KEY",
    shell_complete=complete_sites,
    help="A site that has a profile, by key or name; may be repeated.",
)
@click.option(
    "--municipality",
    "municipalities",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_municipalities,
    help="A municipality, by name or SCB code.",
)
@click.option("--all", "every_site", is_flag=True, help="Every site that has a profile (kommunarkiv sites list).")
@click.option("--full", is_flag=True, help="Visit everything known of the sections again, and ask all their sources.")
@click.option(
    "--since",
    metavar="DAY",
    callback=first_day,
    help="Leave out news from before this day: 2026-01-31, 2026-01 or 2026.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and why, and fetch nothing.")
@click.option("--max-pages", type=click.IntRange(1), help="Stop after so many pages; the same command goes on later.")
@click.option(
    "--delay",
    cls=SettingOption,
    type=Seconds(LONGEST_DELAY),
    envvar="KOMMUNARKIV_DELAY",
    show_default="1",
    help="Seconds between requests to a host.",
)
@click.option(
    "--concurrency",
    cls=SettingOption,
    envvar="KOMMUNARKIV_CONCURRENCY",
    default=1,
    show_default=True,
    type=click.IntRange(1, MOST_AT_A_TIME),
    help="Requests at a time per host.",
)
@click.option(
    "--download",
    "download",
    cls=SettingOption,
    callback=file_kinds,
    envvar="KOMMUNARKIV_DOWNLOAD",
    metavar="KINDS",
    help="Keep the files too: images, attachments, both with a comma, or none; for all sites, whatever profiles say.",
)
@click.option(
    "--wait",
    default=0.0,
    type=Seconds(),
    metavar="SECONDS",
    help="How long to wait for another crawl of the archive to end.",
)
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on stdout.")
@archive_option
def crawl(start_urls: tuple[str, ...], section: str, archive_path: Path, **options: Any) -> None:
    """Crawl news sections into the archive.

    START_URL is a section, an article, whose whole section is crawled, a feed, or a home page: for the section that
    --section names, or all that a look through the site finds. Running the same command again goes on where it was
    interrupted, else it looks for what is new.

    \b
    kommunarkiv crawl https://www.example.se/nyheter
    kommunarkiv crawl https://www.example.se --section "Hem › Övriga Nyheter › Kommuninfo" --archive exempel.db
    kommunarkiv crawl --municipality Håbo
    kommunarkiv crawl --all --quiet
    """
    wanted = Wanted(start_urls, section, options["site_keys"], options["municipalities"], options["every_site"])
    if options["dry_run"]:
        _print_plan(archive_path, _starts(wanted), options)
        return
    with _telling(archive_path, misuse=options["every_site"]) as tell:
        report, status = _run(archive_path, _starts(wanted), options)
        if options["every_site"] and unusable_profiles() and status is not ExitStatus.INTERRUPTED:
            status = ExitStatus.USAGE
        tell(report, status)
    if options["as_json"]:
        alarms = [alarm.to_dict() for alarm in report.alarms]
        told = {"archive": str(archive_path), "exit_status": int(status), "sites": report.to_dict(), "alarms": alarms}
        print_json(told)
    elif not options["quiet"] or status is not ExitStatus.DONE or report.alarms or logs.as_json():
        _print_or_say_why_not(report, status, archive_path, only_bad=options["quiet"])
    raise SystemExit(int(status))


def _print_or_say_why_not(report: Report, status: ExitStatus, archive_path: Path, *, only_bad: bool) -> None:
    """Print the report; a log that finds no room for it changes nothing of how the run ended."""
    try:
        print_report(report, status, archive_path, only_bad=only_bad)
    except BrokenPipeError:
        raise  # click knows how it ends a command
    except OSError as error:
        end(f"the report can't be written: {error.strerror}", status)


def _starts(wanted: Wanted) -> list[Start]:
    """The start addresses; profiles that can't be used are named beside them."""
    starts = wanted.starts()
    for error in unusable_profiles().values():
        click.echo(f"kommunarkiv: left out: {error}", err=True)
    return starts


@contextmanager
def _telling(archive_path: Path, *, misuse: bool) -> Iterator[Callable[[Report, ExitStatus], None]]:
    """Tells the user's channels how the run ended, also when an error ends it.

    `misuse` tells of a command that can't be done as well: of a timer's nobody else reads what is wrong with it.
    """
    channels = Channels.from_environment()

    def send(news: News) -> None:
        for problem in channels.tell(news):
            click.echo(f"kommunarkiv: {problem}", err=True)

    def tell(report: Report, status: ExitStatus) -> None:
        send(News(archive_path.name, status, tuple(report.lines(only_bad=True)), report.alarms))

    try:
        yield tell
    except Exception as error:
        status = status_of(error)
        if misuse or status is not ExitStatus.USAGE:
            said = error.format_message() if isinstance(error, click.ClickException) else str(error)
            send(News(archive_path.name, status, (said,)))
        raise


def _run(archive_path: Path, starts: list[Start], options: dict[str, Any]) -> tuple[Report, ExitStatus]:
    """Crawl into the archive as the command's options say; the report and what it means as an exit status."""
    from crawler.run import Plan  # noqa: PLC0415 - Scrapy takes half a second to load
    from crawler.run import crawl as run_crawl  # noqa: PLC0415

    debug = click.get_current_context().find_root().params.get("debug", False)
    overrides: dict[str, Any] = {"KOMMUNARKIV_QUIET": options["quiet"], "KOMMUNARKIV_DEBUG": debug}
    if options["delay"] is not None:
        overrides["DOWNLOAD_DELAY"] = options["delay"]
    plan = Plan(
        options["concurrency"],
        options["max_pages"],
        files_to_keep(options["download"]),
        full=options["full"],
        since=options["since"],
    )
    return run_crawl(archive_path, starts, plan, wait=options["wait"], overrides=overrides)


def _print_plan(archive_path: Path, starts: list[Start], options: dict[str, Any]) -> None:
    """Write what a crawl would fetch, one address a line behind its reason, and how many of each."""
    asked = {name: options[name] for name in ("full", "since", "max_pages")}
    planned = would_fetch(archive_path, starts, **asked)
    if options["as_json"]:
        print_json([asdict(one) for one in planned])
        return
    for one in planned:
        click.echo(f"{one.why}\t{one.url}")
    counts = Counter(one.why.partition(",")[0] for one in planned)  # what follows differs from start to start
    click.echo(
        f"{counted(len(planned), 'request')}: " + ", ".join(f"{n} × {why}" for why, n in counts.most_common()), err=True
    )
    click.echo("Lists are read as the crawl goes on: what they show that is new comes on top.", err=True)
