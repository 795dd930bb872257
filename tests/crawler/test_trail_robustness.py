"""Whatever the page: a trail or none, well formed, and soon."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.document import Document
from crawler.trail import begins_with, read_trail, same_name

TEXTS = st.sampled_from(
    ["Hem", "Nyheter", "Kommuninfo", " / ", " | ", "»", "Du är här:", "...", "– ", "\xa0", "Vatten/avlopp"]
)
NAMES = st.sampled_from(["breadcrumb", "breadcrumbs__item", "fa fa-home", "visually-hidden", "Brodsmulor", "path", ""])
TAGS = st.sampled_from(["div", "nav", "ul", "ol", "li", "span", "a", "p", "td", "font", "h1", "h2", "i", "svg", "br"])
OPEN = st.builds(
    "<{} class='{}' aria-label='{}' {}='{}' href='{}'>".format,
    TAGS,
    NAMES,
    st.sampled_from(["", "Brödsmulor", "Du är här"]),
    st.sampled_from(["itemtype", "typeof", "itemprop", "property", "title", "aria-hidden"]),
    st.sampled_from(["https://schema.org/BreadcrumbList", "v:Breadcrumb", "name", "item", "true", "Hela namnet"]),
    st.sampled_from(["/", "/nyheter", "/nyheter/kommuninfo", "#", "http://[", "https://www.exempel.se:443/"]),
)
PAGES = st.lists(TEXTS | OPEN | TAGS.map("</{}>".format) | st.just("<!-- -->") | st.text(max_size=5), max_size=60).map(
    "".join
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "item", "@id", "position", "url"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def assert_well_formed(trail):
    assert [crumb.position for crumb in trail.crumbs] == list(range(1, len(trail.crumbs) + 1))
    assert all(crumb.name == " ".join(crumb.name.split()) != "" for crumb in trail.crumbs)
    assert all(crumb.item is None or crumb.item.startswith(("http://", "https://")) for crumb in trail.crumbs)
    assert (trail.source == "none") == (not trail.crumbs)
    json.dumps([crumb.name for crumb in trail.crumbs], ensure_ascii=False).encode()


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_any_markup(page):
    assert_well_formed(read_trail(Document.from_text(f"<p>{page}", "https://www.exempel.se/nyheter/kommuninfo/1.html")))


@settings(max_examples=150, deadline=None)
@given(st.lists(JSON, max_size=4))
def test_any_json_ld(elements):
    script = json.dumps({"@type": "BreadcrumbList", "itemListElement": elements}).replace("<", "\\u003c")
    page = f'<script type="application/ld+json">{script}</script>'
    assert_well_formed(read_trail(Document.from_text(page, "https://www.exempel.se/")))


@given(st.text(max_size=30), st.text(max_size=30))
def test_sameness_has_no_sides(a, b):
    assert same_name(a, a)
    assert same_name(a, b) == same_name(b, a)


@given(st.lists(st.text(max_size=8), max_size=6), st.integers(0, 6))
def test_a_trail_begins_with_its_own_beginning(trail, length):
    assert begins_with(trail, trail[:length])


MANY = 20_000
HOSTILE = {
    "separators": f"<div class=breadcrumb>{'|' * 5 * MANY}x</div>",
    "dashes": f"<div class=breadcrumb>{'- ' * MANY}x</div>",
    "prefixes": f"<div class=breadcrumb>{'Du är här: ' * MANY}</div>",
    "spaces": f"<title>{' ' * MANY}x</title><div class=breadcrumb>Hem{' ' * MANY}/</div>",
    "one-long-line": "<div>" + "<a href='/x'>a</a> | " * MANY,
    "many-marked": "<div class=breadcrumb>x<a href='/nyheter/'></a></div>" * MANY,
    "nested-marked": "<div class=breadcrumb>" * 250,
    "nested-lists": "<ul class=breadcrumb><li>" * 120,
    "many-lists": f"<div class=crumbs>{'<ul><li>a</ul>' * MANY}</div>",
    "many-starts": "<p><a href='/'>Hem</a><b>x</b></p>" * MANY,
    "many-ladders": "<a href='/'>Hem</a><a href='/a'>Hem</a><a href='/a/b'>Hem</a>" * MANY,
    "many-headings": "".join(f"<p>A{n} | <a href=/>x</a> | C</p>" for n in range(300)) + "<h2>D</h2>" * MANY,
    "item-without-list": "<div><li><b>x</b> | Karta",
    "no-body": "<frameset><frame src='/x'><noframes>Hem | Nyheter",
    "blocks-in-inline": "<font>" * 100 + "<p>Kontakt | Karta</p>" * MANY,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_take_a_bounded_time(page):
    document = Document.from_text(f"<html><body>{page}", "https://www.exempel.se/a/b/c")
    start = time.process_time()
    assert_well_formed(read_trail(document))
    # Up to 1 MB each; half a second on the machine this was written on.
    assert time.process_time() - start < 5
