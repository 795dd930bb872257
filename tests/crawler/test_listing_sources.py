"""What feeds, sitemaps, month archives and buttons say, and which addresses are traps."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from archive.schema import Context, Page
from crawler.document import Document
from crawler.listing.endpoints import counted_on, more_address, next_of_data
from crawler.listing.feeds import feed_addresses, read_feed
from crawler.listing.forms import form_of
from crawler.listing.months import month_lists
from crawler.listing.sitemaps import read_sitemap
from crawler.normalise.traps import trap
from crawler.reading import read_page
from crawler.sites import ad_hoc

HERE = "https://www.exempel.se/nyheter"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def page(body: str | bytes, url: str = f"{HERE}/feed", kind: str = "text/html") -> Page:
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, response_headers=(("Content-Type", kind),))


def document(html: str) -> Document:
    return Document.from_text(f"<html><body><main>{html}</main></body></html>", HERE, NOW)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ('<?xml version="1.0"?><rss version="2.0">', "feed"),
        ("\ufeff<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?><urlset xmlns='x'>", "sitemap"),
        (gzip.compress(b"<sitemapindex xmlns='x'>", mtime=0), "sitemap"),
        ('  {"items": []}', "json"),
        ("<!DOCTYPE html><html><rss>", "html"),
        ("", "html"),
        (b"\x1f\x8b damaged", "html"),
    ],
)
def test_form_of_a_list_is_told_from_its_first_bytes(body: str | bytes, form: str) -> None:
    assert form_of(page(body)) == form


RSS = """<rss version="2.0"><channel><item><title>Bron stängs &amp; rustas</title><link>/nyheter/bron</link>
<pubDate>Sun, 08 Feb 2026 23:30:00 GMT</pubDate></item><item><title>PDF</title><link>/a.pdf</link></item>
<item><title>Annan</title><link>https://annan.example/x</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Bron stängs &amp; rustas</title>
<link href="https://www.exempel.se/nyheter/bron"/><published>2026-02-09T00:30:00+01:00</published>
<updated>2026-02-10T08:00:00+01:00</updated></entry></feed>"""


@pytest.mark.parametrize("body", [RSS, ATOM, RSS.replace("</channel></rss>", "")], ids=["RSS", "Atom", "cut RSS"])
def test_feed_gives_pages_of_the_site_with_their_swedish_day(body: str) -> None:
    (item,) = read_feed(page(body))
    assert (item.url, item.headline, item.date) == (f"{HERE}/bron", "Bron stängs & rustas", "2026-02-09")


def test_feeds_are_announced_and_the_sections_own_comes_first() -> None:
    links = (
        '<link rel=alternate type="application/rss+xml" href="/feed/"><a href="/4.1f/12.2a.portlet?state=rss">RSS</a>'
        '<link rel=alternate type="application/rss+xml" href="/comments/feed/">'
        '<link rel=alternate type="application/atom+xml" href="/nyheter?format=feed&amp;type=atom">'
    )
    site = "https://www.exempel.se"
    own, *others = feed_addresses(document(links))
    assert own == f"{HERE}?format=feed&type=atom"
    assert set(others) == {f"{site}/feed/", f"{site}/4.1f/12.2a.portlet?state=rss"}


def test_sitemap_is_read_as_far_as_it_goes_newest_change_first() -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://www.exempel.se/a</loc><lastmod>2026-02-08T10:00:00Z</lastmod></url>
    <url><loc>https://www.exempel.se/b</loc><lastmod>2026-03-01</lastmod></url>
    <url><loc>https://annan.example/c</loc></url>
    <url><loc>https://www.exempel.se/bild.jpg</loc></url>
    <url><loc>https://www.exempel.se/d</loc><lastmod>i går</lastmod>"""
    entries = read_sitemap(page(body)).pages
    assert [entry.url.rpartition("/")[2] for entry in entries] == ["b", "a", "d"]
    assert entries[0].modified == datetime(2026, 3, 2, tzinfo=UTC)


def test_month_archives_are_those_of_the_section_and_not_the_future_or_a_calendar() -> None:
    links = {
        "/nyheter/2026/10": "Oktober 2026 (12)",
        "/nyheter?start=20250101-&end=20251231": "2025",
        "/nyheter/2026/9/": "September",
        "/nyheter/manader": "Augusti",
        "/nyheter/2026/12": "December 2026",
        "/nyheter/kalender/2026/09": "September 2026",
        "/annat/2026/08": "Augusti 2026",
        "/nyheter/oktober-2026-rapport": "Rapport för oktober 2026",
    }
    found = month_lists(document("".join(f'<a href="{href}">{text}</a> ' for href, text in links.items())))
    assert [month.dated for month in found] == ["2026-10", "2026-09", "2025"]


@pytest.mark.parametrize(
    ("button", "address"),
    [
        ('<button data-url="/api/nyheter?sida=2">Visa fler</button>', "/api/nyheter?sida=2"),
        ('<a hx-get="/fler?skip=20" href="#">Ladda fler nyheter</a>', "/fler?skip=20"),
        ('<button class="js-load-more" data-endpoint="/api" data-offset="10">Fler</button>', "/api?offset=10"),
        ('<button data-url="/dela">Dela sidan</button>', None),
        ('<button data-url="https://annan.example/x?page=2">Visa fler</button>', None),
    ],
)
def test_button_for_more_names_its_endpoint(button: str, address: str | None) -> None:
    assert more_address(document(button)) == (address and f"https://www.exempel.se{address}")


