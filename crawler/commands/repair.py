"""kommunarkiv repair: heal what `check` finds, as far as it can be derived again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from archive import Archive, ExitStatus
from archive.cli import archive_option
from crawler import reextraction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command(short_help="Heal what check finds.")
@archive_option
def repair(archive_path: Path) -> None:
    """Heal what `check` finds: what can be derived again is, a damaged page is fetched again by the next crawl.

    Exit status 0 when the archive is sound afterwards, 3 when the next crawl has pages to fetch for it, 5 when only a
    backup would heal the rest.

    \b
    kommunarkiv repair --archive demo.db
    """
    with Archive.open(archive_path, make=False) as archive:
        found: Counter[str] = Counter()
        of: dict[str, set[int]] = {"fetch": set(), "derive": set()}
        for finding in archive.check():
            found[finding.remedy] += 1
            if finding.address_id is not None and finding.remedy in of:
                of[finding.remedy].add(finding.address_id)
        if not found:
            click.echo(f"{archive_path} is sound; nothing to repair.")
            return
        archive.heal(found, of["fetch"])
        if of["derive"]:
            _derive(archive, sorted(of["derive"]))
        left: Counter[str] = Counter()
        for finding in archive.check():
            left[finding.remedy] += 1
            later = "fetched by the next crawl" if finding.remedy == "fetch" else "left"
            click.echo(f"{finding.text} – {later}", err=True)
    click.echo(f"Healed: {found.total() - left.total()} of {found.total()} things that did not hold.")
    if left:
        raise SystemExit(int(ExitStatus.INCOMPLETE if set(left) == {"fetch"} else ExitStatus.STORAGE))


def _derive(archive: Archive, address_ids: Sequence[int]) -> None:
    """Read the pages of these addresses again, as a run of its own."""
    run_id = archive.begin_run({"addresses": address_ids}, "repair")
    counts: Counter[str] = Counter()
    for summary in reextraction.reextract(archive, address_ids, run_id):
        counts = summary.counts
    archive.finish_run(run_id, counts, "finished", ExitStatus.DONE)
