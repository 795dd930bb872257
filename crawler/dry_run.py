"""What a crawl would fetch now, and why, told from the archive alone: `kommunarkiv crawl --dry-run`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any

from archive import Archive, Due
from archive.schema import trail_text
from crawler.crawl import run_arguments
from crawler.normalise.urls import canonical_url
from crawler.origins import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

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
    wanted = {canonical_url(url): section for url, section in starts}
    known = _known(archive_path, wanted, run_arguments(starts, full=full, since=since))
    planned: dict[str, Planned] = {}
    for start in wanted:
        robots = f"{origin_of(start)}/robots.txt"
        planned.setdefault(robots, Planned(robots, _RULES))
        for due in known[start]:
            why = _why_start(wanted[due.url]) if due.url in wanted else _why(due, full=full)
            planned.setdefault(due.url, Planned(due.url, why))
    starts_first = sorted(planned.values(), key=lambda one: one.why != _RULES and one.url not in wanted)
    return _within(starts_first, max_pages)


def _known(archive_path: Path, starts: Iterable[str], arguments: Mapping[str, Any]) -> dict[str, list[Due]]:
    """What the archive knows to be due from each start."""
    if not archive_path.is_file():
        return {start: [Due.new_start(start)] for start in starts}
    with Archive.open(archive_path, "read") as archive:
        return {start: archive.would_fetch(start, arguments) for start in starts}


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
