"""Addresses on a page that may be news sections, each with what speaks for it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.listing import list_items
from crawler.listing.items import is_page_address
from crawler.listing.link_words import leads_on
from crawler.listing.months import month_lists
from crawler.normalise.date_words import MONTHS
from crawler.normalise.folders import folder_above, folders_above, is_named_file, page_folder
from crawler.normalise.text import clean
from crawler.normalise.traps import trap
from crawler.normalise.urls import canonical_url, joined, same_site
from crawler.section_names import Strength, folder_strength, is_other, leads_to_else, strength
from crawler.texts import text_of
from crawler.trail import read_trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

POINTS: dict[Strength, int] = {"archive": 50, "news": 40, "notices": 30, "maybe": 10}
"""What a name is worth. An archive of all news goes before a page with the latest, official notices after both."""
_FOLDER, _CRUMB, _FEED, _SHARED, _HEADING, _GATHERS, _BESIDE = 20, 15, 10, 25, 5, 10, 2
_SHORT_MENU, _MENU_WORDS = 12, 4
"""Entries of a menu that is tried entry by entry, and words in one."""
_MAYBE_NEWS = re.compile(
    r"ny(?:tt|het)|aktuell|press|media|inform|anslag|notis|bygd|\bfrån\b|\bom\b|senaste|blogg|kommun|näringsliv|företag"
)
"""What the name of a menu's entry has when news may be behind it, though it is no name that news usually has."""
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)}|(?:19|20)\d\d)\b", re.IGNORECASE)
"""What the name of a link to the news of a month or a year has."""
_MIN_SHARED = 3
"""Pieces of dated news, or headlines, that make the folder they share a candidate."""

_HEADLINE_WORDS = 4
"""Words in a link that make it look like a headline."""


@dataclass(slots=True)
class Candidate:
    """One address that may be a news section: its name as linked, points, and the reasons in words."""

    url: str
    name: str = ""
    points: int = 0
    reasons: list[str] = field(default_factory=list)
    guessed: bool = False
    """Whether no link leads there: the address is only what those of other pages begin with."""
    chosen: bool = False
    """Whether a person named it: then it is news whatever it is called."""

    def add(self, points: int, reason: str, name: str = "") -> None:
        """Let one more sign speak for the address, the same sign once."""
        if reason not in self.reasons:
            self.points += points
            self.reasons.append(reason)
        self.name = self.name or name


@dataclass(frozen=True, slots=True)
class Clues:
    """What a page tells of news: candidates, the surest first, feeds, and news rooms on other hosts by name."""

    candidates: tuple[Candidate, ...]
    feeds: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]


