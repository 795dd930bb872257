"""Where an import begins that nobody told where to: the captured pages that lead to news or are lists of it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from archive.schema import Context
from crawler.discover import strength
from crawler.listing.pages import page_number
from crawler.reading import read_page
from crawler.sites import site_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.schema import Reading
    from crawler.captures import Captures

_FIRST = 50
"""Captured pages of the largest site that are looked at for the one that leads on: a front page is among the shortest
addresses."""
_LOOKED_AT = 1_000
"""Captured pages of a site that are looked at for lists of news, which have short addresses too."""


def starts_among(captures: Captures, section: tuple[str, ...]) -> tuple[str, ...]:
    """The captured addresses to begin with; none without pages.

    The first leads to news, of this section if one is named; not every collection has the front page: who captured one
    section has that. Where no section is named, every list of news follows, of all sites, each section once.
    """
    first = list(islice(captures.pages(_FIRST), _FIRST))
    found = list(islice((url for url in first if _leads_on(captures, url, section)), 1))
    if not section:
        found += _news_lists(captures, captures.pages(_LOOKED_AT))
    return tuple(dict.fromkeys(found or first[:1]))


def _leads_on(captures: Captures, url: str, section: tuple[str, ...]) -> bool:
    readings = _readings(captures, url, section)
    return any(reading.placing != "outside" or reading.found for reading in readings)


def _news_lists(captures: Captures, urls: Iterable[str]) -> Iterator[str]:
    """Those of the pages that are lists of news, the first page of each section."""
    known = set()
    for url in urls:
        if page_number(url):
            continue
        reading = next((one for one in _readings(captures, url, ()) if one.placing == "section"), None)
        if reading is None or not _tells_news(reading):
            continue
        key = (site_for(url).key, *(crumb.name for crumb in reading.section))
        if key not in known:
            known.add(key)
            yield url


def _readings(captures: Captures, url: str, section: tuple[str, ...]) -> Iterator[Reading]:
    return (read_page(page, site_for(url), "start", Context(section)) for page in captures.of(url))


def _tells_news(reading: Reading) -> bool:
    """Whether a list is one of news: it is named so, or half of what it shows has a day."""
    listed = [found for found in reading.found if found.kind == "article" and found.listed]
    named = bool(reading.section and strength(reading.section[-1].name))
    return bool(listed) and (named or 2 * sum(found.dated is not None for found in listed) >= len(listed))
