"""A section whose page shows no news but its parts, each with a list of its own, as Plone shows folders in a folder."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from crawler.demo.server import Answer, Request, Site, serve
from tests.crawler.command import canonical, crawl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = {"kommuninfo": "Kommuninfo", "trafik": "Trafik och gator"}
A_PAGE = 5
"""Articles on a page of a part's list, which has two or three."""


class Folders(Site):
    """A site in Plone's markup: folders that list what is in them, and say who made each of it."""

    def __init__(self) -> None:
        super().__init__({})
        self.articles = {part: [f"{name} byggs om, etapp {n}" for n in range(12)] for part, name in PARTS.items()}
        self.asked: list[str] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.target)
        match request.path.strip("/").split("/"):
            case [""]:
                menu = "".join(f'<li><a href="/nyheter/{part}">{name}</a></li>' for part, name in PARTS.items())
                return self.page("Fjällbo", [], f'<ul><li><a href="/nyheter">Nyheter</a><ul>{menu}</ul></li></ul>')
            case ["nyheter"]:
                entries = [(f"/nyheter/{part}", name) for part, name in PARTS.items()]
                return self.page("Nyheter", ["nyheter"], self.listed([*entries, ("/kontakt", "Kontakt")]))
            case ["kontakt"]:
                people = [(f"/kontakt/person-{n}", f"Anna Ek nummer {n}") for n in range(4)]
                return self.page("Kontakt", ["kontakt"], self.listed(people))
            case ["nyheter", part] if part in PARTS:
                return self.part(part, int(request.query.get("b_start:int", "0")))
            case ["nyheter", part, number] if part in PARTS and number.isdecimal():
                title = self.articles[part][int(number)]
                text = f"<p>Arbetet med {title.lower()} börjar på måndag och väntas vara klart till påsk.</p>" * 4
                return self.page(title, ["nyheter", part, number], f'<div id="parent-fieldname-text">{text}</div>')
            case ["author", _]:
                return self.page("anna", [], "<p>Anna har skrivit många nyheter om gator och torg.</p>" * 4)
        return Answer(status=404)

    def part(self, part: str, start: int) -> Answer:
        numbered = list(enumerate(self.articles[part]))[::-1]
        shown = [(f"/nyheter/{part}/{n}", title) for n, title in numbered[start : start + A_PAGE]]
        more = f'<nav class="pagination"><a href="?b_start:int={start + A_PAGE}">Nästa</a></nav>'
        return self.page(
            PARTS[part], ["nyheter", part], self.listed(shown) + (more if start + A_PAGE < len(numbered) else "")
        )

    def listed(self, entries: list[tuple[str, str]]) -> str:
        return '<div class="entries">{}</div>'.format(
            "".join(
                f'<article><div><a class="url" href="{path}">{name}</a></div>'
                f'<div><span>av <a href="/author/anna">anna</a></span> — Senast ändrad 2026-02-08 12:59</div></article>'
                for path, name in entries
            )
        )

    def page(self, name: str, path: list[str], content: str) -> Answer:
        names = [PARTS.get(step, step.capitalize()) for step in path[:-1]]
        links = "".join(f'<li><a href="/{"/".join(path[: n + 1])}">{one}</a></li>' for n, one in enumerate(names))
        here = f'<li aria-current="page">{name}</li>' if path else ""
        template = "listing_view" if 'class="entries"' in content else "newsitem_view"
        html = (
            f'<!DOCTYPE html><html lang="sv"><head><title>{name} — Fjällbo</title>'
            f'<meta name="generator" content="Plone - https://plone.org/"></head><body class="template-{template}">'
            f'<nav id="portal-breadcrumbs"><ol><li><a href="/">Hem</a></li>{links}{here}</ol></nav>'
            f'<article id="content"><h1>{name}</h1><div id="content-core">{content}</div></article></body></html>'
        )
        return Answer(html.encode())


@pytest.fixture
def folders() -> Iterator[tuple[Folders, str]]:
    site = Folders()
    with serve(site) as base_url:
        yield site, base_url


def archived(archive: Path) -> dict[str, str]:
    """The section of each article by its path."""
    records = map(json.loads, canonical(archive))
    return {urlsplit(one["url"]).path: one["section"] for one in records}


def everything(site: Folders) -> dict[str, str]:
    return {
        f"/nyheter/{part}/{n}": f"Hem › Nyheter › {PARTS[part]}"
        for part, titles in site.articles.items()
        for n in range(len(titles))
    }


