"""A crawled archive, from which words and articles are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.archive.redaction.sample import crawl

if TYPE_CHECKING:
    from archive import Archive


@pytest.fixture
def crawled(archive: Archive) -> Archive:
    crawl(archive)
    assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (1,)
    return archive
