"""From a stored page to what it says: the one function behind the live crawl, its resumption and re-extraction.

What comes out depends on the page, the site's profile, what the address was fetched for (`kind`) and what was known of
it before (`context`), on nothing else (docs/architecture.md).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from archive.schema import Context, Crumb, FoundAddress, Reading, posted
from crawler.discover import news_sections, parts_of, strength
from crawler.discover.candidates import folder_above, page_folder
from crawler.discover.homes import calls_itself_home
from crawler.discover.paid import paid_for_as
from crawler.discover.steps import menu_addresses, named_links, no_step, section_addresses
from crawler.discover.words import leads_to_else
from crawler.document import Document
from crawler.errors import NotAnArticle, UnreadablePage
from crawler.extract import extract_article
from crawler.extract.refusals import is_empty_without_script
from crawler.listing import is_list, list_items, lists_one, next_page, says_list
from crawler.listing.feeds import feed_title
from crawler.listing.forms import form_of
from crawler.listing.found import found_in_data, found_on_page, list_rank
from crawler.listing.months import YEAR, month_lists, names_period
from crawler.listing.page_name import page_heading, page_name
from crawler.normalise.urls import canonical_url, same_site
from crawler.provenance import reader_of
from crawler.trail import HOME_NAMES, begins_with, read_trail, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive.schema import AddressKind, Article, Page
    from crawler.sites import Site

_PAGE_OF_LIST = re.compile(r"(?:sida|page)\s*\d+(?:\s*(?:av|of|/)\s*\d+)?", re.IGNORECASE)
MAX_STEPS = 6
"""How many pages a walk from the home page to a section takes at most; measured trails have at most six crumbs."""
_FEW_NEIGHBOURS = 4
"""Other news that an article shows behind its text at most, where that looks like a list of news."""
_MOST_SECTIONS = 8
"""Sections that a page names as news, and parts of one that is named so itself, that are looked at."""
_PAGES_OF_PART = 10
"""Places of pages that each list among a section's news has in the order of fetching: their first pages mingle."""


def read_page(page: Page, site: Site, kind: AddressKind, context: Context) -> Reading:
    """What the page says, as far as the section in `context` is concerned.

    `placing` is "section" for a page whose list belongs to the section (then `section` is its trail and `found` what it
    lists), "article" for a piece of its news, "outside" for everything else and "unreadable" for what is no page.
    """
    return replace(_read(page, site, kind, context), reader=reader_of(site))


def _read(page: Page, site: Site, kind: AddressKind, context: Context) -> Reading:
    if kind == "list" and (reading := _read_data(page, context)):
        return reading
    if kind == "start" and (form := form_of(page)) != "html":
        if form == "feed":
            return _read_start_feed(page, context)
        return Reading("unreadable", reason=f"the answer is a {form}, not a page: start at a section or its feed")
    if posted(page.url) and not page.body.strip():
        return Reading("section", section=tuple(_named(context.section)))
    try:
        document = Document.from_page(page)
    except UnreadablePage as error:
        return Reading("unreadable", reason=error.reason)
    if kind == "list":
        return _read_list(document, context)
    if kind == "article":
        return _read_article(document, site, context)
    return _read_entrance(document, site, context)


def _read_article(document: Document, site: Site, context: Context) -> Reading:
    try:
        article = extract_article(document, site, context)
    except NotAnArticle as error:
        part = _read_part(document, context) if is_list(document) else None
        return part or Reading("outside", reason=error.reason)
    if article.breadcrumb and not begins_with(article.section, context.section) and not context.listing:
        return Reading("outside", section=article.section, reason=f"the page's trail is {_shown(article.section)}")
    if is_list(document) and not is_as_told(article, document, context):
        return _read_part(document, context) or Reading("outside", reason="the page is a list, not an article")
    if name := paid_for_as(document, article.section, context):
        # It is there: what an archive has of it from before is not gone.
        section = article.section or (Crumb(1, name),)
        return Reading("outside", section=section, reason=f"paid for by somebody: its site keeps it under “{name}”")
    if not article.breadcrumb and not context.listing:
        if not unquote(urlsplit(document.url).path).startswith(context.folders):
            return Reading("outside", reason="no trail, no list and no folder ties the page to the section")
        article = replace(article, trail_source="path")
    return Reading("article", section=article.section, article=article)


