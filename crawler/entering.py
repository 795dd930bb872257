"""From a start address to the sections that a run follows: the start itself, or where the ways from it lead."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from archive.schema import trail_text
from crawler.discover.candidates import folder_above, page_folder
from crawler.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive import Address, Archive
    from archive.schema import Reading
    from crawler.report import Report
    from crawler.route import Route
    from crawler.turns import Turns

_MOST_WAYS = 30
"""Pages that are looked at on the way from one start to its sections."""


class Entrances:
    """The entrances of a run's routes: what is tried on the way, and which sections are taken into the run."""

    def __init__(self, archive: Archive, report: Report, turns: Turns) -> None:
        self._archive = archive
        self._report = report
        self._turns = turns
        self._sitemaps: dict[str, Sequence[str]] = {}

    def enter(self, route: Route, address: Address, *, to_fetch: bool) -> None:
        """Fetch an entrance, or read again the page that this run already has of it."""
        if address.id in route.seen or len(route.seen) >= _MOST_WAYS:
            return
        route.seen.add(address.id)
        if to_fetch:
            route.entrances.append(address)
        elif address.page_id is not None:
            page = self._archive.page(address.page_id)
            self.follow(route, address, read_page(page, route.site, address.kind, address.context))

    def follow(self, route: Route, address: Address, reading: Reading) -> None:
        """Go where an entrance leads: into its section, or on to the next step of the way."""
        if address.kind not in {"start", "walk"}:
            return
        route.kept_start |= address.id == route.start_id and reading.placing == "article"
        if reading.placing == "section":
            if _may_be_anothers(route, address, reading):
                route.others.append(reading)
            else:
                self._follow_section(route, reading)
                if address.context.source == "home":
                    self._tell_named(route)
        for found in reading.found:
            if found.kind != "walk" or (route.section_ids and found.context.source != "home"):
                continue
            known, tried = self._archive.entrance(found.url, self._turns.run_id)
            self.enter(route, known, to_fetch=not tried)

    def settle(self) -> None:
        """Follow all news sections that were found on the way from an article which none of their lists shows."""
        for route in self._turns.routes:
            if route.is_undecided and not route.entrances and not route.on_the_wire:
                for reading in route.others:
                    self._follow_section(route, reading)
                self._tell_named(route)

    def _tell_named(self, route: Route) -> None:
        """Say that the sections are those that links name; a site with a profile has been looked through."""
        if route.site.status == "ad-hoc":
            self._report.site(route.site.key).named = route.start

    def _follow_section(self, route: Route, reading: Reading) -> None:
        """Take a section into the run; of the other ways to it those are left that a home page names as news too."""
        section_id = self._archive.set_scope(self._turns.run_id, route.start_id, route.site_id, reading.section)
        if section_id not in route.section_ids:
            route.section_ids.append(section_id)
        route.entrances = deque(one for one in route.entrances if one.context.source == "home")
        route.drained = False
        self._report.following(route.site.key, trail_text(reading.section))
        route.folders[section_id] = reading.folders
        self._ask_sitemaps(route)

    def sitemaps_known(self, origin: str, urls: Sequence[str]) -> None:
        """A host's robots.txt was asked for: these are its sitemaps."""
        self._sitemaps[origin] = urls
        for route in self._turns.routes:
            self._ask_sitemaps(route)

    def _ask_sitemaps(self, route: Route) -> None:
        """Let the site's sitemaps tell of a section's pages, where those have a place of their own."""
        if route.origin not in self._sitemaps:
            return
        for section_id, trail in self._archive.scope(self._turns.run_id, route.start_id).items():
            lists = route.sitemap_lists(self._sitemaps[route.origin], section_id, trail)
            self._archive.add_lists(section_id, route.site_id, lists, self._turns.run_id)
        route.drained = False


def _may_be_anothers(route: Route, address: Address, reading: Reading) -> bool:
    """Whether a section on the way from an article that names none neither shows nor holds it: another yet may."""
    is_guess = address.context.listing == route.start and not address.context.section and not route.section_ids
    holds_start = folder_above(route.start) == page_folder(address.url)
    return is_guess and not holds_start and not any(one.url == route.start for one in reading.found)
