"""A file or folder on its way: whole under its name, or not there at all."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from archive.errors import ArchiveMisused
from archive.opening import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def part_of(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to, which takes its place at the end; an error or a kill leaves `out` as it was.

    ArchiveMisused while another process writes to the same `out`: either would put the other's half in place.
    """
    part = out.with_name(f"{out.name}.part")
    try:
        with _alone(out, part):
            try:
                _remove(part)
                yield part
                part.replace(out)
            finally:
                with suppress(OSError):  # a disk that is read-only refuses this too; that it is has been told
                    _remove(part)
    except OSError as error:
        raise unwritable(out, error) from error


@contextmanager
def _alone(out: Path, part: Path) -> Iterator[None]:
    lock = FileLock(f"{part}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ArchiveMisused(f"{out}: another process is writing it. Wait for that one to end.") from error
    try:
        yield
    finally:
        with suppress(OSError):
            Path(lock.lock_file).unlink()  # still held: who waits for it finds it deleted, and takes a new one
        lock.release()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
