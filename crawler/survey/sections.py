"""Whether a page is a news section: what it lists, how it is named, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from crawler.discover import strength
from crawler.listing import is_list, list_items, lists_one, next_page, page_number
from crawler.listing.blocks import read_blocks
from crawler.listing.events import lists_events
from crawler.listing.items import page_address
from crawler.normalise.dates import read_date
from crawler.normalise.folders import folder_above, page_folder
from crawler.normalise.text import clean
from crawler.reading.trails import own_trail
from crawler.section_names import folder_strength, is_list_of_else, is_other, is_paid
from crawler.trail import read_trail

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from crawler.discover import Candidate
    from crawler.document import Document
    from crawler.listing import ListItem

Confidence = Literal["high", "medium", "low"]
UNDATED = "it is not named like news, and what it lists shows no dates"
BESIDE = "it is a list of its own beside what the site calls news"
NO_LIST = "it shows no list of news"
ONE = "a single headline on it leads on, and two make a list: try again when it shows more news"
PARTS = "what it lists is named in a word or two, like parts of the site, and shows no dates"
_SURE_NAMES = frozenset({"archive", "news", "notices"})
_MOSTLY = 0.5
_MIN_UNNAMED = 3
_SHOWN = 2
"""Pieces of a section that a home page shows when they are among its news."""
_HEADLINE_WORDS = 3
"""Words that the headlines of a list have, half of them at least; names in a menu have fewer."""


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A page that lists news. `dated` is the share of its items that show a date, `pages` whether it has more pages."""

    url: str
    trail: tuple[str, ...]
    items: tuple[ListItem, ...]
    dated: float
    named: bool
    pages: bool
    reasons: tuple[str, ...]
    perhaps: bool = False
    """Whether its name is one that news has now and then: Information, Reportage."""
    proven: bool = False
    """Whether one of its articles was read and has a date of its own, or a trail that goes through the section."""
    kind: tuple[str, ...] = ()
    """What the blocks of its list are made of: tags and classes."""

    @property
    def confidence(self) -> Confidence:
        """How sure it is that this is a news section: name, dates and an article that was read agree, or not all."""
        signs = self.named + (self.dated >= _MOSTLY) + self.proven
        return "high" if signs == 3 else "medium" if signs == 2 else "low"

    def to_dict(self) -> dict[str, Any]:
        """The section for programs; `items` is how many it lists."""
        return {
            "trail": list(self.trail),
            "url": self.url,
            "confidence": self.confidence,
            "items": len(self.items),
            "dated": round(self.dated, 2),
            "more_pages": self.pages,
            "reasons": list(self.reasons),
        }

    def same_list(self, other: FoundSection) -> bool:
        """Whether the other one shows the same news: all but one of the items of the shorter list, at its length."""
        mine, theirs = ({item.url for item in section.items} for section in (self, other))
        return len(mine & theirs) >= max(1, max(len(mine), len(theirs)) - 1)

    def goes_on_from(self, latest: FoundSection) -> bool:
        """Whether the other one shows only the beginning of this list: the latest, with no further pages.

        Where what it shows has dates, what has none leads on, to this list for one: "Visa alla nyheter".
        """
        mine = {item.url for item in self.items}
        theirs = {item.url for item in latest.items if item.date} or {item.url for item in latest.items}
        return (self.pages or theirs < mine) and not latest.pages and theirs <= mine


def without_excerpts(sections: Sequence[FoundSection]) -> list[FoundSection]:
    """The sections but those not named like news that show only what others list: hubs, home pages with the latest."""
    named = {section.url: {item.url for item in section.items} for section in sections if section.named}
    listed = set().union(*named.values())
    return [section for section in sections if section.named or not {item.url for item in section.items} <= listed]


def collections(sections: Sequence[FoundSection], shown: Container[str]) -> list[FoundSection]:
    """Those that are collections of something else beside the site's news: tips, answers, places.

    Where some sections are named like news, a list that is not is another category of the same news (a newspaper's
    Sport) when its pieces lie among those of other lists, when the home page shows some of them, or when it is a part
    of a page that is named so.
    """
    if not any(section.named for section in sections):
        return []
    return [
        section
        for section in sections
        if not (section.named or section.perhaps or is_part(section))
        and all(item.url.startswith(f"{section.url.rstrip('/')}/") for item in section.items)
        and sum(item.url in shown for item in section.items) < _SHOWN
    ]


