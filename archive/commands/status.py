"""kommunarkiv status: what is in the archive, how its last run went, and what has drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive import Archive
from archive.browse.messages import Messages
from archive.cli import archive_option, print_json
from archive.drift import KINDS
from archive.exit_status import ExitStatus
from archive.metrics import metrics
from archive.municipalities import kommun_name, tells_municipality
from archive.status import at_a_glance
from archive.status import status as read_status
from archive.status_page import status_page
from archive.wording import counted, moment, run_in_words, sized

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.schema import AddressState, Source

_T = Messages("en")
_STATES: dict[AddressState, str] = {
    "done": "read, or left out by a rule",
    "stored": "fetched and still to be read",
    "pending": "still to be visited",
    "failed": "failed",
    "gone": "gone from the site",
}
"""What came of addresses, in a person's words."""
_SOURCES: dict[Source, str] = {
    "start": "the start of a crawl",
    "survey": "a look through the site",
    "walk": "the way to the section",
    "list": "the section's list",
    "part": "lists of its parts",
    "script": "a list in a script",
    "endpoint": "“Visa fler”",
    "archive": "the archive beside the list",
    "month": "its months and years",
    "wordpress": "WordPress's interface",
    "feed": "its feed",
    "link": "other headings on list pages",
    "sitemap": "the sitemap",
}
"""What told of articles (docs/crawling.md), in a person's words."""


@click.command(short_help="Say what is in the archive, and what has drifted.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@click.option("--html", "as_html", is_flag=True, help="A page for a browser instead of text.")
@click.option("--prometheus", "as_metrics", is_flag=True, help="Prometheus's text format instead of text.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["drift", "failure", *KINDS]),
    help="End with exit status 3 when there is drift (any kind, or this one), or the last run did not end well.",
)
@archive_option
def status(archive_path: Path, fail_on: tuple[str, ...], *, as_json: bool, as_html: bool, as_metrics: bool) -> None:
    """Say what is in the archive, how its last run went, and what has drifted.

    \b
    kommunarkiv status --html > status.html
    kommunarkiv status --fail-on drift || mail -s "kommunarkiv" me@example.se
    """
    with Archive.open(archive_path, "read") as archive:
        state = (at_a_glance if as_metrics or as_html else read_status)(archive.connection)
    if as_json:
        print_json(state)
    elif as_metrics:
        click.echo(metrics(state), nl=False)
    elif as_html:
        click.echo(status_page(state, archive_path.stem))
    else:
        _print(state, archive_path)
    if _fails(state, set(fail_on)):
        raise SystemExit(int(ExitStatus.INCOMPLETE))  # something is to be looked at (docs/operations.md)


def _fails(state: Mapping[str, Any], wanted: set[str]) -> bool:
    kinds = {alarm["kind"] for site in state["sites"] for alarm in site["alarms"]}
    run = state["last_run"]
    failed = run is not None and run["exit_status"] != ExitStatus.DONE
    return bool(kinds & wanted) or ("drift" in wanted and bool(kinds)) or ("failure" in wanted and failed)


def _print(state: Mapping[str, Any], archive_path: Path) -> None:
    pages, articles = state["pages"], sum(site["articles"] for site in state["sites"])
    click.echo(
        f"{archive_path}: {counted(articles, 'article')} of "
        f"{counted(len(state['sites']), 'site')}, {counted(pages['count'], 'stored page')} "
        f"({sized(pages['bytes'])}, {sized(pages['stored_bytes'])} compressed)"
    )
    for site in state["sites"]:
        _print_site(site)
    if run := state["last_run"]:
        open_end = "… (it runs still, or was killed; the same command goes on)"
        end = f"{moment(run['finished_at'])}: {_ended(run)}" if run["finished_at"] else open_end
        click.echo(f"\nLast run, {moment(run['started_at'])} to {end}")
        if run["counts"]:
            click.echo(f"  {run_in_words(run['counts'], kept=articles)}")


def _ended(run: Mapping[str, Any]) -> str:
    """How a run ended, with the exit status by which docs/crawling.md explains it."""
    how = _T.known("ended", str(run["exit_status"]))
    if run.get("finish_reason") == "max-pages":
        how = "stopped at the pages that it might have, the same command goes on"
    return f"{how} (exit status {run['exit_status']})"


def _print_site(site: Mapping[str, Any]) -> None:
    newest = f", newest {(site['newest'] or 'undated')[:10]}" if site["articles"] else ""
    hidden = f", {site['hidden']} hidden" if site["hidden"] else ""
    click.echo(f"\n{_called(site)}: {counted(site['articles'], 'article')}{hidden}{newest}")
    if (run := site["last_run"]) and run["exit_status"] != ExitStatus.DONE:
        click.secho(f"  ! last run, {moment(run['started_at'])}: {_ended(run)}", fg="red")
    if run and (vain := site["in_vain"]):
        click.echo(f"  last crawled {moment(run['started_at'])}")
        click.echo(f"  a run at {moment(vain['started_at'])} found nothing, as none has, from {_starts(vain)}")
    for alarm in site["alarms"]:
        click.secho(f"  ! {alarm['kind']}: {alarm['message']}", fg="red")
    for section in site["sections"]:
        click.echo(f"  {section['articles']:6}  {section['trail']}")
    if sum(section["articles"] for section in site["sections"]) > site["articles"]:
        click.echo("          (an article in several sections counts in each)")
    if addresses := site["addresses"]:
        came = (f"{addresses[state]} {words}" for state, words in _STATES.items() if state in addresses)
        click.echo(f"  {counted(sum(addresses.values()), 'address')}: {'; '.join(came)}")
    if site["sources"]:
        by = ((_SOURCES.get(one["source"], one["source"]), one["articles"], one["only"]) for one in site["sources"])
        told = ", ".join(f"{source} {count} ({only} by it alone)" for source, count, only in by)
        click.echo(f"  articles were found by: {told}")


def _starts(vain: Mapping[str, Any]) -> str:
    """Where a run looked in vain on a site: an address or the name of a section may be mistyped."""
    return ", ".join(f"{one['url']} ({one['section']})" if one["section"] else one["url"] for one in vain["starts"])


def _called(site: Mapping[str, Any]) -> str:
    """The site's key, and how else it is called: by its name, and its municipality where the name does not say it."""
    municipality = site["municipality"]
    names = [site["name"]] if site["name"] != site["key"] else []
    if municipality and not tells_municipality(site["name"], municipality):
        names.append(kommun_name(municipality))
    return f"{site['key']} ({', '.join(names)})" if names else str(site["key"])
