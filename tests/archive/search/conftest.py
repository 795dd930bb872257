"""An empty library for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive import Archive
from tests.archive.search.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Archive.open(tmp_path / "archive.db") as archive:
        yield Library(archive)
