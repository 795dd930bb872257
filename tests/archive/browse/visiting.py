"""Pages of the archive as a visitor gets them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasette.app import Datasette


async def page(datasette: Datasette, path: str, *, language: str = "sv", status: int = 200) -> str:
    """The page at a path as HTML, which must be answered with this status."""
    answer = await datasette.client.get(path, headers={"accept-language": language})
    assert answer.status_code == status
    return str(answer.text)


def text_of(html: str) -> str:
    """The page's words as a reader sees them, one space between."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|style)\b.*?</\1>", " ", html, flags=re.DOTALL)).split())


def in_order(html: str, *parts: str) -> bool:
    """Whether these parts stand on the page, one after the other."""
    places = [html.find(part) for part in parts]
    return -1 not in places and places == sorted(places)
