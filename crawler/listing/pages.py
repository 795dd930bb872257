"""Where a list goes on: the address of its next page, told from links beside it."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from crawler.listing.items import page_address
from crawler.listing.link_words import names_next
from crawler.listing.links import list_area
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url, with_parameter
from crawler.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.document import Document

PAGE_NUMBER_KEY = re.compile(
    r"(?:page|sida|sid|p|pg|paged|start|limitstart|offset|skip|from|pagenum(?:ber)?|pagenr|sidnummer|sidnr)(?:[\d.]|$)[\w.]*|"
    r"b_start(?::int)?|page_[a-z]?\d+|page_?i(?:nde)?x|current_?page|\w+_cur",
    re.IGNORECASE,
)
"""Names of parameters that count pages or entries; SiteVision's carry the portlet's number (`page12.7f3a`), Plone's
their type (`b_start:int`), Contao's the module's number (`page_n23`), Liferay's the portlet's name (`…_cur`)."""
_INNERMOST = re.compile(r"\[@?(\w+)\]$")
"""The name in a parameter of TYPO3's that counts: `tx_news_pi1[currentPage]`, `tx_news_pi1[@widget_0][currentPage]`."""
_CHECKSUM = re.compile(r"c?hash", re.IGNORECASE)
"""Names of parameters that are made of the others, so that each page of a list has another: TYPO3's `cHash`."""
_COUNT = re.compile(r"\d+(?:,\d+)*")
"""A page's number; a Drupal page with several lists has one for each (`page=0,2`)."""
_FIRST = re.compile(r"(?:sida|page)?\s*1", re.IGNORECASE)
_PAGE_SEGMENT = re.compile(r"/(?:(?:page|sida)[/:-]?(\d+)|p(\d{1,3}))(?=/|$)", re.IGNORECASE)
_NUMBER_SEGMENT = re.compile(r"/(\d{1,4})/?$")
_PAGER = re.compile(r"pager|paging|paginat|paginer|page-?(?:iterator|nav|number)|sidnumr|bläddra", re.IGNORECASE)
_IS_NEXT = re.compile(r"(?:^|[\s_-])(?:next|older|nasta)(?=$|[\s_-])", re.IGNORECASE)
_IS_CURRENT = re.compile(r"active|current|selected|aktiv", re.IGNORECASE)
_DIGIT = re.compile(r"[=/-]\d")
_NUMBERED_FILE = re.compile(r"(.*?)(\d{0,4})(\.html?)")
_FILE_AT_ROOT = re.compile(r"^/[^/]*\.\w+$")
_FILE_NUMBER = re.compile(r"(?<!\d)(\d+)\.html?$")
_SECOND = 2
_ARROW = re.compile(r"[>›»→⟩]+")
_OF_CALENDAR = re.compile(
    r"(?:^|[\W_])(?:m[aå]n(?:ad)?|month|year|[aå]r|day|dag|dat(?:e|um)|week|vecka|[ck]al(?:end[ae]r)?)(?=$|[\W_])",
    re.IGNORECASE,
)
"""In the names of parameters that turn a calendar's leaf, not a list's page."""


def next_page(document: Document, before: str | None = None) -> str | None:
    """The address of the list's next page; None on its last one.

    `before` is the list's page that led here: a link back to it is not the next, whatever it is called. Where the
    newest comes first, some call the older page the previous one, and the newer the next.

    A next link must lead to the same list: its address without the page number is this page's, or goes on from this
    page's with further parameters or a number, in a link that is named as the next, or in a pager. Where no link does,
    one in a pager of the list's place counts that is named as the next and whose address is another page's.
    """
    return _next_of_list(document, before) or _next_file(document) or _next_elsewhere(document, before)


def _next_elsewhere(document: Document, before: str | None) -> str | None:
    """A next link to another path: lists whose further pages are found by the search, or by numbers within the path."""
    first = _FILE_AT_ROOT.sub("/", urlsplit(document.url).path).split("/")[1:2]
    for element in list_area(document).iter("a"):
        if not names_next(clean(text_of(element))) or _pager(element) is None:
            continue
        url = page_address(document, element.get("href") or "")
        there = urlsplit(url or "")
        turns = there.path != urlsplit(document.url).path and _DIGIT.search(f"{there.path}?{there.query}")
        if url and turns and not _is_same_page(url, before) and first in ([""], [], there.path.split("/")[1:2]):
            return url
    return None


def _next_of_list(document: Document, before: str | None) -> str | None:
    """The next page by a link to the same list: one that is named so, else the one with the next number."""
    here = _without_page(document.url)
    number = page_number(document.url)
    numbered: dict[int, str] = {}
    current = cache(_current)  # a pager may have a thousand links
    for element in document.root.iter("a", "link"):
        href = element.get("href")
        url = page_address(document, href) if href else None
        if not url:
            continue
        same = _without_page(url) == here
        if (not same and not _goes_on(url, document.url)) or _is_same_page(url, before):
            continue
        rel = (element.get("rel") or "").lower().split()
        label = clean(element.get("aria-label") or text_of(element) or element.get("title") or "")
        if "next" in rel or names_next(label):
            return url
        if _FIRST.fullmatch(label):
            continue  # some sites write ?page=1 for the page that has no number elsewhere
        if same:
            numbered.setdefault(page_number(url), url)
        elif (pager := _pager(element)) is not None:
            if _ARROW.fullmatch(label) or _IS_NEXT.search(_classes(element)):
                return url
            if re.fullmatch(r"\d{1,4}", label) and int(label) > current(pager):
                numbered.setdefault(number + int(label), url)
    return numbered[min(later)] if (later := [n for n in numbered if n > number]) else None


