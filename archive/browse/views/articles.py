"""An article, and what changed between two of its versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.differences import differences
from archive.browse.reading import articles, versions

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def article_page(visit: Visit) -> Response:
    """One article, whole."""
    record = await visit.read(partial(articles.record, article_id=int(visit.caught("id"))))
    if record is None:
        return await visit.notice("missing", 404)
    # What was taken away from its website is kept for those who come here, not spread by search engines.
    findable = record.fields["gone_at"] is None
    return await visit.page("article", {"article": record}, pictures=record.pictures, findable=findable)


async def version_page(visit: Visit) -> Response:
    """What changed after a version of an article."""
    article_id, number = int(visit.caught("id")), int(visit.caught("number"))
    change = await visit.read(partial(versions.change, article_id=article_id, number=number))
    if change is None:
        return await visit.notice("missing", 404)
    texts = [differences(before, after) for before, after in zip(change.before, change.after, strict=True)]
    context = {
        "article_id": article_id,
        "change": change,
        "differences": dict(zip(("headline", "description", "article_body"), texts, strict=True)),
        "same_text": change.before == change.after,
    }
    return await visit.page("version", context)
