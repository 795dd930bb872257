"""Asking a crawl to end from another process: a file beside the archive, for which the crawl looks every second.

A signal would need the process's number, and reaches only this machine and this user's processes; the file works
wherever the archive can be written, in a container or over a share.
"""

from __future__ import annotations

from pathlib import Path

from archive import opening
from archive.errors import ArchiveLocked


def stop(path: Path, wait: float) -> bool:
    """Let the crawl that writes to an archive end: True when it has, False when none was running.

    ArchiveLocked, naming the holder, when the file is still held after `wait` seconds; nobody is asked any more then.
    """
    try:
        opening.lock(path, 0).release()
    except ArchiveLocked:
        request = _request(path)
        request.touch()
        try:
            opening.lock(path, wait).release()
        finally:
            request.unlink(missing_ok=True)
        return True
    return False


def stop_asked(path: Path) -> bool:
    """Whether somebody wants the crawl into this archive to end."""
    return _request(path).exists()


def forget_stop(path: Path) -> None:
    """Drop a request that an earlier crawl left, by whoever holds the lock now: it was not meant for this one."""
    _request(path).unlink(missing_ok=True)


def _request(path: Path) -> Path:
    return Path(f"{opening.followed(path)}.stop")
