"""Which of the days on a page is the article's, where its data, its labels and other news name different ones."""

from __future__ import annotations

import pytest

from crawler.record import record_of

PROSE = (
    "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg genom byn."
)
URL = "https://www.exempelby.se/nyheter/bron"


def published(head: str, below_headline: str) -> str | None:
    page = f"<head>{head}</head><main><h1>Bron öppnar igen</h1>{below_headline}<p>{PROSE}</p><p>{PROSE}</p></main>"
    value: str | None = record_of(page, URL)["date_published"]
    return value


@pytest.mark.parametrize(("shown", "wins"), [(9, False), (12, True)])
def test_label_that_more_sources_bear_out_wins_where_it_names_no_neighbouring_day(shown: int, wins: bool) -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-02-08"}</script>'
    meta = f'<meta name=date content="2026-02-{shown:02}">'
    found = published(data + meta, f"<p>Publicerad: {shown} februari 2026</p>")
    assert found == (f"2026-02-{shown:02}" if wins else "2026-02-08")


def test_day_inside_the_link_to_other_news_is_not_the_articles() -> None:
    words = "Skolan målas om i sommar och får nytt tak <i>Publicerad <time>2026-02-09</time></i>"
    assert published("", f"<p><a href=/nyheter/skolan>{words}</a></p>") is None
    assert published("", "<p><time>2026-02-09</time></p>") == "2026-02-09"
