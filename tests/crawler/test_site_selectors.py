"""What a profile's selectors may find: a trail as its steps or whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.schema import Context, Page
from crawler.document import Document
from crawler.extract.places import read_places

HTML = """<!DOCTYPE html><html lang="sv"><title>Bron lagas</title>
<div class="x"><a href="/">Hem</a> &gt; <a href="/nyheter">Nyheter</a> &gt; <span>Bron lagas</span></div>
<main><h1>Bron lagas</h1><p>Bron över ån lagas.</p></main></html>"""
DOCUMENT = Document.from_page(
    Page(
        "https://www.boxby.se/nyheter/bron",
        HTML.encode(),
        datetime(2026, 2, 8, tzinfo=UTC),
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
    )
)


@pytest.mark.parametrize("selector", [".x", ".x > *"])
def test_trail_is_selected_as_its_steps_or_as_the_element_that_holds_them(selector: str) -> None:
    """The element that holds them all became one step, and addresses were left as they are written."""
    trail = read_places(DOCUMENT, Context(()), "Bron lagas", {"breadcrumb": selector})
    assert [(crumb.name, crumb.item) for crumb in trail.breadcrumb] == [
        ("Hem", "https://www.boxby.se/"),
        ("Nyheter", "https://www.boxby.se/nyheter"),
        ("Bron lagas", None),
    ]
    assert ([crumb.name for crumb in trail.section], trail.source) == (["Hem", "Nyheter"], "site")
