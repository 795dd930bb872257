"""The index follows the articles whoever writes them, and is made anew without ever being out of use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive import Archive, search
from archive.search import renewal
from tests.archive.search.library import Library, Text

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [Text(f"Simhallen nummer {number}", body="Skolorna badar.") for number in range(7)]


@pytest.fixture
def pools(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(renewal, "_BATCH", 2)
    library.add(*TEXTS)
    return library


def version(library: Library) -> int:
    return int(library.connection.execute("SELECT analysis_version FROM search_index").fetchone()[0])


def forms(library: Library) -> list[tuple[str, str, int]]:
    return library.connection.execute(
        "SELECT form, word, kind FROM word_forms JOIN words ON words.id = word_id ORDER BY form, word"
    ).fetchall()


def damage(library: Library) -> None:
    """Make the index one of an earlier analysis, with a word that no article has, forms of none, and one missing."""
    library.connection.execute("UPDATE search_index SET analysis_version = 1")
    library.connection.execute("INSERT INTO words (word, lemmas) VALUES ('gammalt', 'gammal')")
    library.connection.execute("INSERT INTO word_forms VALUES ('fel', 9999, 1)")
    library.connection.execute("UPDATE words SET lemmas = 'fel' WHERE word = 'skolorna'")
    library.connection.execute("DELETE FROM word_forms WHERE word_id = (SELECT id FROM words WHERE word = 'simhallen')")
    library.connection.execute("DELETE FROM words WHERE word = 'simhallen'")


def test_a_renewed_index_is_as_one_that_was_made_now(pools: Library) -> None:
    new = forms(pools), sorted(pools.connection.execute("SELECT word, lemmas FROM words").fetchall())
    damage(pools)
    pools.connection.commit()
    assert search.is_outdated(pools.connection)
    assert pools.headlines("simhall") == []
    steps = search.reindex_steps(pools.connection)
    assert sum(1 for _ in search.reindex(pools.db)) == steps
    assert not pools.connection.in_transaction
    assert not search.is_outdated(pools.connection)
    assert (forms(pools), sorted(pools.connection.execute("SELECT word, lemmas FROM words").fetchall())) == new
    assert len(pools.headlines("simhall")) == len(TEXTS)


def test_an_interrupted_renewal_answers_and_is_not_called_done(pools: Library) -> None:
    pools.connection.execute("UPDATE search_index SET analysis_version = 1")
    pools.connection.commit()
    for steps in range(search.reindex_steps(pools.connection)):
        renewal_in_parts = search.reindex(pools.db)
        for _ in range(steps + 1):
            next(renewal_in_parts)
        renewal_in_parts.close()
        assert not pools.connection.in_transaction
        assert version(pools) == 1
        assert len(pools.headlines("simhall")) == len(pools.headlines("skola")) == len(TEXTS)


def test_plain_sqlite_keeps_the_index_right(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with Archive.open(path) as archive:
        library = Library(archive)
        library.add(*TEXTS)
        archive.connection.commit()
    with closing(sqlite3.connect(path)) as stock:
        stock.execute("UPDATE articles SET headline = 'Biblioteket stänger' WHERE id = 1")
        stock.execute("UPDATE articles SET pictures = 'En ismaskin' WHERE id = 2")
        stock.execute("DELETE FROM articles WHERE id = 3")
        columns = [row[1] for row in stock.execute("PRAGMA table_info(articles)")]
        others = ", ".join(name for name in columns if name not in {"id", "url", "headline"})
        stock.execute(
            f"""INSERT INTO articles (id, url, headline, {others})
                SELECT 100, 'https://habo.se/100', 'Snöröjning', {others} FROM articles WHERE id = 4"""
        )
        stock.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        stock.commit()
    with Archive.open(path, "read") as archive:

        def found(query: str) -> list[int]:
            return [hit.article_id for hit in search.search(archive.connection, query)]

        assert found("biblioteket") == [1]
        assert found("ismaskin") == [2]
        assert found("snöröjning") == [100]
        assert sorted(found("simhall")) == [2, 4, 5, 6, 7]
