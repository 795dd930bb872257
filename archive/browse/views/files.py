"""Kept files: thumbnails and pictures to be shown, attachments to be saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.reading import kept

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def thumbnail_file(visit: Visit) -> Response:
    """The small copy of a kept picture."""
    body = await visit.read(partial(kept.thumbnail, digest=visit.caught("digest")))
    return visit.file(body, "image/webp") if body else await visit.notice("missing", 404)


async def picture_file(visit: Visit) -> Response:
    """A kept picture as it came; only kinds that can hold no script."""
    found = await visit.read(partial(kept.file, digest=visit.caught("digest")))
    if found is None or not found.is_picture:
        return await visit.notice("missing", 404)
    return visit.file(found.body, found.media_type)


async def attachment_file(visit: Visit) -> Response:
    """A kept file, to be saved and never opened as a page of this server."""
    found = await visit.read(partial(kept.file, digest=visit.caught("digest")))
    if found is None:
        return await visit.notice("missing", 404)
    return visit.file(found.body, found.media_type, save=True)
