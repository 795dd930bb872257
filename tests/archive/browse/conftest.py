from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive.browse.server import make_datasette
from tests.archive.browse.sample import make_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datasette.app import Datasette


@pytest.fixture(scope="session")
def archive_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive; read only."""
    return make_archive(tmp_path_factory.mktemp("browse") / "archive.db")


@pytest.fixture
def datasette(archive_file: Path) -> Iterator[Datasette]:
    """Datasette on the sample archive, in process."""
    datasette = make_datasette(archive_file)
    yield datasette
    for database in datasette.databases.values():
        database.close()
