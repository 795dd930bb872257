"""kommunarkiv status: what is in the archive and how its last run went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive import Archive
from archive.cli import archive_option, print_json
from archive.status import status as read_status

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@archive_option
def status(archive_path: Path, *, as_json: bool) -> None:
    """Say what is in the archive and how its last run went."""
    with Archive.open(archive_path, "read") as archive:
        state = read_status(archive.connection)
    if as_json:
        print_json(state)
        return
    pages = state["pages"]
    click.echo(
        f"{archive_path}: {sum(site['articles'] for site in state['sites'])} articles of {len(state['sites'])} sites, "
        f"{pages['count']} pages ({pages['bytes'] / 1e6:.1f} MB, {pages['stored_bytes'] / 1e6:.1f} MB compressed)"
    )
    for site in state["sites"]:
        where = f" ({site['municipality']} kommun)" if site["municipality"] else ""
        click.echo(f"\n{site['key']}{where}: {site['articles']} articles, newest {site['newest'] or 'undated'}")
        for section in site["sections"]:
            click.echo(f"  {section['articles']:6}  {section['trail']}")
        click.echo("  addresses: " + ", ".join(f"{count} {state}" for state, count in site["addresses"].items()))
    if run := state["last_run"]:
        end = f"ended {run['finished_at']} ({run['finish_reason']}, exit status {run['exit_status']})"
        click.echo(f"\nLast run: started {run['started_at']}, {end if run['finished_at'] else 'not ended'}")
        if run["counts"]:
            click.echo("  " + ", ".join(f"{count} {name}" for name, count in run["counts"].items()))
