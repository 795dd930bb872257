"""One page's record outside the archive: as JSON for programs, as text for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.schema import Context, trail_text
from crawler.document import Document
from crawler.errors import NotAnArticle, UnreadablePage
from crawler.extract import extract_article
from crawler.sites import ad_hoc, site_for
from crawler.trail import read_trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.schema import Page
    from crawler.sites import Site

NO_ADDRESS = "https://address.invalid/"
"""Stands for the address of a page that came without one (RFC 6761, 6.4: it never resolves)."""


def answer(line: str) -> str:
    """One line of JSON {"id", "url", "html"} answered by one line with the page's record.

    A page that is no article tells its trail and, as "no_article", the reason; one that nothing can be made of, an
    "error".
    """
    try:
        request = json.loads(line)
        html, url = request["html"], request.get("url") or ""
    except (ValueError, TypeError, KeyError) as error:
        return _line({"id": None, "error": f'not a line of JSON with "id", "url" and "html": {error!r}'})
    return _line({"id": request.get("id"), **record_of(html, url)})


def record_of(html: str, url: str) -> dict[str, Any]:
    """The record of a page whose HTML is text already; one that is no article as below."""
    try:
        return _record(Document.from_text(html, url), None)
    except UnreadablePage as error:
        return {"error": error.reason}


def record_of_page(page: Page, site: Site | None = None) -> dict[str, Any]:
    """The record of a page; for one that is no article its trail and, as "no_article", the reason."""
    try:
        return _record(Document.from_page(page), site)
    except UnreadablePage as error:
        return {"error": error.reason}


def _record(document: Document, site: Site | None) -> dict[str, Any]:
    on_the_web = urlsplit(document.url).scheme in {"http", "https"} and urlsplit(document.url).hostname
    site = site or (site_for(document.url) if on_the_web else ad_hoc(NO_ADDRESS))
    try:
        return extract_article(document, site, Context()).to_dict()
    except NotAnArticle as error:
        trail = read_trail(document)
        breadcrumb = [asdict(crumb) for crumb in trail.crumbs]
        return {"no_article": error.reason, "breadcrumb": breadcrumb, "trail_source": trail.source}


def refused(record: dict[str, Any]) -> str | None:
    """Why a record is none of an article; None for an article's."""
    reason: str | None = record.get("no_article") or record.get("error")
    return reason


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def readable(record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The record for a person: (field, value, how it was found), without what the page does not give."""
    how = record.get("extracted_by", {})
    names = ("headline", "description", "date_published", "date_modified", "author", "in_language", "url")
    for name in names:
        if record.get(name):
            yield name, str(record[name]), how.get(name, "")
    for name in ("breadcrumb", "section"):
        if record.get(name):
            trail = trail_text(tuple(crumb["name"] for crumb in record[name]))
            yield name, trail, record.get("trail_source", "") if name == "breadcrumb" else ""
    for image in record.get("image", ()):
        words = " · ".join(image[key] for key in ("caption", "credit_text", "alt") if image[key])
        yield "image", f"{image['content_url']}\n{words}".strip(), how.get("image", "")
    for attachment in record.get("attachments", ()):
        words = " · ".join(attachment[key] for key in ("name", "encoding_format", "content_size") if attachment[key])
        yield "attachment", f"{attachment['content_url']}\n{words}".strip(), how.get("attachments", "")
    for date in record.get("dates", ()):
        yield (
            f"date ({date['role']})",
            f"{date['value'] or 'refused: ' + str(date['reason'])}: {date['text']!r}",
            date["source"],
        )
    if record.get("contact"):
        yield "contact", " · ".join(value for value in record["contact"].values() if value), how.get("contact", "")
    if record.get("article_body"):
        yield "article_body", record["article_body"], how.get("article_body", "")
