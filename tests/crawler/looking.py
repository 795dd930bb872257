"""A survey of a made-up site without a network: the site answers in the same process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.schema import Page
from crawler.demo.server import Request
from crawler.survey import Survey

if TYPE_CHECKING:
    from crawler.demo.server import Site
    from crawler.survey import Draft

TODAY = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def look(site: Site, path: str = "/", base_url: str = "https://www.exempelby.se") -> Draft:
    """What a survey of the site that begins at a path comes to."""

    async def fetch(url: str) -> Page | str:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answer = site.answer(Request("GET", target, Message(), base_url))
        if location := dict(answer.headers).get("Location"):
            return await fetch(f"{base_url}{location}")
        if answer.status != 200:
            return f"HTTP {answer.status}"
        return Page(url, answer.body, TODAY, response_headers=(("Content-Type", answer.content_type),))

    return asyncio.run(Survey(f"{base_url}{path}", fetch).run())


def paths(draft: Draft) -> set[str]:
    """The paths of the sections that a survey found."""
    return {urlsplit(section.url).path.rstrip("/") or "/" for section in draft.sections}
