"""An archive that goes by two names, as one on a bigger disk with a link where it used to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive import Archive, ArchiveLocked, ArchiveUnusable, stop_asked
from archive.opening import is_frozen
from archive.stopping import stop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def link(archive: Archive, tmp_path: Path) -> Path:
    path = tmp_path / "link" / "nyheter.db"
    path.parent.mkdir()
    path.symlink_to(archive.path)
    return path


def test_whoever_writes_has_it_by_both_names(archive: Archive, link: Path) -> None:
    with pytest.raises(ArchiveLocked):
        Archive.open(link)
    archive.close()
    with Archive.open(link), pytest.raises(ArchiveLocked):
        Archive.open(archive.path)
    assert [path.name for path in link.parent.iterdir()] == ["nyheter.db"]


def test_crawl_is_stopped_by_either_name(archive: Archive, link: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        "pathlib.Path.unlink", lambda *_, **__: asked.append((stop_asked(link), stop_asked(archive.path)))
    )
    with pytest.raises(ArchiveLocked):
        stop(link, 0)
    assert asked == [(True, True)]


def test_log_of_the_writer_is_looked_for_beside_the_file(
    archive: Archive, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it a reader who can't write there would not see what the crawl is about to move into the file."""
    monkeypatch.setattr("os.access", lambda *_: False)
    assert not is_frozen(link)
    archive.close()
    assert is_frozen(link)


def test_link_to_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.symlink_to(path)
    with pytest.raises(ArchiveUnusable):
        Archive.open(path)
