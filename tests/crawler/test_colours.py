"""Colours are for terminals, and for those who want them (https://no-color.org)."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.crawler.command import PROGRAM, TIMEOUT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite

COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m")
"""What turns a colour on (ECMA-48, 8.3.117); bold, and moving the cursor, are no colours."""


def on_a_terminal(*arguments: str | Path, **environment: str) -> bytes:
    """All that the program writes on a terminal."""
    ours, theirs = pty.openpty()
    named = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "CI"}}
    command = [str(PROGRAM), *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env={**named, "TERM": "xterm-256color", **environment}
    ) as process:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 65536):
                said += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        finally:
            os.close(ours)
        process.wait(TIMEOUT)
    return said


@pytest.mark.parametrize("no_color", ["", "1"], ids=["", "NO_COLOR"])
def test_crawl_and_search_use_colours_unless_no_color_is_set(
    no_color: str, demo_site: WatchedSite, tmp_path: Path
) -> None:
    archive, section = tmp_path / "archive.db", demo_site.truth("section")[-1]
    crawl = ("crawl", demo_site.url(section["path"]), "--archive", archive, "--delay", "0.2")
    said = on_a_terminal(*crawl, NO_COLOR=no_color)
    assert b"articles" in said
    assert bool(COLOUR.search(said)) is not bool(no_color)
    found = on_a_terminal("search", "kommunen", "--archive", archive, NO_COLOR=no_color)
    assert bool(COLOUR.search(found)) is not bool(no_color)
