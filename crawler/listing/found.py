"""From a list, in whatever form it comes, to the addresses that the crawl should know, with their places and source."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.schema import Context, Cut, FoundAddress, posted
from crawler.listing import items_of, next_page
from crawler.listing.blocks import read_blocks
from crawler.listing.endpoints import counted_on, data_items, documents_of, more_address, next_of_data
from crawler.listing.feeds import feed_addresses, is_own, read_feed
from crawler.listing.forms import form_of
from crawler.listing.items import page_address
from crawler.listing.links import list_area
from crawler.listing.months import month_lists
from crawler.listing.pages import page_number, with_page
from crawler.listing.scripts import next_of_state
from crawler.listing.sitemaps import announced_sitemaps, is_below, read_sitemap
from crawler.listing.totals import told_total
from crawler.listing.wordpress import next_posts, posts_address, read_posts
from crawler.normalise.dates import read_date
from crawler.normalise.folders import folder_above, page_folder
from crawler.normalise.traps import SEARCH, SORTED, pattern, trap
from crawler.section_names import names_archive, strength
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.schema import Page, Source
    from crawler.document import Document
    from crawler.listing.items import ListItem

_RANKS_PER_LIST = 1000
"""Ranks that one list page has for its items; the next list page comes after them, so the newest news comes first."""
_FIRST_POSITION: dict[Source, int] = {"archive": 500, "month": 1_000, "wordpress": 100_000, "sitemap": 200_000}
"""Where the lists of each source stand in the order of fetching: after the section's own pages."""
LEAST_LATEST, _LATEST = 3, 10
"""Pieces of news by which it is told that an archive goes on from a list, at least and at most."""
_FEED_RANK = 1_500
"""A feed comes after the first two list pages, and its items after theirs: the list knows more of them."""
_HEADLINE_WORDS = 3
"""Words of a headline; names of sites and sections have fewer."""
_SHARED = 0.8
"""Share of a list's articles that lie below one folder when that is where the section's articles live."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a list tells of: addresses in its order, those that a rule cut, and where the section's pages live.

    `reason` is what is amiss with the list itself, where anything is.
    """

    addresses: tuple[FoundAddress, ...] = ()
    cut: tuple[Cut, ...] = ()
    folders: tuple[str, ...] = ()
    reason: str | None = None


def found_on_page(document: Document, context: Context, names: tuple[str, ...], *, has_trail: bool) -> Found:
    """What a list page tells of: its articles, its next page and, from the first page of a list, its other sources.

    `names` are those of the section's trail; `has_trail` says that the site shows trails at all.
    """
    return _PageReader(document, context, names, has_trail=has_trail).found()


