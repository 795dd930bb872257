"""Whatever the bytes: an article, no article with the reason, or an unreadable page with the reason; and soon.

Every case is read as the crawl reads it and as `kommunarkiv extract` does, which must say the same of it.
"""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from archive.schema import Context, Page
from crawler.cli import main
from crawler.extract.refusals import ERROR_PAGE, JAVASCRIPT, NO_HEADLINE, NO_TEXT
from crawler.reading import read_page
from crawler.record import answer, record_of_page, refused
from crawler.sites import ad_hoc

if TYPE_CHECKING:
    from pathlib import Path

    from archive.schema import AddressKind

URL = "https://www.exempel.se/nyheter/kommuninfo/badplatsen-oppnar.html"
FETCHED = datetime(2026, 6, 1, 10, tzinfo=UTC)
LONGEST = 4.0
"""CPU seconds that one page may take: less than one where nothing else runs, and some of them are 1 MB."""
ARTICLE = "article"
EMPTY = "the page is empty"
FILE = "a file declared as HTML:"

HEADLINE = "Badplatsen öppnar på lördag"
LEAD = "Nu är bryggan lagad och vattnet provtaget."
BODY = "Kommunens badplats vid Långsjön öppnar för säsongen på lördag. Livräddare finns på plats varje dag till och med den 15 augusti."


def page(
    inside: str = "",
    head: str = "",
    trail: str = "<nav class=breadcrumb><a href=/>Hem</a> / <a href=/nyheter>Nyheter</a></nav>",
) -> str:
    """A sound page with something unsound in it."""
    return f"""<!DOCTYPE html><html lang="sv"><head><title>{HEADLINE} - Exempel</title>{head}</head><body>{trail}
<main><h1>{HEADLINE}</h1><p class="ingress">{LEAD}</p><p>{BODY}</p>{inside}</main></body></html>"""


def data(json_ld: str) -> str:
    return page(f"<script type=application/ld+json>{json_ld}</script>")


def _cut_in_an_emoji(sign: str) -> str:
    """What a page's data says, every text ending in this sign."""
    crumb = {"@type": "ListItem", "position": 1, "name": "Hem~", "item": "https://www.exempel.se/~"}
    picture = {"url": "/bild~.jpg", "caption": "Bryggan~", "creditText": "Per Ek~"}
    said = {"@type": "NewsArticle", "headline": f"{HEADLINE}~", "description": f"{LEAD}~", "author": {"name": "Eva Ek~"},
            "datePublished": "2026-05-30~", "articleSection": "Nyheter~", "image": picture, "inLanguage": "sv~"}  # fmt: skip
    return json.dumps([said, {"@type": "BreadcrumbList", "itemListElement": [crumb]}]).replace("~", sign)


class Broken(NamedTuple):
    """A page's bytes, what the server calls them, and what becomes of them: ARTICLE or the reason for none."""

    body: bytes | str
    outcome: str = ARTICLE
    content_type: str = "text/html; charset=utf-8"


