"""Reading a page that was fetched to find a section: the section itself, an article of it, or a page on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.schema import Reading
from crawler.discover import news_sections, strength
from crawler.discover.homes import calls_itself_home
from crawler.discover.steps import menu_addresses
from crawler.errors import NotAnArticle
from crawler.extract import extract_article
from crawler.listing import is_list, item_topics, list_items, next_page
from crawler.listing.events import lists_events
from crawler.normalise.dates import read_date
from crawler.normalise.folders import folder_above, page_folder
from crawler.normalise.urls import canonical_url
from crawler.reading.lists import lies_above_its_list, listed_items, read_section
from crawler.reading.trails import below_home, own_trail, shown, unlinked
from crawler.reading.ways import read_start_article, walk
from crawler.section_names import is_calendar, is_other, leads_to_else
from crawler.trail import begins_with, read_trail, same_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.schema import Context, Crumb
    from crawler.document import Document
    from crawler.sites import Site

_FEW_NEIGHBOURS = 4
"""Other news that an article shows behind its text at most, where that looks like a list of news."""

_ALL_NEWS, _FEW_NEWS = 8, 3
"""Items of a home page's list that may be all of its site's news: beside a menu, and without one."""
_DATED = 0.9
"""The share of these that has a day before the fetch; what is to come is an event."""


def read_entrance(document: Document, site: Site, context: Context) -> Reading:
    """Where the page leads: it is the section, an article whose section is near, or shows the next step of the way.

    `context.listing` is the article that the way began at, where it began at one.
    """
    if context.source == "survey" and not context.section:
        return Reading("outside")
    crumbs = read_trail(document).crumbs
    own = own_trail(crumbs, document)
    if len(context.section) == 1 and own and same_name(own[-1].name, context.section[0]):
        context = replace(context, section=tuple(crumb.name for crumb in own))  # its name alone was told
    if _is_front(document, site, context, own):
        return walk(document, context, own)
    shows_start = _shows(document, context.listing)
    if context.section and not shows_start and _stands_above(own, context.section):
        return walk(document, context, own)
    if _is_calendar(document, own) and not (context.section or shows_start):
        return walk(document, context, own, no_news=f"the page is a calendar, {shown(own)}, no list of news,")
    # From a page that names no section; what was told without a source is a start.
    is_astray = not context.section and context.source not in {"start", "list"}
    may_be_article = not (is_astray or shows_start)
    if may_be_article and _stands_beside_its_list(document, crumbs):
        reading = _as_article(document, site, context, is_dated=True)
        if reading is not None:
            return reading
    if is_list(document) and (not is_astray or _is_of_news(document, context, own, shows_start=shows_start)):
        return _as_list(document, context, crumbs, own, shows_start=shows_start)
    reading = None if is_astray else _as_article(document, site, context)
    return walk(document, context, own) if reading is None else reading


def _as_list(
    document: Document, context: Context, crumbs: Sequence[Crumb], own: tuple[Crumb, ...], *, shows_start: bool
) -> Reading:
    """The section that is wanted, or a list of something else, whose links may lead there."""
    is_wanted = shows_start or begins_with(own, context.section) or (not crumbs and context.section)
    if not is_wanted:
        return walk(document, context, own)
    section = own if crumbs or not context.section else unlinked(context.section)
    return read_section(document, replace(context, position=0), section, has_trail=bool(crumbs))


def _as_article(document: Document, site: Site, context: Context, *, is_dated: bool = False) -> Reading | None:
    """The article that the way begins at; None for what is none, or with `is_dated` does not say its day."""
    try:
        article = extract_article(document, site, context)
    except NotAnArticle:
        return None
    if is_dated and not article.date_published:
        return None
    return read_start_article(document, article, context)


def _is_front(document: Document, site: Site, context: Context, own: Sequence[Crumb]) -> bool:
    """Whether the page is the site's home page, and not itself the list of its news."""
    is_root = canonical_url(document.url).rstrip("/") == canonical_url(site.base_url).rstrip("/")
    is_named_home = bool(own) and not below_home(own)
    is_home = is_root or is_named_home or (len(below_home(own)) < 2 and calls_itself_home(document))
    return is_home and not _is_blog(document, context, own)


