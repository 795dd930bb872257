"""Pages that show a list of articles, a stretch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.browse.visit import PAGE_SIZE, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from datasette.utils.asgi import Response

    from archive.browse.reading.teasers import Picture, Teaser


async def list_page(
    visit: Visit, template: str, context: dict[str, Any], found: Sequence[Teaser], *, findable: bool = True
) -> Response:
    """The template with these articles, which are one more than a page shows when another page follows."""
    shown = found[:PAGE_SIZE]
    context = context | {"articles": shown} | turning(visit, found)
    return await visit.page(template, context, pictures=pictures_of(shown), findable=findable)


def turning(visit: Visit, found: Sequence[object]) -> dict[str, int | None]:
    """Numbers of the page, the one before and the one after."""
    number = visit.page_number
    return {
        "page": number,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if len(found) > PAGE_SIZE else None,
    }


def pictures_of(found: Iterable[Teaser]) -> list[Picture]:
    """The pictures that a list of articles shows."""
    return [one.picture for one in found if one.picture]
