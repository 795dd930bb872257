"""The program's beginning: `kommunarkiv`, and `python -m crawler`."""

from __future__ import annotations

import sys

_INTERRUPTED = 130
"""`archive.ExitStatus.INTERRUPTED`, which cannot be asked for before it is loaded."""


def run() -> None:
    """Be the command line. Ctrl-C while its modules are being loaded, up to a second, ends it without a traceback."""
    try:
        from crawler.cli import main  # noqa: PLC0415 - what takes long to load
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    main()


if __name__ == "__main__":
    run()
