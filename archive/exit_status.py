"""The exit statuses of `kommunarkiv`, which runs and sites are kept with too."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What a command's exit status means, and how a run or its part on a site has ended (docs/crawling.md)."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    INCOMPLETE = 3
    LOCKED = 4
    STORAGE = 5
    REFUSED = 6
    NOTHING = 7
    INTERRUPTED = 130
