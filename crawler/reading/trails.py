"""The trail of a page with the page itself as its last step, and trails told by their names alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.schema import Crumb, trail_text
from crawler.listing.page_name import page_heading, page_name
from crawler.normalise.urls import canonical_url
from crawler.trail import HOME_NAMES, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.document import Document

_PAGE_OF_LIST = re.compile(r"(?:sida|page)\s*\d+(?:\s*(?:av|of|/)\s*\d+)?", re.IGNORECASE)


def own_trail(crumbs: Sequence[Crumb], document: Document) -> tuple[Crumb, ...]:
    """The trail of a section page with the page itself as its last crumb.

    A trail whose last crumb leads somewhere else does not show the page: its heading is the missing step, or its name
    where it has none. "Sida 2" is a page of the list, no step. A page without a trail is its name alone.
    """
    kept = [crumb for crumb in crumbs if not is_page_of_list(crumb)]
    here = canonical_url(document.url)
    if kept and (kept[-1].item is None or canonical_url(kept[-1].item) == here or len(kept) < len(crumbs)):
        kept[-1] = replace(kept[-1], item=kept[-1].item or here)
        return tuple(kept)
    heading = (page_heading(document) if kept else None) or page_name(document)
    if heading and not (kept and same_name(kept[-1].name, heading)):
        kept.append(Crumb(len(kept) + 1, heading, here))
    return tuple(kept)


def is_page_of_list(crumb: Crumb) -> bool:
    """Whether a crumb is a page of a list, as "Sida 2 av 7", and no step of the trail."""
    return _PAGE_OF_LIST.fullmatch(crumb.name) is not None


def below_home(trail: Sequence[Crumb | str]) -> list[str]:
    """The names of a trail below the start page, whether it shows that or not."""
    names = [crumb if isinstance(crumb, str) else crumb.name for crumb in trail]
    return names[1:] if names and names[0].casefold() in HOME_NAMES else names


def unlinked(names: Iterable[str]) -> tuple[Crumb, ...]:
    """The trail with these names, whose steps lead nowhere."""
    return tuple(Crumb(position, name) for position, name in enumerate(names, 1))


def shown(crumbs: Iterable[Crumb]) -> str:
    """A trail as reasons quote it, "empty" for one without a step."""
    return trail_text(tuple(crumbs)) or "empty"
