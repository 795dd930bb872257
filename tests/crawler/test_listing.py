"""A section's page: which of its blocks and links are the list of its news."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.listing import is_list, items_of, list_items
from crawler.listing.blocks import read_blocks
from tests.crawler.lists import CARDS, HERE, NEWS, PLAIN, document

WHOLE_CARDS = """
<ul><li><a href="/nyheter/isbanan"><h3>Isbanan öppnar på lördag</h3><p>8 februari 2026 Nu är isen tjock.</p></a></li>
<li><a href="/nyheter/budget"><h3>Fullmäktige antog budgeten</h3><p>5 februari 2026 Skatten höjs inte.</p></a></li>
<li><a href="/nyheter/bron"><h3>Bron vid ån stängs av</h3><p>1 februari 2026 Bron är sliten.</p></a></li></ul>"""


def test_last_page_of_a_list_is_read_like_the_page_before_it() -> None:
    """A box beside it has more headlines than is left of the list."""
    row = '<table class={}><tr><td><a href="/nyheter/{}">{}</a></td></tr></table>'
    kind = read_blocks(document("".join(row.format("story", n, f"Nyhet nummer {n} från kommunen") for n in "123"))).kind
    last = "".join(row.format("story", n, f"Nyhet nummer {n}") for n in "45")
    box = "".join(row.format("popular", n, f"Det här läser alla andra just nu, nummer {n}") for n in "6789")
    page = document(last + box)
    assert [item.url for item in items_of(page, kind) if item.listed] == [f"{HERE}/4", f"{HERE}/5"]
    assert [item.url for item in list_items(page) if item.listed] == [f"{HERE}/{n}" for n in "6789"]
    assert items_of(document(CARDS), kind) == list_items(document(CARDS))


@pytest.mark.parametrize("main", [CARDS, PLAIN, WHOLE_CARDS], ids=["cards", "channel", "linked cards"])
def test_lists_its_news_in_order_and_nothing_else(main: str) -> None:
    listed = [item for item in list_items(document(main)) if item.listed]
    assert [item.url for item in listed] == [f"{HERE}/{name}" for name in NEWS]
    assert [item.headline for item in listed] == [
        "Isbanan öppnar på lördag",
        "Fullmäktige antog budgeten",
        "Bron vid ån stängs av",
    ]


def test_other_headings_that_link_are_found_but_not_listed() -> None:
    others = [item for item in list_items(document(PLAIN)) if not item.listed]
    assert [item.url for item in others] == ["https://www.exempel.se/evenemang/loppis"]


def test_an_item_alone_in_its_month_is_one_of_the_list() -> None:
    line = '<li>2026-{:02}-0{} <a href="/nyheter/{}">Isbanan öppnar på lördag, nyhet {}</a></li>'
    months = [[line.format(month, n, f"{month}-{n}", n) for n in days] for month, days in ((3, (2, 1)), (2, (4,)))]
    lists = "".join(f"<h2>En månad</h2><ul class=posts>{''.join(month)}</ul>" for month in months)
    urls = [item.url.rpartition("/")[2] for item in list_items(document(lists)) if item.listed]
    assert urls == ["3-2", "3-1", "2-4"]


def test_an_item_alone_in_its_year_is_one_of_the_list_though_the_list_is_wrapped() -> None:
    card = (
        '<article class=post><time>{0}-02-0{1}</time><h2><a href="/{0}/{1}">Isbanan öppnar på lördag</a></h2></article>'
    )
    years = [(2026, "21"), (2025, "4"), (2024, "3")]
    main = "".join(
        f"<section class=year><div><a href=/arkiv/{year}>{year}</a></div>"
        f"<div class=posts>{''.join(card.format(year, day) for day in days)}</div></section>"
        for year, days in years
    )
    urls = [urlsplit(item.url).path for item in list_items(document(main)) if item.listed]
    assert urls == ["/2026/2", "/2026/1", "/2025/4", "/2024/3"]


def test_what_is_named_after_its_pager_may_hold_the_list() -> None:
    around = '<div class="ajax-pagination-container">{}<div class="pagination"><a href="?page=2">Äldre</a></div></div>'
    listed = [item for item in list_items(document(around.format(CARDS))) if item.listed]
    assert [item.url for item in listed] == [f"{HERE}/{name}" for name in NEWS]


def test_what_is_named_a_navigation_may_hold_the_list_and_a_menu_of_headings_does_not() -> None:
    """Danish municipalities on Drupal list their news as `inline-navigation-item`; menus have no days in them."""
    entry = """<li class="inline-navigation-item"><a href="{}"><div class="inline-navigation-item__content"><h2>{}</h2>
      <div class="inline-navigation-item__date">{}</div></div></a></li>"""
    news = [(f"{HERE}/{name}", f"Så gick det med {name} i vår", "8. november 2026") for name in NEWS]
    menu = [(f"/tema-{n}", f"Så fungerar det med bygglov och tomter, del {n}", "") for n in range(5)]
    lists = ["".join(entry.format(*one) for one in entries) for entries in (news, menu)]
    page = document("".join(f'<ul class="inline-navigation">{entries}</ul>' for entries in lists))
    assert [item.url for item in list_items(page)] == [url for url, _, _ in news]


def test_box_headed_related_is_no_list_of_a_short_article() -> None:
    page = document(f"<p>Bron lagas till påsk.</p><div><h2>Relaterade nyheter</h2>{CARDS}</div>")
    assert list_items(page) == ()
    assert not is_list(page)


@pytest.mark.parametrize("tag", ["article", "div"])
def test_items_have_the_topic_of_their_post_as_a_class(tag: str) -> None:
    """Ghost and WordPress name an item after its tags; what is only named so holds the topics themselves."""
    card = '<{0} class="post-card post tag-{1}"><a href="/{1}"><h2>Nytt om {1} i Exempelby</h2></a></{0}>'
    page = document("".join(card.format(tag, topic) for topic in ("kalender", "press", "kommuninfo")))
    assert [item.headline for item in list_items(page) if item.listed] == [
        "Nytt om kalender i Exempelby",
        "Nytt om press i Exempelby",
        "Nytt om kommuninfo i Exempelby",
    ]
    assert list_items(document(f'<div class="tag-list">{CARDS}</div>')) == ()


def test_links_of_another_column_are_no_items() -> None:
    lines = "".join(f"<p><a href=/n/{n}>Nyhet nummer {n} av alla</a> (2026-02-0{n})</p>" for n in range(1, 5))
    beside = "<p><a href=/lov>Ansök om bygglov här</a></p><p><a href=/blanketter>Blanketter och avgifter</a></p>"
    page = document(f"<div id=mitten>{lines}</div><div id=hoger>{beside}</div>")
    assert [item.url.rpartition("/")[2] for item in list_items(page) if item.listed] == ["1", "2", "3", "4"]


def test_menus_named_in_one_word_are_no_list() -> None:
    menu = "".join(f"<li><a href=/m{n}>Barn och utbildning {n}</a></li>" for n in range(4))
    assert not list_items(document(f'<div id="SubMenuArea"><ul>{menu}</ul></div>'))


def test_the_page_about_a_file_is_no_news() -> None:
    row = '<li><a href="/nyheter/{0}">{1}</a></li>'
    rows = ("isbanan", "Isbanan öppnar på lördag"), ("budget", "Fullmäktige antog budgeten")
    files = ("karta.pdf/view", "Karta över isbanorna"), ("isen.jpg/view", "Isen en solig dag")
    listed = list_items(document(f"<ul>{''.join(row.format(*one) for one in (*rows, *files))}</ul>"))
    assert [item.url.rpartition("/")[2] for item in listed] == ["isbanan", "budget"]


def test_news_shown_large_over_the_list_is_listed_where_it_has_a_day_and_lies_with_the_others() -> None:
    large = '<section><div><h3><a href="/{}">{}</a></h3><div>{}</div></div></section>'
    over = large.format("nyheter/simhallen", "Simhallen är renoverad", "<time>2026-02-09</time>")
    undated = large.format("nyheter/om-nyheterna", "Så gör vi våra nyheter", "")
    elsewhere = large.format("evenemang/loppis", "Loppis på torget i Bålsta", "<time>2026-02-14</time>")
    page = document(over + undated + elsewhere + CARDS)
    listed = [urlsplit(item.url).path for item in list_items(page) if item.listed]
    assert listed == ["/nyheter/simhallen", *(f"/nyheter/{name}" for name in NEWS)]
