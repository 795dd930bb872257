"""The index follows the articles whoever writes them, and is made anew without ever being out of use."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from archive import Archive, search
from archive.redaction.sweep import forget_words
from archive.search import hunspell, renewal
from archive.search.analysis import ANALYSIS_VERSION
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


def forms(library: Library | Archive) -> list[tuple[str, str, int]]:
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


def damage_forms(library: Library) -> None:
    """Make the index one of an earlier analysis, which knew no form of simhall."""
    library.connection.execute("UPDATE search_index SET analysis_version = 1")
    library.connection.execute("DELETE FROM word_forms WHERE form = 'simhall'")
    library.connection.commit()


def test_a_renewed_index_is_as_one_that_was_made_now(pools: Library) -> None:
    new = forms(pools), sorted(pools.connection.execute("SELECT word, lemmas FROM words").fetchall())
    damage(pools)
    pools.connection.commit()
    assert search.why_outdated(pools.connection) == "analysis"
    assert pools.headlines("simhall") == []
    steps = search.reindex_steps(pools.connection)
    assert sum(1 for _ in pools.reindex()) == steps + 1  # the word that was missing
    assert not pools.connection.in_transaction
    assert search.why_outdated(pools.connection) is None
    assert (forms(pools), sorted(pools.connection.execute("SELECT word, lemmas FROM words").fetchall())) == new
    assert len(pools.headlines("simhall")) == len(TEXTS)


def test_readers_have_the_old_index_until_the_new_one_is_whole(pools: Library) -> None:
    damage_forms(pools)
    for _ in pools.reindex():
        assert not pools.connection.in_transaction
        assert version(pools) == 1
        assert pools.headlines("simhall") == []
    assert len(pools.headlines("simhall")) == len(pools.headlines("skola")) == len(TEXTS)


def test_an_interrupted_renewal_goes_on_where_it_ended(pools: Library) -> None:
    damage_forms(pools)
    left = [search.reindex_steps(pools.connection)]
    while left[-1]:
        renewal_in_parts = pools.reindex()
        next(renewal_in_parts)
        renewal_in_parts.close()
        left.append(search.reindex_steps(pools.connection))
    assert {before - after for before, after in pairwise(left)} == {1, 2}
    pools.add(Text("Ishallen"))
    assert version(pools) == 1
    assert len(list(pools.reindex())) == 2
    assert version(pools) == ANALYSIS_VERSION
    assert (len(pools.headlines("simhall")), len(pools.headlines("ishallar"))) == (len(TEXTS), 1)


def test_a_renewal_with_another_dictionary_begins_anew(pools: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    total = search.reindex_steps(pools.connection)
    begun = pools.reindex()
    next(begun)
    begun.close()
    assert search.reindex_steps(pools.connection) < total
    monkeypatch.setattr("archive.search.hunspell.name", lambda: "another")
    assert search.reindex_steps(pools.connection) == total


def test_words_that_must_go_are_not_kept_by_a_renewal(pools: Library) -> None:
    begun = pools.reindex()
    for _ in range(len(TEXTS) + 1):
        next(begun)
    begun.close()
    assert pools.connection.execute("SELECT count(*) FROM renewed_words").fetchone()[0]
    forget_words(pools.connection)
    tables = pools.connection.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'renew%'").fetchone()
    assert tables == (0,)


KILLED = """
import os, signal, sys
from archive import Archive, search
from archive.search import renewal
renewal._BATCH = 2
with Archive.open(sys.argv[1]) as archive:
    for step, _ in enumerate(archive.reindex(), 1):
        if step == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("step", [1, 6, 11])
def test_a_killed_renewal_loses_nothing(tmp_path: Path, step: int) -> None:
    path = tmp_path / "killed.db"
    with Archive.open(path) as archive:
        library = Library(archive)
        library.add(*TEXTS)
        new = forms(library)
        damage_forms(library)
        total = search.reindex_steps(archive.connection)
    assert subprocess.run([sys.executable, "-c", KILLED, path, str(step)], check=False).returncode == -signal.SIGKILL
    with Archive.open(path) as archive:
        assert search.search(archive.connection, "simhall") == []
        left = search.reindex_steps(archive.connection)
        assert total - step - 2 <= left <= total - step
        assert len(list(archive.reindex())) == left
        assert forms(archive) == new
        assert search.why_outdated(archive.connection) is None


def test_an_index_made_without_a_dictionary_wants_the_one_there_is(
    pools: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = hunspell.name()
    assert pools.connection.execute("SELECT dictionary FROM search_index").fetchone() == (found,)
    pools.connection.execute("UPDATE search_index SET dictionary = ''")
    monkeypatch.setattr("archive.search.hunspell.name", lambda: "sv_SE.dic, 7 bytes")
    assert search.why_outdated(pools.connection) == "dictionary"
    monkeypatch.setattr("archive.search.hunspell.name", lambda: "")
    assert search.why_outdated(pools.connection) is None


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