AJAX = "/wp-admin/admin-ajax.php"
ASKED = f"https://www.exempel.se{AJAX}?__wb_method=POST&action=load_more&page=2"


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        (f'<button data-action="load_more" data-ajax-url="{AJAX}" data-page="2">Visa fler</button>', ASKED),
        (f'<script>var ajaxurl = "{AJAX}";</script><a data-action="load_more" data-page="2">Visa fler</a>', ASKED),
        (f"""<div hx-post="{AJAX}" hx-vals='{{"action": "load_more", "page": 2}}'>Ladda fler</div>""", ASKED),
        (f'<script>var a = {{"ajax_url": "{AJAX}", "action": "load_more", "page": 2}};</script>', ASKED),
        (f'<script type="application/json">{{"endpoint": "{AJAX}", "action": "load_more", "page": 2}}</script>', ASKED),
        # What no reader would have sent by asking for more.
        (f'<script>var a = {{"ajax_url": "{AJAX}", "action": "send_message", "page": 2}};</script>', None),
        (f'<script>var a = {{"ajax_url": "{AJAX}", "action": "load_more"}};</script>', None),
        (f'<button data-action="load_more" data-ajax-url="{AJAX}">Visa fler</button>', None),
        (
            f'<button data-action="load_more" data-url="https://annan.example{AJAX}" data-page="2">Visa fler</button>',
            None,
        ),
        (f'<form method="post" action="{AJAX}"><input name="page" value="2"><button>Visa fler</button></form>', None),
        ('<form method="post"><input type="hidden" name="page" value="2"><select></select>Fler nyheter</form>', None),
    ],
)
def test_list_that_goes_on_behind_a_post_announces_endpoint_action_and_page(markup: str, address: str | None) -> None:
    assert more_address(document(markup)) == address


def test_counting_on_keeps_what_is_asked_for_twice_or_left_empty() -> None:
    url = "https://www.exempelby.se/api/nyheter?typ=1&typ=2&text=&page={}"
    assert counted_on(url.format(2), 10) == url.format(3)


@pytest.mark.parametrize(
    ("said", "following"),
    [
        ({}, "https://www.exempelby.se/api/nyheter?page=3"),
        ({"hasMore": True}, "https://www.exempelby.se/api/nyheter?page=3"),
        ({"hasMore": False}, None),
        ({"meta": {"hasNextPage": False}}, None),
        ({"links": {"next": "/api/nyheter?efter=7"}}, "https://www.exempelby.se/api/nyheter?efter=7"),
        ({"_links": {"next": {"href": "?efter=7"}}, "more": False}, None),
    ],
)
def test_answer_in_json_says_where_the_list_goes_on(said: dict[str, object], following: str | None) -> None:
    body = json.dumps({"items": [], **said}).encode()
    page = Page("https://www.exempelby.se/api/nyheter?page=2", body, datetime(2026, 2, 8, tzinfo=UTC))
    assert next_of_data(page, 10) == following


def test_number_of_pages_that_a_form_carries_ends_the_counting() -> None:
    assert counted_on(f"{ASKED}&max_page=3", 10) == f"{ASKED.replace('page=2', 'page=3')}&max_page=3"
    assert counted_on(f"{ASKED.replace('page=2', 'page=3')}&max_page=3", 10) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nyheter/isbanan-oppnar", None),
        ("/nyheter?newsId=12", None),
        ("/nyheter/2026/11/10/10-tips", None),
        ("/index.php?option=com_content&view=article&id=12&catid=3", None),
        ("/nyheter/kalendern-ar-har", None),
        ("/nyheter/kalender/2026/12", "a day or month of a calendar"),
        ("/evenemang?date=2026-12-01", "a day or month of a calendar"),
        ("/nyheter?sortering=aldst", "the list in another order or selection"),
        ("/nyheter?filter[amne]=skola", "the list in another order or selection"),
        ("/nyheter/a/b/a/b", "folders that repeat themselves"),
        ("/sok?q=vatten", "a search"),
        ("/logga-in?retur=/nyheter", "a login page"),
        ("/author/anna", "a page about an author"),
        ("/index.php?title=Bron&oldid=111", "a form, the history or an older state of a page"),
        ("/nyheter/bron?do=revisions", "a form, the history or an older state of a page"),
        ("/nyheter/author/anna/isbanan", None),
        (f"/nyheter/{'x' * 1000}", "longer than any address of a page"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_traps_are_told_by_their_address_alone(path: str, reason: str | None) -> None:
    assert trap(f"https://www.exempel.se{path}", HERE) == reason


def test_list_that_another_section_answers_has_ended() -> None:
    html = (
        '<nav aria-label="Brödsmulor"><a href="/">Hem</a> / <a href="/kultur">Kultur</a> / <span>Konserter</span></nav>'
        '<main><h1>Konserter</h1><article><h2><a href="/kultur/a">Konsert i kyrkan på lördag</a></h2></article></main>'
    )
    context = Context(section=("Hem", "Nyheter"), listing=HERE, position=1)
    reading = read_page(page(html, f"{HERE}?page=2"), ad_hoc(HERE), "list", context)
    assert (reading.placing, reading.found) == ("outside", ())
    assert "leaves the section" in str(reading.reason)


def test_lists_of_all_years_that_leave_the_section_do_so_for_one_reason() -> None:
    html = (
        '<nav aria-label="Brödsmulor"><a href="/">Hem</a> / <a href="/arkiv">Arkiv</a> / <span>Året {0}</span></nav>'
        '<main><h1>Året {0}</h1><article><h2><a href="/arkiv/{0}/a">Konsert i kyrkan</a></h2></article></main>'
    )
    context = Context(section=("Hem", "Nyheter"), listing=HERE, source="month")
    pages = [page(html.format(year), f"{HERE}?year={year}") for year in (2015, 2016)]
    reasons = {read_page(one, ad_hoc(HERE), "list", context).reason for one in pages}
    assert reasons == {"the list leaves the section: the page's trail is Hem › Arkiv › Året …"}
