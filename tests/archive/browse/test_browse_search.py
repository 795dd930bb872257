"""The search page: what it finds, how it is narrowed, and that any question is answered."""

from __future__ import annotations

import sqlite3
from contextlib import closing, nullcontext
from threading import Event
from typing import TYPE_CHECKING

import pytest

from archive.browse.reading import teasers
from tests.archive.browse.sample import GONE, POLICE
from tests.archive.browse.visiting import page, text_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from datasette.app import Datasette


pytestmark = pytest.mark.asyncio


async def test_a_search_marks_inflected_words_and_counts_its_facets(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/sok?q=polis")
    assert "<mark>Polisens</mark> områdeskontor" in html
    assert "tar <mark>polisen</mark> emot" in html
    assert "1 träff" in html


async def test_a_search_that_finds_nothing_leads_to_the_nearest_words(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/sok?q=Polisenn&kommun=0305")
    assert "Ingen artikel har ordet ”polisenn”." in html
    assert '<a href="/archive/sok?q=polisen&amp;kommun=0305">polisen</a>' in html
    assert "Närmast är" not in await page(datasette, "/archive/sok?q=polisen")


async def test_a_search_is_narrowed_by_its_facets(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/sok")
    assert '<a href="/archive/sok?kommun=0305">Håbo</a> <span class="count">3</span>' in html
    assert '<a href="/archive/sok?tid=2025">2025</a> <span class="count">2</span>' in html
    narrowed = await page(datasette, "/archive/sok?kommun=0305&tid=2025-08&avsnitt=Hem › Nyheter")
    assert GONE.headline in narrowed
    assert POLICE.headline not in narrowed
    assert 'aria-label="Ta bort avgränsningen augusti 2025"' in narrowed
    assert 'aria-label="Ta bort avgränsningen Håbo"' in narrowed


async def test_a_count_that_was_cut_says_so(datasette: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = text_of(await page(datasette, "/archive/sok"))
    assert "som senast kom in i arkivet" not in whole
    monkeypatch.setattr("archive.browse.reading.facets.MOST_COUNTED", 2)
    cut = text_of(await page(datasette, "/archive/sok"))
    assert "Minst 2 artiklar" in cut
    assert "Siffrorna gäller de 2 träffar som senast kom in i arkivet." in cut


async def test_a_spread_that_cannot_be_counted_in_time_is_left_out(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.browse.reading.facets.TIME_LIMIT_MS", 0)
    monkeypatch.setattr("archive.search.first_rows.STEPS", 1)
    html = await page(datasette, "/archive/sok?q=polis")
    assert "Många träffar" in text_of(html)
    assert 'id="narrow"' not in html
    assert POLICE.headline in text_of(html)


@pytest.mark.parametrize("query", ["\x00", '"', "AND OR NOT", "NEAR(", "%", "'; DROP TABLE", "*" * 600, "å" * 5000])
async def test_any_query_is_answered(datasette: Datasette, query: str) -> None:
    answer = await datasette.client.get("/archive/sok", params={"q": query})
    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999", "²", "251"])
async def test_any_page_number_is_answered(datasette: Datasette, number: str) -> None:
    assert (await datasette.client.get("/archive/sok", params={"sida": number})).status_code == 200


async def test_swedish_is_loaded_before_anybody_asks(datasette: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = Event()
    monkeypatch.setattr("archive.search.load_lexicon", loaded.set)
    await datasette.invoke_startup()
    assert loaded.wait(60)


@pytest.mark.parametrize("path", ["sok", "sok.atom", "bilder"])
async def test_no_limit_of_time_begins_before_swedish_is_loaded(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    await datasette.invoke_startup()
    steps: list[str] = []

    def limited(*_: object) -> AbstractContextManager[None]:
        steps.append("limit")
        return nullcontext()

    monkeypatch.setattr("archive.search.load_lexicon", lambda: steps.append("Swedish"))
    monkeypatch.setattr("archive.browse.visit.sqlite_timelimit", limited)
    assert (await datasette.client.get(f"/archive/{path}?q=polisen")).status_code == 200
    assert steps == ["Swedish", "limit"]


@pytest.mark.parametrize("many", [0, 1000], ids=["looking through the newest", "sorting what was found"])
async def test_the_newest_of_a_search_are_the_same_either_way(
    archive_file: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(teasers, "MANY", many)
    with closing(sqlite3.connect(archive_file)) as connection:
        assert teasers.newest_ids(connection, query="polis OR simhall OR vatten") == [1, 4, 3]


async def test_words_that_no_article_has_together_are_offered_one_by_one(datasette: Datasette) -> None:
    """The rarest first, within the same restrictions; not where they find something together."""
    html = await page(datasette, "/archive/sok?q=snöröjning+polisen+finnsinte&kommun=0305")
    offered = text_of(html.partition("Ingen artikel har alla orden.")[2].partition("</p>")[0])
    assert offered == "Var för sig ger de: snöröjning 1 polisen 1"
    assert '<a href="/archive/sok?q=polisen&amp;kommun=0305">polisen</a>' in html
    assert "Ingen artikel har alla orden" not in await page(datasette, "/archive/sok?q=polisen+lokaler")
    assert "Ingen artikel har alla orden" not in await page(datasette, "/archive/sok?q=finnsinte")


async def test_a_word_that_most_articles_have_is_not_offered(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/sok?q=finnsinte+det")
    assert "Ingen artikel har alla orden" not in html


@pytest.mark.parametrize(
    ("query", "link", "words"),
    [
        ("polis+2026", "q=polis&amp;tid=2026", "Sök ”polis” bland det som publicerades 2026"),
        ("polis+februari+2026", "q=polis&amp;tid=2026-02", "Sök ”polis” bland det som publicerades februari 2026"),
        ("Februari+2026", "tid=2026-02", "Visa allt som publicerades februari 2026"),
        (
            "polis+27+februari+2026",
            "q=polis&amp;tid=2026-02-27",
            "Sök ”polis” bland det som publicerades 27 februari 2026",
        ),
        ("den+27+februari+2026", "tid=2026-02-27", "Visa allt som publicerades 27 februari 2026"),
        ("2026-02-27", "tid=2026-02-27", "Visa allt som publicerades 27 februari 2026"),
    ],
)
async def test_a_time_in_the_query_may_be_that_of_publication(
    datasette: Datasette, query: str, link: str, words: str
) -> None:
    assert f'<a href="/archive/sok?{link}">{words}</a>' in await page(datasette, f"/archive/sok?q={query}")


@pytest.mark.parametrize(
    "query",
    [
        "polis+1999", "polis+vision2026", "polis&tid=2026", '"polis+2026"', "”polis+2026”", "polis+20261", "2026-13",
        "2026-02-30", "28+februari+2026",
    ],
)  # fmt: skip
async def test_a_time_that_leads_nowhere_is_not_offered(datasette: Datasette, query: str) -> None:
    assert "publicerades" not in await page(datasette, f"/archive/sok?q={query}")


async def test_a_municipality_by_name_leads_to_its_page(datasette: Datasette) -> None:
    way = '<a href="/archive/kommun/0305">Till sidan för Håbo kommun</a>'
    assert way in await page(datasette, "/archive/sok?q=håbo")
    assert way in await page(datasette, "/archive/sok?q=Håbo+kommun")
    assert "Till sidan för" not in await page(datasette, "/archive/sok?q=Kiruna")
    assert "Till sidan för" not in await page(datasette, "/archive/sok?q=håbo&kommun=0305")


async def test_a_time_that_is_none_is_told_and_not_passed_on(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/sok?q=polisen&tid=i+fjol%3Cb%3E")
    assert (
        "”i fjol&lt;b&gt;” är ingen tid (2026, 2026-02 eller 2026-02-27). Här visas artiklar från alla tider." in html
    )
    assert "tid=" not in html
    for understood in ("/archive/sok?q=polisen", "/archive/sok?q=polisen&tid=2025-08", "/archive/sok?tid="):
        assert "är ingen tid" not in await page(datasette, understood)
