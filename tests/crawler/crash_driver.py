"""Run the command line, but die at a named point: `crash_driver.py POINT COUNT ARGUMENT…`.

POINT is a method of the archive and the side of it ("before store_page", "after record" …); the process kills itself
with SIGKILL when the method is reached for the COUNT-th time. No code of the program takes part.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from archive import Archive
from crawler.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

METHODS = ("store_page", "record", "set_scope", "begin_run", "finish_run")
POINTS = tuple(f"{side} {method}" for method in METHODS for side in ("before", "after"))


def dying(method: Callable[..., Any], side: str, count: int) -> Callable[..., Any]:
    calls = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if side == "before" and calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        result = method(*args, **kwargs)
        if side == "after" and calls == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


if __name__ == "__main__":
    side, _, name = sys.argv[1].partition(" ")
    setattr(Archive, name, dying(getattr(Archive, name), side, int(sys.argv[2])))
    main(sys.argv[3:], prog_name="kommunarkiv")
