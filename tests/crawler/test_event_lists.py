"""What a page marks as events is no news, though their days have been: Plone's list of past events for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive import ExitStatus
from crawler.demo.server import Answer, Request, Site, serve
from crawler.listing.events import lists_events
from tests.crawler.command import crawl
from tests.crawler.lists import document

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "<p>Kören sjunger och biblioteket bjuder på saft när det gamla torget fyller hundra år.</p>" * 5
SIDE = '<div class="vevent"><a href="/program/9">Vårkonsert i kyrkan på söndag</a></div>'


def _items(opening: str, *, folder: str = "program") -> str:
    heads = (f'<h2><a href="/{folder}/{n}">Torgdagen firades för gång {n}</a></h2>' for n in range(1, 7))
    return "".join(f"<article {opening}>{head}<span>2025-06-0{n}</span></article>" for n, head in enumerate(heads, 1))


_DATA = ",".join(f'{{"@type": "Event", "url": "/program/{n}"}}' for n in range(1, 7))
MARKED = {
    "hCalendar": (_items('class="vevent tileItem"'), ""),
    "microdata": (_items('class=kort itemscope itemtype="https://schema.org/MusicEvent"'), ""),
    "data": (_items("class=kort"), f'<script type="application/ld+json">[{_DATA}]</script>'),
}


@pytest.mark.parametrize(("main", "head"), MARKED.values(), ids=MARKED)
def test_list_is_of_events_by_any_of_their_marks(main: str, head: str) -> None:
    assert lists_events(document(main, "https://www.exempel.se/det-har-hant", head))


@pytest.mark.parametrize(
    "main", ["", _items("class=kort"), _items("class=kort") + SIDE], ids=["none", "plain", "beside"]
)
def test_list_of_news_is_not_of_events(main: str) -> None:
    assert not lists_events(document(main))


class WithPastEvents(Site):
    """A site whose menu leads to its news and to a list of past events, with their days."""

    def __init__(self) -> None:
        super().__init__({})

    def answer(self, request: Request) -> Answer:
        section, _, number = request.path.strip("/").partition("/")
        names = {"": "Storby", "nyheter": "Nyheter", "det-har-hant": "Det har hänt", "program": "Det har hänt"}
        if section not in names:
            return Answer(status=404)
        main = {
            "nyheter": _items("class=nyhet", folder="nyheter"),
            "det-har-hant": _items('class="vevent tileItem"'),
        }.get(section, TEXT)
        title = f"Torgdagen firades för gång {number}" if number else names[section]
        day = f"<time datetime=2025-06-0{number}>{number} juni 2025</time>" if number else ""
        menu = (
            "<nav><ul><li><a href=/nyheter>Nyheter</a></li><li><a href=/det-har-hant>Det har hänt</a></li></ul></nav>"
        )
        text = f"{day}{TEXT}" if number else main
        return Answer(f"<html lang=sv><title>{title}</title><body>{menu}<main><h1>{title}</h1>{text}</main>".encode())


def test_past_events_of_a_site_are_left_beside_its_news(tmp_path: Path) -> None:
    with serve(WithPastEvents()) as base:
        result = crawl(base, archive=tmp_path / "home.db")
        assert result.returncode == ExitStatus.DONE, result.stderr
        assert ": Nyheter\n" in result.stdout
        assert "6 articles (6 new" in result.stdout
        alone = crawl(f"{base}/det-har-hant", archive=tmp_path / "events.db")
    assert f"{base}/det-har-hant is no section of news itself" in alone.stdout
    assert ": Det har hänt\n" not in alone.stdout
