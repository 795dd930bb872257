"""The calendar: days, months and municipalities counted, and every number a way to its articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
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


async def test_shades_are_explained(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/kalender?ar=2025")).text
    (legend, _) = re.findall(r'<p class="legend">(.*?)</p>', html)
    shades = dict(re.findall(r'<span class="shade-(\d)">([^<]*)</span>', legend))
    assert shades == {"2": "1", "3": "2", "4": "3–4"}
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


@pytest.mark.parametrize("year", ["1999", "0000", "9999", "x", "²²²²", "-1", "20260"])
async def test_a_year_without_articles_is_the_latest(datasette: Datasette, year: str) -> None:
    answer = await datasette.client.get("/archive/kalender", params={"ar": year})
    assert "2026 dag för dag" in answer.text


@pytest.mark.parametrize("code", ["2584", "9999", "x"])
async def test_where_nothing_is_dated_there_is_no_calendar(datasette: Datasette, code: str) -> None:
    answer = await datasette.client.get("/archive/kalender", params={"kommun": code})
    assert answer.status_code == 404
    assert "Ingen kalender" in answer.text