def is_as_told(article: Article, document: Document, context: Context) -> bool:
    """Whether a page that looks like a list is the piece of news all the same that a list has told of, with its day.

    Short pieces stand beside longer boxes of other headlines. A page that says itself that it is a list is one.
    """
    told = context.teaser_headline if context.listing and context.teaser_date else None
    shown = bool(told and article.article_body) and same_name(told or "", article.headline)
    return shown and says_list(document) is not True


def _read_part(document: Document, context: Context) -> Reading | None:
    """A list that the section's list shows among its news: one of a part of the section, or of a year.

    Its trail goes on from the section's, or it shows none and lies below the list that told of it; and it has further
    pages or other years, or lists what lies below its own address. From then on it is asked in every run that still
    shows it.
    """
    crumbs = read_trail(document).crumbs
    own = own_trail(crumbs, document)
    is_deeper = begins_with(own, context.section) and len(_below_home(own)) > len(_below_home(context.section))
    if not crumbs and context.listing:
        is_deeper = is_deeper or document.url.startswith(f"{page_folder(context.listing)}/")
    goes_on = next_page(document) or month_lists(document) or _lies_above_its_list(document)
    if not (context.listing and is_deeper and goes_on):
        return None
    position = _PAGES_OF_PART * (context.position or 1)
    told = Context(section=context.section, position=position, source="part", folders=context.folders)
    reading = _section(document, told, tuple(_named(context.section)), has_trail=bool(crumbs))
    itself = FoundAddress(canonical_url(document.url), "list", list_rank(position), told)
    return replace(reading, found=(itself, *reading.found))


def _lies_above_its_list(document: Document) -> bool:
    """Whether most of what the page lists lies below its own address."""
    folder = f"{page_folder(document.url)}/"
    listed = [item for item in list_items(document) if item.listed]
    return 2 * sum(item.url.startswith(folder) for item in listed) > len(listed)


def _read_list(document: Document, context: Context) -> Reading:
    """A further page of a list: its trail, where it has one, must not lead away from the section."""
    crumbs = read_trail(document).crumbs
    shown = [crumb for crumb in crumbs if not (_PAGE_OF_LIST.fullmatch(crumb.name) or names_period(crumb.name))]
    if _below_home(shown) and not (begins_with(shown, context.section) or begins_with(context.section, shown)):
        return Reading("outside", reason=f"the list leaves the section: the page's trail is {_shown(shown)}")
    return _section(document, context, tuple(_named(context.section)), has_trail=bool(crumbs))


def _section(document: Document, context: Context, section: tuple[Crumb, ...], *, has_trail: bool) -> Reading:
    found = found_on_page(document, context, tuple(crumb.name for crumb in section), has_trail=has_trail)
    return Reading(
        "section", section=section, found=found.addresses, cut=found.cut, folders=found.folders, reason=found.reason
    )


def _read_data(page: Page, context: Context) -> Reading | None:
    """A list that is no page of HTML: a feed, a sitemap, an answer in JSON."""
    found = found_in_data(page, context, context.section)
    if found is None:
        return None
    return Reading("section", section=tuple(_named(context.section)), found=found.addresses, cut=found.cut)


def _read_start_feed(page: Page, context: Context) -> Reading:
    """A feed where the crawl starts is a section by itself: what it tells of, by its own title unless one is wanted."""
    names = context.section or (feed_title(page),)
    found = found_in_data(page, replace(context, listing=page.url, source="feed"), names)
    assert found is not None
    return Reading("section", section=tuple(_named(names)), found=found.addresses, cut=found.cut)


def _read_entrance(document: Document, site: Site, context: Context) -> Reading:
    """A page that was fetched to find the section: the section itself, an article of it, or a page on the way."""
    trail = read_trail(document)
    own = own_trail(trail.crumbs, document)
    if len(context.section) == 1 and own and same_name(own[-1].name, context.section[0]):
        context = replace(context, section=tuple(crumb.name for crumb in own))  # its name alone was told
    is_home = _is_home(document, site) or (len(_below_home(own)) < 2 and calls_itself_home(document))
    is_entrance = is_home and not _is_blog(document, context, own)
    shows_start = not is_entrance and _shows(document, context.listing)
    on_the_way = is_entrance or (context.section and not shows_start and _leads_to(own, context.section))
    astray = context.source in {"home", "walk"} and not context.section  # from a page that names no section
    if not (on_the_way or astray or shows_start) and _stands_beside_its_list(document, trail.crumbs):
        with suppress(NotAnArticle):
            article = extract_article(document, site, context)
            if article.date_published:
                return _read_start_article(document, article, context)
    is_section = not astray or shows_start or _lists_news(document, own) or _holds(document, context.listing)
    if not on_the_way and is_list(document) and is_section:
        if shows_start or begins_with(own, context.section) or (not trail.crumbs and context.section):
            section = own if trail.crumbs or not context.section else tuple(_named(context.section))
            return _section(document, replace(context, position=0), section, has_trail=bool(trail.crumbs))
        return _walk(document, context, own)
    if not (on_the_way or astray):
        try:
            return _read_start_article(document, extract_article(document, site, context), context)
        except NotAnArticle:
            pass
    return _walk(document, context, own)


