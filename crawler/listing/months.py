"""Archives by month or year, which sections offer instead of, or beside, pages: "oktober 2026 (12)", "2024".

In a menu of a year's months the label is the month alone; the year is then the last one in the address. A year may have
the name of news before it, or that of the list itself: "Nyheter 2015", "Kommuninfo 2015".

Only those that the section's first page links to, below the section's own address, and not the future: that is what
tells them from a calendar, whose months have no end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from crawler.document import per_document
from crawler.listing.items import page_address
from crawler.listing.link_words import leads_on
from crawler.normalise.date_words import MONTHS
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.document import Document

_LABEL = re.compile(
    r"(?:arkiv )?(?:(?P<month>[a-zåäö]{3,9})\.?,? )?(?P<year>(?:19|20)\d\d)\s*(?:\(\d+\))?", re.IGNORECASE
)
_NAMED_YEAR = re.compile(r"(?P<name>[^\W\d].{0,40}?),? (?:från |år )?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_OF_NEWS = re.compile(
    r"(?:alla |äldre |övriga )?(?:nyheter|nyhetsarkiv(?:et)?|aktuellt|notiser|kommuninfo(?:rmation)?|"
    r"press(?:meddelanden|arkiv)?|arkiv(?:et)?)",
    re.IGNORECASE,
)
"""What a year's news is called before the year."""
_EXTENSION = re.compile(r"\.(?:html?|aspx?|php)$", re.IGNORECASE)
_ISO_LABEL = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>0[1-9]|1[0-2])\s*(?:\(\d+\))?")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""A year in a name or an address."""
_YEAR_AT_END = re.compile(r"[-_/](?P<year>(?:19|20)\d\d)$")
_CALENDAR = re.compile(r"kalend|calendar|evenemang|event", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MonthList:
    """A list of one month's or year's news; `dated` is "2026-10" or "2026"."""

    url: str
    dated: str


@per_document
def month_lists(document: Document) -> tuple[MonthList, ...]:
    """The archives by month or year that the page links to, the newest first."""
    found = {month.url: month for month in _links(document)}
    return tuple(sorted(found.values(), key=lambda month: month.dated, reverse=True))


def _links(document: Document) -> Iterator[MonthList]:
    path, mine = _place(document.url)
    here = _EXTENSION.sub("", path).rstrip("/")
    latest = document.seen_on.isoformat()[:7] if document.seen_on else "9999"
    for anchor in document.root.iter("a", "option"):
        href = anchor.get("href") or anchor.get("value") or ""
        label = clean(text_of(anchor))
        dated = _dated(label, href) or _named_year(label, document) or _more_of_year(label, href, here)
        if not dated or dated > latest or dated[:4] not in href or _CALENDAR.search(href):
            continue
        url = page_address(document, href)
        if url and here:
            there, theirs = _place(url)
            if there.startswith(here) and (there != path or mine <= theirs):
                yield MonthList(url, dated)


def _place(url: str) -> tuple[str, set[tuple[str, str]]]:
    """The path of an address and what of its query is no year: which list it is, where all have one path."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return parts.path, {(key, value) for key, value in pairs if not YEAR.match(value)}


def _named_year(label: str, document: Document) -> str | None:
    """The year behind the name of news, or behind what the page calls itself."""
    match = _NAMED_YEAR.fullmatch(label)
    if match is None:
        return None
    is_list = _OF_NEWS.fullmatch(match["name"]) or match["name"].casefold() in _own_names(document)
    return match["year"] if is_list else None


def _more_of_year(label: str, href: str, here: str) -> str | None:
    """The year at the end of an address that is else the list's own, below the first of its news: "Visa fler"."""
    if not here or not leads_on(label):
        return None
    path = _EXTENSION.sub("", urlsplit(href).path).rstrip("/")
    match = _YEAR_AT_END.search(path)
    if match is None:
        return None
    name = path[: match.start()].rpartition("/")[2]
    return match["year"] if name and name == here.rpartition("/")[2] else None


@per_document
def _own_names(document: Document) -> frozenset[str]:
    """What the page calls itself, with and without a year behind it."""
    headings = (clean(text_of(heading)) for heading in document.tagged("h1", "h2", "title"))
    return frozenset(name.casefold() for text in headings for name in (text, _NAMED_YEAR.sub(r"\g<name>", text)))


def names_period(name: str) -> bool:
    """Whether a step of a trail is a year or month that a site files its news under: "2026", "Oktober".

    >>> [names_period(name) for name in ("2026", "Oktober", "september, 2026", "Kommuninfo")]
    [True, True, True, False]
    """
    return name.lower() in MONTHS or _dated(name, "") is not None


def _dated(label: str, href: str) -> str | None:
    if number := MONTHS.get(label.lower()):
        years = YEAR.findall(href)
        return f"{years[-1]}-{number:02}" if years else None
    if match := _ISO_LABEL.fullmatch(label):
        return f"{match['year']}-{match['number']}"
    match = _LABEL.fullmatch(label)
    if match is None or not match["month"]:
        return match["year"] if match else None
    number = MONTHS.get(match["month"].lower())
    return f"{match['year']}-{number:02}" if number else None
