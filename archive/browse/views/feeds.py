"""Feeds of sections, municipalities, websites and searches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.feeds import Entry, Feed, to_atom, to_json
from archive.browse.query import Query
from archive.browse.reading import places, teasers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit

FEED_SIZE = 50


async def section_feed(visit: Visit) -> Response:
    """A section's newest articles."""
    section_id = int(visit.caught("id"))
    found = await visit.read(partial(places.section, section_id=section_id, limit=FEED_SIZE, offset=0))
    if found is None:
        return await visit.notice("missing", 404)
    return _feed(visit, f"{found.site}: {found.trail}", partial(visit.links.section, section_id), found.articles)


async def municipality_feed(visit: Visit) -> Response:
    """A municipality's newest articles."""
    code = visit.caught("code")
    place = await visit.read(partial(places.municipality, code=code, limit=FEED_SIZE, offset=0))
    if place is None:
        return await visit.notice("missing", 404)
    title = visit.messages("municipality-name", name=place.name)
    return _feed(visit, title, partial(visit.links.municipality, code), place.articles)


async def site_feed(visit: Visit) -> Response:
    """A website's newest articles."""
    site_id = int(visit.caught("id"))
    place = await visit.read(partial(places.site, site_id=site_id, limit=FEED_SIZE, offset=0))
    if place is None:
        return await visit.notice("missing", 404)
    return _feed(visit, place.name, partial(visit.links.site, site_id), place.articles)


async def search_feed(visit: Visit) -> Response:
    """The newest articles that a search finds."""
    query = Query.of(visit)
    found = await visit.read(partial(teasers.newest, filters=query.filters, query=query.text, limit=FEED_SIZE))
    title = visit.messages("results-for", query=query.text) if query.text else visit.messages("newest")
    return _feed(visit, title, lambda suffix="": visit.links.search(suffix, **query.arguments), found)


def _feed(visit: Visit, title: str, link: Callable[..., str], found: Sequence[teasers.Teaser]) -> Response:
    def absolute(path: str) -> str:
        return str(visit.datasette.absolute_url(visit.request, path))

    kind = visit.caught("kind")
    entries = [
        Entry(one.url, absolute(visit.links.article(one.id)), one.headline, one.lead, one.published, one.changed_at)
        for one in found
    ]
    feed = Feed(title, absolute(link(f".{kind}")), absolute(link()), entries)
    return visit.feed(kind, to_atom(feed) if kind == "atom" else to_json(feed))
