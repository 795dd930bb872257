"""Where a page leads on the way to a section: by name, by an article's category, by the folders it lies in."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.schema import trail_text
from crawler.discover import menu_entries, strength
from crawler.discover.categories import category_links
from crawler.listing.items import page_address, source_address
from crawler.normalise.folders import folders_above, page_folder
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url
from crawler.texts import text_of
from crawler.trail import HOME_NAMES, same_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from archive.schema import Article
    from crawler.document import Document

_FOLDERS = 5
"""How many folders above an article are tried."""
_NO_CATEGORY = re.compile(r"okategoriserad|utan kategori|uncategori[sz]ed", re.IGNORECASE)
"""What systems call the category of articles that were put in none."""
_MENU_ENTRIES = 7
"""How many entries of a home page's menus are tried where nothing is named like news."""
_ALIKE = 0.8
"""`difflib`'s ratio from which a link's name may be the one that was meant: one letter other in five."""
_CANDIDATES = 3
"""How many links with a section's name are tried from one page of a walk."""


def section_addresses(document: Document, article: Article, wanted: Sequence[str]) -> Iterator[str]:
    """Where an article's section may be found: its crumb's link, links with its name, its category, its folder."""
    if wanted:
        # Years, months and days may stand behind it in the trail.
        yield from (crumb.item for crumb in article.section if crumb.item and same_name(crumb.name, wanted[-1]))
        yield from named_links(document, wanted[-1:])
    else:
        yield from _categories(document)
    yield from _folder_pages(document.url)


def _categories(document: Document) -> list[str]:
    """The pages of an article's categories, those named like news first, and of these the narrower before the wider."""
    links = [link for link in category_links(document) if not _NO_CATEGORY.search(_text(link))]
    named = {page_address(document, link.get("href") or ""): strength(_text(link)) is None for link in links}
    urls = [url for url in named if url]
    folders = {url: f"{page_folder(url)}/" for url in urls}
    above = {url: sum(url.startswith(folder) for other, folder in folders.items() if other != url) for url in urls}
    return sorted(urls, key=lambda url: (named[url], -above[url]))


def _text(link: HtmlElement) -> str:
    return clean(text_of(link))


def _folder_pages(url: str) -> Iterator[str]:
    """The pages of the nearest folders that an article is in, as the site writes such addresses."""
    path = urlsplit(url).path
    for folder in islice(folders_above(url), _FOLDERS):
        yield from (folder, f"{folder}.html") if path.endswith(".html") else (f"{folder}{'/' * path.endswith('/')}",)


def menu_addresses(document: Document) -> tuple[str, ...]:
    """Entries of a home page's menus that nothing calls news: a list of dated things among them may be the news."""
    is_home = urlsplit(document.url).path in {"", "/"}
    return tuple(entry.url for entry in menu_entries(document)[:_MENU_ENTRIES]) if is_home else ()


def no_step(document: Document, section: tuple[str, ...], names: Sequence[str]) -> str:
    """That the page leads nowhere, and what its links are named that come near one of the names: that is mistyped."""
    texts = _link_names(document)
    near = dict.fromkeys(text for name in names for text in _alike(name, texts))
    links = f"; links that come near: {', '.join(near)}" if near else ""
    return f"no link on the page is named like a step of {trail_text(section)}{links}"


def likely_trail(document: Document, section: Sequence[str]) -> tuple[str, ...]:
    """The trail that a mistyped one may have been meant to be, in the words of the page's links; empty for none.

    It is the last name alone where no link comes near a name before it: that is enough to find the section by.
    """
    texts = _link_names(document)
    near = [
        name if name in texts or name.casefold() in HOME_NAMES else next(iter(_alike(name, texts)), "")
        for name in section
    ]
    meant = tuple(near if all(near) else filter(None, near[-1:]))
    return () if meant == tuple(section[len(section) - len(meant) :]) else meant


def _alike(name: str, texts: Sequence[str]) -> list[str]:
    return get_close_matches(name, texts, cutoff=_ALIKE)


def _link_names(document: Document) -> list[str]:
    return sorted({_without_count(text) for text in _links(document).values()})


def named_links(document: Document, names: Sequence[str]) -> Iterator[str]:
    """Addresses of links with the last of these names, or the next before it, that the page has; nearest first."""
    here = canonical_url(document.url)
    links = _links(document)
    for name in reversed(names):
        urls = [url for url, text in links.items() if same_name(_without_count(text), name)]
        if urls:
            yield from sorted(urls, key=lambda url: not url.startswith(here.rstrip("/")))[:_CANDIDATES]
            return


def _links(document: Document) -> dict[str, str]:
    """The names of the page's links to other pages of its site, by address."""
    links: dict[str, str] = {}
    here = canonical_url(document.url)
    for anchor in document.root.iter("a"):
        href = anchor.get("href") or "#"
        text = clean(text_of(anchor)) or clean(anchor.get("title") or anchor.get("aria-label") or "")
        url = source_address(document, href) if text and not href.startswith("#") else None
        if url and url != here:
            links.setdefault(url, text)
    return links


def _without_count(text: str) -> str:
    """The name in a link of a category list, whose number of articles stands behind it, in parentheses or a span.

    >>> _without_count("Nyheter (63)"), _without_count("Nyheter63"), _without_count("Budget 2026")
    ('Nyheter', 'Nyheter', 'Budget 2026')
    """
    return re.sub(r"\s*\(\d+\)$|(?<=[^\W\d_])\d{1,4}$", "", text)
