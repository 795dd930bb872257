"""Reading a list of news: a section's further pages, a part of a section, a feed, a sitemap, an answer in JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.schema import Context, FoundAddress, Reading
from crawler.listing import list_items, next_page
from crawler.listing.feeds import feed_title
from crawler.listing.found import LEAST_LATEST, found_in_data, found_on_page, list_rank
from crawler.listing.months import YEAR, month_lists, names_period
from crawler.normalise.folders import page_folder
from crawler.normalise.urls import canonical_url
from crawler.reading.trails import below_home, is_page_of_list, own_trail, shown, unlinked
from crawler.trail import begins_with, read_trail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.schema import Crumb, Page
    from crawler.document import Document
    from crawler.listing import ListItem

_MAY_BE_PINNED = 5
"""Pieces of news that two lists begin with, of which one may be on one of them alone."""
_PAGES_OF_PART = 10
"""Places of pages that each list among a section's news has in the order of fetching: their first pages mingle."""


def read_list(document: Document, context: Context) -> Reading:
    """A further page of a list: its trail, where it has one, must not lead away from the section.

    An archive of older news has a trail of its own: it must begin with the news that the section's list shows.
    """
    crumbs = read_trail(document).crumbs
    if context.source == "archive":
        if context.latest and not _goes_on_from(document, context.latest):
            return Reading("outside", reason=f"it does not begin with the news that {context.listing} shows")
        return read_section(document, context, unlinked(context.section), has_trail=bool(crumbs))
    steps = [crumb for crumb in crumbs if not (is_page_of_list(crumb) or names_period(crumb.name))]
    if below_home(steps) and not (begins_with(steps, context.section) or begins_with(context.section, steps)):
        trail = YEAR.sub("…", shown(steps))  # the lists of all years leave for one reason
        return Reading("outside", reason=f"the list leaves the section: the page's trail is {trail}")
    return read_section(document, context, unlinked(context.section), has_trail=bool(crumbs))


def _goes_on_from(document: Document, latest: Sequence[str]) -> bool:
    """Whether a list begins with the news of another one, of which one may be pinned there, and has more.

    The list of one of several sections is spread among the news of all, where these are what the page lists.
    """
    shown = [item.url for item in listed_items(document)]
    alike = min(len(shown), len(latest))
    common = len(set(shown[:alike]) & set(latest[:alike]))
    has_more = len(shown) > len(latest) or next_page(document) is not None
    return has_more and alike >= LEAST_LATEST and common >= alike - (alike >= _MAY_BE_PINNED)


def read_part(document: Document, context: Context) -> Reading | None:
    """A list that the section's list shows among its news: one of a part of the section, or of a year; None for others.

    Its trail goes on from the section's, or it shows none and lies below the list that told of it; and it has further
    pages or other years, or lists what lies below its own address. From then on it is asked in every run that still
    shows it.
    """
    crumbs = read_trail(document).crumbs
    own = own_trail(crumbs, document)
    is_deeper = begins_with(own, context.section) and len(below_home(own)) > len(below_home(context.section))
    if not crumbs and context.listing:
        is_deeper = is_deeper or document.url.startswith(f"{page_folder(context.listing)}/")
    goes_on = next_page(document) or month_lists(document) or lies_above_its_list(document)
    if not (context.listing and is_deeper and goes_on):
        return None
    position = _PAGES_OF_PART * (context.position or 1)
    told = Context(section=context.section, position=position, source="part", folders=context.folders)
    reading = read_section(document, told, unlinked(context.section), has_trail=bool(crumbs))
    itself = FoundAddress(canonical_url(document.url), "list", list_rank(position), told)
    return replace(reading, found=(itself, *reading.found))


def read_section(document: Document, context: Context, section: tuple[Crumb, ...], *, has_trail: bool) -> Reading:
    """A page of the list of the section with this trail; `has_trail` says whether the page itself shows a trail."""
    found = found_on_page(document, context, tuple(crumb.name for crumb in section), has_trail=has_trail)
    return Reading(
        "section", section=section, found=found.addresses, cut=found.cut, folders=found.folders, reason=found.reason
    )


def read_data(page: Page, context: Context) -> Reading | None:
    """A list that is no page of HTML: a feed, a sitemap, an answer in JSON; None for a page."""
    found = found_in_data(page, context, context.section)
    if found is None:
        return None
    return Reading("section", section=unlinked(context.section), found=found.addresses, cut=found.cut)


def read_start_feed(page: Page, context: Context) -> Reading:
    """A feed where the crawl starts is a section by itself: what it tells of, by its own title unless one is wanted."""
    names = context.section or (feed_title(page),)
    found = found_in_data(page, replace(context, listing=page.url, source="feed"), names)
    assert found is not None
    return Reading("section", section=unlinked(names), found=found.addresses, cut=found.cut)


def listed_items(document: Document) -> Sequence[ListItem]:
    """The items of the page's own list, without other headings that link somewhere."""
    return [item for item in list_items(document) if item.listed]


def lies_above_its_list(document: Document) -> bool:
    """Whether most of what the page lists lies below its own address."""
    folder = f"{page_folder(document.url)}/"
    listed = listed_items(document)
    return 2 * sum(item.url.startswith(folder) for item in listed) > len(listed)
