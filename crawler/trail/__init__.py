"""The trail of a page: where it says it is, from the start page down ("Hem › Övriga Nyheter › Kommuninfo").

The trail is read as shown: what the page shows wins over what it only says in data, because a reader of the archive
should find the names that readers of the page saw. The ways, in the order in which they are believed:

1. `microdata`, `rdfa`, `nav`, `class`: an element that type, label, class or id mark as the trail (marked.py);
2. `json-ld`: a BreadcrumbList in a script (structured.py);
3. `meta`: `<meta name="breadcrumb">` (structured.py);
4. `text`: a row of words that proves itself a trail (unmarked.py).

Two exceptions: a trail of one step counts only where no way gives more; and of a shown trail and one in JSON-LD that
have no name in common the latter wins, because then what is shown is a menu (1 of 40 pages that have both).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from archive.schema import Crumb
from crawler.texts import text_of
from crawler.trail.addresses import crumb_address
from crawler.trail.marked import Marked, marked_trails
from crawler.trail.names import HOME_NAMES, begins_with, folded, same_name, visible, without_page
from crawler.trail.row import MAX_NAME, read_row
from crawler.trail.structured import json_ld_steps, meta_steps
from crawler.trail.unmarked import unmarked_trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document
    from crawler.trail.row import Step

__all__ = ["HOME_NAMES", "Trail", "begins_with", "read_trail", "same_name"]

# Between a page's and its site's name in <title>, whichever comes first.
_TITLE_SIGN = re.compile(r" [-–—|:»›•·/]+ |: ")
_MAX_HEADINGS = 10
_STEPS_BELOW_HOME = 2
"""Steps of a trail of which the one before the last is the start page."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail that a page shows, outermost first, the page itself only when shown; empty when there is none.

    `source` names the reader that found it: json-ld, microdata, rdfa, nav, class, meta, text or none.
    """

    crumbs: tuple[Crumb, ...] = ()
    source: str = "none"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the crumbs alone."""
        return tuple(crumb.name for crumb in self.crumbs)

    def section_of(self, headline: str | None) -> tuple[Crumb, ...]:
        """The section that a page with this headline is in: the trail without the page itself, numbered from 1.

        The page itself is a last crumb that says what the headline says, or one that is not linked after one that is:
        one page in seven has a shorter name, or another, in its trail than in its headline (measured on 140).
        """
        crumbs = self.crumbs
        if headline and crumbs and (same_name(crumbs[-1].name, headline) or _ends_unlinked(crumbs)):
            crumbs = crumbs[:-1]
        return tuple(replace(crumb, position=position) for position, crumb in enumerate(crumbs, 1))


def _ends_unlinked(crumbs: tuple[Crumb, ...]) -> bool:
    return len(crumbs) > 1 and crumbs[-1].item is None and crumbs[-2].item is not None


def read_trail(document: Document) -> Trail:
    """The trail of a page by the first way that gives one; an empty trail from "none" when the page shows none."""
    single = Trail()
    reading = _Reading(document)
    for source, steps in reading.ways():
        if len(steps) > 1:
            trail = _trail(document, source, steps)
            return trail if reading.is_headline(trail.names[-1]) else _with_linked_end(trail, document)
        if steps and not single.crumbs:
            single = _trail(document, source, steps)
    return single


def trail_in(element: HtmlElement, document: Document, source: str) -> Trail:
    """The trail in an element that is said to hold it whole."""
    return _trail(document, source, read_row(element))


def _trail(document: Document, source: str, steps: tuple[Step, ...]) -> Trail:
    base = document.base_url
    crumbs = (
        Crumb(position, without_page(name), crumb_address(base, href)) for position, (name, href) in enumerate(steps, 1)
    )
    return Trail(tuple(crumbs), source)


def _with_linked_end(trail: Trail, document: Document) -> Trail:
    """The trail with the address of a last step that is not linked but names another page, which this one is in.

    django CMS ends the trail of an article so at its category. A link of that name to a page that this one lies below,
    or that lies below the step before (unless that is the start page), tells it from a short name of the page itself.
    """
    if not _ends_unlinked(trail.crumbs):
        return trail
    last, here = trail.crumbs[-1], _folder(document.url)
    above = _folder(trail.crumbs[-2].item or "") if len(trail.crumbs) > _STEPS_BELOW_HOME else None
    for anchor in document.tagged("a"):
        if folded(text_of(anchor)) != folded(last.name):
            continue
        url = crumb_address(document.base_url, anchor.get("href"))
        folder = _folder(url or "")
        if url and folder != here and (here.startswith(folder) or (above and folder.startswith(above))):
            return replace(trail, crumbs=(*trail.crumbs[:-1], replace(last, item=url)))
    return trail


def _folder(url: str) -> str:
    """What the addresses of the pages below a page begin with."""
    return f"{url.partition('#')[0].partition('?')[0].rstrip('/')}/"


class _Reading:
    """One page being read: its headings and its data, each looked up once and only when a way asks for it."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def ways(self) -> Iterator[tuple[str, tuple[Step, ...]]]:
        """What each way gives, in the order in which they are believed."""
        shown = list(marked_trails(self.document, self.is_headline))
        best = max(shown, key=self._rank, default=Marked("none", (), in_footer=False))
        if len(self.said) > 1 and not self._agrees(best):
            yield "json-ld", self.said
        yield best.source, best.steps
        yield "json-ld", self.said
        yield "meta", meta_steps(self.document)
        yield "text", unmarked_trail(self.document, self.is_headline)

    def _rank(self, shown: Marked) -> tuple[bool, bool, bool]:
        """A trail has several steps, agrees with the data, and stands above the content; the first of equals wins."""
        return len(shown.steps) > 1, self._agrees(shown), not shown.in_footer

    def _agrees(self, shown: Marked) -> bool:
        """Whether a shown trail has a name in common with the JSON-LD; start pages have many names."""
        names, said = ({folded(step.name) for step in steps} for steps in (shown.steps, self.said))
        return bool(names & said) or bool(names & HOME_NAMES and said & HOME_NAMES)

    @cached_property
    def said(self) -> tuple[Step, ...]:
        return json_ld_steps(self.document)

    @cached_property
    def headlines(self) -> tuple[str, ...]:
        """What the page calls itself: its first headings, and its titles with and without the site's name."""
        root = self.document.root
        found = (self.document.meta("og:title"), root.findtext("head/title"))
        titles = [visible(text[:MAX_NAME]) for text in found if text]
        parts = [
            part for text in titles for m in _TITLE_SIGN.finditer(text) for part in (text[: m.start()], text[m.end() :])
        ]
        headings = (text_of(heading) for heading in self.document.tagged("h1")[:_MAX_HEADINGS])
        return (*headings, *titles, *parts)

    def is_headline(self, name: str) -> bool:
        """Whether the page calls itself so."""
        return any(same_name(name, headline) for headline in self.headlines)
