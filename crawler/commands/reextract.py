"""kommunarkiv reextract: the articles again from the stored pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from archive import Archive
from archive.cli import archive_option, with_bar
from crawler import reextraction

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--site", "site_key", metavar="KEY", help="Only this site's pages.")
@archive_option
def reextract(archive_path: Path, site_key: str | None) -> None:
    """Derive the articles again from the stored pages, without network."""
    with Archive.open(archive_path) as archive:
        total = len(archive.addresses_with_pages(site_key))
        steps = reextraction.reextract(archive, site_key)
        counts: Counter[str] = Counter(pages=0)
        for counts in with_bar(steps, "Reading pages", total):  # noqa: B007 - the last one counts
            pass
    click.echo(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