CUT = page().encode()
DEEP = 50_000
BOMB = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00" + bytes(range(256)) * 20
)
CASES = {
    "empty": Broken(b"", EMPTY),
    "spaces": Broken(b" \r\n\t " * 1000, EMPTY),
    "only-nul": Broken(b"\x00" * 5000, EMPTY),
    "only-bom": Broken(b"\xef\xbb\xbf", EMPTY),
    "only-doctype": Broken(b"<!DOCTYPE html>", EMPTY),
    "only-comment": Broken(b"<!-- under arbete -->", EMPTY),
    "only-text": Broken(b"Sidan byggs om.", NO_HEADLINE),
    "only-headline": Broken(f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1>", NO_TEXT),
    "frameset": Broken("<frameset cols=20%,80%><frame src=/meny><frame src=/sida></frameset>", NO_HEADLINE),
    "needs-javascript": Broken("<html><head><title>App</title><script src=/app.js></script></head><body><div id=root></div><noscript>Slå på JavaScript.</noscript></body></html>", JAVASCRIPT),
    "error-page": Broken("<title>Sidan kunde inte hittas</title><h1>Sidan kunde inte hittas</h1><p>Kontrollera adressen.</p>", ERROR_PAGE),
    # Cut
    "cut-in-head": Broken(CUT[: CUT.index(b"<body")], NO_TEXT),
    "cut-in-body": Broken(CUT[: CUT.index(b"Livr")]),
    "cut-in-tag": Broken(CUT[: CUT.index(b"</main>") + 4]),
    "cut-in-character": Broken(CUT[: CUT.index("ä".encode(), CUT.index(b"Livr")) + 1]),
    "cut-in-attribute": Broken(page("<a href='").encode()),
    "unclosed-comment": Broken(page("<!-- reklam")),
    "unclosed-script": Broken(page("<script>var a = '<p>';")),
    "unclosed-title": Broken(f"<title>{HEADLINE}<h1>{HEADLINE}</h1><p>{BODY}</p>", NO_TEXT),
    "unclosed-textarea": Broken(page("<textarea>")),
    "unclosed-tags": Broken(f"<title>{HEADLINE}<title/></title><div><h1>{HEADLINE}</h2><p>{LEAD}<p><b>{BODY}<i>"),
    "two-bodies": Broken(page() + page()),
    "no-html-element": Broken(f"<h1>{HEADLINE}</h1><p>{BODY}</p>"),
    # Encodings
    "bom": Broken(b"\xef\xbb\xbf" + page().encode()),
    "utf-16-with-bom": Broken(page().encode("utf-16"), content_type="text/html"),
    "utf-16-declared": Broken(page().encode("utf-16-le"), content_type="text/html; charset=utf-16le"),
    "utf-16-called-utf-8": Broken(page().encode("utf-16")),
    "latin-1-called-utf-8": Broken(page().encode("latin-1")),
    "latin-1-undeclared": Broken(page().encode("latin-1"), content_type="text/html"),
    "ascii-called-utf-16": Broken(page(head="<meta charset=utf-16>"), content_type="text/html"),
    "utf-8-called-latin-1": Broken(page(head="<meta charset=utf-8>").encode(), content_type="text/html; charset=iso-8859-1"),
    "windows-1252-called-latin-1": Broken(page("<p>”Välkommen” – kom och bada</p>").encode("cp1252"), content_type="text/html; charset=iso-8859-1"),
    "unknown-charset": Broken(page(), content_type="text/html; charset=x-okänd"),
    "two-charsets": Broken(page(head="<meta charset=iso-8859-1><meta charset=utf-8>"), content_type="text/html"),
    "invalid-utf-8": Broken(page().encode().replace(b"sommar", b"\xff\xfe\xc0\x80")),
    "no-content-type": Broken(page(), content_type=""),
    "xml-declaration": Broken('<?xml version="1.0" encoding="ISO-8859-1"?>' + page()),
    # Characters
    "nul-bytes": Broken(page().replace("o", "\x00o")),
    "control-characters": Broken(page("".join(map(chr, range(32))) + "\x7f\x85\x9b")),
    "nul-entities": Broken(page("<p>&#0;&#x1F;&#xD800;&#x110000;&#99999999999;</p>")),
    "surrogates": Broken(page().encode().replace(b"lagad", b"\xed\xa0\x80\xed\xb0\x80")),
    "halves-of-pairs-in-data": Broken(data(_cut_in_an_emoji("\\ud83d"))),
    "nul-in-data": Broken(data(_cut_in_an_emoji("\\u0000"))),
    "non-characters": Broken(page("\ufffe\uffff\U0010ffff")),
    "bidi-and-zero-width": Broken(page("<p>\u202e\u2066\u200b\u200d\ufeff</p>")),
    "many-combining-marks": Broken(page(f"<p>a{chr(0x301) * 50_000}</p>")),
    # Files
    "png": Broken(PNG, f"{FILE} PNG"),
    "pdf": Broken(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\n" * 50, f"{FILE} PDF"),
    "docx": Broken(b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 20, f"{FILE} ZIP or Office"),
    "doc": Broken(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), f"{FILE} Office"),
    "jpeg": Broken(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20, f"{FILE} JPEG"),
    "gzip": Broken(gzip.compress(page().encode(), mtime=0), f"{FILE} gzip"),
    "random-bytes": Broken(bytes((n * n * 31 + n // 7) % 256 for n in range(40_000)), NO_HEADLINE),
    "json": Broken(json.dumps({"items": [{"title": HEADLINE}] * 50}), NO_HEADLINE, "application/json"),
    # Size and depth
    "nested-tags": Broken(page("<div>" * DEEP + "djupt")),
    "nested-before": Broken("<div>" * DEEP + page(), NO_HEADLINE),
    "unclosed-inline-before": Broken("<font><b>" * 200 + page()),
    "unclosed-inline-within": Broken(page(f"{'<p><font>' * 400}<p>{BODY}")),
    "nested-inline": Broken(page("<b><i>" * (DEEP // 2) + "djupt")),
    "nested-lists": Broken(page("<ul><li>" * (DEEP // 2) + "djupt")),
    "nested-tables": Broken(page("<table><tr><td>" * (DEEP // 5) + "djupt")),
    "nested-trail": Broken(page(trail="<nav class=breadcrumb>" * 2000)),
    "nested-json-ld": Broken(data("[" * DEEP)),
    "nested-json-graph": Broken(data('{"@graph":[' * 3000 + "]}" * 3000)),
    "closing-tags": Broken(page("</div></p></table></a>" * DEEP)),
    "many-siblings": Broken(page("<br>" * DEEP)),
    "many-paragraphs": Broken(page(f"<p>{BODY}</p>" * 4000)),
    "many-links": Broken(page("<a href=/x>x</a> " * 20_000)),
    "many-pictures": Broken(page("<img src=/x.jpg alt=x>" * 10_000)),
    "many-dates": Broken(page("<p>Publicerad 8 februari 2017</p>" * 5000)),
    "many-times": Broken(page("<time datetime=2017-02-08>8 februari</time>" * 10_000)),
    "many-metas": Broken(page(head="<meta property=article:published_time content=2017-02-08>" * 10_000)),
    "many-headings": Broken(page(f"<h1>{HEADLINE}</h1>" * 5000)),
    "many-attributes": Broken(page("<p " + " ".join(f"a{n}=1" for n in range(10_000)) + ">text</p>")),
    "huge-attribute": Broken(page(f"<p class='{'date ' * 200_000}'>text</p>")),
    "huge-address": Broken(page(f"<a href='/{'a' * 1_000_000}.pdf'>Fil</a><img src='/{'b' * 1_000_000}.jpg'>")),
    "huge-data-address": Broken(page(f"<img src='data:image/png;base64,{'A' * 1_000_000}'>")),
    "huge-class": Broken(page(f"<div class='{'x' * 1_000_000}'>text</div>")),
    "huge-word": Broken(page(f"<p>{'a' * 1_000_000}</p>")),
    "huge-number": Broken(page(f"<p>Publicerad {'1' * 500_000}</p>")),
    "huge-number-in-a-link": Broken(page(f"<a href=/sida>{'1' * 50_000}</a>")),
    "huge-number-of-a-file": Broken(page(f"<a href=/plan.pdf>{'1' * 50_000}</a>")),
    "huge-author": Broken(page(f"<p class=byline>{'-' * 50_000}</p>")),
    "huge-trail-of-dashes": Broken(page(trail="", head=f"<meta name=breadcrumb content='{'– ' * 50_000}'>")),
    "spaces-in-a-set": Broken(page(f"<img srcset='{' ' * 19_000}/bild.jpg'>")),
    "huge-headline": Broken(f"<h1>{'ord ' * 100_000}</h1><p>{BODY}</p>"),
    "huge-title-of-names": Broken(f"<title>{HEADLINE}{' | ord' * 8_000}</title><h1>{HEADLINE}</h1><p>{BODY}</p>"),
    "huge-title": Broken(f"<title>{'ord - ' * 50_000}</title><h1>{HEADLINE}</h1><p>{BODY}</p>"),
    "huge-meta": Broken(page(head=f"<meta name=description content='{'ord ' * 200_000}'>")),
    "huge-comment": Broken(page(f"<!--{' <p>text</p>' * 80_000}-->")),
    "huge-script": Broken(page(f"<script>{'var a = 1;' * 100_000}</script>")),
    "huge-json-ld": Broken(data(json.dumps([{"@type": "NewsArticle", "headline": "x"}] * 20_000))),
    "spaces-within": Broken(page(f"<p>{' ' * 1_000_000}8 februari 2017</p>")),
    "entity-bomb": Broken(BOMB + page("<p>&c;&c;</p>")),
    "unknown-entities": Broken(page("&hittepa; &; &# &#x; &ouml &Aring" * 2000)),
    # Data
    "broken-json-ld": Broken(data("{'@type': NewsArticle, }")),
    "json-ld-of-wrong-types": Broken(data('{"@type": "NewsArticle", "headline": {"a": [1]}, "datePublished": [null, {"x": 1}], "author": 7, "image": {"url": {"url": 1}}, "mainEntityOfPage": [{}], "description": true}')),
    "json-ld-breadcrumb-of-wrong-types": Broken(data('{"@type": ["BreadcrumbList", 3], "itemListElement": {"item": [1, {"name": {}}], "position": "x"}}')),
    "broken-addresses": Broken(page("<a href='http://[::1/x.pdf'>Fil</a><img src='http://[/x.jpg'><a href='//:99999999/'>x</a>", head="<base href='http://['><link rel=canonical href='http://[x'>")),
    "broken-dates": Broken(page("<time datetime=9999-99-99T99:99:99+99:99></time>", head="<meta property=article:published_time content='0000-00-00T00:00:00Z'>")),
    # Trails
    "no-trail": Broken(page(trail="")),
    "two-trails": Broken(page(trail="<nav class=breadcrumb><a href=/>Hem</a> / <a href=/nyheter>Nyheter</a></nav>" * 2)),
    "empty-trail": Broken(page(trail="<nav class=breadcrumb aria-label=Brödsmulor><ol><li></li><li> / </li></ol></nav>")),
    "huge-trail": Broken(page(trail="<nav class=breadcrumb>" + "<a href=/x>x</a> / " * 20_000 + "</nav>")),
}  # fmt: skip


def stored(broken: Broken) -> Page:
    body = broken.body if isinstance(broken.body, bytes) else broken.body.encode("utf-8", "surrogatepass")
    headers = (("Content-Type", broken.content_type),) if broken.content_type else ()
    return Page(URL, body, FETCHED, response_headers=headers)


CONTEXT = Context(section=("Hem", "Nyheter"), listing="https://www.exempel.se/nyheter")
EVERY = [pytest.param(case, id=name) for name, case in CASES.items()]


@pytest.mark.parametrize("broken", EVERY)
def test_what_becomes_of_a_page(broken: Broken) -> None:
    page = stored(broken)
    started = time.process_time()
    reading = read_page(page, ad_hoc(URL), "article", CONTEXT)
    taken = time.process_time() - started
    assert (reading.reason or reading.placing) == broken.outcome
    assert taken < LONGEST
    record = record_of_page(page, ad_hoc(URL))
    assert (refused(record) or ARTICLE) == broken.outcome
    json.dumps(record, ensure_ascii=False).encode()
    assert "\\u0000" not in json.dumps(record)


@pytest.mark.parametrize("kind", ["start", "walk", "list"])
@pytest.mark.parametrize("broken", EVERY)
def test_no_page_stops_a_crawl_wherever_it_stands(broken: Broken, kind: AddressKind) -> None:
    reading = read_page(stored(broken), ad_hoc(URL), kind, CONTEXT)
    assert reading.placing in {"article", "section", "outside", "unreadable"}
    assert reading.placing in {"article", "section"} or reading.reason
    json.dumps(asdict(reading), ensure_ascii=False, default=str).encode()


@pytest.mark.parametrize("name", ["empty", "png", "only-headline", "utf-16-called-utf-8", "cut-in-character"])
def test_extract_names_the_page_and_the_reason(name: str, tmp_path: Path) -> None:
    file = tmp_path / "sida.html"
    file.write_bytes(stored(CASES[name]).body)
    result = CliRunner().invoke(main, ["extract", str(file), "--url", URL])
    if CASES[name].outcome == ARTICLE:
        assert result.exit_code == 0
        assert HEADLINE in result.output
    else:
        assert result.exit_code != 0
        assert f"{file} is not an article: {CASES[name].outcome}" in result.output.replace("\n", " ")


@pytest.mark.parametrize("broken", EVERY)
def test_no_line_of_json_goes_unanswered(broken: Broken) -> None:
    html = stored(broken).body.decode("utf-8", "replace")
    told = json.loads(answer(json.dumps({"id": "1", "url": URL, "html": html})))
    assert told["id"] == "1"
    assert refused(told) or told["headline"]