class _PageReader:
    """One list page, being read."""

    def __init__(self, document: Document, context: Context, names: tuple[str, ...], *, has_trail: bool) -> None:
        self._document = document
        self._context = context
        self._names = names
        self._source: Source = context.source if context.source in {"part", "endpoint", "archive", "month"} else "list"
        self._first = context.position or 0
        items: Sequence[ListItem] = items_of(document, context.blocks)
        if self._first and not any(item.listed for item in items):
            items = _left_alone(items)
        self._reasons = {item.url: reason for item in items if (reason := trap(item.url, document.url))}
        self._items = [item for item in items if item.url not in self._reasons]
        self._folders = context.folders or folders(document.url, self._items if has_trail else ())

    def found(self) -> Found:
        following = [*self._following()]
        if not following and not self._first and self._source == "list":
            following = [*self._whole()] or [*self._archive()]
        addresses = [*self._articles(), *following]
        if self._first == 0:
            addresses += self._other_sources()
        elif self._source == "part" and self._context.listing is None:
            addresses += self._months()
        cut = tuple(Cut(url, reason, pattern(url)) for url, reason in self._reasons.items())
        return Found(tuple(addresses), cut, self._folders, None if following else self._unfollowed())

    def _unfollowed(self) -> str | None:
        """That the list has more than it shows, and nothing on the page tells how it goes on."""
        listed = sum(item.listed for item in self._items)
        total = told_total(self._document, listed) if listed else None
        return f"the list shows {listed} of {total}; how it goes on only a script knows" if total else None

    def _articles(self) -> Iterator[FoundAddress]:
        days = [_day(item, self._document) for item in self._items]
        for index, item in enumerate(self._items):
            near = days[max(0, index - 2) : index] + days[index + 1 : index + 3]
            told = _teaser(item, self._names, index + 1)
            told = replace(
                told,
                listing=self._document.url if item.listed else None,
                neighbours=tuple(day for day in near if day),
                source=self._source if item.listed else "link",
                folders=() if item.listed else self._folders,
            )
            rank = list_rank(self._first) + index + 1
            says = _says(item, days[index]) if item.listed and self._source != "month" else None
            yield FoundAddress(item.url, "article", rank, told, item.listed, days[index], says=says)

    def _following(self) -> Iterator[FoundAddress]:
        """The list's next page, by its links, its "Visa fler", what its script says, or by counting on."""
        source = self._source
        url = next_page(self._document, self._context.listing if self._first else None)
        if url is None and (url := more_address(self._document)):
            source = "endpoint"
        if url is None and source == "endpoint":
            url = counted_on(self._document.url, len(self._items))
        if url is None and (number := next_of_state(self._document)):
            url = with_page(self._document.url, number)
        form = posted(url) if url else None
        # Some pagers tell the number of entries too, as a list in another selection does, and some lists go on in the
        # site's search (Blogger's /search?updated-max=…): whether that may be asked, robots.txt says.
        if url and trap(form[0] if form else url, "") in {None, SORTED, SEARCH}:
            days = [day for item in self._items if (day := _day(item, self._document))]
            kind = self._context.blocks or read_blocks(self._document).kind
            following = self._list(url, source, self._first + 1, max(days, default=None))
            yield replace(following, context=replace(following.context, blocks=kind))

    def _whole(self) -> Iterator[FoundAddress]:
        """The list of all news that a page with only the latest of it names ("Alla nyheter"), below its own address.

        One that lies elsewhere may be that of all sections of the site.
        """
        folder = f"{page_folder(self._document.url)}/"
        listed = {item.url for item in self._items if item.listed}
        for anchor in list_area(self._document).iter("a"):
            url = page_address(self._document, anchor.get("href") or "")
            if url and url.startswith(folder) and url not in listed and strength(text_of(anchor)) == "archive":
                yield self._list(url, "list", 1, None)
                return

    def _archive(self) -> Iterator[FoundAddress]:
        """An archive of the site that may go on from a list with only the latest, as a sibling page of the list does.

        It may be that of other news: it counts only if it begins with what the list shows (`latest`).
        """
        latest = tuple(item.url for item in self._items if item.listed)[:_LATEST]
        if len(latest) < LEAST_LATEST:
            return
        not_meant = {item.url for item in self._items} | {month.url for month in month_lists(self._document)}
        named = (
            page_address(self._document, anchor.get("href") or "")
            for anchor in self._document.tagged("a")
            if names_archive(text_of(anchor))
        )
        folder = folder_above(self._document.url)
        urls = [url for url in named if url and url not in not_meant]
        for url in sorted(urls, key=lambda url: folder_above(url) != folder)[:1]:
            following = self._list(url, "archive", _FIRST_POSITION["archive"], None)
            yield replace(following, context=replace(following.context, latest=latest))

    def _other_sources(self) -> Iterator[FoundAddress]:
        for url in feed_addresses(self._document):
            yield replace(self._list(url, "feed", 1, None), rank=_FEED_RANK)
        yield from self._months()
        if self._folders:
            yield from (sitemap_list(url, self._names, self._folders) for url in announced_sitemaps(self._document))
        if posts := posts_address(self._document):
            yield self._list(posts, "wordpress", _FIRST_POSITION["wordpress"], None)

    def _months(self) -> Iterator[FoundAddress]:
        """The list's years and months, as a section's first page and that of each of its parts link to them.

        They are made of what the list is made of, also where a year has one piece of news alone.
        """
        kind = self._context.blocks or read_blocks(self._document).kind
        for number, month in enumerate(month_lists(self._document)):
            following = self._list(month.url, "month", _FIRST_POSITION["month"] + 10 * number, month.dated)
            yield replace(following, context=replace(following.context, blocks=kind))

    def _list(self, url: str, source: Source, position: int, dated: str | None) -> FoundAddress:
        told = Context(
            section=self._names, listing=self._document.url, position=position, source=source, folders=self._folders
        )
        return FoundAddress(url, "list", list_rank(position), told, dated=dated)


def list_rank(position: int) -> int:
    """The rank of a list's page at this place in the order of fetching; what it lists comes behind it."""
    return position * _RANKS_PER_LIST


def _left_alone(items: Sequence[ListItem]) -> Sequence[ListItem]:
    """The items of a list's last page, which may have one left: the only heading in words that links somewhere."""
    worded = [item for item in items if len(item.headline.split()) >= _HEADLINE_WORDS]
    return [replace(worded[0], listed=True)] if len(worded) == 1 else items


def found_in_data(page: Page, context: Context, names: tuple[str, ...]) -> Found | None:
    """What a feed, a sitemap or an answer in JSON tells of; None for a page of HTML."""
    form = form_of(page)
    if form == "feed":
        return _in_feed(page, context, names)
    if form == "sitemap":
        return _in_sitemap(page, context, names)
    if form == "json":
        return _in_posts(page, context, names) if context.source == "wordpress" else _in_answer(page, context, names)
    return None


def _in_feed(page: Page, context: Context, names: tuple[str, ...]) -> Found:
    """A feed of the section's own is its list; of another one only what lies below the section's folders counts."""
    own = context.listing is not None and is_own(page.url, context.listing)
    items = [replace(item, listed=own) for item in read_feed(page) if own or is_below(item.url, context.folders)]
    return _data(page, context, names, items, _FEED_RANK)


