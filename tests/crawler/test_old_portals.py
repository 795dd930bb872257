"""Portals of the years around 2000: pages laid out with tables, the latest news in a margin, a list for every year."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from crawler.demo.server import Answer, Request, Site, serve
from crawler.discover import strength
from crawler.document import Document
from crawler.listing import is_list, items_of, list_items, next_page
from crawler.listing.blocks import read_blocks
from crawler.listing.months import month_lists
from tests.crawler.command import canonical, crawl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2009, 11, 20, 12, tzinfo=UTC)
MARGIN = "".join(f'<a href="/visa.asp?id={n}">Nytt från trakten, nummer {n}</a><br>' for n in range(90, 95))
ROW = (
    '<tr><td><a href="/visa.asp?id={0}"><b>Bron i Granby målas, dag {0}</b></a><br>Målarna kommer på tisdag.</td></tr>'
)
YEARS = (2007, 2008, 2009)
SECTIONS = {"2": "Kommuninfo", "3": "Gator och vägar"}


def laid_out(main: str, wide: str = "460", margin: str = MARGIN) -> str:
    narrow = f'<td width="160" bgcolor="#EEEEEE"><b>Senaste nytt</b><br>{margin}</td>'
    return f'<html><body><table width="760"><tr><td width="{wide}">{main}</td>{narrow}</tr></table></body></html>'


def document(html: str, address: str = "/lista.asp?kat=2") -> Document:
    return Document.from_text(html, f"http://www.granby.se{address}", NOW)


@pytest.mark.parametrize(("wide", "listed"), [("460", [1, 2]), ("100%", [1, 2]), ("200", [90, 91, 92, 93, 94])])
def test_a_narrow_column_of_links_is_no_list_where_another_is_twice_as_wide(wide: str, listed: list[int]) -> None:
    page = document(laid_out(f"<table>{ROW.format(1)}{ROW.format(2)}</table>", wide))
    assert [int(item.url.rpartition("=")[2]) for item in list_items(page) if item.listed] == listed


def test_headlines_in_narrow_cells_are_a_list_with_what_stands_beside_each() -> None:
    rows = "".join(
        f'<tr><td width="120"><a href="/visa.asp?id={n}">Bron i Granby målas, dag {n}</a></td>'
        f'<td width="400">Målarna kommer på tisdag.</td></tr>'
        for n in (1, 2)
    )
    assert len(list_items(document(f"<html><body><table>{rows}</table></body></html>"))) == 2


@pytest.mark.parametrize("sign", ["|", "·", "/"])
def test_a_menu_in_a_line_is_no_list(sign: str) -> None:
    menu = f" {sign} ".join(f'<a href="/{n}.htm">Barn och utbildning {n}</a>' for n in "abcd")
    assert list_items(document(f"<html><body><p>{menu}</p><p>Välkommen hit.</p></body></html>", "/start.htm")) == ()


@pytest.mark.parametrize(
    ("address", "links", "years"),
    [
        ("/info/", '<a href="/info/2008.htm">Kommuninfo 2008</a> <a href="/info/2007.htm">2007</a>', ["2008", "2007"]),
        ("/info.asp", '<a href="/info2008.asp">Granbys anslag från 2008</a>', ["2008"]),
        ("/info/", '<a href="/info/2008.htm">Vi minns sommaren 2008</a>', []),
        ("/l.asp?kat=2", '<a href="/l.asp?kat=2&ar=2008">2008</a> <a href="/l.asp?kat=3&ar=2007">2007</a>', ["2008"]),
        (
            "/arkiv.html",
            '<a href="/arkiv-2008.html">more →</a> <a href="/arkiv-2007.html">Visa fler</a>',
            ["2008", "2007"],
        ),
        ("/arkiv.html", '<a href="/rapport-2008.html">Läs mer</a>', []),
        ("/l.asp?kat=2&ar=2009", '<a href="/l.asp?kat=2&ar=2008">2008</a>', ["2008"]),
    ],
)
def test_years_of_a_list_are_named_like_it_or_like_news(address: str, links: str, years: list[str]) -> None:
    page = document(f"<html><body><h2>Granbys anslag</h2>{links}</body></html>", address)
    assert [month.dated for month in month_lists(page)] == years


def test_links_to_other_years_are_no_news_and_make_a_list_of_a_single_piece() -> None:
    news = '<li><a href="/info/tak.htm">Taket på badhuset är lagat</a></li>'
    years = "".join(f'<li><a href="/info/{year}.htm">Kommuninfo {year}</a></li>' for year in YEARS)
    page = document(f"<html><body><h2>Kommuninfo</h2><ul>{news}{years}</ul></body></html>", "/info/")
    assert [item.headline for item in list_items(page)] == ["Taket på badhuset är lagat"]
    assert is_list(page)


def test_php_nukes_pages_are_numbered_by_pagenum() -> None:
    here, pages = "/modules.php?name=News&new_topic=2", "[ <b>1</b> | <a href='{0}&pagenum=2'>2</a> ]"
    url = next_page(document(f"<html><body>{pages.format(here)}</body></html>", here))
    assert url is not None
    assert url.endswith("pagenum=2")


class Portal(Site):
    """A portal in ASP: `lista.asp` has the newest year of a section, and the others under its year."""

    def __init__(self) -> None:
        super().__init__({})
        self.preface = ""
        numbers = iter(range(10, 100))
        self.news = {kat: {year: [next(numbers) for _ in range(3)] for year in YEARS} for kat in SECTIONS}
        self.news["3"][2008] = [next(numbers)]

    def answer(self, request: Request) -> Answer:
        kat = request.query.get("kat", "2")
        match request.path:
            case "/":
                return self.page('<a href="/nyheter.asp">Övriga Nyheter</a>', "Hem")
            case "/nyheter.asp":
                parts = "".join(f'<p><a href="/lista.asp?kat={n}">{name}</a></p>' for n, name in SECTIONS.items())
                return self.page(f"<h1>Övriga Nyheter</h1>{parts}{self.preface}", "Hem | Övriga Nyheter")
            case "/lista.asp":
                year = int(request.query.get("ar", YEARS[-1]))
                years = " ".join(f'<a href="/lista.asp?kat={kat}&ar={one}">{one}</a>' for one in YEARS if one != year)
                rows = "".join(ROW.format(n) for n in self.news[kat][year])
                listed = f"<h1>{SECTIONS[kat]}</h1>{years}<table>{rows}</table>"
                return self.page(listed, f"Hem | Övriga Nyheter | {SECTIONS[kat]}")
            case "/visa.asp":
                number = int(request.query["id"])
                name = next(SECTIONS[k] for k, news in self.news.items() if number in chain(*news.values()))
                title = f"Bron i Granby målas, dag {number}"
                text = f"Målarna har hunnit till valv {number} och fortsätter mot kyrkan i morgon.<br><br>" * 3
                story = f"<font size=4><b>{title}</b></font><br><br>{text}"
                return self.page(story, f"Hem | Övriga Nyheter | {name} | {title}")
        return Answer(status=404)

    def page(self, main: str, trail: str) -> Answer:
        latest = "".join(f'<a href="/visa.asp?id={n}">Bron i Granby målas, dag {n}</a><br>' for n in range(16, 19))
        html = laid_out(main, margin=latest).replace("<body>", f"<title>Granbyportalen</title><body>{trail}<br>")
        return Answer(body=html.encode())


@pytest.fixture
def portal() -> Iterator[tuple[Portal, str]]:
    site = Portal()
    with serve(site) as base:
        yield site, base


@pytest.mark.parametrize("start", ["/lista.asp?kat=3", "/visa.asp?id=25"])
def test_all_years_of_a_section_are_found_by_its_links_to_them(
    portal: tuple[Portal, str], tmp_path: Path, start: str
) -> None:
    site, base = portal
    result = crawl(f"{base}{start}", archive=tmp_path / "a.db")
    assert result.returncode == 0, result.stderr
    rows = [json.loads(line) for line in canonical(tmp_path / "a.db")]
    numbers = {int(urlsplit(row["url"]).query.removeprefix("id=")) for row in rows}
    assert numbers == set(chain(*site.news["3"].values()))
    assert {row["headline"] for row in rows} == {f"Bron i Granby målas, dag {n}" for n in numbers}


def test_a_year_with_one_piece_of_news_is_a_list_of_what_the_newest_year_is_made_of() -> None:
    years = '<p><a href="/lista.asp?kat=2&ar=2009">2009</a> <b>2007</b> <a href="/lista.asp?kat=2&ar=2006">2006</a></p>'
    main = f"<h1>Kommuninfo</h1>{years}<table>{ROW.format(1)}</table><p>Här står allt som kommunen har meddelat.</p>"
    page = document(laid_out(main), "/lista.asp?kat=2&ar=2007")
    newest = document(laid_out(f"<table>{ROW.format(8)}{ROW.format(9)}</table>"))
    listed = [item.headline for item in items_of(page, read_blocks(newest).kind) if item.listed]
    assert listed == ["Bron i Granby målas, dag 1"]


@pytest.mark.parametrize("start", ["/", "/nyheter.asp"])
def test_all_years_of_all_sections_are_found_from_the_pages_above_them(
    portal: tuple[Portal, str], tmp_path: Path, start: str
) -> None:
    site, base = portal
    result = crawl(f"{base}{start}", archive=tmp_path / "a.db")
    assert result.returncode == 0, result.stderr
    rows = [json.loads(line) for line in canonical(tmp_path / "a.db")]
    found = {int(urlsplit(row["url"]).query.removeprefix("id=")) for row in rows}
    assert found == {n for years in site.news.values() for news in years.values() for n in news}


def test_parts_of_a_page_named_news_are_followed_from_the_home_page_though_it_says_more_than_it_lists(
    portal: tuple[Portal, str], tmp_path: Path
) -> None:
    site, base = portal
    site.preface = "<p>Här samlar vi det som händer i Granby med omnejd, från skolor till vägar och vatten.</p>" * 3
    assert crawl(f"{base}/", archive=tmp_path / "a.db").returncode == 0
    sections = {json.loads(line)["section"] for line in canonical(tmp_path / "a.db")}
    assert sections == {f"Hem › Övriga Nyheter › {name}" for name in SECTIONS.values()}


def test_what_more_news_is_of_may_stand_behind_a_colon() -> None:
    assert strength("Fler nyheter: Gator och vägar") == "archive"
    assert strength("Nyheter: Bron målas om") is None
