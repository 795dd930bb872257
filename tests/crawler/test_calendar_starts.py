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
@pytest.mark.parametrize("all_news", ['<a href="/nyheter">Fler nyheter</a>', ""], ids=["named", "by its folder alone"])
def test_calendar_leads_to_the_list_of_the_news_in_its_box(tmp_path: Path, events: int, all_news: str) -> None:
    archive = tmp_path / "archive.db"
    with serve(WithCalendar(events=events, all_news=all_news)) as base:
        result = crawl(f"{base}/kalender", archive=archive)
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert f"{base}/kalender is no section of news itself" in result.stdout
    (site,) = json.loads(run("status", "--json", "--archive", archive).stdout)["sites"]
    assert site["sections"] == [{"trail": "Hem › Nyheter", "articles": 7}]


def test_calendar_is_followed_where_it_is_wanted_by_its_name(tmp_path: Path) -> None:
    with serve(WithCalendar(events=12, all_news="")) as base:
        wanted = crawl(f"{base}/kalender", "--section", "Kalender", archive=tmp_path / "wanted.db")
    assert wanted.returncode == ExitStatus.DONE
    assert ": Hem › Kalender\n" in wanted.stdout
