"""kommunarkiv in a process of its own, as users run it: Scrapy's reactor starts once a process.

The processes are forked from one that has imported the program already, which saves each of them a second.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.cli import main
from tests.crawler import crash_driver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROGRAM = Path(sys.executable).parent / "kommunarkiv"
TIMEOUT = 120
"""Seconds after which a command that should have ended has hung."""

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        *(__name__, "crawler.run", "crawler.commands.crawl", "crawler.progress", "crawler.scheduler"),
        *("crawler.guards.bodies", "crawler.guards.pace", "scrapy.core.downloader.handlers.http11"),
        *("scrapy.extensions.logstats", "scrapy.downloadermiddlewares.redirect"),
    ]
)


def _be_the_program(
    arguments: tuple[str, ...], settings: Mapping[str, Any], outputs: tuple[str, str], dies: tuple[str, str] | None
) -> None:
    """Become `kommunarkiv ARGUMENTS`, without the settings of the person who runs the tests."""
    for stream, path in ((1, outputs[0]), (2, outputs[1])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    for name in [name for name in os.environ if name.startswith("KOMMUNARKIV_")]:
        del os.environ[name]
    from crawler import settings as wiring  # noqa: PLC0415 - read when a crawl begins

    for name, value in settings.items():
        setattr(wiring, name, value)
    if dies:
        crash_driver.arm(*dies)
    try:
        main(list(arguments), prog_name="kommunarkiv")
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB on Linux
        Path(outputs[0]).with_name("memory").write_text(str(peak / 1024))


class Command:
    """A command that runs; `stdout` and `stderr` are what it has said so far.

    It `dies` at a point of crash_driver.py, where that is told.
    """

    def __init__(
        self,
        *arguments: str | Path,
        settings: Mapping[str, Any] | None = None,
        dies: tuple[str, str] | None = None,
    ) -> None:
        self._arguments = tuple(map(str, arguments))
        self._folder = Path(tempfile.mkdtemp())
        self._said: dict[str, str] = {}
        outputs = (str(self._folder / "stdout"), str(self._folder / "stderr"))
        args = (self._arguments, dict(settings or {}), outputs, dies)
        self._process = _FORKS.Process(target=_be_the_program, args=args)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    @property
    def stdout(self) -> str:
        return self._output("stdout")

    @property
    def stderr(self) -> str:
        return self._output("stderr")

    @property
    def peak_memory(self) -> float:
        """MB that it took at most, once it has ended by itself."""
        return float(self._output("memory"))

    def _output(self, name: str) -> str:
        path = self._folder / name
        return self._said.get(name) or (path.read_text() if path.exists() else "")

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Come back when this holds, or when the command has ended."""
        end = time.monotonic() + TIMEOUT
        while not holds() and self._process.is_alive():
            assert time.monotonic() < end, f"waited in vain: {self.stderr}"
            time.sleep(0.002)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def wait(self, timeout: float = TIMEOUT) -> subprocess.CompletedProcess[str]:
        """What came of it; TimeoutExpired, and the end of it, when it takes longer than so many seconds."""
        self._process.join(timeout)
        late = self._process.exitcode is None
        self.kill()
        if late:
            raise subprocess.TimeoutExpired(self._arguments, timeout, self.stdout, self.stderr)
        assert self._process.exitcode is not None
        return subprocess.CompletedProcess(self._arguments, self._process.exitcode, self.stdout, self.stderr)

    def kill(self) -> None:
        """End it as the system does when it is out of memory (SIGKILL), if it has not ended yet."""
        self._process.kill()
        self._process.join()
        self._said = {name: self._output(name) for name in ("stdout", "stderr", "memory")}
        shutil.rmtree(self._folder, ignore_errors=True)


def run(
    *arguments: str | Path, program: tuple[str | Path, ...] = (), settings: Mapping[str, Any] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command's status, stdout and stderr. Another `program` is run as it is."""
    if not program:
        return Command(*arguments, settings=settings).wait()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOMMUNARKIV_")}
    command = [*map(str, program), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, env=environment, check=False)


def crawl(
    *arguments: str | Path, archive: Path, delay: float = 0, settings: Mapping[str, Any] | None = None
) -> subprocess.CompletedProcess[str]:
    """`kommunarkiv crawl` without the polite second between requests: the server is the test's own.

    `settings` replace values of crawler.settings, so that a test need not wait for what takes a minute.
    """
    return run("crawl", *arguments, "--archive", archive, "--delay", str(delay), settings=settings)


def column(archive: Path, query: str) -> set[Any]:
    """The different values that a query of one column finds in the archive."""
    with closing(sqlite3.connect(archive)) as connection:
        return {row[0] for row in connection.execute(query)}


def canonical(archive: Path) -> list[str]:
    """What the archive says, in the form in which equal archives are equal."""
    result = run("export", "jsonl", "--canonical", "--archive", archive)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()
