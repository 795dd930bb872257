"""kommunarkiv in a process that is killed after so many calls, or that can write no larger files than so.

No code of the program takes part: the calls that Python makes are counted, its own and those into SQLite and the system
alike, from the moment at which the archive is opened.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive import opening
from crawler.cli import main
from tests.crawler.command import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status (negative for a signal), stderr, and how many calls it made."""

    returncode: int | None
    stderr: str
    calls: int


def run_failing(
    folder: Path, arguments: Sequence[str], *, after: int | None = None, largest_file: int | None = None
) -> Ended:
    """Run `kommunarkiv ARGUMENTS`: killed after so many calls, or with a disk that takes no larger files (bytes)."""
    process = _FORKS.Process(target=_be_the_program, args=(str(folder), tuple(arguments), after, largest_file))
    process.start()
    process.join(TIMEOUT)
    assert process.exitcode is not None, f"{arguments} hangs"
    calls, stderr = folder / "calls", folder / "stderr"
    return Ended(process.exitcode, stderr.read_text(), int(calls.read_text()) if calls.exists() else 0)


def _be_the_program(folder: str, arguments: tuple[str, ...], after: int | None, largest_file: int | None) -> None:
    for stream, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    os.chdir(folder)
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        if event in {"call", "c_call"}:
            calls += 1
            if calls == after:
                os.kill(os.getpid(), signal.SIGKILL)

    def begin() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        sys.setprofile(count)

    opening.connect = _then(opening.connect, begin)
    try:
        main(list(arguments), prog_name="kommunarkiv")
    finally:
        sys.setprofile(None)
        if largest_file is None:
            (handle := open(f"{folder}/calls", "w")).write(str(calls))  # noqa: PTH123, SIM115 - counted no more
            handle.close()


def _then(function: Callable[..., Any], begin: Callable[[], None]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        begin()
        return result

    return call
