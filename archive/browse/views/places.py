"""Sections, websites and municipalities."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse import sweden
from archive.browse.charts import month_chart
from archive.browse.reading import places
from archive.browse.views.lists import list_page

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def section_page(visit: Visit) -> Response:
    """A section with its tree and its articles."""
    found = await visit.read(partial(places.section, section_id=int(visit.caught("id")), **visit.window))
    if found is None:
        return await visit.notice("missing", 404)
    return await list_page(visit, "section", {"section": found}, found.articles)


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
    address: Callable[..., str]
    if place.code:
        address, restrictions = partial(visit.links.municipality, place.code), {"kommun": place.code}
    else:
        (site,) = place.sites
        address, restrictions = partial(visit.links.site, site.id), {"plats": site.key}
    context = {
        "place": place,
        "sweden": sweden.one(place.code) if place.code else [],
        "chart": month_chart(place.months),
        "place_feed": address,
        "restrictions": restrictions,
    }
    return await list_page(visit, "place", context, place.articles)
