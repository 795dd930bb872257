"""The calendar: days, months and municipalities counted, and every number a way to its articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.browse.server import make_datasette
from tests.archive.search.library import Library, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio


async def test_it_opens_on_the_latest_year_with_articles(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender")).text
    assert '<a href="/archive/kalender?ar=2026" aria-current="page">2026</a> <span class="count">1</span>' in html
    assert '<a href="/archive/kalender?ar=2025">2025</a> <span class="count">2</span>' in html
    assert '<a href="/archive/sok?tid=2026-02-27" aria-label="27 februari 2026: 1 artikel"' in html


async def test_a_day_leads_to_its_articles(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender?ar=2025")).text
    days = re.findall(r'href="(/archive/sok\?tid=2025-\d\d-\d\d)"', html)
    assert days == ["/archive/sok?tid=2025-08-30", "/archive/sok?tid=2025-11-14"]
    assert "1 artikel" in (await datasette.client.get(days[0])).text


async def test_a_month_leads_to_its_articles_where_it_has_any(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender?ar=2025")).text
    captions = re.findall(r"<caption>(.*?)</caption>", html)
    assert len(captions) == 12
    assert [caption for caption in captions if "<a" in caption] == [
        '<a href="/archive/sok?tid=2025-08">augusti 2025</a>',
        '<a href="/archive/sok?tid=2025-11">november 2025</a>',
    ]


async def test_only_shades_that_occur_are_explained(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender?ar=2025")).text
    (legend, _) = re.findall(r'<p class="legend">(.*?)</p>', html)
    shades = dict(re.findall(r'<span class="shade-(\d)">([^<]*)</span>', legend))
    assert shades == {"2": "1"}
    assert re.findall(r'<td class="shade-(\d)"><a[^>]*aria-label="[^"]*: 1 artikel"', html) == ["2", "2"]


async def test_the_chart_is_of_whole_years(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender")).text
    (years,) = re.findall(r'<p class="span[^"]*" aria-hidden="true">(.*?)</p>', html)
    assert re.findall(r"<span>(\d+)</span>", years) == ["2025", "2026"]


async def test_municipalities_by_month(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender?ar=2025")).text
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]+)">(\w+)</a></th>(.*?)</tr>', html)
    counts = {(href, name): re.findall(r"<td[^>]*>(\d*)</td>", cells) for href, name, cells in rows}
    assert counts == {
        ("/archive/kalender?kommun=0305&amp;ar=2025", "Håbo"): [*[""] * 7, "1", *[""] * 4, "1"],
        ("/archive/kalender?kommun=0330&amp;ar=2025", "Knivsta"): [*[""] * 10, "1", "", "1"],
    }


async def test_one_municipality(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender?kommun=0330&ar=2025")).text
    assert "<h1>Kalender för Knivsta kommun</h1>" in html
    assert "2025-08-30" not in html
    assert 'href="/archive/sok?tid=2025-11-14&amp;kommun=0330"' in html


@pytest.mark.parametrize("year", ["1999", "9999"])
async def test_a_year_without_articles_is_the_latest_and_the_page_says_so(datasette: Datasette, year: str) -> None:
    html = (await datasette.client.get("/archive/kalender", params={"ar": year})).text
    assert f"Arkivet har inga artiklar från {year}. Här visas 2026, det senaste året som har några." in html
    assert "2026 dag för dag" in html


@pytest.mark.parametrize("year", ["abc", "²²²²", "-1", "20260", "0000"])
async def test_what_is_no_year_is_the_latest_and_the_page_says_so(datasette: Datasette, year: str) -> None:
    html = (await datasette.client.get("/archive/kalender", params={"ar": year})).text
    assert "Adressen nämner inget årtal på fyra siffror. Här visas 2026" in html
    assert "2026 dag för dag" in html


async def test_a_year_that_is_there_needs_no_word(datasette: Datasette) -> None:
    for address in ("/archive/kalender", "/archive/kalender?ar=", "/archive/kalender?ar=2025"):
        assert 'class="notice"' not in (await datasette.client.get(address)).text


@pytest.mark.parametrize("code", ["2584", "9999", "x"])
async def test_where_nothing_is_dated_there_is_no_calendar(datasette: Datasette, code: str) -> None:
    answer = await datasette.client.get("/archive/kalender", params={"kommun": code})
    assert answer.status_code == 404
    assert "Ingen kalender" in answer.text


DATES = ("2017", "2017-W06", "2017-02", "2017-02-08", "2017-02-08T13:45+01:00", "2016-12-30", None)


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[Datasette]:
    """An archive of one site with a date of every precision, and one article without any."""
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        Library(archive).add(*(Text("Notis", date=date, site="habo.se") for date in DATES))
        archive.connection.commit()
    datasette = make_datasette(path)
    yield datasette
    datasette.databases["archive"].close()


async def test_a_year_holds_what_a_search_of_it_finds(dated: Datasette) -> None:
    html = (await dated.client.get("/archive/kalender")).text
    assert 'aria-current="page">2017</a> <span class="count">5</span>' in html
    assert '<h2 id="hits">5 artiklar</h2>' in (await dated.client.get("/archive/sok?tid=2017")).text
    (row,) = re.findall(r'<tr><th scope="row"><a[^>]*>[^<]*</a></th>(.*?)</tr>', html)
    assert re.findall(r"<td[^>]*>(\d*)</td>", row) == ["", "3", *[""] * 10, "5"]


async def test_what_has_no_day_is_counted_and_led_to(dated: Datasette) -> None:
    html = (await dated.client.get("/archive/kalender")).text
    without_day, undated = re.findall(r'(\d artik[^<]*) <a href="([^"]*)">Visa</a>', html)
    assert without_day == ("3 artiklar från 2017 saknar dag och syns inte här.", "/archive/utan_dag?ar=2017")
    assert undated == ("1 artikel saknar datum helt.", "/archive/utan_datum")
    shown = (await dated.client.get(without_day[1])).text
    assert re.findall(r"<time[^>]*>([^<]*)</time>", shown) == ["vecka 6 2017", "februari 2017", "2017"]
    assert '<h2 id="rows">1 rad</h2>' in (await dated.client.get(undated[1])).text


async def test_a_year_whose_days_are_all_known_says_nothing_of_others(dated: Datasette) -> None:
    assert "saknar dag" not in (await dated.client.get("/archive/kalender?ar=2016")).text


async def test_a_week_is_in_no_month(dated: Datasette) -> None:
    rows = (await dated.client.get("/archive/artiklar_per_manad.json?_shape=array")).json()
    assert [(row["manad"], row["artiklar"]) for row in rows] == [("2017-02", 3), ("2016-12", 1)]
