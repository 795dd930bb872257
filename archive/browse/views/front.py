"""The front page, and the map of the municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.browse import sweden
from archive.browse.reading import front
from archive.browse.views.lists import pictures_of
from archive.browse.wording import joined

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def front_page(visit: Visit) -> Response:
    """What the archive holds, its newest articles, its municipalities and sections."""
    found = await visit.read(front.front)
    municipalities = [place for place in found.places if place.code]
    others = [place for place in found.places if not place.code]
    counted = {"places": len(municipalities), "websites": len(others)}
    sources = [visit.messages(name, n=count) for name, count in counted.items() if count]
    context = {
        "front": found,
        "municipalities": municipalities,
        "others": others,
        "sources": joined(visit.messages, sources or [visit.messages("places", n=0)]),
    }
    return await visit.page("front", context, pictures=pictures_of(found.newest), findable=True)


async def municipalities_page(visit: Visit) -> Response:
    """Every municipality that has articles, on a map and by name."""
    found = await visit.read(front.places)
    context = {
        "places": [place for place in found if place.code],
        "others": [place for place in found if not place.code],
        "sweden": sweden.points({place.code: place.count for place in found if place.code}),
    }
    return await visit.page("municipalities", context, findable=True)
