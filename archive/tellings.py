"""Which of the sources that told of an article knows more of it: with its context the article is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from archive.schema import Context, FoundAddress

_STRENGTH: dict[str, int] = {
    "list": 4, "part": 4, "script": 4, "endpoint": 4, "archive": 4, "month": 4, "wordpress": 3, "feed": 2,
    "sitemap": 1, "link": 0,
}  # fmt: skip
"""How much each source knows of an article."""
_PAGE = re.compile(r"(?:[?#].*|/(?:page|sida)/\d+/?)$")
"""What the address of a list's further page has behind that of the first."""


def tells_more(kind: str, context: Context, found: FoundAddress) -> bool:
    """Whether what is found says more of an article than what was known: by its source, or as a narrower list."""
    before, now_told = _strength(kind, context), _strength(found.kind, found.context)
    return now_told > before or (now_told == before and _is_narrower(found.context, context))


def _is_narrower(told: Context, known: Context) -> bool:
    """Whether the list that told lies below the one that was known, and is another section's.

    On sites without trails the list decides the section: /nyheter/kommuninfo says more of it than /nyheter does.
    """
    if told.section == known.section or not (told.listing and known.listing):
        return False
    above, below = (urlsplit(_PAGE.sub("", listing)) for listing in (known.listing, told.listing))
    folder = f"{above.path.rstrip('/')}/"
    return above.netloc == below.netloc and below.path.startswith(folder) and below.path != folder


def _strength(kind: str, context: Context) -> int:
    if kind != "article":
        return -1
    return _STRENGTH.get(context.source, 0) if context.listing or context.source != "list" else 0