class _Finding:
    """One page being searched."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.here = canonical_url(document.url)
        self.found: dict[str, Candidate] = {}
        self.elsewhere: dict[str, str] = {}
        self.linked: dict[str, str] = {}
        """Addresses as the page links to them, by the folder that each is the page of."""

    def candidate(self, url: str) -> Candidate:
        return self.found.setdefault(url.rstrip("/") or url, Candidate(url))

    def links(self) -> None:
        """Links by their words, or by the last part of their address where they have no words of their own.

        The years of the page's own list are no sections by themselves.
        """
        years = {month.url for month in month_lists(self.document)}
        for anchor in self.document.tagged("a"):
            url = self.address(anchor.get("href"))
            name = clean(text_of(anchor)) or clean(anchor.get("aria-label") or anchor.get("title") or "")
            if url is None or url == self.here or url in years:
                continue
            kind = strength(name)
            if kind is None and not _MONTH.fullmatch(name):
                kind = strength(clean(anchor.get("title") or anchor.get("aria-label") or ""))
            self.linked.setdefault(page_folder(url), url)
            if not same_site(url, self.document.url):
                if kind in {"archive", "news"}:
                    self.elsewhere.setdefault(url, name)
                continue
            if kind:
                self.candidate(url).add(POINTS[kind], f"a link is named “{name or kind}”", name)
                if _in_heading(anchor):
                    self.candidate(url).add(_HEADING, "it is linked from a heading")
            if folder := _folder_kind(url):
                self.candidate(url).add(_FOLDER, f"its address ends in {folder}")

    def crumbs(self) -> None:
        """Steps of the page's own trail."""
        for crumb in read_trail(self.document).crumbs:
            kind = strength(crumb.name)
            if crumb.item and kind and same_site(crumb.item, self.document.url):
                url = canonical_url(crumb.item)
                self.candidate(url).add(POINTS[kind] + _CRUMB, f"the page's trail names it “{crumb.name}”", crumb.name)

    def shared_folders(self) -> None:
        """The folder that dated links have in common, or its page: a site whose pages are files may have none there."""
        may_guess = not self.has_files()
        for folder, count in _shared(item.url for item in list_items(self.document) if item.date):
            url = self.linked.get(folder, folder if may_guess else self.here)
            if self.here not in {url, folder}:
                candidate = self.candidate(url)
                candidate.guessed = folder not in self.linked and not candidate.reasons
                candidate.add(_SHARED, f"{count} dated links of the page are below it")

    def has_files(self) -> bool:
        """Whether most of the site's pages that the page links to are files, like /nyheter.html."""
        pages = [url for url in self.linked.values() if same_site(url, self.document.url) and urlsplit(url).path != "/"]
        return sum(map(is_named_file, pages)) > len(pages) / 2

    def gathering_links(self) -> None:
        """Links to the folder that headlines of the page have in common."""
        links: dict[str, str] = {}
        for anchor in self.document.tagged("a"):
            url = self.address(anchor.get("href"))
            if url and url != self.here and same_site(url, self.document.url):
                links.setdefault(url.rstrip("/"), clean(text_of(anchor)))
        for folder, count in _shared(url for url, text in links.items() if len(text.split()) >= _HEADLINE_WORDS):
            name = links.get(folder, "")
            if name and len(name.split()) < _HEADLINE_WORDS and not is_other(name):
                self.candidate(self.linked.get(folder, folder)).add(
                    _GATHERS, f"{count} headlines of the page are below it", name
                )

    def feeds(self) -> Iterator[str]:
        """Addresses of the page's feeds; a feed speaks for the page that it stands below."""
        of_folder: dict[str, list[Candidate]] = defaultdict(list)
        for known in self.found.values():
            of_folder[urlsplit(known.url).path.rstrip("/") + "/"].append(known)
        for link in self.document.tagged("link", "a"):
            url = self.address(link.get("href"))
            if url is None or not same_site(url, self.document.url) or not _is_feed(link, url):
                continue
            yield url
            for folder in accumulate(re.findall(r"[^/]*/", urlsplit(url).path)):
                for known in of_folder.get(folder, ()):
                    known.add(_FEED, "a feed stands below it")

    def address(self, href: str | None) -> str | None:
        """Where a link leads, as the frontier knows it; None where that is no page."""
        if not href or href.strip().startswith(("#", "javascript:", "mailto:", "tel:")):
            return None
        try:
            url = canonical_url(joined(self.document.base_url, href))
            return url if urlsplit(url).scheme in {"http", "https"} else None
        except ValueError:
            return None


def find_clues(document: Document) -> Clues:
    """What the page tells of where its site has news."""
    finding = _Finding(document)
    finding.links()
    finding.crumbs()
    finding.shared_folders()
    finding.gathering_links()
    feeds = tuple(dict.fromkeys(finding.feeds()))
    ranked = sorted(finding.found.values(), key=lambda one: (-one.points, len(one.url), one.url))
    return Clues(tuple(one for one in ranked if one.points > 0), feeds, tuple(finding.elsewhere.items()))


def menu_entries(document: Document) -> tuple[Candidate, ...]:
    """Entries of the page's menus that nothing calls news and nothing calls something else, the likeliest first.

    Of a long menu only those that sound like news. What stands in a list or is a heading is no entry.
    """
    found = list({entry.url: entry for entry, _ in _entries(document)}.values())
    likely = [one for one in found if _MAYBE_NEWS.search(one.name.casefold())]
    return tuple(likely + ([one for one in found if one not in likely] if len(found) <= _SHORT_MENU else []))


