"""Ways to a section: from an article of it to its list, and from a page above it down by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archive.schema import Context, FoundAddress, Reading
from crawler.discover import news_sections
from crawler.discover.steps import menu_addresses, named_links, no_step, section_addresses
from crawler.extract.refusals import is_empty_without_script
from crawler.listing import lists_one
from crawler.listing.months import YEAR, names_period
from crawler.normalise.urls import canonical_url, same_site
from crawler.reading.trails import below_home, shown
from crawler.trail import HOME_NAMES, begins_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.schema import Article, Crumb
    from crawler.document import Document

MAX_STEPS = 6
"""How many pages a walk from the home page to a section takes at most; measured trails have at most six crumbs."""


def read_start_article(document: Document, article: Article, context: Context) -> Reading:
    """One article of the section that is wanted: the way leads from it to its section.

    A page whose trail names nothing but the home page is an article of no section, and of one without a trail nothing
    says which it is of: the way leads from both to news.
    """
    wanted = context.section or _undated(article.section)
    if article.section and not below_home(wanted):
        wanted = ()
    found = _ways_from(document, article, context, wanted)
    if not wanted:
        unnamed = f"the page's trail, {shown(article.section)}, names no section"
        untold = "the page shows no trail; the news that its site's links name is looked for"
        return Reading("outside", section=article.section, found=found, reason=unnamed if article.section else untold)
    if not begins_with(article.section, wanted):
        reason = f"the page's trail is {shown(article.section)}" if article.section else "the page shows no trail"
        return Reading("outside", found=found, reason=reason)
    return Reading("article", section=article.section, article=article, found=found)


def _undated(trail: Sequence[Crumb]) -> tuple[str, ...]:
    """The names of an article's section without the years, months and days that its site files it under."""
    kept = len(trail)
    while kept and (trail[kept - 1].name.isdecimal() or names_period(trail[kept - 1].name)):
        kept -= 1
    # The name of a month alone, without a year beside it or in its address, may be that of a section.
    is_dated = any(YEAR.search(f"{crumb.name} {crumb.item}") for crumb in trail[kept:])
    return tuple(crumb.name for crumb in (trail[:kept] if is_dated else trail))


def _ways_from(
    document: Document, article: Article, context: Context, wanted: tuple[str, ...]
) -> tuple[FoundAddress, ...]:
    """Where the wanted section may be found from an article; what is told on the way is where it began (`listing`)."""
    here = canonical_url(document.url)
    lists = section_addresses(document, article, wanted)
    urls = (*lists, *news_sections(document, least="news"), urljoin(document.url, "/"))
    others = dict.fromkeys(url for url in map(canonical_url, urls) if url != here and same_site(url, here))
    start, steps = context.listing or here, (context.position or 0) + 1
    told = Context(section=wanted, listing=start, position=steps, source="walk")
    return tuple(FoundAddress(url, "walk", 0, told) for url in others)


def walk(document: Document, context: Context, own: Sequence[Crumb], *, no_news: str = "") -> Reading:
    """Go down by name: links that carry the deepest name of the wanted trail that the page has.

    Where no section is wanted, links that are named as news, else entries of the menus; but no way leads on from a
    start that is no article: its site is looked through (`crawler.survey`). `no_news` tells why the page lists none,
    where that is not to be seen from its links.
    """
    steps = (context.position or 0) + 1
    if steps > MAX_STEPS:
        return Reading("outside", reason=f"the section was not found within {MAX_STEPS} pages")
    if not context.section:
        urls = news_sections(document) or menu_addresses(document)
        reason = None if urls else f"{no_news or _listed(document)} and links to no news section that its names tell"
    else:
        deeper = [name for name in context.section if name.casefold() not in HOME_NAMES]
        urls = tuple(named_links(document, deeper)) or (news_sections(document) if context.listing else ())
        reason = None if urls else no_step(document, context.section, deeper)
    if not urls and is_empty_without_script(document):
        reason = "the page is empty until a browser runs its JavaScript"
    told = replace(context, position=steps, source="walk")
    return Reading(
        "outside",
        found=tuple(FoundAddress(url, "walk", 0, told) for url in urls if context.section or context.listing),
        reason=reason or (f"on the way, at {shown(own)}" if own else "on the way"),
    )


def _listed(document: Document) -> str:
    """How little news a page lists that is no section."""
    return f"the page lists {'one piece of news at most (two make a list)' if lists_one(document) else 'no news'}"
