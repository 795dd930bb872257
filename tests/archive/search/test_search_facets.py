"""What a search is narrowed to, and how what it finds is spread."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from types import SimpleNamespace

import pytest

from archive.search import Filters, count, facets, search, search_pictures
from tests.archive.search.library import Library, Text

POOL = Text("Simhallen öppnar", date="2025-11-14", picture=("Tom bassäng", "Simhallens bassäng", "Lisa Ström"))
PLAN = Text("Plan för simhallen", date="2026-02", section=("Hem", "Nyheter", "Bygga"), attachment="Planen")
TRIP = Text("Resa till simhall", date=None, site="knivsta.se", also_in=(("Hem", "Nyheter", "Resor"), ("Hem", "Fritid")))
FAR = Text("Simhall i Habo", date="2017-05-01T10:00+02:00", site="habokommun.se", section=("Start", "Aktuellt"))
PORTAL = Text("Simhallar i länet", date="2017", site="portalen.se", section=("Hem",))
HIDDEN = Text("Simhall som ingen ser", hidden=True)
OTHER = Text("Snöröjning")


@pytest.fixture
def pools(library: Library) -> Library:
    library.add(POOL, PLAN, TRIP, FAR, PORTAL, HIDDEN, OTHER)
    return library


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [PLAN, POOL, FAR, PORTAL, TRIP]),
        (Filters(municipality="Håbo"), [PLAN, POOL]),
        (Filters(municipality="0643"), [FAR]),
        (Filters(county="Uppsala län"), [PLAN, POOL, TRIP]),
        (Filters(county="06"), [FAR]),
        (Filters(section="Hem › Nyheter"), [PLAN, POOL, TRIP]),
        (Filters(section="Hem"), [PLAN, POOL, PORTAL, TRIP]),
        (Filters(section="Hem › Nyheter › Resor"), [TRIP]),
        (Filters(year=2017), [FAR, PORTAL]),
        (Filters(since="2026"), [PLAN]),
        (Filters(until="2017"), [FAR, PORTAL]),
        (Filters(since="2017-05", until="2025-11-14"), [POOL, FAR]),
        (Filters(site="knivsta.se"), [TRIP]),
        (Filters(has_image=True), [POOL]),
        (Filters(has_attachment=True), [PLAN]),
        (Filters(has_attachment=False, has_image=False), [FAR, PORTAL, TRIP]),
        (Filters(municipality="Håbo", year=2025, has_image=True), [POOL]),
    ],
    ids=str,
)
def test_filters_narrow_a_search(pools: Library, filters: Filters, found: list[Text]) -> None:
    assert pools.headlines("simhall", filters) == [text.headline for text in found]
    assert count(pools.connection, "simhall", filters=filters) == len(found)


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        (Filters(since="2017-02-06", until="2017-02-06"), True),
        (Filters(since="2017-02-07"), False),
        (Filters(until="2017-02-05"), False),
        (Filters(until="2017"), True),
        (Filters(since="2017-02", until="2017-02"), True),
        (Filters(since="2017-03", until="2017-12-31"), False),
    ],
    ids=str,
)
def test_a_week_of_publication_begins_on_its_monday(library: Library, filters: Filters, is_found: bool) -> None:
    library.add(Text("Simhallen stänger en vecka", date="2017-W06"))
    assert bool(library.headlines("simhallen", filters)) == is_found


def test_an_empty_query_finds_what_the_filters_let_through(pools: Library) -> None:
    everything = [text.headline for text in (OTHER, PLAN, POOL, FAR, PORTAL, TRIP)]
    assert pools.headlines("") == everything
    assert pools.headlines(" ", Filters(year=2026)) == [OTHER.headline, PLAN.headline]
    assert pools.headlines("-simhall") == [OTHER.headline]
    assert pools.headlines("***") == []


def test_pages_of_hits_follow_each_other(pools: Library) -> None:
    whole = search(pools.connection, "simhall")
    pages = [search(pools.connection, "simhall", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [hit for page in pages for hit in page] == whole


def test_facets_count_what_a_search_finds(pools: Library) -> None:
    found = facets(pools.connection, "simhall")
    assert (found.total, found.has_image, found.has_attachment) == (5, 1, 1)
    assert found.municipality == (("0305", "Håbo", 2), ("0643", "Habo", 1), ("0330", "Knivsta", 1))
    assert found.county == (("03", "Uppsala län", 3), ("06", "Jönköpings län", 1))
    assert [(value.value, value.articles) for value in found.year] == [("2026", 1), ("2025", 1), ("2017", 2)]


@pytest.mark.parametrize("query", ["simhall", "", "-simhall", "plan", "***"])
def test_every_value_of_a_facet_narrows_the_search_to_its_count(pools: Library, query: str) -> None:
    found = facets(pools.connection, query)
    assert found.total == count(pools.connection, query)
    for name in ("municipality", "county", "site", "section"):
        for value in getattr(found, name):
            assert count(pools.connection, query, filters=Filters(**{name: value.value})) == value.articles
    for value in found.year:
        assert count(pools.connection, query, filters=Filters(year=int(value.value))) == value.articles
    assert count(pools.connection, query, filters=Filters(has_image=True)) == found.has_image


@pytest.mark.parametrize("query", ["simhall", "", "-snöröjning"])
def test_a_count_is_cut_only_where_there_is_more(pools: Library, query: str) -> None:
    total = count(pools.connection, query)
    assert facets(pools.connection, query, most=total) == facets(pools.connection, query)
    cut = facets(pools.connection, query, most=total - 1)
    assert (cut.total, cut.is_cut) == (total - 1, True)


def test_the_numbers_of_a_cut_count_are_of_the_latest_articles(pools: Library) -> None:
    cut = facets(pools.connection, "simhall", most=2)
    assert [value.label for value in cut.municipality] == ["Habo"]
    assert [value.value for value in cut.section] == ["Hem", "Start", "Start › Aktuellt"]
    assert [value.value for value in cut.year] == ["2017"]


def test_counting_that_takes_too_long_ends_with_the_latest_articles(
    pools: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = facets(pools.connection, "simhall", milliseconds=60_000)
    assert (whole.total, whole.is_cut) == (5, False)
    monkeypatch.setattr("archive.search.first_rows.STEPS", 1)
    totals = set()
    for looks in range(1, 1000, 3):
        clock = chain(repeat(0.0, looks), repeat(1.0))
        monkeypatch.setattr("archive.search.first_rows.time", SimpleNamespace(monotonic=partial(next, clock)))
        cut = facets(pools.connection, "simhall", milliseconds=1)
        assert replace(cut, is_cut=False) == replace(facets(pools.connection, "simhall", most=cut.total), is_cut=False)
        totals.add(cut.total)
    assert totals == {0, 1, 2, 3, 4, 5}
    assert facets(pools.connection, "simhall") == whole


def test_pictures_are_found_by_their_own_words(pools: Library) -> None:
    pools.add(Text("Polisen", "En simhall.", picture=("Radiobil", None, "Simon Hall")))
    assert [hit.content_url for hit in search_pictures(pools.connection, "simhall")] == ["https://habo.se/1.jpg"]
    (hit,) = search_pictures(pools.connection, "ström -polis")
    assert (hit.headline, hit.alt, hit.caption, hit.credit_text) == (
        POOL.headline,
        "Tom bassäng",
        "Simhallens bassäng",
        "Lisa Ström",
    )
    assert hit.marked_text.replace("\x02", "[").replace("\x03", "]").endswith("Lisa [Ström]")
    assert len(search_pictures(pools.connection, "")) == 2
    assert search_pictures(pools.connection, '"simhallens bassäng" OR radio*')[0].alt == "Radiobil"
