"""kommunarkiv export: the archive's articles in open formats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import Archive
from archive.cli import archive_option
from archive.export import jsonl

if TYPE_CHECKING:
    from collections.abc import Callable


def _jsonl(archive: Archive, out: Callable[[str], Any], *, canonical: bool) -> None:
    for line in jsonl.lines(archive.connection, canonical=canonical):
        out(f"{line}\n")


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(["jsonl"]))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--canonical", is_flag=True, help="Sorted, without ids, runs and instants: equal archives give equal lines."
)
@archive_option
def export(format_: str, out: Path | None, archive_path: Path, *, canonical: bool) -> None:
    """Write the archive's articles in an open format, to OUT or to stdout.

    FORMAT is jsonl: one article a line, in schema.org's words.
    """
    with Archive.open(archive_path, "read") as archive:
        if out is None:
            _jsonl(archive, sys.stdout.write, canonical=canonical)
        else:
            with out.open("w", encoding="utf-8") as file:
                _jsonl(archive, file.write, canonical=canonical)