def _is_blog(document: Document, context: Context, own: Sequence[Crumb]) -> bool:
    """Whether a home page is itself the list of its site's news, whole or with further pages, and no other is wanted.

    What is named news, but only as the topic of what the page lists, is a part of it: one that its items show, or that
    lies in the folder of such (`/category/`), for which topics the latest have is another every week.
    """
    if not (is_list(document) and (next_page(document) or _shows_all(document))):
        return False
    if context.section:
        return begins_with(own, context.section)
    topics = item_topics(document)
    folders = set(filter(None, map(folder_above, topics)))
    named = (url for url in news_sections(document) if url not in topics)
    return all(folder_above(url) in folders for url in named) and not any(map(is_other, topics.values()))


def _shows_all(document: Document) -> bool:
    """Whether a list has all of a site's news on one page: it is long, or has no menu beside it, and no event.

    Where the menu leads to news, or to the topics of what is listed, the page may show the latest of each (ColorMag).
    """
    listed, menu = listed_items(document), menu_addresses(document)
    leads_on = bool(menu) and (news_sections(document) or not item_topics(document).keys().isdisjoint(menu))
    if leads_on or len(listed) < (_ALL_NEWS if menu else _FEW_NEWS):
        return False
    days = (read_date(item.date or "", document.fetched_at) for item in listed)
    today = document.seen_on.isoformat() if document.seen_on else "9999"
    return sum(day is not None and "0" <= day.value[:10] <= today for day in days) >= _DATED * len(listed)


def _is_calendar(document: Document, own: Sequence[Crumb]) -> bool:
    """Whether a page is a calendar: named so, or a part of one, as its month, or a list of what it marks as events.

    What it shows of news stands beside that.
    """
    if own and strength(own[-1].name) is not None:
        return False
    return any(is_calendar(crumb.name) for crumb in own) or lists_events(document)


def _stands_above(own: Sequence[Crumb], wanted: Sequence[str]) -> bool:
    """Whether the page stands above the wanted section."""
    return len(own) > 0 and len(below_home(own)) < len(below_home(wanted)) and begins_with(wanted, own)


def _stands_beside_its_list(document: Document, crumbs: Sequence[Crumb]) -> bool:
    """Whether the few pages that a page lists stand beside it, below the page above it in its trail: its neighbours."""
    listed = [item.url for item in listed_items(document)]
    above = folder_above(document.url)
    is_below = any(crumb.item and page_folder(crumb.item) == above for crumb in crumbs)
    return is_below and 0 < len(listed) <= _FEW_NEIGHBOURS and all(folder_above(url) == above for url in listed)


def _is_of_news(document: Document, context: Context, own: Sequence[Crumb], *, shows_start: bool) -> bool:
    """Whether a list is a section's though no section is wanted: it shows or holds the start, or is named or dated."""
    return shows_start or _lists_news(document, own) or _holds(document, context.listing)


def _shows(document: Document, start: str | None) -> bool:
    """Whether the page lists the article that the way began at: then it is its section, whatever their trails say."""
    return start is not None and any(item.listed and item.url == start for item in list_items(document))


def _lists_news(document: Document, own: Sequence[Crumb]) -> bool:
    """Whether a list is one of news: it or a page above it is named so, or half of what it shows has a day."""
    listed = listed_items(document)
    named = any(strength(crumb.name) not in {None, "maybe"} for crumb in own) and not leads_to_else(own[-1].name)
    return bool(listed) and (named or 2 * sum(item.date is not None for item in listed) >= len(listed))


def _holds(document: Document, start: str | None) -> bool:
    """Whether the article that the way began at lies right in the page's folder, as what the page lists does."""
    return start is not None and folder_above(start) == page_folder(document.url) and lies_above_its_list(document)
