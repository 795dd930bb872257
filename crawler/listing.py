"""Reading a section's page: which news it lists, and where the list goes on."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

from crawler import cms
from crawler.extract.content import main_content
from crawler.extract.furniture import is_furniture
from crawler.normalise.dates import find_dates
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url, same_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|jpe?g|png|gif|svg|webp|mp[34]|ics|rtf|csv|xml|json|rss)$", re.IGNORECASE
)
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# Link texts that lead on or to a page of a list, never to an article of their own name.
_NOT_A_HEADLINE = re.compile(
    r"(?:läs mer|läs hela|mer|visa (?:fler|alla|mer)|till (?:nyheten|artikeln)|read more|fler nyheter|alla nyheter|"
    r"nästa(?: sida)?|föregående(?: sida)?|äldre(?: inlägg)?|nyare(?: inlägg)?|sida \d+|\W*|\d+)\W*",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\W*(?:nästa|nästa sida|äldre(?: inlägg| nyheter)?|next(?: page)?|older(?: posts)?|visa fler(?: \w+)?)\W*",
    re.IGNORECASE,
)
_PAGE_NUMBER_KEY = re.compile(
    r"(?:page|sida|sid|p|pg|paged|start|limitstart|offset|from)(?:[\d.]|$)[\w.]*", re.IGNORECASE
)
_PAGE_SEGMENT = re.compile(r"/(?:page|sida)/(\d+)(?=/|$)", re.IGNORECASE)
_MIN_HEADLINE = 12
"""Letters in a headline at least; navigation words are shorter."""


_IN_HEADING = " or ".join(f"ancestor::{heading}" for heading in sorted(_HEADINGS))
_OUTSIDE_LINKS = etree.XPath(f".//text()[not(ancestor::a or {_IN_HEADING})]", smart_strings=False)
_OUTSIDE_HEADINGS = etree.XPath(f".//text()[not({_IN_HEADING})]", smart_strings=False)
_LOOK_FOR_DATE = 400
"""Letters of an item that are looked through for its date; a teaser that is the whole article has dates of its own."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One piece of news as a list shows it; `date` is the date beside it as shown, `listed` as in `FoundAddress`."""

    url: str
    headline: str
    text: str | None
    date: str | None
    listed: bool


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of the main content, with the block that repeats around it."""

    url: str
    text: str
    in_heading: bool
    block: HtmlElement | None
    signature: tuple[str, ...]


def list_items(document: Document) -> tuple[ListItem, ...]:
    """The news that the page lists, in its order.

    The list is the group of like blocks in the main content that look most like headlines: long link texts, in
    headings, with dates. Other headings of the main content that link somewhere follow, not `listed`.
    """
    profile = cms.recognise(document)
    links = list(_content_links(document, profile))
    groups: dict[tuple[str, ...], list[_Link]] = defaultdict(list)
    for link in links:
        if link.block is not None:
            groups[link.signature].append(link)
    best = max(groups.values(), key=_weight, default=[])
    items = [_item(block, listed=True) for block in _blocks(best)] if _weight(best) > 0 else []
    items += [
        ListItem(link.url, link.text, None, None, listed=False)
        for link in links
        if link.in_heading and _is_headline(link.text) and link not in best
    ]
    return tuple({item.url: item for item in reversed(items)}.values())[::-1]


def is_list(document: Document) -> bool:
    """Whether the page is a list of news rather than a piece of it."""
    profile = cms.recognise(document)
    if profile and profile.says_article(document):
        return False
    if profile and profile.says_section(document):
        return True
    kinds = {str(kind) for node in document.json_ld for kind in _listed(node.get("@type"))}
    if document.meta("og:type") == "article" or kinds & {"NewsArticle", "Article", "BlogPosting"}:
        return False
    listed = [item for item in list_items(document) if item.listed]
    return bool(kinds & {"CollectionPage", "ItemList"} and listed) or (len(listed) >= 3 and _prose(document) < _PROSE)


_PROSE = 600
"""Letters of running text outside links that a section's introduction stays under."""


def next_page(document: Document) -> str | None:
    """The address of the list's next page; None on its last one.

    A next link must lead to the same list: its address without the page number is this page's.
    """
    here = _without_page(document.url)
    number = page_number(document.url)
    numbered: dict[int, str] = {}
    for element in document.root.iter("a", "link"):
        href = element.get("href")
        url = href and _absolute(document, href)
        if not url or url == canonical_url(document.url) or _without_page(url) != here:
            continue
        rel = (element.get("rel") or "").lower().split()
        label = clean(element.get("aria-label") or element.text_content() or element.get("title") or "")
        if "next" in rel or _NEXT.fullmatch(label):
            return url
        numbered.setdefault(page_number(url), url)
    return numbered[min(later)] if (later := [n for n in numbered if n > number]) else None


def page_number(url: str) -> int:
    """The number that an address of a list page carries, 0 on the first page: 3 for ?page=3, 45 for ?start=45.

    >>> page_number("https://example.se/nyheter/page/2/"), page_number("https://example.se/nyheter?start=45")
    (2, 45)
    """
    parts = urlsplit(url)
    if match := _PAGE_SEGMENT.search(parts.path):
        return int(match[1])
    values = [value for key, value in parse_qsl(parts.query) if _PAGE_NUMBER_KEY.fullmatch(key) and value.isdecimal()]
    return int(values[-1][:9]) if values else 0


