"""kommunarkiv in a process of its own, as users run it: Scrapy's reactor starts once a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "kommunarkiv"
TIMEOUT = 120
"""Seconds after which a command that should have ended has hung."""


def run(*arguments: str | Path, program: tuple[str | Path, ...] = (PROGRAM,)) -> subprocess.CompletedProcess[str]:
    """The command's status, stdout and stderr; its environment holds no setting of the person who runs the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOMMUNARKIV_")}
    return subprocess.run(
        [*map(str, program), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        env=environment,
        check=False,
    )


def crawl(
    *arguments: str | Path, archive: Path, delay: float = 0, settings: dict[str, float] | None = None
) -> subprocess.CompletedProcess[str]:
    """`kommunarkiv crawl` without the polite second between requests: the server is the test's own.

    `settings` replace values of crawler.settings, so that a test need not wait for what takes a minute.
    """
    program: tuple[str | Path, ...] = (PROGRAM,)
    if settings:
        changes = "; ".join(f"settings.{name} = {value!r}" for name, value in settings.items())
        start = "from crawler.cli import main; main(prog_name='kommunarkiv')"
        program = (sys.executable, "-c", f"from crawler import settings; {changes}; {start}")
    return run("crawl", *arguments, "--archive", archive, "--delay", str(delay), program=program)


def canonical(archive: Path) -> list[str]:
    """What the archive says, in the form in which equal archives are equal."""
    result = run("export", "jsonl", "--canonical", "--archive", archive)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()
