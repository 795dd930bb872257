"""Feeds of sections, municipalities, websites and searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from archive.browse.clean import plain
from archive.browse.query import Query
from archive.browse.reading import places, teasers
from archive.browse.wording import municipality_name
from archive.export.feeds import Channel, atom, json_feed
from archive.export.records import records_by_id
from archive.search import Filters

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit

FEED_SIZE = 50


class _Feed(NamedTuple):
    title: str
    filters: Filters


async def section_feed(visit: Visit) -> Response:
    """A section's newest articles."""

    def feed(connection: sqlite3.Connection) -> _Feed | None:
        head = places.section_head(connection, int(visit.caught("id")))
        if head is None:
            return None
        return _Feed(f"{head.site}: {head.trail}", Filters(site=head.site_key, section=head.trail))

    return await _answer(visit, feed, lambda suffix: visit.links.section(int(visit.caught("id")), suffix))


async def municipality_feed(visit: Visit) -> Response:
    """A municipality's newest articles."""
    code = visit.caught("code")

    def feed(connection: sqlite3.Connection) -> _Feed | None:
        name = places.municipality_name(connection, code)
        return _Feed(municipality_name(visit.messages, name), Filters(municipality=code)) if name else None

    return await _answer(visit, feed, lambda suffix: visit.links.municipality(code, suffix))


async def site_feed(visit: Visit) -> Response:
    """A website's newest articles."""

    def feed(connection: sqlite3.Connection) -> _Feed | None:
        head = places.site_head(connection, int(visit.caught("id")))
        return _Feed(head[1], Filters(site=head[0])) if head else None

    return await _answer(visit, feed, lambda suffix: visit.links.site(int(visit.caught("id")), suffix))


async def search_feed(visit: Visit) -> Response:
    """The newest articles that a search finds."""
    query = Query.of(visit)
    title = visit.messages("results-for", query=query.text) if query.text else visit.messages("newest")
    feed = _Feed(title, query.filters)
    return await _answer(
        visit, lambda _: feed, lambda suffix: visit.links.search(suffix, **query.arguments), query=query.text
    )


async def _answer(
    visit: Visit, find: Callable[[sqlite3.Connection], _Feed | None], link: Callable[[str], str], query: str = ""
) -> Response:
    def read(connection: sqlite3.Connection) -> tuple[_Feed, list[dict[str, Any]]] | None:
        feed = find(connection)
        if feed is None:
            return None
        ids = teasers.newest_ids(connection, feed.filters, query, limit=FEED_SIZE)
        pages = {article_id: _absolute(visit, visit.links.article(article_id)) for article_id in ids}
        records = records_by_id(connection, ids)
        return feed, [_shown(record, page) for record, page in zip(records, pages.values(), strict=True)]

    found = await visit.read(read, query=query)
    if found is None:
        return await visit.notice("missing", 404)
    feed, records = found
    kind = visit.caught("kind")
    channel = Channel(feed.title, _absolute(visit, link(f".{kind}")), _absolute(visit, link("")))
    body = atom(channel, records).decode() if kind == "atom" else json_feed(channel, records)
    return visit.feed(kind, body)


def _absolute(visit: Visit, path: str) -> str:
    return str(visit.datasette.absolute_url(visit.request, path))


def _shown(record: dict[str, Any], page: str) -> dict[str, Any]:
    """The record as a reader may get it, with the address of its page here."""
    return record | {
        "headline": plain(record["headline"]),
        "page_url": page,
    }
