"""The published copy holds what readers may see, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Literal

import pytest

from archive import Archive, ArchiveUnusable, search
from archive.export.published import publish
from archive.search import Filters
from tests.archive.export.conftest import FULL

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(filled: Archive, tmp_path: Path) -> Path:
    path = tmp_path / "publik.db"
    publish(filled.connection, path)
    return path


def test_copy_is_sound_and_ready_for_read_only_media(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')") is not None


def test_no_word_of_a_hidden_article_is_in_the_file(copy: Path) -> None:
    content = copy.read_bytes()
    assert b"Isbanan" in content
    for word in ("Hemligheten", "hemlighet", "Detta ska ingen läsa"):
        assert word.encode() not in content


def test_no_raw_page_header_frontier_or_run_is_in_the_file(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables.isdisjoint({"addresses", "address_sections", "runs", "run_sections"})
        columns = {row[1] for row in connection.execute("PRAGMA table_info(pages)")}
    assert columns == {"id", "url", "fetched_at", "status", "digest", "size"}


def test_copy_answers_searches_and_the_news_view_as_the_archive_does(filled: Archive, copy: Path) -> None:
    with Archive.open(copy, "read", whole=False) as published:
        hits = search.search(published.connection, "isbana")
        assert [hit.url for hit in hits] == [hit.url for hit in search.search(filled.connection, "isbana")] == [FULL]
        query = "SELECT * FROM news ORDER BY id"
        assert published.connection.execute(query).fetchall() == filled.connection.execute(query).fetchall()


def test_copy_holds_only_what_passes_the_filters(filled: Archive, tmp_path: Path) -> None:
    path = tmp_path / "2026.db"
    assert publish(filled.connection, path, Filters(since="2026")) == 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT url FROM articles").fetchall() == [(FULL,)]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_what_needs_the_whole_archive_refuses_a_copy(copy: Path, mode: Literal["read", "write"]) -> None:
    with pytest.raises(ArchiveUnusable, match="published copy"):
        Archive.open(copy, mode)
