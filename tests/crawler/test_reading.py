"""What a page is to the crawl that fetched it as a way in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from archive.schema import Context, Page
from crawler.reading import read_page
from crawler.sites import ad_hoc

HOME = "https://www.storvik.se/"
SHELL = '<title>Nyheter – Storviks kommun</title>{}<div id="app"></div><script src="/static/app.js"></script>'
WORDS = "<p>{}</p>".format("Kommunen har öppet som vanligt under sommaren, men växeln stänger klockan tre. " * 3)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<noscript>Slå på JavaScript för att se sidan.</noscript>", "the page is empty until a browser runs"),
        ("<header>Storviks kommun</header>", "the page is empty until a browser runs"),
        (WORDS, "the page lists no news"),
        ('<nav><a href="/nyheter">Nyheter</a></nav>' + WORDS, "on the way"),
        ('<nav><a href="/nyheter">Nyheter</a></nav>', "on the way"),
    ],
    ids=["noscript", "header alone", "words", "words and a link", "a link alone"],
)
def test_page_that_only_scripts_fill_says_so(inside: str, told: str) -> None:
    page = Page(HOME, SHELL.format(inside).encode(), datetime(2026, 2, 8, tzinfo=UTC))
    reading = read_page(page, ad_hoc(HOME), "start", Context())
    assert reading.reason is not None
    assert reading.reason.startswith(told)


PIECE = """<html><head>{head}<title>Så väljer du värmepump – Storvik</title></head><body><main>
<article class="post {names}">
<h1>Så väljer du värmepump</h1><p>{text}</p><footer>{shown}</footer></article>
<ul><li><h3><a href="/nyheter/isbanan">Isbanan öppnar</a></h3><a rel="category tag" href="/a">{beside}</a></li></ul>
</main></body></html>"""
TOLD = Context(section=("Nyheter",), listing=f"{HOME}nyheter", position=1)
DATA = '<script type="application/ld+json">{"@type": "NewsArticle", "articleSection": ["Nyheter", "Annons"]}</script>'
META = '<meta property="article:section" content="Betalt innehåll">'
LINK = '<a rel="category tag" href="/kategori/7">{}</a>'


def _piece(path: str = "nyheter/varmepump", **parts: str) -> Page:
    usual = {"head": "", "names": "", "shown": LINK.format("Nyheter"), "beside": "Nyheter"}
    html = PIECE.format(**(usual | parts), text="Det finns tre sorter, och alla kräver att huset är tätt. " * 9)
    return Page(f"{HOME}{path}", html.encode(), datetime(2026, 2, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"shown": LINK.format("Annonsmaterial")}, "Annonsmaterial"),
        ({"shown": LINK.format("Nyheter") + LINK.format("I samarbete med")}, "I samarbete med"),
        ({"names": "category-annonsmaterial hentry"}, "annonsmaterial"),
        ({"head": DATA}, "Annons"),
        ({"head": META}, "Betalt innehåll"),
        ({"path": "sponsrat/2026/varmepump"}, "sponsrat"),
    ],
    ids=["category", "second category", "class", "data", "meta", "folder"],
)
def test_paid_article_is_not_kept_as_news(parts: dict[str, str], name: str) -> None:
    reading = read_page(_piece(**parts), ad_hoc(HOME), "article", TOLD)
    assert reading.placing == "outside"
    assert reading.reason == f"paid for by somebody: its site keeps it under “{name}”"
    assert reading.section  # or an archive that has it from before would take it for missing


@pytest.mark.parametrize(
    "parts",
    [
        {"shown": LINK.format("Reklam och skyltar")},
        {"beside": "Annonsmaterial"},
        {"path": "nyheter/annonsera-i-kommunbladet"},
        {"shown": '<a rel="tag" href="/etikett/reklam">reklam</a>'},
    ],
    ids=["two things", "another article's", "words of a headline", "tag"],
)
def test_news_about_advertising_is_news(parts: dict[str, str]) -> None:
    assert read_page(_piece(**parts), ad_hoc(HOME), "article", TOLD).placing == "article"


def test_paid_section_that_was_asked_for_is_kept() -> None:
    wanted = Context(section=("Annonsmaterial",), listing=f"{HOME}kategori/7", position=1)
    page = _piece(shown=LINK.format("Annonsmaterial"))
    assert read_page(page, ad_hoc(HOME), "article", wanted).placing == "article"


ROW = '<tr><td><a href="/nyheter/{0}">Den {0}:e nyheten om bron i Storvik</a></td></tr>'
SHORT = "<table>{}</table><h1>Bron är öppen</h1><p>Sedan i måndags går det att cykla över ån.</p>"


@pytest.mark.parametrize(
    ("headline", "date", "placing"),
    [
        ("Bron är öppen", "8 februari 2026", "article"),
        ("Bron är öppen", None, "outside"),
        ("Bron", "8 februari 2026", "outside"),
    ],
    ids=["with its day", "without", "named otherwise"],
)
def test_short_piece_beside_a_longer_box_is_what_its_list_told(headline: str, date: str | None, placing: str) -> None:
    html = SHORT.format("".join(ROW.format(number) for number in range(1, 9)))
    told = Context(("Nyheter",), f"{HOME}nyheter", 1, headline, teaser_date=date)
    page = Page(f"{HOME}nyheter/bron", html.encode(), datetime(2026, 2, 9, tzinfo=UTC))
    assert read_page(page, ad_hoc(HOME), "article", told).placing == placing


def test_article_without_trail_leads_to_its_category_that_is_named_like_news_first() -> None:
    links = ("trafik", "Trafik"), ("ovrigt", "Okategoriserade"), ("nyheter", "Nyheter")
    shown = "".join(f'<a rel="category tag" href="/kategori/{path}">{name}</a>' for path, name in links)
    reading = read_page(_piece("2026/02/varmepump/", shown=shown, beside="Lokalt"), ad_hoc(HOME), "start", Context())
    assert reading.placing == "outside"
    ways = [found.url.removeprefix(HOME) for found in reading.found]
    assert ways == ["kategori/nyheter", "kategori/trafik", ""]
    assert {found.context.listing for found in reading.found} == {f"{HOME}2026/02/varmepump/"}


def test_article_without_trail_leads_to_the_narrower_of_two_categories_named_like_news() -> None:
    links = ("nyheter", "Nyheter"), ("nyheter/kommuninfo", "Kommuninfo"), ("kommuninfo/alla", "Alla ämnen")
    shown = "".join(f'<a rel="category" href="/kategori/{path}/">{name}</a>' for path, name in links)
    reading = read_page(_piece("2026/02/varmepump/", shown=shown, beside="Lokalt"), ad_hoc(HOME), "start", Context())
    ways = [found.url.removeprefix(f"{HOME}kategori/") for found in reading.found]
    assert ways[:3] == ["nyheter/kommuninfo/", "nyheter/", "kommuninfo/alla/"]


def test_way_from_an_article_to_its_section_does_not_leave_the_site() -> None:
    crumbs = '<nav aria-label="Brödsmulor"><a href="/">Hem</a> / <a href="https://annan.se/nyheter">Nyheter</a></nav>'
    page = _piece("nyheter/varmepump")
    page = replace(page, body=page.body.replace(b"<main>", crumbs.encode() + b"<main>"))
    found = read_page(page, ad_hoc(HOME), "start", Context()).found
    assert found
    assert {urlsplit(one.url).netloc for one in found} == {urlsplit(HOME).netloc}


TOPIC = '<a class="topic" href="/kategori/{0}/">{0}</a>'
ONWARD = '<a rel="next" href="/sida/2/">Äldre</a>'


def _items(count: int, folder: str, topics: tuple[str, ...] = ()) -> str:
    """So many dated pieces of news as a list shows them, the topics in turn."""
    shown = [TOPIC.format(topics[number % len(topics)]) if topics else "" for number in range(1, count + 1)]
    return "".join(
        f'<article><h2><a href="/{folder}{number}">Bron över ån målas om, del {number}</a></h2>'
        f"<time>2026-02-0{number}</time>{topic}</article>"
        for number, topic in enumerate(shown, 1)
    )


@pytest.mark.parametrize(
    ("menu", "topics", "onward", "placing"),
    [
        ("", ("kommuninfo", "gator"), ONWARD, "section"),
        (TOPIC.format("kommuninfo"), ("kommuninfo", "gator"), ONWARD, "section"),
        (TOPIC.format("kommuninfo"), ("kommuninfo", "gator"), "", "outside"),
        (TOPIC.format("sport"), ("sport", "gator"), "", "outside"),
        ('<a href="/nyheter/">Nyheter</a>', ("kommuninfo", "gator"), ONWARD, "outside"),
        ("", ("kommuninfo", "evenemang"), ONWARD, "outside"),
    ],
    ids=[
        "topics",
        "topic in the menu too",
        "the latest of a topic in the menu",
        "the latest of any in the menu",
        "news beside it",
        "a topic of something else",
    ],
)
def test_home_page_that_lists_all_news_is_no_way_to_one_of_its_topics(
    menu: str, topics: tuple[str, ...], onward: str, placing: str
) -> None:
    html = f"<title>Storvik</title><nav>{menu}</nav><main>{_items(9, 'p/', topics)}{onward}</main>"
    page = Page(HOME, html.encode(), datetime(2026, 2, 9, tzinfo=UTC))
    assert read_page(page, ad_hoc(HOME), "start", Context()).placing == placing


@pytest.mark.parametrize(
    ("menu", "count", "day", "placing"),
    [
        ("", 3, "2026-01-0{}", "section"),
        ('<a href="/om/">Om kommunen</a>', 9, "2026-01-0{}", "section"),
        ('<a href="/om/">Om kommunen</a>', 4, "2026-01-0{}", "outside"),
        ('<a href="/om/">Om kommunen</a>', 9, "2026-03-0{}", "outside"),
        ('<a href="/nyheter/">Nyheter</a>', 9, "2026-01-0{}", "outside"),
    ],
    ids=["no menu", "long", "short beside a menu", "to come", "news beside it"],
)
def test_home_page_that_has_all_news_on_one_page_is_its_list(menu: str, count: int, day: str, placing: str) -> None:
    items = "".join(
        f'<li><article><header><h2><a href="/bron-{number}/">Bron över ån målas om, del {number}</a></h2>'
        f"<small>{day.format(number)}</small></header><p>Målarna börjar vid norra fästet.</p></article></li>"
        for number in range(1, count + 1)
    )
    html = f'<title>Storvik</title><nav>{menu}</nav><main><ol style="list-style: none">{items}</ol></main>'
    page = Page(HOME, html.encode(), datetime(2026, 2, 8, tzinfo=UTC))
    assert read_page(page, ad_hoc(HOME), "start", Context()).placing == placing
