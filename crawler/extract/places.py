"""Where an article belongs: the trail its page shows, or else the section that its address was fetched for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.schema import Crumb
from crawler.extract.selectors import selected_elements
from crawler.normalise.text import clean
from crawler.texts import text_of
from crawler.trail import Trail, read_trail, trail_in
from crawler.trail.addresses import crumb_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.schema import Context
    from crawler.document import Document


@dataclass(frozen=True, slots=True)
class Places:
    """The trail as shown, the section without the page itself, and what gave them."""

    breadcrumb: tuple[Crumb, ...]
    section: tuple[Crumb, ...]
    source: str


def read_places(document: Document, context: Context, headline: str, selectors: Mapping[str, str]) -> Places:
    """The article's trail and section; with no trail on the page the section is the one that was being followed."""
    trail = _selected(document, selectors) or read_trail(document)
    if trail.crumbs:
        return Places(trail.crumbs, trail.section_of(headline), trail.source)
    section = tuple(Crumb(position, name) for position, name in enumerate(context.section, 1))
    return Places((), section, "listing" if section else "none")


def _selected(document: Document, selectors: Mapping[str, str]) -> Trail | None:
    """The trail that the site's selector finds: of elements that are a step each, or of one that holds them all."""
    crumbs: list[Crumb] = []
    elements = selected_elements(document, selectors, "breadcrumb")
    if len(elements) == 1:
        whole = trail_in(elements[0], document, "site")
        if len(whole.crumbs) > 1:
            return whole
    for element in elements:
        if name := clean(text_of(element)):
            link = element if element.tag == "a" else element.find(".//a")
            href = link.get("href") if link is not None else None
            crumbs.append(Crumb(len(crumbs) + 1, name, crumb_address(document.base_url, href)))
    return Trail(tuple(crumbs), "site") if crumbs else None
