"""A crawl of a site without a profile finds a section from an article."""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from archive import ExitStatus
from crawler.demo.server import serve
from crawler.discover import strength
from crawler.listing import ListItem
from crawler.survey.sections import FoundSection, without_excerpts
from tests.crawler.command import crawl, run
from tests.sites.unseen import UnseenSite, paths

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ("gpress", "epi7", "kentico", "webbappar", "sitevision4", "sharepoint2013", "typo3v11", "tt4")
"""Sites whose articles show no trail, or one that is not their section's: with years, other steps, another place."""

BESIDE_OTHER_NEWS = {
    "k2": "/lokalt",
    "momentum": "/nyheter.aspx",
    "viatt": "/pressrum/88210/viatt/pressmeddelanden",
    "webflow": "/aktuellt",
    "divi": "/om-oss/press/",
    "epi7": "/Kommun--politik/Aktuellt/Nyheter/",
    "nuxt": "/om-oss/nyheter",
}
"""Sections, by site, beside others whose names are as sure: the surest is another."""


def _crawled(starts: list[str], archive: Path, *options: str) -> list[tuple[str, str]]:
    """Site and address of each article that one crawl of these starts gives."""
    result = run("crawl", *starts, "--delay", "0", *options, "--archive", archive)
    assert result.returncode == 0, result.stderr
    with closing(sqlite3.connect(archive)) as connection:
        return connection.execute("SELECT key, url FROM articles JOIN sites ON sites.id = site_id").fetchall()


def _of(site: UnseenSite, host: str, rows: list[tuple[str, str]]) -> set[str]:
    """The addresses among them of one site, as it knows them."""
    return site.own(paths(url for key, url in rows if key.startswith(f"{host}-")))


def test_article_leads_to_the_section_that_lists_it(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    starts, wanted = [], {}
    with ExitStack() as served:
        for number, key in enumerate(KEYS, 1):
            site = UnseenSite(key)
            base = served.enter_context(serve(site, f"127.0.4.{number}"))
            section = next(one for one in site.sections if one.path in site.told["wanted"])
            starts.append(f"{base}{section.stories[0].url}")
            wanted[f"127.0.4.{number}"] = site, site.own(paths(story.url for story in section.stories))
        rows = _crawled(starts, archive)
    for host, (site, urls) in wanted.items():
        assert urls <= _of(site, host, rows), site.key


def test_article_leads_past_lists_of_other_news_to_the_one_that_shows_it(tmp_path: Path) -> None:
    """Where it shows no trail, or stands below a month's name, or shows a few neighbours behind its text."""
    archive = tmp_path / "archive.db"
    starts, wanted = [], {}
    with ExitStack() as served:
        for number, (key, path) in enumerate(BESIDE_OTHER_NEWS.items(), 41):
            site = UnseenSite(key)
            section = next(one for one in site.sections if one.path == path)
            base = served.enter_context(serve(site, f"127.0.4.{number}"))
            starts.append(f"{base}{section.stories[2].url}")
            wanted[f"127.0.4.{number}"] = site, site.own(paths(story.url for story in section.stories))
        rows = _crawled(starts, archive, "--concurrency", "4")
    for host, (site, urls) in wanted.items():
        assert _of(site, host, rows) == urls, site.key
    told = {
        one["key"].partition("-")[0]: one
        for one in json.loads(run("status", "--json", "--archive", archive).stdout)["sites"]
    }
    surest_first = told["127.0.4.47"]
    assert "pending" not in surest_first["addresses"], "ways that were not needed wait for nothing"


@pytest.mark.parametrize(("key", "path"), [("everyware", "/lundaby"), ("phpnuke", "/modules.php?name=Kommunalt")])
def test_site_is_looked_through_for_the_section_of_an_article_that_no_list_on_its_way_shows(
    key: str, path: str, tmp_path: Path
) -> None:
    site = UnseenSite(key)
    section = next(one for one in site.sections if one.path == path)
    with serve(site, "127.0.4.60") as base:
        found = _of(site, "127.0.4.60", _crawled([f"{base}{section.stories[2].url}"], tmp_path / "archive.db"))
    assert site.own(paths(story.url for story in section.stories)) <= found <= site.articles


def test_run_that_ends_before_its_section_is_found_has_done_what_it_was_told(tmp_path: Path) -> None:
    site, archive = UnseenSite("gpress"), tmp_path / "archive.db"
    with serve(site, "127.0.4.20") as base:
        start = f"{base}{site.sections[1].stories[0].url}"
        first = crawl(start, "--max-pages", "1", archive=archive)
        second = crawl(start, archive=archive)
    assert first.returncode == ExitStatus.DONE, first.stderr
    assert "no section found yet" in first.stdout
    assert "The same command goes on." in first.stderr
    assert second.returncode == ExitStatus.DONE, second.stderr
    assert "CMS: wordpress" in second.stdout


@pytest.mark.parametrize("name", ["Ledigt just nu", "Lediga lägenheter"])
def test_what_is_vacant_is_no_news(name: str) -> None:
    assert strength(name) is None


def _section(path: str, *numbers: int, named: bool) -> FoundSection:
    items = tuple(ListItem(f"https://a.se/{n}", f"Nyhet {n}", None, "2026-02-08", listed=True) for n in numbers)
    return FoundSection(f"https://a.se{path}", (path,), items, 1.0, named, True, ())


def test_home_page_whose_news_all_stand_in_named_sections_is_none() -> None:
    news, press = _section("/nyheter", 1, 2, named=True), _section("/press", 3, 4, named=True)
    home = _section("/", 1, 3, named=False)
    assert without_excerpts([news, press, home]) == [news, press]
    more = _section("/", 1, 3, 5, named=False)
    assert without_excerpts([news, press, more]) == [news, press, more]