def entries_beside(document: Document, sections: Iterable[str]) -> tuple[Candidate, ...]:
    """Those entries that stand in the submenu or the folder of one of the `sections`, but for links to months."""
    beside = _Beside(document, sections)
    near = (one for one, anchor in _entries(document) if beside.has(anchor, one.url) and not _MONTH.search(one.name))
    return tuple({one.url: replace(one, points=_BESIDE) for one in near}.values())


def _entries(document: Document) -> Iterator[tuple[Candidate, HtmlElement]]:
    """The entries of a page's menus, each with its links: one per address, named by the first."""
    finding = _Finding(document)
    found: dict[str, Candidate] = {}
    listed = {item.url for item in list_items(document)}
    for anchor in document.tagged("a"):
        url, name = finding.address(anchor.get("href")), clean(text_of(anchor))
        if url is None or url == finding.here or not same_site(url, document.url) or not is_page_address(url):
            continue
        if url in listed or _in_heading(anchor) or trap(url, finding.here):
            continue
        if _may_name_section(name):
            entry = Candidate(url, name, 1, [f"the menu has “{name}”, and what it lists has dates"])
            yield found.setdefault(url.rstrip("/"), entry), anchor


def parts_of(document: Document) -> tuple[Candidate, ...]:
    """The parts of a page that is no list itself: short names that it lists, or links to what lies in its folder."""
    finding = _Finding(document)
    listed = {item.url for item in list_items(document) if item.listed}
    folder = page_folder(document.url)
    found: dict[str, Candidate] = {}
    for anchor in document.tagged("a"):
        url, name = finding.address(anchor.get("href")), clean(text_of(anchor))
        if not url or url == finding.here or not is_page_address(url):
            continue
        is_part = url in listed or folder_above(url) == folder
        if is_part and _may_name_section(name):
            found.setdefault(url.rstrip("/"), Candidate(url, name, 1, [f"it is a part of {document.url}"]))
    return tuple(found.values())


def _may_name_section(name: str) -> bool:
    """Whether a link's words are as short as a section's name, and none that a link to something else has."""
    return bool(name) and len(name.split()) <= _MENU_WORDS and not leads_to_else(name) and not leads_on(name)


class _Beside:
    """The submenus and the folders in which a page links to some sections."""

    def __init__(self, document: Document, sections: Iterable[str]) -> None:
        finding = _Finding(document)
        wanted = {url.rstrip("/") for url in sections}
        anchors = document.tagged("a") if wanted else ()
        known = [one for one in anchors if (finding.address(one.get("href")) or "").rstrip("/") in wanted]
        self._menus = {_submenu(anchor) for anchor in known} - {None}
        self._folders = {folder_above(url) for url in wanted} - {""}

    def has(self, anchor: HtmlElement, url: str) -> bool:
        """Whether a link stands beside one to a section."""
        return _submenu(anchor) in self._menus or folder_above(url) in self._folders


def _submenu(anchor: HtmlElement) -> HtmlElement | None:
    """The list inside an entry of a menu that a link stands in; None for a link of the menu's first level."""
    menu = next(anchor.iterancestors("ul", "ol"), None)
    return menu if menu is not None and next(menu.iterancestors("li"), None) is not None else None


def _is_feed(link: HtmlElement, url: str) -> bool:
    kind = (link.get("type") or "").lower()
    if link.tag == "link":
        return "alternate" in (link.get("rel") or "").lower() and ("rss" in kind or "atom" in kind)
    return bool(re.search(r"state=rss|[?&]type=(?:rss|atom)|\.rss$|/(?:feed|rss)/?$", url))


def _in_heading(anchor: HtmlElement) -> bool:
    return any(re.fullmatch(r"h[1-6]", str(parent.tag)) for parent in anchor.iterancestors())


def _folder_kind(url: str) -> str | None:
    parts = urlsplit(url)
    segment = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return segment if not parts.query and segment and folder_strength(segment) else None


def _shared(urls: Iterable[str]) -> list[tuple[str, int]]:
    """The folders that at least so many of the addresses are in, with how many."""
    folders = Counter(folder for url in urls for folder in {*folders_above(url)})
    return [(folder, count) for folder, count in folders.items() if count >= _MIN_SHARED]