def _stands_beside_its_list(document: Document, crumbs: Sequence[Crumb]) -> bool:
    """Whether the few pages that a page lists stand beside it, below the page above it in its trail: its neighbours."""
    listed = [item.url for item in list_items(document) if item.listed]
    above = folder_above(document.url)
    is_below = any(crumb.item and page_folder(crumb.item) == above for crumb in crumbs)
    return is_below and 0 < len(listed) <= _FEW_NEIGHBOURS and all(folder_above(url) == above for url in listed)


def _shows(document: Document, start: str | None) -> bool:
    """Whether the page lists the article that the way began at: then it is its section, whatever their trails say."""
    return start is not None and any(item.listed and item.url == start for item in list_items(document))


def _holds(document: Document, start: str | None) -> bool:
    """Whether the article that the way began at lies right in the page's folder, as what the page lists does."""
    return start is not None and folder_above(start) == page_folder(document.url) and _lies_above_its_list(document)


def _lists_news(document: Document, own: Sequence[Crumb]) -> bool:
    """Whether a list is one of news: it or a page above it is named so, or half of what it shows has a day."""
    listed = [item for item in list_items(document) if item.listed]
    named = any(strength(crumb.name) not in {None, "maybe"} for crumb in own) and not leads_to_else(own[-1].name)
    return bool(listed) and (named or 2 * sum(item.date is not None for item in listed) >= len(listed))


def _read_start_article(document: Document, article: Article, context: Context) -> Reading:
    """One article of the section that is wanted: the way leads from it to its section.

    A page whose trail names nothing but the home page is an article of no section, and of one without a trail nothing
    says which it is of: the way leads from both to news.
    """
    wanted = context.section or _undated(article.section)
    if not wanted or (article.section and not _below_home(wanted)):
        return _read_start_beside_news(document, article, context)
    belongs = begins_with(article.section, wanted)
    lists = section_addresses(document, article, wanted)
    urls = (*lists, *news_sections(document, least="news"), urljoin(document.url, "/"))
    told = _on_the_way(document, context, wanted)
    found = _ways(document, urls, told)
    if not belongs:
        reason = f"the page's trail is {_shown(article.section)}" if article.section else "the page shows no trail"
        return Reading("outside", found=found, reason=reason)
    return Reading("article", section=article.section, article=article, found=found)


def _read_start_beside_news(document: Document, article: Article, context: Context) -> Reading:
    told = _on_the_way(document, context, ())
    lists = section_addresses(document, article, ())
    found = _ways(document, (*lists, *news_sections(document, least="news"), urljoin(document.url, "/")), told)
    trail = f"the page's trail, {_shown(article.section)}, names no section"
    reason = trail if article.section else "the page shows no trail; the news that its site's links name is looked for"
    return Reading("outside", section=article.section, found=found, reason=reason)


def _on_the_way(document: Document, context: Context, wanted: tuple[str, ...]) -> Context:
    """What the next step of a way is told, that began at this article or before it: `listing` is where."""
    start = context.listing or canonical_url(document.url)
    return Context(section=wanted, listing=start, position=(context.position or 0) + 1, source="walk")


def _undated(trail: Sequence[Crumb]) -> tuple[str, ...]:
    """The names of an article's section without the years, months and days that its site files it under."""
    kept = len(trail)
    while kept and (trail[kept - 1].name.isdecimal() or names_period(trail[kept - 1].name)):
        kept -= 1
    # The name of a month alone, without a year beside it or in its address, may be that of a section.
    is_dated = any(YEAR.search(f"{crumb.name} {crumb.item}") for crumb in trail[kept:])
    return tuple(crumb.name for crumb in (trail[:kept] if is_dated else trail))


