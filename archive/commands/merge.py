"""kommunarkiv merge: archives from several machines made one."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from archive import Archive, counted
from archive.cli import archive_option
from archive.errors import ArchiveUnusable
from archive.merging import merge as merge_archive


@click.command(short_help="Take over everything that other archives hold.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@archive_option
def merge(files: tuple[Path, ...], archive_path: Path) -> None:
    """Take everything that the other archives in FILE... hold into this one; they stay as they are.

    Interrupted or killed, what was merged whole is kept, and the same command does the rest.

    \b
    kommunarkiv merge norr.db soder.db --archive alla.db
    """
    for file in files:
        if not file.is_file():
            raise ArchiveUnusable(file, "there is no such file to merge. Name archives that are there.")
    with Archive.open(archive_path) as archive:
        for file in files:
            with Console(stderr=True).status(f"Merging {file}"):
                merged = merge_archive(archive, file)
            click.echo(
                f"{file}: {counted(merged.articles, 'new article')}, {counted(merged.pages, 'page')}, "
                f"{counted(merged.addresses, 'address')}, {counted(merged.article_versions, 'version')}"
            )
