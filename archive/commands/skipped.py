"""kommunarkiv skipped: which addresses gave no article, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from archive import Archive
from archive.cli import archive_option, known_site, print_json_list
from archive.skipped import any_fetched
from archive.skipped import skipped as read_skipped

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Say which addresses gave no article, and why.")
@click.option("--site", metavar="KEY", help="One site only.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@archive_option
def skipped(site: str | None, archive_path: Path, *, as_json: bool) -> None:
    """Say which addresses gave no article, and why: reason, address and the page that told of it, a line each.

    A rule that cut addresses by their pattern has one line a pattern, with an example. Pages that a run only passed on
    its way to a section ("on the way" in its report) are none: no article was looked for there.

    \b
    kommunarkiv skipped
    kommunarkiv skipped --site exempelby.se --json
    """
    with Archive.open(archive_path, "read") as archive:
        found = read_skipped(archive.connection, known_site(archive, site))
        if as_json:
            print_json_list(asdict(one) for one in found)
            return
        one = None
        for one in found:
            click.echo(f"{one.reason}\t{one.url}\t{one.found_on or ''}")
        was_asked = any_fetched(archive.connection)
    if one is None and was_asked:
        click.echo("Nothing was skipped: every address that was fetched for an article gave one.", err=True)
    elif one is None:
        click.echo("Nothing was skipped: no crawl has come to a section with articles yet.", err=True)
