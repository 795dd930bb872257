"""kommunarkiv check: whether an archive is sound."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click
from rich.console import Console

from archive import Archive, ExitStatus, checking, counted, pages
from archive.cli import archive_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from archive.checking import Finding

_HEALS = {
    "indexes": "kommunarkiv repair builds it anew",
    "search": "kommunarkiv repair builds it anew",
    "derive": "kommunarkiv repair reads it again from its page",
    "fetch": "kommunarkiv repair lets the next crawl fetch it again",
    "files": "kommunarkiv repair lets the next crawl that keeps files ask for it again",
    "orphans": "kommunarkiv repair deletes it",
    "compact": "kommunarkiv compact does it",
    "backup": "only a backup heals it",
}

_NOT_COMPARED = (
    "The search index was not compared with the articles, which takes a file that can be written. "
    "Copy the archive to a folder of your own to have that checked too."
)


@click.command(short_help="Verify the whole archive, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON on stdout.")
@archive_option
def check(archive_path: Path, *, as_json: bool) -> None:
    """Verify the whole archive: the file, every page's digest, articles and their pages, the search index.

    Nothing is changed. A line tells each thing that does not hold; the exit status is 0 when all does, 3 when `repair`
    or the next crawl heals what does not, 5 when only a backup would.

    \b
    kommunarkiv check
    kommunarkiv check --archive demo.db --json
    """
    tell = _as_json if as_json else _as_lines
    counts: Counter[str] = Counter()
    with Archive.open(archive_path, "read") as archive, Console(stderr=True).status("Checking") as status:
        findings = archive.check(lambda step: status.update(f"Checking: {step}"))
        tell(_counting(findings, counts), lambda: _status(counts))
        stored = 0 if counts else pages.stored(archive.connection)["count"]
    if not checking.can_compare(archive_path):
        click.echo(_NOT_COMPARED, err=True)
    if counts and not as_json:
        holds_not = "thing does not hold" if counts.total() == 1 else "things do not hold"
        click.echo(f"{counts.total()} {holds_not} in {archive_path}.", err=True)
    elif not as_json:
        click.echo(f"{archive_path} is sound: {counted(stored, 'stored page')} read back, byte for byte.")
    raise SystemExit(int(_status(counts)))


def _status(counts: Counter[str]) -> ExitStatus:
    """What `repair` or the next crawl heals is incomplete, the rest a failure of the storage."""
    if counts["backup"]:
        return ExitStatus.STORAGE
    return ExitStatus.INCOMPLETE if counts else ExitStatus.DONE


def _counting(findings: Iterator[Finding], counts: Counter[str]) -> Iterator[Finding]:
    """The findings one by one: of an archive whose every page is damaged there are as many as pages."""
    for finding in findings:
        counts[finding.remedy] += 1
        yield finding


def _as_lines(findings: Iterator[Finding], _status: Callable[[], ExitStatus]) -> None:
    for finding in findings:
        click.echo(f"{finding.text} – {_HEALS[finding.remedy]}")


def _as_json(findings: Iterator[Finding], status: Callable[[], ExitStatus]) -> None:
    """One JSON object, written as its findings come."""
    click.echo('{"findings": [', nl=False)
    for number, finding in enumerate(findings):
        told = json.dumps({"text": finding.text, "remedy": finding.remedy}, ensure_ascii=False)
        click.echo(f"{',' if number else ''}\n  {told}", nl=False)
    click.echo(f'\n], "exit_status": {int(status())}}}')
