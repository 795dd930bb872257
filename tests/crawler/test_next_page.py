"""Where a section's list goes on."""

from __future__ import annotations

import pytest

from crawler.listing import next_page, page_number
from tests.crawler.lists import CARDS, HERE, document


@pytest.mark.parametrize(
    ("url", "links", "wanted"),
    [
        (HERE, '<a href="?page=2">2</a> <a href="?page=3">3</a>', "?page=2"),
        (f"{HERE}?page=2", '<a href="/nyheter">1</a> <a href="?page=3">3</a> <a href="?page=9">9</a>', "?page=3"),
        (HERE, '<a href="?page=1">1</a> <a href="?page=2">2</a> <a href="?page=3">3</a>', "?page=2"),
        (f"{HERE}?page=0", '<a rel="next" href="?page=1">Nästa ›</a>', "?page=1"),
        (HERE, '<a href="?start=45">2</a><a href="?start=90">3</a>', "?start=45"),
        (HERE, '<a href="/nyheter?sida=2">Nästa</a>', "?sida=2"),
        (HERE, '<a href="?page12.5a3f=2">Visa fler nyheter</a>', "?page12.5a3f=2"),
        (HERE, '<a class="next page-numbers" href="/nyheter/page/2/">Äldre inlägg</a>', "/page/2/"),
        (HERE, '<a rel="next" href="/nyheter/kalender?manad=2026-03">Nästa månad</a>', None),
        (HERE, '<a href="/nyheter?sort=date">Sortera på datum</a>', None),
        (f"{HERE}?page=3", '<a href="?page=1">1</a> <a href="?page=2">2</a>', None),
        (HERE, '<a href="https://annan.example/nyheter?page=2">2</a>', None),
        (HERE, '<a href="?page=0%2C1">2</a>', "?page=0%2C1"),
        (HERE, '<ul class="pagination"><li class="next"><a href="?page_n23=2">Framåt</a></ul>', "?page_n23=2"),
        (HERE, '<a href="?del=nyheter&amp;antal=6&amp;nr_cur=2">Nästa</a>', "?del=nyheter&antal=6&nr_cur=2"),
        (f"{HERE}?id=4", '<a href="?id=4&amp;limit=5&amp;limitstart=5">Nästa ></a>', "?id=4&limit=5&limitstart=5"),
        (f"{HERE}?id=4", '<a href="?id=5">Nästa ></a>', None),
        (HERE, '<nav class="sidnumrering"><a href="/nyheter/2">2</a> <a href="/nyheter/3">3</a></nav>', "/2"),
        (f"{HERE}/2", '<p class="pager"><a href="/nyheter">1</a> 2 <a href="/nyheter/3">3</a></p>', "/3"),
        (f"{HERE}?del=b3", '<p class=pager><a href="?del=b2">2</a> <b>3</b> <a href="?del=b4">4</a></p>', "?del=b4"),
        (HERE, '<p><a href="/nyheter/p2">2</a> <a href="/nyheter/p3">3</a></p>', "/p2"),
        (f"{HERE}/", '<p class="pager"><a href="/nyheter/sida2/">nästa</a></p>', "/sida2/"),
        (f"{HERE}/page:2", '<a rel="next" href="/nyheter/page:3">Nästa</a>', "/page:3"),
        (HERE, '<p><a href="/nyheter/2">Två</a> <a href="/nyheter/3">3</a></p>', None),
        (HERE, '<div class="pager"><a class="next" href="?manad=12">Nästa</a></div>', None),
        (HERE, '<div class="pager"><a class="next" href="/protokoll?page=2">›</a></div>', None),
        (
            HERE,
            '<div class="PagingTable"><a href="/nyheter/flik/6/index/2/Alla.aspx">Nästa</a></div>',
            "/flik/6/index/2/Alla.aspx",
        ),
        (HERE, '<div class="pager"><a href="/kalender?page=2">Nästa</a></div>', None),
        (
            f"{HERE}?tx_news_pi1%5BcurrentPage%5D=2&cHash=4a1f",
            '<a href="?tx_news_pi1%5BcurrentPage%5D=3&amp;cHash=90be">Nästa</a>',
            "?tx_news_pi1%5BcurrentPage%5D=3&cHash=90be",
        ),
        (HERE, '<a href="?tx_news_pi1%5Bnews%5D=31&amp;cHash=90be">3</a>', None),
        (
            f"{HERE}.html",
            '<li>Sida 1 av 3<li><a href="/nyheter2.html">⟩</a><li><a href="/nyheter3.html">⟫</a>',
            "2.html",
        ),
        (f"{HERE}2.html", '<a href="nyheter.html">1</a> 2 <a href="nyheter3.html">3</a>', "3.html"),
        (f"{HERE}/", '<a href="/nyheter/index2.html">Äldre</a>', "/index2.html"),
        (f"{HERE}.html", '<a href="/nyheter2.html">Nyheter från 2002</a>', None),
        (f"{HERE}.html", '<a href="/nyheter-2.html">→</a>', "-2.html"),
        (f"{HERE}-2026.html", '<a href="/nyheter-2026-2.html">→</a>', "-2026-2.html"),
        (f"{HERE}-2.html", '<a href="/nyheter-1.html">←</a> <a href="/nyheter-3.html">→</a>', "-3.html"),
        (f"{HERE}.html", '<a href="/nyheter-3.html">3</a>', None),
        (f"{HERE}-9.html", '<ul class="pager"><li><a href="nyheter-8.html">Äldre inlägg</a></ul>', "-8.html"),
        (f"{HERE}2.html", '<a href="/nyheter4.html">4</a> <a href="/protokoll3.html">Nästa</a>', None),
    ],
)
def test_next_page(url: str, links: str, wanted: str | None) -> None:
    assert next_page(document(CARDS + links, url)) == (HERE + wanted if wanted else None)


OLDER_IS_PREVIOUS = (
    '<li class="previous"><a href="{}">← Föregående</a></li><li class="next"><a href="{}">Nästa →</a></li>'
)


@pytest.mark.parametrize(
    ("url", "before", "links", "wanted"),
    [
        (f"{HERE}/page/2/", HERE, OLDER_IS_PREVIOUS.format("/nyheter/page/3/", "/nyheter"), "/page/3/"),
        (f"{HERE}/page/2/", HERE, OLDER_IS_PREVIOUS.format("/nyheter/page/3/", "/nyheter/page/1/"), "/page/3/"),
        (f"{HERE}/page/3/", f"{HERE}/page/2/", '<a href="/nyheter/page/2/">Nästa →</a>', None),
        (
            f"{HERE}?start=8",
            HERE,
            '<a href="?start=16">Föregående</a> <a rel="next" href="/nyheter">Nästa</a>',
            "?start=16",
        ),
        (f"{HERE}?from=90", f"{HERE}?from=95", '<a href="?from=95">Nyare</a> <a href="?from=85">Nästa</a>', "?from=85"),
        (f"{HERE}/page/9/", HERE, OLDER_IS_PREVIOUS.format("/nyheter", "/nyheter/page/8/"), "/page/8/"),
    ],
    ids=["older is previous", "its first is numbered", "its last", "by entries", "counted down", "pages counted down"],
)
def test_next_page_is_not_the_one_that_led_here(url: str, before: str, links: str, wanted: str | None) -> None:
    assert next_page(document(CARDS + links, url), before) == (HERE + wanted if wanted else None)


def test_page_number_of_a_first_page_is_zero() -> None:
    assert page_number(HERE) == page_number(f"{HERE}?sort=2") == 0
