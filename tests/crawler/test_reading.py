"""What a page is to the crawl that fetched it as a way in."""

from __future__ import annotations

from datetime import UTC, datetime

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
    ],
    ids=["noscript", "header alone", "words", "words and a link"],
)
def test_page_that_only_scripts_fill_says_so(inside: str, told: str) -> None:
    page = Page(HOME, SHELL.format(inside).encode(), datetime(2026, 2, 8, tzinfo=UTC))
    reading = read_page(page, ad_hoc(HOME), "start", Context())
    assert reading.reason is not None
    assert reading.reason.startswith(told)
