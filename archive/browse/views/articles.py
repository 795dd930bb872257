"""An article, and what changed between two of its versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.clean import in_paragraphs
from archive.browse.reading import articles, versions

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


_TEXTS = frozenset({"headline", "description", "article_body"})


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
    step = await visit.read(partial(versions.step, article_id=article_id, number=number))
    if step is None:
        return await visit.notice("missing", 404)
    context = {
        "article_id": article_id,
        "step": step,
        "headline": step.parts("headline"),
        "description": step.parts("description"),
        "body": in_paragraphs(step.parts("article_body")),
        "others": {name: step.parts(name) for name in step.changes if name not in _TEXTS},
    }
    return await visit.page("version", context)
