"""Where an import begins that nobody told where to: the captured pages that lead to news or are lists of it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.schema import Context
from crawler.discover import Candidate
from crawler.document import Document, document_of
from crawler.listing.pages import page_number
from crawler.normalise.urls import canonical_url
from crawler.reading import read_page
from crawler.sites import site_for
from crawler.survey.sections import FoundSection, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.schema import Page
    from crawler.captures import Captures

_FIRST = 50
"""Captured pages of the largest site that are looked at for the one that leads on: a front page is among the shortest
addresses."""
_LOOKED_AT = 1_000
"""Captured pages of a site that are looked at for lists of news, which have short addresses too."""


def starts_among(captures: Captures, section: tuple[str, ...]) -> tuple[str, ...]:
    """The captured addresses to begin with; none without pages.

    The first is a front page or leads to news, of this section if one is named; not every collection has the front
    page: who captured one section has that. Where no section is named, every list of news follows, of all sites, each
    section once.
    """
    first = list(islice(captures.pages(_FIRST), _FIRST))
    found = list(islice((url for url in first if _leads_on(captures, url, section)), 1))
    if not section:
        found += _news_lists(captures, captures.pages(_LOOKED_AT))
    return tuple(dict.fromkeys(found or first[:1]))


def _leads_on(captures: Captures, url: str, section: tuple[str, ...]) -> bool:
    if not section and urlsplit(canonical_url(url)).path in {"", "/"}:
        return True  # its site is looked through
    readings = (read_page(page, site_for(url), "start", Context(section)) for page in captures.of(url))
    return any(reading.placing != "outside" or reading.found for reading in readings)


def _news_lists(captures: Captures, urls: Iterable[str]) -> Iterator[str]:
    """Those of the pages that are lists of news, the first page of each section."""
    known = set()
    for url in urls:
        if page_number(url):
            continue
        sections = (_section(page) for page in captures.of(url))
        found = next(filter(None, sections), None)
        if found and (key := (site_for(url).key, *found.trail)) not in known:
            known.add(key)
            yield url


def _section(page: Page) -> FoundSection | None:
    """The section of news that a page is, if a start there is read as one and a survey would take it for one."""
    if read_page(page, site_for(page.url), "start", Context()).placing != "section":
        return None
    document = document_of(page)
    found = judge(document, Candidate(page.url)) if isinstance(document, Document) else None
    return found if isinstance(found, FoundSection) else None
