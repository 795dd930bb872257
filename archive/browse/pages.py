"""The pages for people: what each reads, and which template shows it."""

from __future__ import annotations

import re
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from archive import search
from archive.browse import map as swedish_map
from archive.browse.assets import ASSETS
from archive.browse.differences import differences
from archive.browse.feeds import Entry, Feed, to_atom, to_json
from archive.browse.links import ASSET_PATH
from archive.browse.query import Query
from archive.browse.reading import articles, facets, front, pictures, places, teasers
from archive.browse.visit import PAGE_SIZE, Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    View = Callable[[Visit], Awaitable[Response]]

_FEED_SIZE = 50


async def front_page(visit: Visit) -> Response:
    """What the archive holds, its newest articles, its municipalities and sections."""
    found = await visit.read(front.front)
    return await visit.page("front", {"front": found, "is_front": True}, pictures=_pictures_of(found.newest))


async def article_page(visit: Visit) -> Response:
    """One article, whole."""
    record = await visit.read(partial(articles.record, article_id=int(visit.caught("id"))))
    if record is None:
        return await visit.notice("missing", 404)
    return await visit.page("article", {"article": record}, pictures=record.pictures)


async def version_page(visit: Visit) -> Response:
    """What changed after a version of an article."""
    article_id, number = int(visit.caught("id")), int(visit.caught("number"))
    change = await visit.read(partial(articles.change, article_id=article_id, number=number))
    if change is None:
        return await visit.notice("missing", 404)
    texts = [differences(before, after) for before, after in zip(change.before, change.after, strict=True)]
    names = ("headline", "description", "article_body")
    context = {
        "article_id": article_id,
        "change": change,
        "differences": dict(zip(names, texts, strict=True)),
        "same_text": change.before == change.after,
    }
    return await visit.page("version", context)


async def section_page(visit: Visit) -> Response:
    """A section with its tree and its articles."""
    found = await visit.read(partial(places.section, section_id=int(visit.caught("id")), **visit.window))
    if found is None:
        return await visit.notice("missing", 404)
    return await _list_page(visit, "section", {"section": found}, found.articles)


async def municipality_page(visit: Visit) -> Response:
    """A municipality with its map, its sections and its articles."""
    return await _place_page(visit, partial(places.municipality, code=visit.caught("code"), **visit.window))


async def site_page(visit: Visit) -> Response:
    """A website that may belong to no municipality."""
    return await _place_page(visit, partial(places.site, site_id=int(visit.caught("id")), **visit.window))


async def _place_page(visit: Visit, reader: Callable[[sqlite3.Connection], places.Place | None]) -> Response:
    place = await visit.read(reader)
    if place is None:
        return await visit.notice("missing", 404)
    context = {
        "place": place,
        "map": swedish_map.points({place.code: max(place.count, 1)}) if place.code else [],
        "map_size": (swedish_map.WIDTH, swedish_map.HEIGHT),
        "busiest": max((count for _, count in place.months), default=1),
    }
    return await _list_page(visit, "place", context, place.articles)


async def municipalities_page(visit: Visit) -> Response:
    """Every municipality that has articles, on a map and by name."""
    found = await visit.read(front.places)
    context = {
        "places": [place for place in found if place.code],
        "others": [place for place in found if not place.code],
        "map": swedish_map.points({place.code: place.count for place in found if place.code}),
        "map_size": (swedish_map.WIDTH, swedish_map.HEIGHT),
    }
    return await visit.page("municipalities", context)


async def pictures_page(visit: Visit) -> Response:
    """The wall of pictures."""
    query = visit.argument("q")
    wall = await visit.read(partial(pictures.wall, query=query, **visit.window))
    context = {"query": query, "wall": wall[:PAGE_SIZE]} | _turning(visit, wall)
    return await visit.page("pictures", context, pictures=[one.picture for one in wall])


async def search_page(visit: Visit) -> Response:
    """A search with its hits and their spread; without words the newest articles that pass the filters."""
    query = Query.of(visit)

    def read(connection: sqlite3.Connection) -> tuple[list[teasers.Teaser], facets.Spread]:
        # The spread comes last: its own time limit takes the place of the page's.
        found = (
            teasers.of_hits(connection, search.search(connection, query.text, filters=query.filters, **visit.window))
            if query.text
            else teasers.newest(connection, query.filters, **visit.window)
        )
        return found, facets.spread(connection, query.filters, query.text)

    found, spread = await visit.read(read)
    return await _list_page(visit, "search", {"query": query, "spread": spread}, found)


