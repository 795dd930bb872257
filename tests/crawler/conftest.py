"""What several tests of the command line look at, made once."""

import subprocess
from pathlib import Path

import pytest

from tests.crawler.command import run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The demo's archive, which tests leave as it is, and what the command said."""
    archive = tmp_path_factory.mktemp("demo") / "demo.db"
    return archive, run("demo", "--archive", archive)
