"""Whose turn it is: the routes of a run take turns, each host with so many requests on the wire at most.

The frontier is in the archive; only a batch of due addresses of each route is in memory, and what is on the wire.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive.schema import Refusal

if TYPE_CHECKING:
    from archive import Address, Archive
    from crawler.report import Report
    from crawler.route import Route

_BATCH = 200
"""How many due addresses are read from the archive at a time."""


class Turns:
    """The routes of the run `run_id`, and what is on the wire of each; at most `concurrency` requests a host."""

    def __init__(self, archive: Archive, report: Report, concurrency: int) -> None:
        self.run_id = 0
        self.routes: list[Route] = []
        self.left: set[str] = set()
        """Hosts that are asked for nothing more in this run."""
        self._archive = archive
        self._report = report
        self._concurrency = concurrency
        self._wire: Counter[str] = Counter()
        self._route_of: dict[int, Route] = {}
        self._come: set[int] = set()

    @property
    def on_the_wire(self) -> int:
        """How many addresses were given out and have not been settled."""
        return len(self._route_of)

    def is_on_the_wire(self, address: Address) -> bool:
        """Whether an address was given out and has not been settled."""
        return address.id in self._route_of

    def next(self) -> Address | None:
        """The next address to fetch, now on the wire; None when nothing may be fetched just now."""
        for _ in range(len(self.routes)):
            route = self.routes[0]
            self.routes.append(self.routes.pop(0))
            if self._wire[route.host] >= self._concurrency or route.host in self.left or self._is_closed(route):
                continue
            while address := self._next_of(route):
                if self._is_forbidden(route, address):
                    continue
                route.on_the_wire.add(address.id)
                self._wire[route.host] += 1
                self._route_of[address.id] = route
                self._report.asked(route.site.key)
                return address
        return None

    def came(self, address: Address) -> None:
        """The address's page has come: a route for which it is an entrance, and which waits for it, has it as well."""
        if any(one.id == address.id for route in self.routes for one in route.entrances):
            self._come.add(address.id)

    def has_come(self, entrance: Address) -> bool:
        """Whether the page of an entrance came while its route waited for it."""
        return entrance.kind in {"start", "walk"} and entrance.id in self._come

    def route_of(self, address: Address) -> Route:
        """The route of an address that is on the wire."""
        return self._route_of[address.id]

    def settle(self, address: Address) -> Route:
        """The route of an address that is on the wire no more."""
        route = self._route_of.pop(address.id)
        route.on_the_wire.discard(address.id)
        self._wire[route.host] -= 1
        self._report.settled(route.site.key)
        return route

    @property
    def has_more(self) -> bool:
        """Whether any address is left to fetch."""
        return any(self._has_more(route) for route in self.routes)

    def sites_done(self) -> list[str]:
        """Keys of the sites of which no page is on the wire or still to be fetched."""
        busy = {route.site.key for route in self.routes if route.on_the_wire or self._has_more(route)}
        return [key for key in dict.fromkeys(route.site.key for route in self.routes) if key not in busy]

    def due_left(self) -> int:
        """How many addresses are known to be left, on the wire included."""
        return sum(
            self._archive.due_count(self.run_id, r.site_id, r.section_ids) + len(r.entrances) for r in self.routes
        )

    def leave(self, host: str, reason: str) -> None:
        """Ask the host for nothing more in this run: its addresses wait for the next."""
        if host in self.left:
            return
        self.left.add(host)
        for route in self.routes:
            if route.host == host:
                self._report.left(route.site.key, f"left to the next run: {reason}")

    def _is_closed(self, route: Route) -> bool:
        """Whether the site's hours are not now; its addresses wait for a run within them."""
        if route.site.opens_in(datetime.now(UTC)) == 0:
            return False
        self.left.add(route.host)
        self._report.closed(route.site.key, str(route.site.hours))
        return True

    def _is_forbidden(self, route: Route, address: Address) -> bool:
        """Whether the profile says never to visit the address; then it is not asked for."""
        pattern = route.site.forbids(address.url)
        if pattern is None:
            return False
        reason = Refusal.FORBIDDEN.told(pattern=pattern)
        self._archive.excluded(address.id, reason, self.run_id)
        self._report.excluded(route.site.key, reason, address.url, refused=address.id == route.start_id)
        return True

    def _next_of(self, route: Route) -> Address | None:
        if route.entrances:
            if route.entrances[0].id in self._route_of:
                return None  # another route waits for it just now
            # One at a time: the surest way leads to the section, not the one whose answer comes first.
            return None if route.on_the_wire and not route.section_ids else route.entrances.popleft()
        if not route.section_ids:
            return None
        while not route.drained:
            if route.queue:
                address = route.queue[next(iter(route.queue))]
                for other in self.routes:  # sections of one site may show the same page
                    other.queue.pop(address.id, None)
                return address
            batch = self._archive.due_addresses(self.run_id, route.site_id, route.section_ids, _BATCH)
            route.queue.update((address.id, address) for address in batch if address.id not in self._route_of)
            route.drained = not route.queue
        return None

    def _has_more(self, route: Route) -> bool:
        if route.host in self.left:
            return False
        if route.entrances or route.queue or route.survey or route.is_undecided:
            return True
        if not route.section_ids or route.drained:
            return False
        return bool(self._archive.due_addresses(self.run_id, route.site_id, route.section_ids, 1))