@pytest.mark.parametrize("start", ["/nyheter", "/"])
def test_parts_that_a_section_lists_are_read_to_their_end(
    folders: tuple[Folders, str], tmp_path: Path, start: str
) -> None:
    site, base_url = folders
    result = crawl(base_url + start, archive=tmp_path / "a.db")
    assert result.returncode == 0, result.stderr
    assert archived(tmp_path / "a.db") == everything(site)
    assert not {"/author/anna", "/kontakt/person-0"} & set(site.asked)


def test_parts_are_asked_in_every_run_and_cost_nothing_else(folders: tuple[Folders, str], tmp_path: Path) -> None:
    site, base_url = folders
    assert crawl(f"{base_url}/nyheter", archive=tmp_path / "a.db").returncode == 0
    site.articles["trafik"].append("Torget får nya träd")
    site.asked.clear()
    assert crawl(f"{base_url}/nyheter", archive=tmp_path / "a.db").returncode == 0
    assert archived(tmp_path / "a.db") == everything(site)
    news = [target for target in site.asked if target.count("/") == 3]
    assert news == ["/nyheter/trafik/12"]
    assert {"/nyheter/kommuninfo", "/nyheter/trafik"} <= set(site.asked)


def test_section_is_found_by_its_last_name_alone(folders: tuple[Folders, str], tmp_path: Path) -> None:
    site, base_url = folders
    result = crawl(base_url, "--section", "Trafik och gator", archive=tmp_path / "a.db")
    assert result.returncode == 0, result.stderr
    wanted = {path: section for path, section in everything(site).items() if section.endswith("Trafik och gator")}
    assert archived(tmp_path / "a.db") == wanted


class Latest(Site):
    """Nyheter with the latest three of eleven and "Alla nyheter" below it; Kultur has four, and that link."""

    def __init__(self) -> None:
        super().__init__({})
        self.news = {f"/nyheter/grop-{n}": f"Gropen vid hus nummer {n} är lagad" for n in range(11)}
        self.culture = {f"/kultur/kor-{n}": f"Kör nummer {n} sjunger i kyrkan" for n in range(4)}

    def answer(self, request: Request) -> Answer:
        whole = '<p><a href="/nyheter/alla">Alla nyheter</a></p>'
        news, number = list(self.news.items()), int(request.query.get("page", "1"))
        if request.path == "/nyheter":
            return self.page(["Nyheter"], self.listed(news[:3]) + whole)
        if request.path == "/kultur":
            return self.page(["Kultur"], self.listed(list(self.culture.items())) + whole)
        if request.path == "/nyheter/alla":
            onward = f'<a rel="next" href="?page={number + 1}">Nästa</a>' if 4 * number < len(news) else ""
            return self.page(["Nyheter", "Alla nyheter"], self.listed(news[4 * number - 4 : 4 * number]) + onward)
        for section, stories in (("Nyheter", self.news), ("Kultur", self.culture)):
            if request.path in stories:
                text = "<p>Arbetet pågick i två veckor, och den som bor intill fick låna en stol av grannen.</p>" * 3
                return self.page([section, stories[request.path]], f"<p>8 februari 2017</p>{text}")
        return Answer(status=404)

    def listed(self, stories: list[tuple[str, str]]) -> str:
        return "".join(f'<h2><a href="{url}">{name}</a></h2><time>2017-02-08</time>' for url, name in stories)

    def page(self, trail: list[str], content: str) -> Answer:
        paths = {"Nyheter": "/nyheter", "Kultur": "/kultur", "Alla nyheter": "/nyheter/alla"}
        steps = "".join(f'<li><a href="{paths.get(name, "#")}">{name}</a></li>' for name in trail)
        crumbs = f'<ol class="breadcrumb"><li><a href="/">Start</a></li>{steps}</ol>'
        return Answer(f"<html><title>{trail[-1]}</title>{crumbs}<main><h1>{trail[-1]}</h1>{content}</main>".encode())


@pytest.mark.parametrize("start", ["/nyheter", "/nyheter/grop-9", "/kultur"])
def test_page_with_the_latest_leads_to_the_list_below_it_and_none_to_that_of_another_section(
    start: str, tmp_path: Path
) -> None:
    site = Latest()
    with serve(site) as base:
        result = crawl(f"{base}{start}", archive=tmp_path / "archive.db")
    assert result.returncode == 0, result.stderr
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        found = {urlsplit(url).path for (url,) in connection.execute("SELECT url FROM articles")}
    assert found == set(site.culture if start == "/kultur" else site.news)
