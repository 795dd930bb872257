"""How many news a list says that it has: "Visar 10 av 33"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.listing.links import list_area
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from crawler.document import Document

_SHOWN_OF = re.compile(
    r"(?:visar|showing)\s+(?:(?P<first>\d{1,5})\s*(?:[-–]|till|to)\s*)?(?P<last>\d{1,5})\s+(?:av|of)\s+(?:totalt\s+)?(?P<all>\d{1,3}(?:\s\d{3}){1,2}|\d{1,6})(?!\s?\d)",
    re.IGNORECASE,
)


def told_total(document: Document, listed: int) -> int | None:
    """How many news the list says that it has, where it says that these are not all; None where it says no such thing.

    `listed` is how many of them the page shows: what tells another number is of another list.
    """
    for match in _SHOWN_OF.finditer(clean(text_of(list_area(document)))):
        last, total = int(match["last"]), int(re.sub(r"\s", "", match["all"]))
        if last - int(match["first"] or 1) + 1 == listed and total > last:
            return total
    return None
