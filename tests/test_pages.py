"""A page in, its article out: each case is a page in pages/ (NAME.html) and what it must become (NAME.json).

The JSON file holds `url`, `fetched_at`, `expected`, and where they matter `content_type`, `site` (a profile's values)
and `context`. Only the fields that `expected` names are compared, each by a test of its own. Trails may be written as
one line, a body as the list of its blocks; of objects only the given keys count; `dates` are those that must be among
the record's. A page that is no article is expected to have an `error`.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.browse.messages import Language, Messages
from archive.browse.reasons import reason_in
from archive.browse.wording import readings
from archive.schema import Context, Page, trail_text
from crawler.document import Document
from crawler.errors import NotAnArticle
from crawler.extract import extract_article
from crawler.sites import Site, ad_hoc

PAGES = Path(__file__).with_name("pages")
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
KEYS = {"url", "fetched_at", "expected", "content_type", "site", "context"}


@cache
def case(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    assert set(values) <= KEYS, f"{name}.json: only {', '.join(sorted(KEYS))} are known"
    return values


@cache
def record(name: str) -> dict[str, Any]:
    """What the page becomes, as the crawl would keep it."""
    given = case(name)
    headers = (("Content-Type", given.get("content_type", "text/html")),)
    page = Page(
        given["url"],
        (PAGES / f"{name}.html").read_bytes(),
        datetime.fromisoformat(given["fetched_at"]),
        response_headers=headers,
    )
    site = Site(
        **{"key": "exempel", "name": "Exempel", "base_url": given["url"], **given["site"]}
        if "site" in given
        else ad_hoc(given["url"]).model_dump()
    )
    context = Context.from_json(json.dumps(given.get("context", {})))
    try:
        return extract_article(Document.from_page(page), site, context).to_dict()
    except NotAnArticle as error:
        return {"error": error.reason}


def as_expected(field: str, value: Any, expected: Any) -> Any:
    """The record's value, told the way the expected one is: without what the case leaves open."""
    if field in ("breadcrumb", "section") and isinstance(expected, str):
        return trail_text(tuple(crumb["name"] for crumb in value))
    if field == "article_body" and isinstance(expected, list):
        return value.split("\n\n")
    if field == "dates":
        return [one for one in expected if any(told(date, one) == one for date in value)]
    return told(value, expected)


def told(value: Any, expected: Any) -> Any:
    """The value with only the keys that the expected one has, at every depth."""
    if isinstance(value, dict) and isinstance(expected, dict):
        return {key: told(value.get(key), expected[key]) for key in expected}
    if isinstance(value, list | tuple) and isinstance(expected, list) and len(value) == len(expected):
        return [told(one, other) for one, other in zip(value, expected, strict=True)]
    return value


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in NAMES for field in case(name)["expected"]])
def test_page(name: str, field: str) -> None:
    expected = case(name)["expected"][field]
    found = record(name)
    assert field in found or field == "error", f"no such field; the page is {found.get('error', 'an article')}"
    assert as_expected(field, found.get(field), expected) == expected


def test_every_case_has_its_page_and_its_expectation() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.json")) == NAMES


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_way_in_which_a_page_was_read_has_words(language: Language) -> None:
    """Readers of the archive see them below the article; a new way needs its words in archive/browse/data_names.py."""
    ways = {way for name in NAMES for way in record(name).get("extracted_by", {}).items()}
    told = {(field, way): readings(Messages(language), {field: way}) for field, way in ways}
    assert len(ways) > 30
    assert {way for way, ((field, words, _),) in told.items() if field == way[0] or words == way[1]} == set()


def test_every_reason_that_a_page_gives_for_a_date_has_its_swedish() -> None:
    """A new one needs a name in `archive.schema.DateReason` and its words in archive/browse/reasons.py."""
    told = {date["reason"] for name in NAMES for date in record(name).get("dates", ()) if date["reason"]}
    assert len(told) > 3
    assert {reason for reason in told if reason_in(Messages("sv"), reason) is None} == set()
