"""Answers of the web as pages: which of them are pages, and what the archive keeps of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.schema import Page, as_posted

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from archive.schema import AddressKind

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_LISTS = frozenset({"application/gzip", "application/x-gzip", "application/octet-stream"})


def is_page(response: Response, kind: AddressKind = "article") -> bool:
    """Whether the answer says that it is HTML, or does not say what it is and begins like it.

    A list may also be a feed, a sitemap, compressed or not, or JSON; a crawl may start at a feed.
    """
    declared = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()
    if declared:
        is_xml = declared.endswith(("/xml", "+xml"))
        is_data = is_xml or declared in _LISTS or declared.endswith(("/json", "+json"))
        return declared in _PAGES or (kind == "start" and is_xml) or (kind == "list" and is_data)
    return response.body.lstrip()[:1] == b"<"


def page_of(response: Response, request: Request) -> Page:
    """The response as the archive keeps it."""
    is_post = request.method == "POST"  # not after a redirect, which is followed by GET
    return Page(
        url=as_posted(response.url, request.body.decode()) if is_post else response.url,
        body=response.body,
        fetched_at=datetime.now(UTC).replace(microsecond=0),
        status=response.status,
        request_headers=_headers(request),
        response_headers=_headers(response),
    )


def _headers(message: Request | Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )
