"""Where a command writes what it exports: to stdout, a pipe or a device, a file, a folder."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

from archive.opening import is_whole_archive, unwritable
from archive.part_files import part_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def text_sink(out: Path | None, format_: str) -> Iterator[IO[Any]]:
    """Where the text goes: stdout, a pipe or a device that is there, or the file, which is there only once it is whole.

    A CSV file begins with a byte order mark: without it Excel reads å, ä and ö as something else.
    """
    if out is None:
        yield sys.stdout
        return
    encoding = "utf-8-sig" if format_ == "csv" else "utf-8"
    with unfinished(out) as part, part.open("w", encoding=encoding, newline="") as file:
        yield file


@contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `out` at the end (`archive.part_files`).

    A file is replaced; a folder that is there already, and an archive with its pages, are nothing to be written over,
    and nothing takes the place of a pipe or a device, which is written to as it is.
    """
    if out.is_dir():
        message = f"there is a folder {out} already. Name another, or remove it."
        raise click.BadParameter(message, param_hint="OUT")
    if not out.parent.is_dir():
        message = f"the folder {out.parent} does not exist. Make it, or name another file."
        raise click.BadParameter(message, param_hint="OUT")
    if is_whole_archive(out):
        message = f"{out} is an archive, and nothing is written over one. Name another file."
        raise click.BadParameter(message, param_hint="OUT")
    if out.exists() and not out.is_file():
        try:
            yield out
        except OSError as error:
            raise unwritable(out, error) from error
        return
    with part_of(out) as part:
        yield part
