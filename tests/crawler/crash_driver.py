"""Run the command line, but die at a named point: `crash_driver.py POINT WHEN ARGUMENT…`.

POINT is a method of the archive, or of its store of files, and the side of it ("before store_page", "after record" …);
the process kills itself with SIGKILL when the method is reached for the WHEN-th time, or where WHEN is no number, for
an address that holds it.
No code of the program takes part.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from archive import Archive, FileStore
from crawler.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

METHODS = ("store_page", "record", "set_scope", "begin_run", "finish_run")
POINTS = tuple(f"{side} {method}" for method in METHODS for side in ("before", "after"))


def dying(method: Callable[..., Any], side: str, when: str) -> Callable[..., Any]:
    calls = 0

    def call(archive: Archive, *args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        now = calls == int(when) if when.isdecimal() else when in archive.address(args[0]).url
        if side == "before" and now:
            os.kill(os.getpid(), signal.SIGKILL)
        result = method(archive, *args, **kwargs)
        if side == "after" and now:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


def arm(point: str, when: str) -> None:
    """Let this process die at the point."""
    side, _, name = point.partition(" ")
    owner = Archive if hasattr(Archive, name) else FileStore
    setattr(owner, name, dying(getattr(owner, name), side, when))


if __name__ == "__main__":
    arm(*sys.argv[1:3])
    main(sys.argv[3:], prog_name="kommunarkiv")
