"""Files and folders that a command writes: whole under their names, or not there at all."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any

import click

from archive.opening import is_whole_archive, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def text_sink(out: Path | None, format_: str) -> Iterator[IO[Any]]:
    """Where the text goes: stdout, or the file, which is there only once it is whole.

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
    """A path beside `out` to write to, which takes its place at the end; an error or a kill leaves `out` as it was.

    A file is replaced; a folder that is there already, and an archive with its pages, are nothing to be written over.
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
    part = out.with_name(f"{out.name}.part")
    try:
        _remove(part)
        yield part
        part.replace(out)
    except OSError as error:
        raise unwritable(out, error) from error
    finally:
        with suppress(OSError):  # a disk that is read-only refuses this too; that it is has been told
            _remove(part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