def judge(document: Document, candidate: Candidate, *, may_lack_dates: bool = False) -> FoundSection | str:
    """The section that a candidate's page is, or why it is none; `may_lack_dates` whatever it is called."""
    names = own_names(document)
    name = names[-1]
    named = any(is_named(text) for text in (candidate.name, name)) or _named_by_address(document.url)
    perhaps = bool(strength(candidate.name) or strength(name))
    if not candidate.chosen and (other := _says_other(document, name, named=named or perhaps)):
        return f"“{other}” is no news"
    items = tuple(item for item in list_items(document) if item.listed)
    if not items or not is_list(document):
        return ONE if (named or candidate.chosen) and lists_one(document) else NO_LIST
    dates = [read_date(item.date, document.fetched_at) for item in items if item.date]
    if _mostly_ahead([date.value for date in dates if date], document):
        return "its dates are still to come: it is a calendar"
    if not named and lists_events(document):
        return "what it lists is marked as events: it is a calendar"
    dated = len(dates) / len(items)
    if not named and len(items) < _MIN_UNNAMED:
        return "it is not named like news, and lists less than three things"
    if not named and dated < _MOSTLY and not may_lack_dates:
        return UNDATED
    if dated < _MOSTLY and median(len(item.headline.split()) for item in items) < _HEADLINE_WORDS:
        return PARTS
    more = next_page(document) is not None
    kind = read_blocks(document).kind
    return FoundSection(
        _address(document), names, items, dated, named, more, tuple(candidate.reasons), perhaps, kind=kind
    )


def kin(
    document: Document, candidate: Candidate, sections: Sequence[FoundSection], shown: Container[str]
) -> FoundSection | None:
    """A list that shows no dates and is not named like news, where it is another part of news that shows none either.

    That is a list of the same markup as a section's that is named so, and beside or below it under a page of such a
    name (Övriga Nyheter › Polis och blåljus beside Övriga Nyheter › Kommuninfo), or with pieces among that section's in
    the list of the home page, which is `shown`.
    """
    found = judge(document, candidate, may_lack_dates=True)
    if isinstance(found, str) or not found.kind:
        return None
    is_shown = sum(item.url in shown for item in found.items) >= _SHOWN
    for section in sections:
        if not section.named or section.dated >= _MOSTLY or section.kind != found.kind:
            continue
        if _shares_news_above(found, section) or (is_shown and any(item.url in shown for item in section.items)):
            reason = (
                f"it is a list like “{section.trail[-1] if section.trail else section.url}”, and part of the same news"
            )
            return replace(found, reasons=(reason,))
    return None


def is_part(section: FoundSection) -> bool:
    """Whether a page that is named like news stands above a section, by its trail or its folder.

    That is Övriga Nyheter above Övriga Nyheter › Idrott: all that such a page has below it is news, whatever its name.
    """
    above = section.trail[:-1]
    return bool(above and is_named(above[-1])) or _named_by_address(folder_above(section.url))


def is_above(section: FoundSection, part: FoundSection) -> bool:
    """Whether a section is the page that another stands directly below, by its trail or its folder."""
    by_trail = len(part.trail) > 1 and section.trail == part.trail[:-1]
    return by_trail or page_folder(section.url) == folder_above(part.url)


def _shares_news_above(found: FoundSection, section: FoundSection) -> bool:
    """Whether a page that is named like news stands above both, or is the section, by their trails or their folders."""
    above = found.trail[:-1]
    if above and is_named(above[-1]) and above in {section.trail, section.trail[:-1]}:
        return True
    folder = folder_above(found.url)
    return _named_by_address(folder) and folder in {page_folder(section.url), folder_above(section.url)}


def _says_other(document: Document, name: str, *, named: bool) -> str | None:
    """The name, or the part of the address, by which a page is no news: paid for, or a list of something else."""
    parts = [part for part in urlsplit(document.url).path.split("/") if part]
    paid = next((part for part in parts if is_paid(part) and (part == parts[-1] or part.isalpha())), None)
    if paid or (is_other(name) and not is_named(name)):
        return paid or name
    return None if named else next(filter(is_list_of_else, [name, *parts[-1:]] if parts else []), None)


def is_named(name: str) -> bool:
    """Whether a name is one that news has, and not only perhaps."""
    return strength(name) in _SURE_NAMES


def _address(document: Document) -> str:
    """The page's address; the one that it calls its own (`rel=canonical`) where that is on the same site.

    The site's root is not another address of a page below it: templates that know no better give it to every list.
    """
    for link in document.tagged("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            url = page_address(document, link.get("href"))
            if url and not page_number(url) and urlsplit(url).path.strip("/"):
                return url
    return document.url


def own_names(document: Document) -> tuple[str, ...]:
    """The names of the page's own trail, itself last, as the crawl reads it."""
    return tuple(crumb.name for crumb in own_trail(read_trail(document).crumbs, document))


def proven(section: FoundSection) -> FoundSection:
    """The section after one of its articles bore it out."""
    return replace(section, proven=True)


def _named_by_address(url: str) -> bool:
    segment = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return folder_strength(clean(segment)) in _SURE_NAMES


def _mostly_ahead(dates: Sequence[str], document: Document) -> bool:
    """Whether most of the dates come after the day on which the page was fetched."""
    if document.seen_on is None or not dates:
        return False
    today = document.seen_on.isoformat()
    return sum(date[:10] > today for date in dates) > _MOSTLY * len(dates)
