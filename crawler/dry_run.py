"""What a crawl would fetch now, and why, told from the archive alone: `kommunarkiv crawl --dry-run`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, takewhile
from typing import TYPE_CHECKING

from archive import Archive
from archive.schema import trail_text
from crawler.normalise.urls import canonical_url
from crawler.origins import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from archive import Due
    from crawler.run import Start


_RULES = "the host's rules"


@dataclass(frozen=True, slots=True)
class Planned:
    """A request that a crawl would make, in its order, and the reason for it."""

    url: str
    why: str


def would_fetch(
    archive_path: Path,
    starts: Sequence[Start],
    *,
    full: bool = False,
    since: str | None = None,
    max_pages: int | None = None,
) -> list[Planned]:
    """The requests that a crawl of these starts is sure to make, in its order; nothing is fetched or written.

    An archive that is not there yet knows of nothing but the starts. A robots.txt is none of the `max_pages`.
    """
    planned: dict[str, Planned] = {}
    for url, section in starts:
        start = canonical_url(url)
        robots = f"{origin_of(start)}/robots.txt"
        planned.setdefault(robots, Planned(robots, _RULES))
        planned.setdefault(start, Planned(start, _why_start(section)))
    if archive_path.is_file():
        with Archive.open(archive_path, "read") as archive:
            for url, _ in starts:
                for due in archive.would_fetch(canonical_url(url), full=full, since=since):
                    planned.setdefault(due.url, Planned(due.url, _why(due, full=full)))
    return _within(planned.values(), max_pages)


def _within(planned: Iterable[Planned], max_pages: int | None) -> list[Planned]:
    """What comes before the page that is one too many."""
    pages = count()
    return list(takewhile(lambda one: max_pages is None or one.why == _RULES or next(pages) < max_pages, planned))


def _why_start(section: tuple[str, ...]) -> str:
    return f"the start, to find {trail_text(section)}" if section else "the start"


_SOURCES = {
    "feed": "a feed", "sitemap": "a sitemap", "wordpress": "WordPress's own list", "month": "a list of a month or year",
    "archive": "a list of older news",
}  # fmt: skip
_STATES = {"pending": "new", "failed": "failed last time", "gone": "gone, perhaps back"}


def _why(due: Due, *, full: bool) -> str:
    if due.kind == "walk":
        return "looked at for sections of news" if due.source == "survey" else "on the way to the section"
    if due.kind == "list":
        further = "a list page" if due.surely else "a list page, should those before it show anything new"
        return _SOURCES.get(due.source, further)
    if due.state in _STATES:
        return _STATES[due.state]
    if due.missed:
        return "missing last time"
    return "everything is visited again" if full and not due.is_due else "due for a revisit"
