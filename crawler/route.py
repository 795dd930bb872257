"""What follows from one start address of a run."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from archive.schema import TRAIL_SEPARATOR
from crawler.listing.found import sitemap_list
from crawler.normalise.urls import canonical_url, same_site
from crawler.origins import host_of, origin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive import Address
    from archive.schema import FoundAddress, Reading
    from crawler.sites import Site
    from crawler.survey import StepwiseSurvey


@dataclass(slots=True)
class Route:
    """What follows from one start address: its site, the wanted section, and what is next."""

    start: str
    wanted: tuple[str, ...]
    site: Site
    site_id: int
    start_id: int = 0
    section_ids: list[int] = field(default_factory=list)
    entrances: deque[Address] = field(default_factory=deque)
    others: list[Reading] = field(default_factory=list)
    """Sections on the way from the article at the start that do not show it: followed where none does."""
    queue: dict[int, Address] = field(default_factory=dict)
    """Due addresses by id, the next first: another route to the same page takes it out here too."""
    on_the_wire: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    folders: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Where the pages of each section live, by its id, as its list told; empty for one without a place of its own."""
    survey: StepwiseSurvey | None = None
    """The look at the site for its sections of news, while it lasts, where no way leads there."""
    may_be_surveyed: bool = False
    """Whether the start is an article that says nothing of its section, so that its site may be looked through."""
    drained: bool = False
    kept_start: bool = False
    """Whether the start was read as an article, and kept."""

    @property
    def is_undecided(self) -> bool:
        """Whether no section is followed yet, but there are some that may be."""
        return (bool(self.others) or self.may_be_surveyed) and not self.section_ids

    @property
    def host(self) -> str:
        """The host that the route's pages come from, without its port, as Scrapy paces it."""
        return host_of(self.start)

    @property
    def origin(self) -> str:
        """Scheme, host and port of the route's pages, as robots.txt is asked for."""
        return origin_of(self.start)

    def sitemap_lists(self, sitemaps: Sequence[str], section_id: int, trail: str) -> list[FoundAddress]:
        """The site's own sitemaps among these as sources of the section: of what lies in its folders, if it has any."""
        folders = self.folders.get(section_id)
        if not folders:
            return []
        urls = [canonical_url(urljoin(self.start, url)) for url in sitemaps]
        names = tuple(trail.split(TRAIL_SEPARATOR))
        return [sitemap_list(url, names, folders) for url in urls if same_site(url, self.start)]
