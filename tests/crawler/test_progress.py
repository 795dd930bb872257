"""What a person sees on a terminal while a crawl runs: one line, however narrow the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

import pytest

from crawler.demo import DEMO_SECTION
from tests.crawler.command import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite

UP = "\x1b[1A"
"""What is written to go back over lines: at every change of two or more."""
COLOUR = re.compile(r"\x1b\[[\d;?]*[a-zA-Z]")


def on_a_terminal(columns: int, *arguments: str | Path) -> str:
    """What a command writes to a terminal with so many columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR"}}
    process = subprocess.Popen([PROGRAM, *arguments], stdout=its, stderr=its, env=environment | {"TERM": "xterm"})
    os.close(its)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so that the other end is closed
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert process.wait() == 0, written.decode()
    return written.decode()


@pytest.mark.parametrize("columns", [80, 40])
def test_progress_is_one_line_of_the_terminal(columns: int, demo_site: WatchedSite, tmp_path: Path) -> None:
    arguments = ("crawl", demo_site.base_url, "--section", DEMO_SECTION, "--delay", "0.1")
    written = on_a_terminal(columns, *arguments, "--archive", tmp_path / "archive.db")
    assert written.count(UP) <= 1, "once at the end, to take it away"
    shown = [COLOUR.sub("", line) for line in re.split(r"[\r\n]+", written) if " failed" in line or "…" in line]
    progress = [line for line in shown if re.search(r"\d pages, \d+ articles? \(\d+ new\)", line)]
    assert progress, written
    assert max(map(len, progress)) <= columns


def test_progress_tells_what_a_look_through_a_site_has_found(demo_site: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    written = on_a_terminal(
        80, "crawl", demo_site.base_url, "--delay", "0.2", "--max-pages", "16", "--archive", archive
    )
    assert re.search(r"\d pages?, looking for news: [1-9] sections? so far", COLOUR.sub("", written)), written
