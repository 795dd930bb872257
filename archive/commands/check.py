"""kommunarkiv check: whether an archive is sound."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click
from rich.console import Console

from archive import Archive, checking, counted
from archive.cli import archive_option, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from archive.checking import Finding

_STATUS_HEALABLE, _STATUS_DAMAGED = 3, 5
"""Exit status (docs/crawling.md): what `repair` or the next crawl heals is incomplete, the rest a storage failure."""

_HEALS = {
    "indexes": "kommunarkiv repair builds it anew",
    "search": "kommunarkiv repair builds it anew",
    "derive": "kommunarkiv repair reads it again from its page",
    "fetch": "kommunarkiv repair lets the next crawl fetch it again",
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
    findings: list[Finding] = []
    with Archive.open(archive_path, "read") as archive, Console(stderr=True).status("Checking") as status:
        for finding in archive.check(lambda step: status.update(f"Checking: {step}")):
            findings.append(finding)
            if not as_json:
                click.echo(f"{finding.text} – {_HEALS[finding.remedy]}")
        pages = checking.page_count(archive.connection)
    if not checking.can_compare(archive_path):
        click.echo(_NOT_COMPARED, err=True)
    counts = Counter(finding.remedy for finding in findings)
    code = _STATUS_DAMAGED if counts["backup"] else _STATUS_HEALABLE if findings else 0
    if as_json:
        print_json({"findings": [{"text": f.text, "remedy": f.remedy} for f in findings], "exit_status": code})
    elif not findings:
        click.echo(f"{archive_path} is sound: {counted(pages, 'stored page')} read back, byte for byte as it came.")
    else:
        holds_not = "thing does not hold" if len(findings) == 1 else "things do not hold"
        click.echo(f"{len(findings)} {holds_not} in {archive_path}.", err=True)
    raise SystemExit(code)
