"""Whatever a list is made of (a feed, a sitemap, JSON, a page): it is read as far as it goes, and soon."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest

from archive.schema import Context, Page
from crawler.listing.sitemaps import read_sitemap
from crawler.reading import read_page
from crawler.sites import ad_hoc

if TYPE_CHECKING:
    from archive.schema import AddressKind, Source

URL = "https://www.exempel.se/nyheter"
FETCHED = datetime(2026, 6, 1, 10, tzinfo=UTC)
LONGEST = 4.0
"""CPU seconds that one page may take: about one where nothing else runs."""
NEWS = "https://www.exempel.se/nyheter/isbanan"
HEADLINE = "Isbanan öppnar på lördag"
DIGITS = "9" * 5000
"""More than Python makes a number of."""


class Broken(NamedTuple):
    """A list's bytes, where they come from, and how many pieces of news are read of them."""

    body: str | bytes
    found: int = 0
    source: Source = "list"
    url: str = URL
    pages_told: str = ""


def feed(published: str, link: str = NEWS) -> str:
    return f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{HEADLINE}</title><link href="{link}"/>
<published>{published}</published><updated>{published}</updated></entry></feed>"""


def sitemap(entries: str) -> str:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def entry(changed: str, url: str = NEWS) -> str:
    return f"<url><loc>{url}</loc><lastmod>{changed}</lastmod></url>"


def posts(answer: str, query: str = "", pages_told: str = "") -> Broken:
    found = answer.count(NEWS) if answer.endswith("]") else 0
    url = f"https://www.exempel.se/wp-json/wp/v2/posts{query}"
    return Broken(answer, found, "wordpress", url, pages_told)


def page(main: str) -> str:
    rows = "".join(f'<li><h2><a href="{NEWS}-{n}">{HEADLINE} {n}</a></h2><i>2026-05-0{n}</i></li>' for n in (1, 2, 3))
    return f"<title>Nyheter</title><body><main><h1>Nyheter</h1><ul>{rows}</ul>{main}</main>"


POST = f'{{"link": "{NEWS}", "title": {{"rendered": "{HEADLINE}"}}}}'
CASES = {
    "feed-of-the-last-day": Broken(feed("9999-12-31T23:59:59Z"), 1, "feed", f"{URL}/feed"),
    "feed-of-the-first-day": Broken(feed("0001-01-01T00:00:00+10:00"), 1, "feed", f"{URL}/feed"),
    "feed-of-no-year": Broken(feed("0000-01-01T00:00:00Z"), 1, "feed", f"{URL}/feed"),
    "feed-to-no-address": Broken(feed("2026-02-08T12:00:00Z", "http://[bad"), 0, "feed", f"{URL}/feed"),
    "sitemap-of-the-last-day": Broken(sitemap(entry("9999-12-31")), 1, "sitemap"),
    "sitemap-of-the-first-day": Broken(sitemap(entry("0001-01-01T00:00:00+14:00")), 1, "sitemap"),
    "sitemap-to-no-address": Broken(sitemap(entry("2026-02-08", "http://[bad") + entry("2026-02-08")), 1, "sitemap"),
    "posts-that-are-an-error": posts('{"code": "rest_no_route", "message": "Ingen väg"}'),
    "posts-that-are-cut": posts(f"[{POST}, {POST[:20]}"),
    "posts-that-are-none": posts(f'["a", 3, null, {{}}, {{"link": 7}}, {POST}]'),
    "posts-of-the-last-day": posts(f'[{POST[:-1]}, "date": "9999-12-31", "modified_gmt": "9999-12-31T23:59:59"}}]'),
    "posts-on-a-page-by-name": posts(f"[{POST}]", "?page=sista", "5"),
    "posts-on-many-pages": posts(f"[{POST}]", "?page=1", DIGITS),
    "posts-nested": posts("[" * 50_000),
    "answer-with-a-last-page": Broken(
        json.dumps([{"title": HEADLINE, "url": NEWS}]), 1, "endpoint", f"{URL}/api?page=2&maxPages={DIGITS}"
    ),
    "page-with-a-long-number": Broken(page(f'<a href="/nyheter/page/{DIGITS}">2</a>'), 3),
    "page-with-a-long-number-in-its-pager": Broken(
        page(f'<div class=pager><b class=current>{DIGITS}</b> <a href="/nyheter/2">2</a></div>'), 3
    ),
    "page-with-a-long-total": Broken(page(f"<p>Visar 3 av 1{' 000' * 2_000}</p>"), 3),
    "page-with-a-long-file-number": Broken(page(f'<a href="/nyheter/{DIGITS * 10}">2</a>'), 3),
}  # fmt: skip


@pytest.mark.parametrize("end", [b"", b"\xff" * 20_000], ids=["cut", "damaged"])
def test_a_packed_sitemap_is_read_up_to_where_it_is_whole(end: bytes) -> None:
    entries = "".join(entry("2026-02-08", f"{NEWS}-{n * n}-{n**5}") for n in range(3000))
    packed = gzip.compress(sitemap(entries).encode())
    half = Page(URL, packed[: len(packed) // 2] + end, FETCHED)
    assert 1000 < len(read_sitemap(half).pages) < 2000


def stored(broken: Broken) -> Page:
    body = broken.body if isinstance(broken.body, bytes) else broken.body.encode()
    return Page(broken.url, body, FETCHED, response_headers=(("X-WP-TotalPages", broken.pages_told),))


@pytest.mark.parametrize("broken", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_what_is_read_of_a_list(broken: Broken) -> None:
    context = Context(("Nyheter",), URL, source=broken.source, folders=("/nyheter",))
    started = time.process_time()
    reading = read_page(stored(broken), ad_hoc(URL), "list", context)
    assert time.process_time() - started < LONGEST
    assert sum(found.kind == "article" for found in reading.found) == broken.found
    for found in reading.found:
        if found.modified is not None:
            found.modified.astimezone(UTC)


MANY = 1500


def linked(number: int) -> str:
    return f'<a href="/nyheter/{number}">{HEADLINE} {number}</a>'


def name(number: int) -> str:
    """A class of its own, without digits."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))