def _ways(document: Document, urls: Iterable[str], told: Context) -> tuple[FoundAddress, ...]:
    here = canonical_url(document.url)
    others = dict.fromkeys(url for url in map(canonical_url, urls) if url != here and same_site(url, here))
    return tuple(FoundAddress(url, "walk", 0, told) for url in others)


def _walk(document: Document, context: Context, own: Sequence[Crumb]) -> Reading:
    """Go down by name: links that carry the deepest name of the wanted trail that the page has."""
    steps = (context.position or 0) + 1
    if steps > MAX_STEPS:
        return Reading("outside", reason=f"the section was not found within {MAX_STEPS} pages")
    if is_empty_without_script(document):
        return Reading("outside", reason="the page is empty until a browser runs its JavaScript")
    of_news: tuple[str, ...] = ()
    if not context.section:
        urls = _of_news(document, context, own) or menu_addresses(document)
        of_news = () if context.listing else urls
        listed = "one piece of news at most (two make a list)" if lists_one(document) else "no news"
        reason = None if urls else f"the page lists {listed} and links to no news section that its names tell"
    else:
        deeper = [name for name in context.section if name.casefold() not in HOME_NAMES]
        urls = tuple(named_links(document, deeper)) or (news_sections(document) if context.listing else ())
        reason = None if urls else no_step(document, context.section, deeper)
    told = replace(context, position=steps, source="walk")
    from_home = replace(told, source="home")
    return Reading(
        "outside",
        found=tuple(FoundAddress(url, "walk", 0, from_home if url in of_news else told) for url in urls),
        reason=reason or (f"on the way, at {_shown(own)}" if own else "on the way"),
    )


def _of_news(document: Document, context: Context, own: Sequence[Crumb]) -> tuple[str, ...]:
    """Addresses that a page names as news, and the parts of one that a home page has named so itself."""
    is_news = context.source == "home" and bool(own) and strength(own[-1].name) in {"archive", "news"}
    parts = parts_of(document)[:_MOST_SECTIONS] if is_news else ()
    return tuple(dict.fromkeys((*news_sections(document, _MOST_SECTIONS), *(part.url for part in parts))))


def own_trail(crumbs: Sequence[Crumb], document: Document) -> tuple[Crumb, ...]:
    """The trail of a section page with the page itself as its last crumb.

    A trail whose last crumb leads somewhere else does not show the page: its heading is the missing step. "Sida 2" is
    a page of the list, no step. A page without a trail is its name alone.
    """
    kept = [crumb for crumb in crumbs if not _PAGE_OF_LIST.fullmatch(crumb.name)]
    here = canonical_url(document.url)
    if kept and (kept[-1].item is None or canonical_url(kept[-1].item) == here or len(kept) < len(crumbs)):
        kept[-1] = replace(kept[-1], item=kept[-1].item or here)
        return tuple(kept)
    heading = page_heading(document) if kept else page_name(document)
    if heading and not (kept and same_name(kept[-1].name, heading)):
        kept.append(Crumb(len(kept) + 1, heading, here))
    return tuple(kept)


def _is_home(document: Document, site: Site) -> bool:
    return canonical_url(document.url).rstrip("/") == canonical_url(site.base_url).rstrip("/")


def _is_blog(document: Document, context: Context, own: Sequence[Crumb]) -> bool:
    """Whether a home page is itself the list of its site's news: it has further pages, and no other news is wanted."""
    if not (is_list(document) and next_page(document)):
        return False
    return begins_with(own, context.section) if context.section else not news_sections(document)


def _leads_to(own: Sequence[Crumb], wanted: Sequence[str]) -> bool:
    """Whether the page stands above the wanted section."""
    return len(own) > 0 and len(_below_home(own)) < len(_below_home(wanted)) and begins_with(wanted, own)


def _below_home(trail: Sequence[Crumb | str]) -> list[str]:
    """The names of a trail below the start page, whether it shows that or not."""
    names = [crumb if isinstance(crumb, str) else crumb.name for crumb in trail]
    return names[1:] if names and names[0].casefold() in HOME_NAMES else names


def _named(names: Sequence[str]) -> Iterator[Crumb]:
    return (Crumb(position, name) for position, name in enumerate(names, 1))


def _shown(crumbs: Sequence[Crumb]) -> str:
    return " › ".join(crumb.name for crumb in crumbs) or "empty"
