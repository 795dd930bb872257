"""Between midnight in Sweden and midnight in UTC the day is the one that Swedish pages show."""

from __future__ import annotations

from datetime import UTC, date, datetime

from archive.schema import Context, Page
from crawler.discover import Candidate
from crawler.document import Document
from crawler.listing.months import month_lists
from crawler.reading import read_page
from crawler.sites import ad_hoc
from crawler.survey.sections import FoundSection, judge

AFTER_MIDNIGHT = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on the first of December in Sweden."""
HOME = "https://www.bynytt.se/"
ITEMS = "".join(
    f'<article><h2><a href="/2026/{n}">Isbanan öppnar på lördag {n}</a></h2><time>1 december 2026</time></article>'
    for n in range(1, 5)
)


def test_document_was_seen_on_the_day_that_it_was_in_sweden() -> None:
    assert Document.from_text("<p>Bron", HOME, AFTER_MIDNIGHT).seen_on == date(2026, 12, 1)
    assert Document.from_text("<p>Bron", HOME).seen_on is None


def test_month_that_has_begun_in_sweden_is_none_to_come() -> None:
    markup = "".join(
        f'<a href="/nyheter/2026/{n}">{name} 2026</a> ' for n, name in ((12, "december"), (11, "november"))
    )
    found = month_lists(Document.from_text(markup, f"{HOME}nyheter/", AFTER_MIDNIGHT))
    assert [month.dated for month in found] == ["2026-12", "2026-11"]


def test_list_whose_news_all_came_today_is_no_calendar() -> None:
    document = Document.from_text(f"<h1>Blandat</h1><main>{ITEMS}</main>", f"{HOME}blandat", AFTER_MIDNIGHT)
    assert isinstance(judge(document, Candidate(document.url)), FoundSection)


def test_home_page_that_shows_only_news_of_today_is_its_sites_list() -> None:
    page = Page(HOME, f"<title>Bynytt</title><body><main>{ITEMS}</main>".encode(), AFTER_MIDNIGHT)
    assert read_page(page, ad_hoc(HOME), "start", Context(source="start")).placing == "section"
