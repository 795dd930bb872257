"""Whether a profile holds: what the site's last articles lacked, and what its sections give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.sites.profile import Site

NEEDED = frozenset({"headline", "article_body", "date_published", "breadcrumb"})
"""What nearly all news has; where most of a site's last articles lack one of them, something is wrong."""
_MOST = 0.5


@dataclass(slots=True)
class SiteCheck:
    """One site's profile held against the archive, and against the site itself where `live` says something.

    `lacking` is, by field, how many of the `articles` looked at have none.
    """

    site: Site
    articles: int
    lacking: Mapping[str, int]
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
        if not self.articles and not self.live:
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
        yield from (f"  {line}" for line in self.live)
        yield from (f"  ! {problem}" for problem in self.problems)

    def to_dict(self) -> dict[str, Any]:
        """The check for programs."""
        return {
            "key": self.site.key,
            "status": self.site.status,
            "articles": self.articles,
            "lacking": dict(self.lacking),
            "live": self.live,
            "problems": self.problems,
        }


def lacking_fields(articles: Sequence[Mapping[str, Any]]) -> tuple[int, dict[str, int]]:
    """How many articles there are, and by field how many of them have none."""
    names = list(articles[0]) if articles else []
    return len(articles), {name: sum(not article[name] for article in articles) for name in names}
