"""Lists whose further news are in the page's scripts, behind "Visa fler"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.document import Document
from crawler.listing import is_list, list_items

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = "https://www.exempel.se/nyheter"
NEWS = ["Isbanan öppnar på lördag", "Fullmäktige antog budgeten", "Bron vid ån stängs av", "Badhuset får nytt tak"]
NEWS += ["Skolan i Norrby byggs ut", "Årets kulturpris delas ut"]


def _objects(headlines: Sequence[str]) -> list[dict[str, str]]:
    return [
        {
            "heading": headline,
            "href": f"/nyheter/{NEWS.index(headline)}",
            "publishedAt": f"2026-02-0{9 - NEWS.index(headline)}T08:00:00+01:00",
            "preamble": 'Läs "allt"\nom det.',
        }
        for headline in headlines
    ]


def _cards(headlines: Sequence[str]) -> str:
    cards = (f'<li><h2><a href="{one["href"]}">{one["heading"]}</a></h2>2026-02-01</li>' for one in _objects(headlines))
    return f"<ul>{''.join(cards)}</ul><button>Visa fler nyheter</button>"


def _flight(headlines: Sequence[str]) -> str:
    """The data of a Next.js page: rows of components, a text among them, cut where a chunk happened to end."""
    props: list[object] = ["$", "$L11", None, {"items": _objects(headlines)}]
    for _ in range(4):
        props = ["$", "div", None, {"children": [["$", "h1", None, {"children": "Nyheter"}], props]}]
    text = "Lång text:\n5:[inget]"
    rows = f'1:"$Sreact.fragment"\n2:I[26,["619","a.js"],""]\na:T{len(text.encode()):x},{text}5:{json.dumps(props)}\n'
    middle = len(rows) // 2
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in (rows[:middle], rows[middle:])
    )


def _json(headlines: Sequence[str]) -> str:
    state = {"props": {"pageProps": {"news": _objects(headlines), "menu": _objects(headlines[:1])}}}
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'


def _page(main: str, script: str) -> Document:
    return Document.from_text(f"<html><body><main><h1>Nyheter</h1>{main}</main>{script}</body></html>", HERE)


def _listed(document: Document) -> list[str]:
    return [item.headline for item in list_items(document) if item.listed]


@pytest.mark.parametrize("script", [_flight, _json])
def test_news_behind_a_button_follow_those_that_are_shown(script: Callable[[Sequence[str]], str]) -> None:
    page = _page(_cards(NEWS[:3]), script(NEWS))
    assert _listed(page) == NEWS
    dates = [item.date for item in list_items(page)]
    assert dates == ["2026-02-01"] * 3 + [f"2026-02-0{day}T08:00:00+01:00" for day in (6, 5, 4)]


@pytest.mark.parametrize("headlines", [NEWS[::-1], NEWS[1:], NEWS[:3]], ids=["another order", "others", "no more"])
@pytest.mark.parametrize("script", [_flight, _json])
def test_an_array_that_does_not_begin_with_what_is_shown_is_another_list(
    script: Callable[[Sequence[str]], str], headlines: Sequence[str]
) -> None:
    assert _listed(_page(_cards(NEWS[:3]), script(headlines))) == NEWS[:3]


def test_data_of_a_page_without_a_list_makes_none() -> None:
    assert _listed(_page("<p>Banan är öppen varje dag.</p>", _flight(NEWS))) == []


def test_an_article_is_no_list_for_what_its_box_of_more_news_has_in_store() -> None:
    text = "Nu är isen tjock nog, och banan är öppen varje dag. " * 4
    assert not is_list(_page(f"<p>{text}</p>{_cards(NEWS[:3])}", _flight(NEWS)))
