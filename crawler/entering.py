"""From a start address to the sections that a run follows: the start itself, or where the ways from it lead."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archive.schema import Context, FoundAddress, trail_text
from crawler.normalise.folders import folder_above, page_folder
from crawler.normalise.urls import canonical_url
from crawler.reading import read_page
from crawler.survey import StepwiseSurvey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive import Address, Archive
    from archive.schema import Reading
    from crawler.report import Report
    from crawler.route import Route
    from crawler.turns import Turns

_MOST_WAYS = 30
"""Pages that are tried on the way from one start to its section."""
_MOST_SURVEYED = 30
"""Pages that a look through a whole site has at most; the sites of `tests/sites/unseen` take 11, and at most 17."""


class Entrances:
    """The entrances of a run's routes: what is tried on the way, and which sections are taken into the run."""

    def __init__(self, archive: Archive, report: Report, turns: Turns, max_pages: int | None) -> None:
        self._archive = archive
        self._report = report
        self._turns = turns
        # A run of few pages is to have some of the news that it finds.
        self._enough = _MOST_SURVEYED if max_pages is None else max_pages // 2
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

    def enter_kept(self, route: Route, address: Address) -> None:
        """Read an entrance from the page that another route had fetched while it waited here."""
        if address.id == route.start_id:  # the other route may have found it on its way to somewhere else
            address, _ = self._archive.add_start(route.site_id, address.url, route.wanted, self._turns.run_id)
        page_id = self._archive.address(address.id).page_id
        if page_id is None:
            return
        reading = read_page(self._archive.page(page_id), route.site, address.kind, address.context)
        if address.id == route.start_id or reading.placing == "section":
            self._archive.record(address.id, reading)
        self.follow(route, address, reading)

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
        if address.id == route.start_id and reading.placing == "outside" and not route.wanted:
            if not any(found.context.listing for found in reading.found):
                route.survey = StepwiseSurvey(route.start, _MOST_SURVEYED, self._enough)
                return
            route.may_be_surveyed = not any(found.context.section for found in reading.found)
        for found in reading.found:
            if found.kind != "walk" or route.section_ids:
                continue
            known, tried = self._archive.entrance(found.url, self._turns.run_id)
            self.enter(route, known, to_fetch=not tried)

    def settle(self, *, at_end: bool = False) -> bool:
        """Go on with surveys; look through the site of an article that no list on its way shows.

        Only where the survey finds none that shows it either, all sections found on the way are followed; so they are
        `at_end`, where the run has no pages left to look through the site.

        Whether a survey has come to its end.
        """
        surveying = [route for route in self._turns.routes if route.survey]
        for route in self._turns.routes:
            if route.entrances or route.on_the_wire:
                continue
            if route.survey:
                self._go_on(route, route.survey)
            elif route.is_undecided and route.may_be_surveyed and not at_end:
                route.may_be_surveyed = False
                route.survey = StepwiseSurvey(urljoin(route.start, "/"), _MOST_SURVEYED, self._enough)
                self._go_on(route, route.survey)
            elif route.is_undecided and route.others:
                for reading in route.others:
                    self._follow_section(route, reading)
                self._report.site(route.site.key).named = route.start
        return any(route.survey is None for route in surveying)

    def _go_on(self, route: Route, survey: StepwiseSurvey) -> None:
        """Let a survey have the pages that the archive has, then have the next one fetched, or follow what it found.

        A run that is taken up again goes through its pages once more, without network.
        """
        while survey.needs:
            address, to_fetch = self._entrance(route, survey.needs, ())
            if to_fetch:
                route.entrances.append(address)
                return
            survey.go_on(self._archive.last_seen(address.id))
        route.survey = None
        found = survey.draft.sections_by_trust
        showing = [section for section in found if any(item.url == route.start for item in section.items)]
        for section in showing or (() if route.others else found):
            address, to_fetch = self._entrance(route, section.url, section.trail)
            if to_fetch:
                route.entrances.append(address)
            elif address.page_id is not None:
                reading = read_page(self._archive.page(address.page_id), route.site, address.kind, address.context)
                self._archive.record(address.id, reading)
                self.follow(route, address, reading)
        self._report.surveyed(route.site.key, route.start, survey)

    def _entrance(self, route: Route, url: str, section: tuple[str, ...]) -> tuple[Address, bool]:
        """A page for a survey, or the section that it is, and whether this run has still to fetch it."""
        found = FoundAddress(canonical_url(url), "walk", 0, Context(section=section, source="survey"))
        return self._archive.add_entrance(route.site_id, found, route.start, self._turns.run_id)

    def _follow_section(self, route: Route, reading: Reading) -> None:
        """Take a section into the run; of what is left to try only other sections stay, that a survey found."""
        section_id = self._archive.set_scope(self._turns.run_id, route.start_id, route.site_id, reading.section)
        if section_id not in route.section_ids:
            route.section_ids.append(section_id)
        route.entrances = deque(one for one in route.entrances if one.context.source == "survey")
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
