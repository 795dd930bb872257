"""kommunarkiv backup: a consistent copy, also while a crawl runs."""

from __future__ import annotations

from pathlib import Path

import click

from archive import Archive
from archive.backup import backup as make_backup
from archive.cli import archive_option, progress_bar


@click.command(short_help="Copy the archive, also while a crawl writes to it.")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
def backup(out: Path, archive_path: Path) -> None:
    """Copy the archive to OUT, consistently and whole, also while a crawl writes to it.

    \b
    kommunarkiv backup /media/kopior/arkiv.db
    """
    with Archive.open(archive_path, "read") as archive, progress_bar() as bar:
        task = bar.add_task("Copying", total=None)
        size = make_backup(archive.connection, out, lambda done, total: bar.update(task, completed=done, total=total))
    click.echo(f"{out}: {size / 1e6:.1f} MB, checked")