def _without_page(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(canonical_url(url))
    query = tuple((k, v) for k, v in parse_qsl(parts.query) if not (_PAGE_NUMBER_KEY.fullmatch(k) and v.isdecimal()))
    return parts.netloc, _PAGE_SEGMENT.sub("", parts.path).rstrip("/"), query


def _absolute(document: Document, href: str) -> str | None:
    """The link's address as the frontier knows it; None where it leads to no page of this site."""
    try:
        url = canonical_url(urljoin(document.base_url, href.strip()))
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or _FILE.search(parts.path) or not same_site(url, document.url):
        return None
    return url


def _content_links(document: Document, profile: Cms | None) -> Iterator[_Link]:
    main = main_content(document)
    own = set(profile.find("list_items", document)) if profile else set()
    here = canonical_url(document.url)
    for anchor in main.iter("a"):
        href = anchor.get("href")
        url = href and not href.startswith("#") and _absolute(document, href)
        if not url or url == here:
            continue
        ancestors = []
        for ancestor in anchor.iterancestors():
            if ancestor is main:
                break
            ancestors.append(ancestor)
        if any(is_furniture(ancestor) for ancestor in ancestors if ancestor not in own):
            continue
        block = next((a for a in ancestors if a in own), None) if own else _repeated_block(anchor, ancestors)
        in_heading = any(a.tag in _HEADINGS for a in ancestors) or any(
            child.tag in _HEADINGS for child in anchor.iter()
        )
        yield _Link(
            url, clean(anchor.text_content()), in_heading, block, _signature(block) if block is not None else ()
        )


def _repeated_block(anchor: HtmlElement, ancestors: list[HtmlElement]) -> HtmlElement | None:
    """The lowest element around the link that has siblings of its kind with links of their own."""
    element = anchor
    for parent in [*ancestors, ancestors[-1].getparent() if ancestors else anchor.getparent()]:
        alike = sum(
            1 for sibling in parent.iterchildren(element.tag) if sibling.tag == "a" or sibling.find(".//a") is not None
        )
        if alike > 1:
            return element
        element = parent
    return None


def _signature(block: HtmlElement) -> tuple[str, ...]:
    """What like blocks share: their tag and first class, and those of what they stand in."""
    parent = block.getparent()
    return (*_kind(block), *_kind(parent)) if parent is not None else _kind(block)


def _kind(element: HtmlElement) -> tuple[str, str]:
    classes = (element.get("class") or "").split()
    return str(element.tag), re.sub(r"\d+", "", classes[0]) if classes else ""


def _weight(links: list[_Link]) -> float:
    """How much a group of links looks like a list of news: letters of headlines, more in headings and beside dates."""
    weight = 0.0
    for block in _blocks(links):
        title = _title(block)
        if title is not None and _is_headline(title.text):
            dated = title.block is not None and _date(title.block) is not None
            weight += min(len(title.text), 80) * (2 if title.in_heading else 1) * (2 if dated else 1)
    return weight


def _blocks(links: Iterable[_Link]) -> list[list[_Link]]:
    blocks: dict[HtmlElement | None, list[_Link]] = {}
    for link in links:
        blocks.setdefault(link.block, []).append(link)
    return list(blocks.values())


def _title(block: list[_Link]) -> _Link | None:
    """The link of a block that carries the headline: the one in a heading, else the longest."""
    worded = [link for link in block if not _NOT_A_HEADLINE.fullmatch(link.text)]
    return max(worded, key=lambda link: (link.in_heading, len(link.text)), default=None)


def _is_headline(text: str) -> bool:
    return len(text) >= _MIN_HEADLINE and not _NOT_A_HEADLINE.fullmatch(text)


def _item(block: list[_Link], *, listed: bool) -> ListItem:
    title = _title(block) or block[0]
    headline = _heading_text(title) or title.text
    whole = clean(title.block.text_content()) if title.block is not None else ""
    text = clean(whole.replace(headline, "", 1)) or None
    date = _date(title.block) if title.block is not None else None
    return ListItem(title.url, headline, text, date, listed)


def _heading_text(title: _Link) -> str | None:
    """The heading inside a link that wraps a whole card."""
    if title.block is None:
        return None
    heading = next((e for e in title.block.iter(*_HEADINGS)), None)
    return clean(heading.text_content()) if heading is not None else None


def _date(block: HtmlElement) -> str | None:
    """The date that a list shows beside an item, as shown; never one that stands in the headline itself."""
    time = block.find(".//time")
    if time is not None:
        return clean(time.text_content()) or time.get("datetime")
    for texts in (_OUTSIDE_LINKS, _OUTSIDE_HEADINGS):
        if dates := find_dates(clean(" ".join(texts(block)))[:_LOOK_FOR_DATE]):
            return dates[0].text
    return None


def _prose(document: Document) -> int:
    """Letters of running text in the main content that are in no link and no list item."""
    total = 0
    for paragraph in main_content(document).iter("p"):
        if paragraph.find(".//a") is None and not any(a.tag in {"li", "article"} for a in paragraph.iterancestors()):
            total += len(clean(paragraph.text_content()))
    return total


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
