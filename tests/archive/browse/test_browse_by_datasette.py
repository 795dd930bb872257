"""`datasette archive.db` alone shows the same: its own command finds the plugin, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_datasettes_own_command_loads_the_plugin(archive_file: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "datasette", str(archive_file), "--get", "/"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "Kommunarkiv" in result.stdout
