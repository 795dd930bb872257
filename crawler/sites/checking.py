"""Whether a profile holds: what the site's last articles lacked, and what its sections give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.sites.profile import Design, Site

NEEDED = frozenset({"headline", "article_body", "date_published", "breadcrumb"})
"""What nearly all news has; where most of a site's last articles lack one of them, something is wrong."""
_MOST = 0.5
_OF_THE_READING = frozenset({"extracted_by", "fetched_on"})
_BY_SELECTOR = frozenset({"site", "selector"})
"""What `extracted_by` says of a field that a site's selector gave: of dates `selector`, of all others `site`."""


@dataclass(slots=True)
class SiteCheck:
    """One site's profile held against the archive, and against the site itself where `live` says something.

    `lacking` is, by field, how many of the `articles` looked at have none; `idle` holds the selectors of today's design
    that none of them was read by, `seen` how many sections were found live.
    """

    site: Site
    articles: int
    lacking: Mapping[str, int]
    idle: Mapping[str, str] = field(default_factory=dict)
    seen: int = 0
    live: list[str] = field(default_factory=list)
    live_problems: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """What a person should look at."""
        found = [
            f"{name} is missing {self._among(count)}"
            for name, count in self.lacking.items()
            if name in NEEDED and count > _MOST * self.articles
        ]
        return [*found, *self.live_problems]

    @property
    def _verdict(self) -> str:
        if self.problems:
            return "look at it"
        if not self.articles and not self.seen:
            return "no article in the archive yet to tell by"
        return "in order"

    def _among(self, count: int) -> str:
        """How many of the articles looked at, in words."""
        return f"in {count} of its last {self.articles} articles" if self.articles > 1 else "in its last article"

    def lines(self) -> Iterator[str]:
        """The check for a person."""
        yield f"{self.site.key} ({self.site.status}): {self._verdict}"
        if self.articles:
            last = f"its last {self.articles} articles" if self.articles > 1 else "its last article"
            without = ", ".join(f"{name} in {count}" for name, count in self.lacking.items() if count)
            yield f"  missing in {last}: {without or 'nothing'}"
        elif self.live:
            yield "  no article in the archive"
        for name, selector in self.idle.items():
            yield f"  selectors.{name} = {selector!r} found nothing in them (if it is new: reextract reads them by it)"
        yield from (f"  {line}" for line in self.live)
        yield from (f"  ! {problem}" for problem in self.problems)

    def to_dict(self) -> dict[str, Any]:
        """The check for programs."""
        return {
            "key": self.site.key,
            "status": self.site.status,
            "articles": self.articles,
            "lacking": dict(self.lacking),
            "idle": dict(self.idle),
            "live": self.live,
            "problems": self.problems,
        }


def idle_selectors(design: Design | None, articles: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The selectors of a design that gave nothing, in any of the articles whose pages were fetched in it."""
    read_by = [one["extracted_by"] for one in articles if design and design.holds(one["fetched_on"])]
    used = {name for strategies in read_by for name, strategy in strategies.items() if strategy in _BY_SELECTOR}
    return {name: css for name, css in design.selectors.items() if name not in used} if design and read_by else {}


def lacking_fields(articles: Sequence[Mapping[str, Any]]) -> tuple[int, dict[str, int]]:
    """How many articles there are, and by field how many of them have none."""
    names = [name for name in articles[0] if name not in _OF_THE_READING] if articles else []
    return len(articles), {name: sum(not article[name] for article in articles) for name in names}