def _next_file(document: Document) -> str | None:
    """A next page whose number stands at the end of its file's name, as static sites write them: news.html, news2.html.

    Its link is named as the next in words, by an arrow or by its number.
    """
    for element in document.root.iter("a"):
        number = _FILE_NUMBER.search(element.get("href") or "")
        label = clean(text_of(element)) if number else ""
        if number and (label == number[1] or names_next(label) or _ARROW.fullmatch(label)):
            url = page_address(document, element.get("href") or "")
            if url and _is_next_number(url, document.url):
                return url
    return None


def _is_next_number(url: str, here: str) -> bool:
    """Whether an address is this page's with the next number at the end of its file's name."""
    there, this = urlsplit(url), urlsplit(here)
    theirs = _NUMBERED_FILE.fullmatch(there.path)
    path = f"{this.path}index.html" if this.path.endswith("/") else this.path
    mine = _NUMBERED_FILE.fullmatch(path)
    if not (theirs and mine) or there.netloc != this.netloc:
        return False
    if theirs[1].rstrip("-_") == path.removesuffix(mine[3]):  # the second page of a list whose own name may have a year
        return int(theirs[2] or 0) == _SECOND
    return theirs[1] == mine[1] and int(theirs[2] or 0) == max(int(mine[2] or 0), 1) + 1


def _is_same_page(url: str, other: str | None) -> bool:
    """Whether two addresses are of one page of a list, of which the first may be numbered or not."""
    if other is None or _without_page(url) != _without_page(other):
        return False
    return max(page_number(url), 1) == max(page_number(other), 1)


def _goes_on(url: str, here: str) -> bool:
    """Whether an address may be a further page of this one's list: the same path, or with a number at its end.

    What this page's query says it says too, save for one count; it may say more.
    """
    there, this = urlsplit(url), urlsplit(here)
    mine, theirs = (dict(parse_qsl(parts.query, keep_blank_values=True)) for parts in (this, there))
    changed = [key for key, value in mine.items() if theirs.get(key) != value]
    added = [key for key in theirs if key not in mine]
    if any(_OF_CALENDAR.search(key) for key in (*changed, *added)):
        return False
    if there.netloc != this.netloc or not all(_turns(key, theirs.get(key, "")) for key in changed):
        return False
    if there.path.rstrip("/") == this.path.rstrip("/"):
        return len(changed) <= 1 and bool(changed or added)
    bare = _NUMBER_SEGMENT.sub("", this.path).rstrip("/")
    return bool(_NUMBER_SEGMENT.search(there.path)) and _NUMBER_SEGMENT.sub("", there.path).rstrip("/") == bare


def _turns(key: str, value: str) -> bool:
    """Whether another value of a parameter can be another page: it ends in a number, and is no article's id."""
    return value[-1:].isdecimal() and not key.casefold().endswith("id")


def _pager(element: HtmlElement) -> HtmlElement | None:
    """The pager that a link stands in, by its class, id or label."""
    names = ("class", "id", "aria-label")
    near = islice(element.iterancestors(), 4)
    return next((e for e in near if _PAGER.search(" ".join(e.get(name, "") for name in names))), None)


def _current(pager: HtmlElement) -> int:
    """The number in a pager that is no link, or marked as the current one; 1 where none is."""
    for element in pager.iter():
        marked = element.get("aria-current") or _IS_CURRENT.search(element.get("class", ""))
        text = clean(text_of(element)) if marked else clean(element.text or "") if element.tag != "a" else ""
        if text.isdecimal():
            return bounded(text)
    return 1


def _classes(element: HtmlElement) -> str:
    """The classes of a link and of what stands around it alone."""
    parent = element.getparent()
    around = parent.get("class", "") if parent is not None and len(parent) == 1 else ""
    return f"{element.get('class', '')} {around}"


def page_number(url: str) -> int:
    """The number that an address of a list page carries, 0 on the first page: 3 for ?page=3, 45 for ?start=45.

    >>> page_number("https://example.se/nyheter/page/2/"), page_number("https://example.se/nyheter?start=45")
    (2, 45)
    """
    parts = urlsplit(url)
    if match := _PAGE_SEGMENT.search(parts.path):
        return bounded(match[1] or match[2])
    values = [value for key, value in parse_qsl(parts.query) if _counts(key, value)]
    return sum(bounded(count) for count in values[-1].split(",")) if values else 0


def bounded(digits: str) -> int:
    """The number that digits make, of which nine count: no list has more pages, and Python refuses 4,300 of them."""
    return int(digits[:9])


def _counts(key: str, value: str) -> bool:
    inner = _INNERMOST.search(key)
    return PAGE_NUMBER_KEY.fullmatch(inner[1] if inner else key) is not None and _COUNT.fullmatch(value) is not None


def _without_page(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(canonical_url(url))
    pairs = parse_qsl(parts.query)
    query = tuple((k, v) for k, v in pairs if not _counts(k, v) and not _CHECKSUM.fullmatch(k))
    return parts.netloc, _PAGE_SEGMENT.sub("", parts.path).rstrip("/"), query


def with_page(url: str, number: int) -> str:
    """The address of the same list's page with this number, counted from 1.

    >>> with_page("https://example.se/nyheter?page=2", 3), with_page("https://example.se/nyheter?vy=lista", 2)
    ('https://example.se/nyheter?page=3', 'https://example.se/nyheter?vy=lista&page=2')
    """
    pairs = parse_qsl(urlsplit(url).query)
    key = next((key for key, value in pairs if PAGE_NUMBER_KEY.fullmatch(key) and value.isdecimal()), "page")
    return with_parameter(url, key, number)
