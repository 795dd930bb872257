"""kommunarkiv reextract: the articles again from the stored pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive import Archive, ExitStatus, counted
from archive.cli import archive_option, known_site, print_json, progress_bar
from crawler import reextraction
from crawler.provenance import reader_version

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.reextraction import Summary

_OUTCOMES = {
    "same": ("article as before", "articles as before"),
    "changed": ("article read otherwise", "articles read otherwise"),
    "new": ("new article", "new articles"),
    "lost": ("article that its page gives no more", "articles that their pages give no more"),
    "outside": ("page that is no news", "pages that are no news"),
    "section": ("list of news", "lists of news"),
    "unreadable": ("page that can't be read", "pages that can't be read"),
    "damaged": ("damaged page", "damaged pages"),
    "faults": ("fault of the program", "faults of the program"),
}
"""What came of an address, in words: of one, and of several."""


@click.command(short_help="Derive the articles again from the stored pages.")
@click.option("--site", "site_key", metavar="KEY", help="Only this site's pages.")
@click.option("--changed-only", is_flag=True, help="Only pages that today's program and profile have not read yet.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that read pages.")
@click.option("--dry-run", is_flag=True, help="Say what would change, field by field, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on stdout.")
@archive_option
def reextract(archive_path: Path, site_key: str | None, jobs: int, **options: bool) -> None:
    """Derive the articles again from all stored pages, without network.

    Versions are derived too, as a crawl with today's program would have kept them. Interrupted or killed, the same
    command goes on where it was. Exit status 3 when a page could not be read.

    \b
    kommunarkiv reextract --changed-only --dry-run
    kommunarkiv reextract --site exempelby.se --jobs 2
    """
    with Archive.open(archive_path, make=False) as archive:
        summary, status = _run(archive, known_site(archive, site_key), jobs, options)
    if options["as_json"]:
        print_json({"dry_run": options["dry_run"], "counts": summary.counts, "fields": summary.fields,
                    "examples": summary.examples, "exit_status": int(status)})  # fmt: skip
    else:
        _print(summary, dry_run=options["dry_run"])
    if status is ExitStatus.INTERRUPTED:
        click.echo("Interrupted; what is derived is kept. The same command goes on from here.", err=True)
    raise SystemExit(int(status))


def _run(archive: Archive, site_key: str | None, jobs: int, options: dict[str, bool]) -> tuple[Summary, ExitStatus]:
    """Re-extract as the options say, as a run of its own unless it is a dry one."""
    arguments: dict[str, Any] = {"site": site_key, "reader": reader_version(), "changed_only": options["changed_only"]}
    run_id = None if options["dry_run"] else archive.begin_run(arguments, "reextract")
    addresses = reextraction.due(archive, site_key, run_id or 0, changed_only=options["changed_only"])
    summary, status = reextraction.Summary(), ExitStatus.DONE
    try:
        with progress_bar() as progress:
            task = progress.add_task("Reading pages", total=len(addresses))
            for summary in reextraction.reextract(archive, addresses, run_id, jobs=jobs, dry_run=options["dry_run"]):
                progress.update(task, completed=summary.counts["addresses"])
        if summary.counts["damaged"] or summary.counts["faults"]:
            status = ExitStatus.INCOMPLETE
    except KeyboardInterrupt:
        status = ExitStatus.INTERRUPTED
    if run_id is not None:
        reason = "interrupted" if status is ExitStatus.INTERRUPTED else "finished"
        archive.finish_run(run_id, summary.counts, reason, status)
    return summary, status


def _print(summary: Summary, *, dry_run: bool) -> None:
    counts = summary.counts
    outcomes = [f"{counts[name]} {words[counts[name] != 1]}" for name, words in _OUTCOMES.items() if counts[name]]
    if not outcomes:
        click.echo("No page is to be read again.")
        return
    click.echo(f"{counted(counts['pages'], 'stored page')} read again: {', '.join(outcomes)}.")
    for name, count in summary.fields.most_common():
        click.echo(f"  {name}: {'would differ' if dry_run else 'differed'} in {counted(count, 'article')}")
        for url in summary.examples[name]:
            click.echo(f"      {url}")
    for name in ("lost", "damaged", "faults"):
        for line in summary.examples.get(name, []):
            click.echo(f"  {name}: {line}")
