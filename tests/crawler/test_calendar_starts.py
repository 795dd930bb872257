"""A crawl from a page of a calendar takes neither its events for news nor the box with the latest news for its list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archive import ExitStatus
from crawler.demo.server import Answer, Request, Site, serve
from tests.crawler.command import crawl, run

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "<p>Kommunen lagar vägen mellan torget och skolan, och arbetet väntas vara klart i vår.</p>" * 4


class WithCalendar(Site):
    """A site whose calendar shows its latest news in a box within the main content."""

    def __init__(self, *, events: int, all_news: str) -> None:
        super().__init__({})
        self.events = events
        self.all_news = all_news

    def answer(self, request: Request) -> Answer:
        section, _, number = request.path.strip("/").partition("/")
        names = {"kalender": "Kalender", "nyheter": "Nyheter"}
        if section not in names:
            return Answer(status=404)
        name, here = names[section], f'<a href="/{section}">{names[section]}</a>'
        title = f"Vägen vid torget lagas, etapp {number}" if number else name
        text = TEXT if number else self._calendar() if section == "kalender" else _news(7)
        crumbs = f'<nav aria-label="Brödsmulor"><a href="/">Hem</a> › {here}</nav>'
        page = f"{crumbs}<main><h1>{title}</h1>{text}</main>"
        return Answer(f"<html lang=sv><title>{title} - Storby</title><body>{page}".encode())

    def _calendar(self) -> str:
        days = range(1, self.events + 1)
        events = (f'<li><a href="/kalender/{n}">Konsert på torget {n}</a> 1{n} december 2199</li>' for n in days)
        return f"<ul class=events>{''.join(events)}</ul><div><h2>Senaste nytt</h2>{_news(4)}{self.all_news}</div>"


def _news(count: int) -> str:
    numbers = range(1, count + 1)
    headlines = (f'<h3><a href="/nyheter/{n}">Vägen vid torget lagas, etapp {n}</a></h3>' for n in numbers)
    items = (f"<li class=news>{one}<time>2026-02-0{n}</time></li>" for n, one in zip(numbers, headlines, strict=True))
    return f"<ul>{''.join(items)}</ul>"


@pytest.mark.parametrize("events", [0, 12])
def test_calendar_leads_to_all_news_that_its_box_names(tmp_path: Path, events: int) -> None:
    archive = tmp_path / "archive.db"
    with serve(WithCalendar(events=events, all_news='<a href="/nyheter">Fler nyheter</a>')) as base:
        result = crawl(f"{base}/kalender", archive=archive)
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert f"{base}/kalender is no section of news itself" in result.stdout
    (site,) = json.loads(run("status", "--json", "--archive", archive).stdout)["sites"]
    assert site["sections"] == [{"trail": "Hem › Nyheter", "articles": 7}]


@pytest.mark.parametrize("events", [0, 12])
def test_calendar_that_links_to_no_section_is_told_to_be_one(tmp_path: Path, events: int) -> None:
    archive = tmp_path / "archive.db"
    with serve(WithCalendar(events=events, all_news="")) as base:
        result = crawl(f"{base}/kalender", archive=archive)
        wanted = crawl(f"{base}/kalender", "--section", "Kalender", archive=tmp_path / "wanted.db")
    assert result.returncode == ExitStatus.NOTHING
    assert "the page is a calendar, Hem › Kalender, no list of news" in result.stderr
    assert "0 articles" in result.stderr
    assert wanted.returncode == ExitStatus.DONE, "a person who wants it by its name gets it"
    assert ": Hem › Kalender\n" in wanted.stdout
