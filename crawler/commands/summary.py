"""What a person reads at the end of a crawl or an import, and what may be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive import ExitStatus, counted, meant
from archive.cli import command, command_on
from crawler import logs

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.report import Report


def print_report(
    report: Report, status: ExitStatus, archive_path: Path, *, only_bad: bool = False, next_step: str | None = None
) -> None:
    """Write the report's lines (or those of sites that did not end well), and what the person may do next.

    `next_step` is that where all went well; how the archive is read, unless told.
    """
    if logs.as_json():
        report.log(status)
        return
    for line in report.lines(only_bad=only_bad):
        click.echo(line, err=status is not ExitStatus.DONE)
    for alarm in report.alarms:
        click.secho(f"! {alarm.site}: {alarm.message}", fg="red", err=True)
    if only_bad and status is ExitStatus.DONE:
        return
    if report.waiting and status in {ExitStatus.DONE, ExitStatus.NOTHING}:
        left = f"{counted(report.waiting, 'address')} {'waits' if report.waiting == 1 else 'wait'}"
        stopped = f"Stopped at {counted(report.pages, 'page')}; {left}, with what they lead to"
        click.echo(f"{stopped}. The same command goes on.", err=True)
        return
    if all(site.absent for site in report.sites.values()):
        return  # what to do is said
    hints = {
        ExitStatus.DONE: next_step or f"Read it: {command_on(archive_path, 'browse')}",
        ExitStatus.FAULT: "A fault in kommunarkiv; the pages are kept. Please report it with the lines above.",
        ExitStatus.USAGE: "A profile is wrong, see above; the other sites were crawled.",
        ExitStatus.INCOMPLETE: "Not complete: what failed is tried again by the next run of the same command.",
        ExitStatus.REFUSED: f"Nothing was fetched: the site can't be reached or does not let us in. {_check(report)}",
        ExitStatus.NOTHING: f"{_not_found(report)} {_elsewhere(report)}; "
        f"{command('add-site', 'URL')} looks through the whole site for sections.",
        ExitStatus.INTERRUPTED: "Interrupted; everything so far is kept. The same command goes on from here.",
    }
    click.echo(hints[status], err=True)


def _not_found(report: Report) -> str:
    """How much of what was looked for was not found."""
    some = any(site.sections for site in report.sites.values())
    return "Not every section was found." if some else "No news section was found."


def _elsewhere(report: Report) -> str:
    """Where the section that was not found may be."""
    sites = [site for site in report.sites.values() if site.nowhere or site.unfound or not site.sections]
    if all(site.counts["missing"] and not site.counts["pages"] for site in sites):
        return "The start is not there: check its address"
    near = dict.fromkeys(
        f'--section "{trail}"' for site in sites for trails in site.unfound.values() for trail in trails
    )
    if near:
        return f"{meant(list(near))} Start at the section's own page if not"
    if any(site.unfound for site in sites):
        return "Start at the section's own page, or name it as the site's own trail does"
    return "Start at the section's own page, or name it with --section"


def _check(report: Report) -> str:
    """What to look at where no site let us in. A site without https gives no answer that can be understood."""
    silent = [site for site in report.sites.values() if site.robots and site.robots["status"] is None]
    asked = [url for site in silent for urls in site.examples.values() for url in urls]
    if any(url.startswith("https:") for url in asked):
        return "Check the address; one of a site without https begins with http://."
    return "Check the address."