LONG = {
    "headings in a list": "".join(f"<li><h2>{linked(n)}</h2></li>" for n in range(MANY)),
    "links of as many classes": "".join(linked(n).replace("<a", f"<a class={name(n)}") for n in range(MANY)),
    "groups of as many classes": "".join(f"<ul class={name(n)}><li>{linked(n)}</li></ul>" for n in range(MANY)),
    "headings over a list": f"<div><div>{''.join(f'<h2>{linked(n)}</h2>' for n in range(MANY))}</div></div><ul>"
    + "".join(f"<li><h3>{linked(n + MANY)}</h3><time>2026-05-01</time></li>" for n in range(MANY)),
    "cells of one row": f"<table><tr>{''.join(f'<td width=9>{linked(n)}</td>' for n in range(MANY))}</tr></table>",
    "years among headings": "".join(f"<a href=/nyheter/{n}/2020>Arkiv {n} 2020</a><h2>{n}</h2>" for n in range(MANY)),
    "sections with feeds": "".join(
        f'<a href=/n/{n}>Nyheter</a><link rel=alternate type="application/rss+xml" href=/n/{n}/feed>'
        for n in range(MANY)
    ),
    "links of a pager": f"<div class=pager>{''.join(f'<a href=?vy={n}>{n}</a>' for n in range(2 * MANY))}</div>",
    "folders": "".join(f"<li><h2>{linked(n).replace('/nyheter/', f'/{name(n)}/')}</h2></li>" for n in range(2 * MANY)),
    "categories": f"<h1>{HEADLINE}</h1>{''.join(f'<a rel=category href=/kat/{n}/>Gator</a>' for n in range(MANY))}"
    f"<p>{HEADLINE}, och det blir musik och korv för alla som vill komma dit.</p>",
}


@pytest.mark.parametrize("kind", ["start", "list"])
@pytest.mark.parametrize("main", [pytest.param(main, id=name) for name, main in LONG.items()])
def test_a_long_page_takes_a_bounded_time(main: str, kind: AddressKind) -> None:
    body = f"<title>Nyheter</title><body><main>{main}</main>"
    started = time.process_time()
    read_page(Page(URL, body.encode(), FETCHED), ad_hoc(URL), kind, Context())
    assert time.process_time() - started < LONGEST
