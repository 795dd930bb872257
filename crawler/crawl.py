"""One run of the crawler over an archive: what it follows, what it fetches next, what came of it.

The frontier is in the archive; this object only holds where each start address leads (its route), and `Turns` what is
on the wire. Scrapy's components (scheduler, middlewares, spider, pipeline) are thin around it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from archive.schema import trail_text
from crawler import start_pages
from crawler.downloads import REFERENCES_ONLY, Downloads
from crawler.entering import Entrances
from crawler.normalise.urls import canonical_url
from crawler.reading import read_page
from crawler.report import Report
from crawler.route import Route
from crawler.sites import site_for
from crawler.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy.crawler import Crawler

    from archive import Address, Archive, ArchiveError, ExitStatus, FileReference
    from archive.schema import Page, Reading
    from crawler.downloads import FilesToKeep
    from crawler.robots import Rules
    from crawler.sites import Site

_FAILURES_IN_A_ROW = 10
"""A host whose addresses fail this often without one answer between is left to the next run."""
_FEW_MISSING = 3
"""Articles of a site that may be gone in one run whatever else it finds there."""


def run_arguments(
    starts: Sequence[tuple[str, tuple[str, ...]]], *, full: bool = False, since: str | None = None
) -> dict[str, Any]:
    """What a crawl is asked for, as its run keeps it: one that is asked for the same goes on with it."""
    arguments: dict[str, Any] = {"starts": [[canonical_url(url), list(section)] for url, section in starts]}
    arguments |= {"full": True} if full else {}
    arguments |= {"since": since} if since else {}
    return arguments


class Crawl:
    """One run. `begin` makes it ready, `next_address` gives what to fetch, the other methods say what came of it."""

    def __init__(
        self,
        archive: Archive,
        *,
        concurrency: int = 1,
        max_pages: int | None = None,
        files: FilesToKeep = REFERENCES_ONLY,
    ) -> None:
        self.archive = archive
        self.report = Report()
        self.downloads = Downloads(archive, self.report, concurrency)
        self._files = files
        self.storage_error: ArchiveError | None = None
        self.ending = False
        self.run_id = 0
        self.max_pages = max_pages
        self._turns = Turns(archive, self.report, concurrency)
        self._entrances = Entrances(archive, self.report, self._turns, max_pages)
        self._failures: Counter[str] = Counter()
        self._pace: dict[str, float] = {}
        self._full = False
        self._missing: defaultdict[str, list[tuple[Address, str]]] = defaultdict(list)
        """Articles by their site's key, each with the reason, that were missing in the run before too."""
        self._absent: list[tuple[Route, str]] = []
        self._unanswered: set[int] = set()

    def begin(
        self,
        starts: Sequence[tuple[str, tuple[str, ...]]],
        *,
        full: bool = False,
        since: str | None = None,
        kind: str = "crawl",
    ) -> None:
        """Take up the run of this kind: read what a killed process left unread, then the start addresses.

        `full` visits everything that is known of the sections again; `since` leaves out news of days before it.
        """
        arguments = run_arguments(starts, full=full, since=since)
        self._full = full
        self.run_id = self._turns.run_id = self.report.run_id = self.archive.begin_run(arguments, kind)
        self._read_left_over(again=False)
        for url, section in starts:
            self._take_up(canonical_url(url), section, site_for(url))

    def _take_up(self, start: str, section: tuple[str, ...], site: Site) -> None:
        """Begin a route at a start address, with what earlier runs know of it."""
        name = site.name if site.status != "ad-hoc" else None
        site_id = self.archive.ensure_site(site.key, name, site.base_url, site.cms, site.municipality)
        self.archive.set_revisits(site_id, site.revisits.policy())
        route = Route(start, section, site, site_id)
        self._turns.routes.append(route)
        self._pace[route.host] = max(site.delay or 0.0, self.pace(route.host))
        self.report.site(site.key)
        self.downloads.keep(site.key, self._files.of(site.download))
        address, to_fetch = self.archive.add_start(site_id, start, section, self.run_id)
        route.start_id = address.id
        scope = self.archive.scope(self.run_id, address.id)
        route.section_ids = list(scope)
        for trail in scope.values():
            self.report.following(site.key, trail)
        self._entrances.enter(route, address, to_fetch=to_fetch)

    def finish(self) -> None:
        """Read what a list has told more of since it was read, and decide what is gone."""
        if self.storage_error is not None:
            return
        if not self.ending:
            self._entrances.settle(at_end=True)  # the last page of the run may have been the last one on the way
        self._read_left_over(again=True)
        self._settle_missing()
        self._tell_unfound()
        self._tell_kept()
        start_pages.look_at(self.archive, self.report, self._turns.routes)
        for route, reason in self._absent:
            if self.archive.forget_site(route.site_id, self.run_id):
                self.report.site(route.site.key).absent = f"{route.start}: {reason}"

    def _settle_missing(self) -> None:
        """Decide what is gone.

        When most of what a run visits on a site is missing, the site is broken, not its news: gone is only what is so
        surely then. What others show is no sign of that: after a redesign all old addresses are missing.
        """
        for key, missing in self._missing.items():
            gone = [one for one in missing if self.archive.is_surely_missing(one[0].id)]
            if len(missing) - len(gone) > max(_FEW_MISSING, self.report.seen(key)):
                self.report.doubted(key, len(missing) - len(gone), missing[0][0].url)
            else:
                gone = missing
            with self._telling(key):
                for address, reason in gone:
                    self.report.gone(key, self.archive.settle_missing(address.id, reason, self.run_id))

    def _tell_unfound(self) -> None:
        """Say what led to no section: which known ones may have been meant, and which start was kept all the same."""
        for route in self._turns.routes:
            if route.section_ids or route.start_id in self._unanswered:
                continue
            if self.ending or route.entrances or route.survey or route.is_undecided:
                self.report.site(route.site.key).on_the_way = True
                continue
            if route.wanted:
                near = self.archive.nearest_trails(route.site_id, route.wanted)
                near = near or start_pages.likely_section(self.archive, route)
                self.report.unfound(route.site.key, trail_text(route.wanted), near)
            else:
                self.report.site(route.site.key).nowhere.append(route.start)
            if route.kept_start:
                self.report.site(route.site.key).alone.append(route.start)

    def _tell_kept(self) -> None:
        """Say how many articles there are of what was followed."""
        for key in {route.site.key for route in self._turns.routes}:
            followed = [one for route in self._turns.routes if route.site.key == key for one in route.section_ids]
            self.report.site(key).kept = self.archive.article_count(followed)

    def keep_report(self, reason: str, *, interrupted: bool = False) -> ExitStatus:
        """Close the run in the archive, with what it did and why it ended; its exit status."""
        status = self.report.exit_status(interrupted=interrupted)
        with self.archive.transaction():
            self.archive.report_run(self.run_id, self.report.to_dict())
            self.report.whole_run = self.archive.finish_run(self.run_id, self.report.counts, reason, status)
        return status

    def _read_left_over(self, *, again: bool) -> None:
        """Read every page that is kept but not read, without network: a killed run's, or `again` what this run read."""
        sites: dict[int, Site] = {}
        for address in self.archive.stored_addresses():
            if self._turns.is_on_the_wire(address):
                continue
            site = sites.setdefault(address.site_id, site_for(address.url))
            if self.archive.begin_derivation(address.id):
                self._read(address, site, again=again)
            else:
                reason = "reading its page ended the process twice; the page is kept"
                with self._telling(site.key):
                    self.archive.failed(address.id, reason, self.run_id)
                    self.report.failed(site.key, reason, address.url, refused=False)
        for route in self._turns.routes:
            route.drained = False

    # What to fetch

    def next_address(self) -> Address | None:
        """The next address to fetch; None when nothing may be fetched just now."""
        if self.ending or not self._pages_left(self._turns.on_the_wire):
            return None
        while True:
            if self._entrances.settle():
                self._read_left_over(again=True)  # what a survey had looked at may be news of the sections it found
            address = self._turns.next()
            if address is None or not self._turns.has_come(address):
                return address
            route = self._turns.settle(address)
            self.report.not_asked(route.site.key)
            self._entrances.enter_kept(route, address)

    def next_file(self) -> FileReference | None:
        """The next file to fetch, of a site whose pages are all done: news comes before its pictures."""
        return self.downloads.next(self._turns.sites_done(), self._turns.left)

    @property
    def has_more(self) -> bool:
        """Whether anything is left to fetch."""
        if not self._pages_left():
            return False
        return self._turns.has_more or self.downloads.has_more(self._turns.sites_done(), self._turns.left)

    def _pages_left(self, on_the_wire: int = 0) -> bool:
        """Whether the run may still have pages besides those that are on the wire."""
        return self.max_pages is None or self.report.pages + on_the_wire < self.max_pages

    def due_left(self) -> int:
        """How many addresses are known to be left, on the wire included."""
        return self._turns.due_left()

    def sections_in_sight(self) -> int | None:
        """How many sections have been seen where sites are still looked through; None where none is."""
        surveys = [route.survey for route in self._turns.routes if route.survey]
        return sum(len(survey.draft.sections) for survey in surveys) if surveys else None

    def leave(self, host: str, reason: str) -> None:
        """Ask the host for nothing more in this run: its addresses wait for the next."""
        self._turns.leave(host, reason)

    @property
    def named_hosts(self) -> set[str]:
        """The hosts that the user named: they may be visited whatever they are, private addresses too."""
        return {route.host for route in self._turns.routes}

    def pace(self, host: str) -> float:
        """Seconds between requests that a profile asks for on this host; 0 where none does."""
        return self._pace.get(host, 0.0)

    # What came of it

    def stored(self, address: Address, page: Page) -> Page:
        """The first commit: the page is kept before anything reads it; the page as it is to be read."""
        key = self._site_key(address)
        self._failures[self._turns.route_of(address).host] = 0
        self._turns.came(address)
        self.report.fetched(key, len(page.body))
        return self.archive.store_page(address.id, page, self.run_id, self._so_far(key)).page

    def read(self, address: Address, page: Page) -> Reading:
        """What the address's page says, which has just been stored."""
        route, fresh = self._turns.route_of(address), self.archive.address(address.id)
        # Another route may have found it on its way to somewhere else, or look from there for another section.
        if address.id == route.start_id and (fresh.kind == "walk" or fresh.context.section != route.wanted):
            fresh, _ = self.archive.add_start(route.site_id, address.url, route.wanted, self.run_id)
        return read_page(page, route.site, fresh.kind, fresh.context)

    def record(self, address: Address, reading: Reading) -> None:
        """The second commit, and what follows from it for the run."""
        route = self._turns.route_of(address)
        with self._telling(route.site.key):
            outcome = self.archive.record(address.id, reading)
            self.report.read(route.site.key, outcome, reading, address.url)
        self.downloads.more()
        if outcome == "missing again":
            self._missing[route.site.key].append((address, reading.reason or reading.placing))
        route.drained = False
        self._entrances.follow(route, address, reading)
        self._turns.settle(address)

    def unchanged(self, address: Address, page: Page) -> None:
        """The server answered 304: what the archive has still holds; an entrance or list is read again from there."""
        route = self._turns.route_of(address)
        self._failures[route.host] = 0
        self._turns.came(address)
        reading = None
        if address.page_id is not None:
            kept = self.archive.page(address.page_id)
            if address.kind == "article" and canonical_url(page.url) != address.url:
                self._moved_unchanged(route, address, replace(kept, url=page.url, fetched_at=page.fetched_at))
                return
            if address.kind != "article":
                reading = read_page(kept, route.site, address.kind, address.context)
        with self._telling(route.site.key):
            self.archive.revisited(address.id, page, self.run_id, reading)
            self.report.unchanged(route.site.key, reading)
        if reading is not None:
            if reading.reason and not reading.found:
                self.report.site(route.site.key).tell(reading.reason, address.url)
            route.drained = False
            self._entrances.follow(route, address, reading)
        self._turns.settle(address)

    def _moved_unchanged(self, route: Route, address: Address, page: Page) -> None:
        """The address redirects, and what it leads to is answered 304: the same page at another address."""
        self.report.unchanged(route.site.key)
        self.archive.store_page(address.id, page, self.run_id, self._so_far(route.site.key))
        self._read(self.archive.address(address.id), route.site, again=True)

    def missing(self, address: Address, status: int) -> None:
        """The server answered 404 or 410."""
        route = self._turns.settle(address)
        self._failures[route.host] = 0
        reason = f"HTTP {status}"
        with self._telling(route.site.key):
            again = self.archive.note_missing(address.id, reason, self.run_id)
            if address.context.source not in {"sitemap", "survey"}:  # neither need be right
                self.report.missing(route.site.key, reason, address.url)
        if again:
            self._missing[route.site.key].append((address, reason))

    def failed(self, address: Address, reason: str, *, refused: bool = False, answered: bool = False) -> None:
        """The address could not be fetched or read; `refused` when the site does not let us.

        `answered` says that the host is well: it is only this address. A host in trouble is left after a while.
        """
        route = self._turns.settle(address)
        with self._telling(route.site.key):
            self.archive.failed(address.id, reason, self.run_id)
            self.report.failed(route.site.key, reason, address.url, refused=refused)
        self._unanswered.add(address.id)
        self._failures[route.host] += not answered
        if self._failures[route.host] >= _FAILURES_IN_A_ROW:
            self.leave(route.host, f"{_FAILURES_IN_A_ROW} addresses in a row failed")

    def absent(self, address: Address, reason: str) -> None:
        """There is no server at the address. A site without profile that nothing was ever had of may be misspelt."""
        route = self._turns.route_of(address)
        self.failed(address, reason, refused=True)
        if route.site.status == "ad-hoc":
            self._absent.append((route, reason))

    def give_up(self, error: ArchiveError) -> None:
        """The archive can't be written, so that nothing more can be kept: the run ends. The first error tells why."""
        self.storage_error = self.storage_error or error
        self.ending = True

    def put_back(self, address: Address) -> None:
        """The address was not asked for after all: it stays as it was."""
        self.report.not_asked(self._turns.settle(address).site.key)

    def rules_known(self, origin: str, rules: Rules) -> None:
        """A host's robots.txt was asked for. Where it names no sitemaps, a full run tries the usual place."""
        for route in self._turns.routes:
            if route.origin == origin:
                self.report.site(route.site.key).robots = rules.said_to(route.start)
        if rules.parsed is None:
            return
        usual = (f"{origin}/sitemap.xml",) if self._full else ()
        self._entrances.sitemaps_known(origin, tuple(rules.parsed.sitemaps) or usual)

    def excluded(self, address: Address, reason: str, *, refused: bool = False) -> None:
        """The address is not to be fetched: it is no page, or (`refused`) the site's rules or ours say so."""
        route = self._turns.settle(address)
        with self._telling(route.site.key):
            self.archive.excluded(address.id, reason, self.run_id)
            refuses = refused and address.id == route.start_id
            self.report.excluded(route.site.key, reason, address.url, refused=refuses)

    @contextmanager
    def _telling(self, key: str) -> Iterator[None]:
        """One commit of what came of an address and of what the run has done on its site, which a kill then keeps."""
        with self.archive.transaction():
            yield
            self.archive.report_run(self.run_id, self._so_far(key))

    def _so_far(self, key: str) -> dict[str, dict[str, Any]]:
        """What the run has done on a site, as the archive keeps it."""
        return {key: self.report.site(key).to_dict()}

    def _site_key(self, address: Address) -> str:
        return self._turns.route_of(address).site.key

    def _read(self, address: Address, site: Site, *, again: bool) -> None:
        """Read a stored page without network, `again` in the run that has read it before."""
        assert address.page_id is not None
        reading = read_page(self.archive.page(address.page_id), site, address.kind, address.context)
        self.archive.end_derivation(address.id)
        with self._telling(site.key):
            outcome = self.archive.record(address.id, reading)
            if not (again and outcome == "same"):  # told of already, when its page came
                told = address.reason if address.run_id == self.run_id else None
                self.report.read(site.key, outcome, reading, address.url, told=told)


def crawl_of(crawler: Crawler) -> Crawl:
    """The run that a component of Scrapy's serves: its spider's, which is made before every component."""
    crawl: Crawl = crawler.spider.crawl  # type: ignore[union-attr]  # see above
    return crawl
