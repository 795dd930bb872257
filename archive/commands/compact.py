"""kommunarkiv compact: the same archive in less room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive import Archive, compaction, search
from archive.cli import archive_option, progress_bar
from archive.wording import counted, sized

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Compress older pages, and give room back to the disk.")
@archive_option
def compact(archive_path: Path) -> None:
    """Compress older pages with what their site's pages have in common, and give free room back to the disk.

    The search index is merged into one piece, which makes searching faster.

    The crawl does it too, a little at a time; this does all of it. It may be interrupted; while the last step runs
    (VACUUM) the disk must have room for a second copy of the file.

    \b
    kommunarkiv compact --archive demo.db
    """
    with Archive.open(archive_path, make=False) as archive:
        before = archive_path.stat().st_size
        pages = 0
        with progress_bar() as progress:
            task = progress.add_task("Compressing pages", total=None)
            for pages, total in compaction.compact(archive.transaction):
                progress.update(task, completed=pages, total=total)
        with archive.transaction() as connection:
            search.optimise(connection)
        archive.vacuum()
        after = archive_path.stat().st_size
    click.echo(f"{counted(pages, 'page')} compressed again; {archive_path} {sized(before)}, now {sized(after)}")