async def section_feed(visit: Visit) -> Response:
    """A section's newest articles."""
    section_id = int(visit.caught("id"))
    found = await visit.read(partial(places.section, section_id=section_id, limit=_FEED_SIZE, offset=0))
    if found is None:
        return await visit.notice("missing", 404)
    return _feed(visit, f"{found.site}: {found.trail}", partial(visit.links.section, section_id), found.articles)


async def municipality_feed(visit: Visit) -> Response:
    """A municipality's newest articles."""
    code = visit.caught("code")
    place = await visit.read(partial(places.municipality, code=code, limit=_FEED_SIZE, offset=0))
    if place is None:
        return await visit.notice("missing", 404)
    title = visit.messages("municipality-name", name=place.name)
    return _feed(visit, title, partial(visit.links.municipality, code), place.articles)


async def site_feed(visit: Visit) -> Response:
    """A website's newest articles."""
    site_id = int(visit.caught("id"))
    place = await visit.read(partial(places.site, site_id=site_id, limit=_FEED_SIZE, offset=0))
    if place is None:
        return await visit.notice("missing", 404)
    return _feed(visit, place.name, partial(visit.links.site, site_id), place.articles)


async def search_feed(visit: Visit) -> Response:
    """The newest articles that a search finds."""
    query = Query.of(visit)
    found = await visit.read(partial(teasers.newest, filters=query.filters, query=query.text, limit=_FEED_SIZE))
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


async def _list_page(visit: Visit, template: str, context: dict[str, Any], found: Sequence[teasers.Teaser]) -> Response:
    shown = found[:PAGE_SIZE]
    context = context | {"articles": shown} | _turning(visit, found)
    return await visit.page(template, context, pictures=_pictures_of(shown))


def _turning(visit: Visit, found: Sequence[object]) -> dict[str, int | None]:
    """Numbers of the page, the one before and the one after; one item more than a page holds was asked for."""
    number = visit.page_number
    return {
        "page": number,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if len(found) > PAGE_SIZE else None,
    }


def _pictures_of(found: Sequence[teasers.Teaser]) -> list[teasers.Picture]:
    return [one.picture for one in found if one.picture]


_ID = r"(?P<id>\d{1,15})"
_CODE = r"(?P<code>\d{4})"
_FEED = r"\.(?P<kind>atom|json)"

PAGES: dict[str, View] = {
    "start": front_page,
    f"artikel/{_ID}": article_page,
    rf"artikel/{_ID}/version/(?P<number>\d{{1,9}})": version_page,
    f"avsnitt/{_ID}": section_page,
    f"avsnitt/{_ID}{_FEED}": section_feed,
    f"kommun/{_CODE}": municipality_page,
    f"kommun/{_CODE}{_FEED}": municipality_feed,
    f"webbplats/{_ID}": site_page,
    f"webbplats/{_ID}{_FEED}": site_feed,
    "kommuner": municipalities_page,
    "bilder": pictures_page,
    "sok": search_page,
    f"sok{_FEED}": search_feed,
}
"""The pages below an archive's own address, as patterns."""


def routes(datasette: Datasette, databases: Sequence[str], *, sole: bool) -> list[tuple[str, Callable[..., Any]]]:
    """Datasette's routes for the pages of these archives; `sole` lets the only one have `/` as its front page."""
    found: list[tuple[str, Callable[..., Any]]] = []
    for database in databases:
        base = re.escape(str(datasette.urls.database(database)).removeprefix(datasette.setting("base_url")).strip("/"))
        found += [(f"/{base}/{pattern}$", _answering(view, database)) for pattern, view in PAGES.items()]
        if sole:
            found.append(("/$", _answering(front_page, database)))
    if databases:
        found.append((rf"{ASSET_PATH}/(?P<name>[\w.-]+)$", asset))
    return found


def _answering(view: View, database: str) -> Callable[[Datasette, Request], Awaitable[Response]]:
    """The view as Datasette calls it. A question that takes too long gets an answer that says so."""

    async def answer(datasette: Datasette, request: Request) -> Response:
        visit = Visit.of(datasette, request, database)
        try:
            return await view(visit)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            return await visit.notice("slow", 503)

    return answer


async def asset(request: Request) -> Response:
    """A file of the pages' design. Its address changes with its content, so that it may be kept for a year."""
    found = ASSETS.get(request.url_vars["name"])
    if found is None:
        return Response.text("404", status=404)
    return Response(
        found.body, headers={"Cache-Control": "public, max-age=31536000, immutable"}, content_type=found.media_type
    )