def _in_posts(page: Page, context: Context, names: tuple[str, ...]) -> Found:
    position = context.position or 0
    found = _data(page, context, names, read_posts(page), list_rank(position))
    return _going_on(found, next_posts(page), replace(context, section=names, position=position + 1))


def _in_answer(page: Page, context: Context, names: tuple[str, ...]) -> Found:
    """An endpoint's answer in JSON: objects with addresses, or a piece of HTML in a member."""
    for document in documents_of(page):
        found = found_on_page(document, replace(context, position=context.position or 1), names, has_trail=True)
        if any(one.kind == "article" for one in found.addresses):
            return found
    items = data_items(page)
    position = context.position or 1
    found = _data(page, context, names, items, list_rank(position))
    return _going_on(found, next_of_data(page, len(items)), replace(context, section=names, position=position + 1))


def _going_on(found: Found, url: str | None, told: Context) -> Found:
    """What an answer tells of, with the address of the next one where it has one."""
    if url is None:
        return found
    following = FoundAddress(url, "list", list_rank(told.position or 0), told)
    return replace(found, addresses=(*found.addresses, following))


def _in_sitemap(page: Page, context: Context, names: tuple[str, ...]) -> Found:
    sitemap = read_sitemap(page)
    first = list_rank(context.position or 0)
    entries = [entry for entry in sitemap.pages if is_below(entry.url, context.folders) and not trap(entry.url, "")]
    told = Context(section=names, source="sitemap", folders=context.folders)
    pages = [
        FoundAddress(entry.url, "article", first + index + 1, told, modified=entry.modified)
        for index, entry in enumerate(entries)
    ]
    position = (context.position or 0) + 1
    files = [
        FoundAddress(file.url, "list", first + index + 1, replace(context, section=names, position=position))
        for index, file in enumerate(sitemap.files)
        if position <= _FIRST_POSITION["sitemap"] + 1
    ]
    return Found(tuple(pages + files))


def sitemap_list(url: str, names: tuple[str, ...], where: tuple[str, ...]) -> FoundAddress:
    """A sitemap that the site announces, as a source of the section whose pages live below `where`."""
    told = Context(section=names, position=_FIRST_POSITION["sitemap"], source="sitemap", folders=where)
    return FoundAddress(url, "list", list_rank(_FIRST_POSITION["sitemap"]), told)


def _data(page: Page, context: Context, names: tuple[str, ...], items: Sequence[ListItem], rank: int) -> Found:
    addresses, cut = [], []
    for index, item in enumerate(items):
        if reason := trap(item.url, page.url):
            cut.append(Cut(item.url, reason, pattern(item.url)))
            continue
        told = replace(
            _teaser(item, names, index + 1),
            listing=page.url if item.listed else None,
            source=context.source,
            folders=() if item.listed else context.folders,
        )
        dated = item.date if item.date and item.date[:4].isdecimal() else None
        addresses.append(
            FoundAddress(item.url, "article", rank + index + 1, told, item.listed, dated, modified=item.modified)
        )
    return Found(tuple(addresses), tuple(cut))


def _teaser(item: ListItem, names: tuple[str, ...], position: int) -> Context:
    return Context(
        section=names,
        position=position,
        teaser_headline=item.headline or None,
        teaser_text=item.text,
        teaser_date=item.date,
    )


def _says(item: ListItem, day: str | None) -> str:
    """What a list shows of an article, in short; a date as the day that it is: "i går" is another word tomorrow."""
    text = (item.text or "").replace(item.date or "\x00", "")
    said = "\x1f".join((item.headline, text, day or ""))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _day(item: ListItem, document: Document) -> str | None:
    reading = read_date(item.date, document.fetched_at) if item.date else None
    return reading.value[:10] if reading and reading.precision in {"day", "minute"} else None


def folders(section_url: str, items: Sequence[ListItem]) -> tuple[str, ...]:
    """The paths below which a section's pages live: its own, and the one that most of its list's articles share.

    Empty for a section at the root of a site whose articles lie everywhere. Numbers at the end are years and months.
    """
    own = unquote(urlsplit(section_url).path).removesuffix(".html").rstrip("/")
    paths = [urlsplit(item.url).path.strip("/").split("/")[:-1] for item in items if item.listed]
    shared: list[str] = []
    for depth in range(1, 6):
        starts = Counter(tuple(path[:depth]) for path in paths if len(path) >= depth)
        best, count = max(starts.items(), key=lambda start: (start[1], start[0]), default=((), 0))
        if not best or count < _SHARED * len(paths) or best[-1].isdecimal():
            break
        shared = list(best)
    found = [f"{own}/"] if own else []
    if shared and not page_number(section_url) and len(paths) > 1:
        found.append(f"/{'/'.join(shared)}/")
    return tuple(dict.fromkeys(found))
