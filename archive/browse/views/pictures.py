"""The wall of pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.reading import pictures
from archive.browse.views.lists import turning
from archive.browse.visit import PAGE_SIZE

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def pictures_page(visit: Visit) -> Response:
    """The newest pictures, or those that a search finds by what is said of them."""
    query = visit.argument("q")
    wall = await visit.read(partial(pictures.wall, query=query, **visit.window), query=query)
    shown = wall[:PAGE_SIZE]
    context = {"query": query, "wall": shown} | turning(visit, wall)
    return await visit.page("pictures", context, pictures=[one.picture for one in shown])
