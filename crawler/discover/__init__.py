"""From a page to its site's news sections: words, addresses, trails, feeds, dated links. Nothing is fetched here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.discover.candidates import POINTS, Candidate, Clues, entries_beside, find_clues, menu_entries, parts_of
from crawler.section_names import Strength, strength

if TYPE_CHECKING:
    from crawler.document import Document

__all__ = [
    "POINTS",
    "Candidate",
    "Clues",
    "Strength",
    "entries_beside",
    "find_clues",
    "menu_entries",
    "news_sections",
    "parts_of",
    "strength",
]


def news_sections(document: Document, least: Strength = "notices") -> tuple[str, ...]:
    """The three surest addresses that the page's links call news sections; empty when no link does.

    `least` is the name that is enough without one given by a person; "Information" alone is not.
    """
    return tuple(one.url for one in find_clues(document).candidates if one.points >= POINTS[least])[:3]
