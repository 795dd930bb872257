"""What a reader types: any text is a query, and it finds what is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import Archive, search
from archive.search import MARK_END, MARK_START, hunspell
from archive.search.query import LONGEST_QUERY
from tests.archive.search.library import Library, Text
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.headlines import share_in_headline

if TYPE_CHECKING:
    from collections.abc import Iterator

with_dictionary = pytest.mark.skipif(hunspell.find() is None, reason="no Swedish Hunspell dictionary")

SIGNS = st.sampled_from(
    [*"\"*()-+^:{}[],.;\\'%&|<>~#\x00\x02\x03", "NEAR", "AND", "OR", "NOT", "ELLER", "INTE", "NEAR(", "headline:"]
)
WORDS = st.sampled_from("simhall simhallen skola Bålsta polis e-post balsta EU:s".split())
QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(SIGNS, WORDS), max_size=12).map("".join),
    st.lists(st.one_of(SIGNS, WORDS), max_size=12).map(" ".join),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three articles, one with a picture; what is asked of them does not change them."""
    with Archive.open(tmp_path_factory.mktemp("queries") / "archive.db") as opened:
        library = Library(opened)
        library.add(
            Text("Simhallen i Bålsta", body="Polisen och skolan.", picture=("Simhall", "Bassäng", "Ö. Lind")),
            Text("E-post till EU:s skolor"),
            Text('Allt mellan "himmel" och jord'),
        )
        yield library


@pytest.mark.parametrize("quotes", ['""', "””", "“”", "„“", "»«", "»»", "«»"])
def test_a_phrase_may_stand_in_the_quotation_marks_of_any_keyboard(archive: Library, quotes: str) -> None:
    """The search page shows ”exakt fras”, and a telephone writes no others."""
    found, turned = (
        search.search(archive.connection, f"{quotes[0]}{words}{quotes[1]}") for words in ("i Bålsta", "Bålsta i")
    )
    assert (len(found), len(turned)) == (1, 0)


@given(query=QUERIES)
@example(query='"')
@example(query="*" * LONGEST_QUERY)
@example(query='headline : "a" NEAR("b" "c", 2)')
@example(query="simhall " * 1000)
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_query(archive: Library, query: str) -> None:
    hits = search.search(archive.connection, query)
    assert search.count(archive.connection, query) == len(hits)
    assert search.facets(archive.connection, query).total == len(hits)
    assert search.count_pictures(archive.connection, query) == len(search.search_pictures(archive.connection, query))
    expression = search.expand(archive.connection, query)
    archive.connection.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", [expression]).fetchall()
    for word, near in search.nearest_words(archive.connection, query).items():
        assert not search.count(archive.connection, word)
        assert all(search.count(archive.connection, one) for one in near)


def test_nearest_words_are_told_for_those_that_find_nothing(archive: Library) -> None:
    def nearest(query: str) -> dict[str, list[str]]:
        return search.nearest_words(archive.connection, query)

    assert nearest("polisenn skolan") == {"polisenn": ["polisen"]}
    assert nearest("simhalen -bålsto") == {"simhalen": ["simhallen", "simhall"]}
    assert nearest("simhallens") == {}  # it finds its other forms
    assert nearest("xyzzy") == {}


@pytest.mark.parametrize(
    ("query", "word", "is_found"),
    [
        ("Habo", "Håbo", False),
        ("Håbo", "Habo", False),
        ("får", "far", False),
        ("ska", "skola", False),
        ("skola", "ska", False),
        ("polis", "polisens", True),
        ("böcker", "bok", True),
        ("bok", "böckerna", True),
        ("sjukvard", "sjukvården", True),
        ("foretag", "företagen", True),
        ("balsta", "Bålsta", True),
        ("alg", "älgen", True),
        ("älg", "alger", False),
        ("säkra", "säkert", True),
        ("öppna", "öppet", True),
        ("öppet", "öppnar", False),
        ("taxa", "taxehöjning", True),
        ("resa", "reseersättning", True),
        ("kris", "kristall", False),
        pytest.param("polis", "lokalpolisområde", True, marks=with_dictionary),
        pytest.param("avtal", "samverkansavtal", True, marks=with_dictionary),
        pytest.param("omsorg", "äldreomsorgen", True, marks=with_dictionary),
        pytest.param("skola", "förskola", True, marks=with_dictionary),
        ('"skola"', "skolan", False),
        ("skol*", "skolan", True),
        ("skola OR simhall", "simhallen", True),
        ("simhall -simhallen", "simhallen", False),
        ("SIMHALL", "simhallen", True),
        ("ba\N{COMBINING RING ABOVE}lsta", "Bålsta", True),
    ],
)
def test_a_word_is_found_or_not(library: Library, query: str, word: str, is_found: bool) -> None:
    library.add(Text("Notis", body=f"Om {word} står det mer."))
    assert (library.headlines(query) == ["Notis"]) == is_found


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("bok", ["böckerna"]),
        ("balsta", ["Bålstas"]),
        ("skol*", ["skolorna"]),
        ('"nya böckerna"', ["nya", "böckerna"]),
        pytest.param("polis", ["lokalpolisområdet"], marks=with_dictionary),
    ],
)
def test_snippets_mark_what_was_found(library: Library, query: str, marked: list[str]) -> None:
    body = "Långt före står annat. " * 30 + "I lokalpolisområdet fick skolorna nya böckerna om Bålstas historia."
    library.add(Text("Notis", body=body))
    (hit,) = search.search(library.connection, query)
    parts = [part.partition(MARK_END)[0] for part in hit.snippet.split(MARK_START)[1:]]
    assert [word for word in marked if word not in parts] == []
    assert hit.snippet.startswith("…")


@with_dictionary
def test_words_in_headlines_come_first(library: Library) -> None:
    library.add(*(Text(item.headline, item.body[:80], date=item.date) for item in Corpus().articles(1500)))
    share, queries = share_in_headline(library.connection)
    assert queries >= 20
    assert share >= 0.94
