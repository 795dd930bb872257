"""Archives by month or year, which sections offer instead of, or beside, pages: "oktober 2026 (12)", "2024".

In a menu of a year's months the label is the month alone; the year is then the last one in the address.

Only those that the section's first page links to, below the section's own address, and not the future: that is what
tells them from a calendar, whose months have no end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.listing.items import page_address
from crawler.normalise.date_words import MONTHS
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.document import Document

_LABEL = re.compile(
    r"(?:arkiv )?(?:(?P<month>[a-zåäö]{3,9})\.? )?(?P<year>(?:19|20)\d\d)\s*(?:\(\d+\))?", re.IGNORECASE
)
_ISO_LABEL = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>0[1-9]|1[0-2])\s*(?:\(\d+\))?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CALENDAR = re.compile(r"kalend|calendar|evenemang|event", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MonthList:
    """A list of one month's or year's news; `dated` is "2026-10" or "2026"."""

    url: str
    dated: str


def month_lists(document: Document) -> tuple[MonthList, ...]:
    """The archives by month or year that the page links to, the newest first."""
    found = {month.url: month for month in _links(document)}
    return tuple(sorted(found.values(), key=lambda month: month.dated, reverse=True))


def _links(document: Document) -> Iterator[MonthList]:
    here = urlsplit(document.url).path.removesuffix(".html").rstrip("/")
    latest = document.fetched_at.strftime("%Y-%m") if document.fetched_at else "9999"
    for anchor in document.root.iter("a", "option"):
        href = anchor.get("href") or anchor.get("value") or ""
        dated = _dated(clean(text_of(anchor)), href)
        if not dated or dated > latest or dated[:4] not in href or _CALENDAR.search(href):
            continue
        url = page_address(document, href)
        if url and here and urlsplit(url).path.startswith(here):
            yield MonthList(url, dated)


def _dated(label: str, href: str) -> str | None:
    if number := MONTHS.get(label.lower()):
        years = _YEAR.findall(href)
        return f"{years[-1]}-{number:02}" if years else None
    if match := _ISO_LABEL.fullmatch(label):
        return f"{match['year']}-{match['number']}"
    match = _LABEL.fullmatch(label)
    if match is None or not match["month"]:
        return match["year"] if match else None
    number = MONTHS.get(match["month"].lower())
    return f"{match['year']}-{number:02}" if number else None
