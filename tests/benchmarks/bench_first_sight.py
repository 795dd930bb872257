"""How much of a site's news a crawl finds that knows no more than one address of it.

    python -m tests.benchmarks.bench_first_sight [KEY...]

The sites are those of `tests/sites/unseen` (all, or those named), without profiles. Three crawls of each: from its home
page, from each of its news sections, and from one article of each. Prints what was not found, and what was taken for
news that is none; then the sums.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.demo.server import serve
from tests.sites.unseen import FOLDER, UnseenSite, paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROGRAM = str(Path(sys.executable).parent / "kommunarkiv")


class Task(NamedTuple):
    """A crawl of one site, by its host, from one address, and the news that it should find."""

    host: str
    site: UnseenSite
    start: str
    wanted: set[str]


def from_home(sites: dict[str, UnseenSite]) -> Iterator[Task]:
    """Every news of a site from its home page."""
    yield from (Task(host, site, site.told["home"], site.articles) for host, site in sites.items())


def from_sections(sites: dict[str, UnseenSite]) -> Iterator[Task]:
    """The news of each section from its own page."""
    for host, site in sites.items():
        for section in site.sections:
            if section.path in site.told["wanted"]:
                yield Task(host, site, section.path, site.own(paths(one.url for one in section.stories)))


def from_articles(sites: dict[str, UnseenSite]) -> Iterator[Task]:
    """The news of each section from its third article."""
    for host, site in sites.items():
        for section in site.sections:
            if section.path in site.told["wanted"] and len(section.stories) > 2:
                wanted = site.own(paths(one.url for one in section.stories))
                yield Task(host, site, section.stories[2].url, wanted)


def rounds(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """The tasks in crawls that take up each site once: what one start finds is not told by another of its site."""
    turns: Counter[str] = Counter()
    sorted_in: dict[int, list[Task]] = {}
    for task in tasks:
        sorted_in.setdefault(turns[task.host], []).append(task)
        turns[task.host] += 1
    yield from sorted_in.values()


def crawled(tasks: list[Task], archive: Path) -> list[tuple[str, str]]:
    """Site and address of each article that one crawl of these starts gives."""
    with ExitStack() as served:
        starts = [f"{served.enter_context(serve(task.site, task.host))}{task.start}" for task in tasks]
        command = [PROGRAM, "crawl", *starts, "--delay", "0", "--archive", str(archive)]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with closing(sqlite3.connect(archive)) as connection:
        return connection.execute("SELECT key, url FROM articles JOIN sites ON sites.id = site_id").fetchall()


def main() -> None:
    keys = sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.toml"))
    sites = {f"127.0.7.{number}": UnseenSite(key) for number, key in enumerate(keys, 1)}
    for label, tasks in (
        ("home pages", from_home(sites)),
        ("sections", from_sections(sites)),
        ("articles", from_articles(sites)),
    ):
        sums: Counter[str] = Counter()
        with tempfile.TemporaryDirectory() as folder:
            for number, of_one_crawl in enumerate(rounds(tasks)):
                rows = crawled(of_one_crawl, Path(folder) / f"{number}.db")
                for task in of_one_crawl:
                    found = task.site.own(paths(url for key, url in rows if key.startswith(f"{task.host}-")))
                    others = sorted(found - task.site.articles)
                    right = len(found & task.wanted)
                    if others or right < len(task.wanted):
                        print(f"{task.site.key:16} {task.start}: {right} of {len(task.wanted)}  {' '.join(others)}")
                    sums += Counter(starts=1, news=len(task.wanted), found=right, others=len(others))
                    sums["whole"] += right == len(task.wanted)
        print(
            f"from {label}: {sums['found']} of {sums['news']} news, {sums['others']} that are none; "
            f"all from {sums['whole']} of {sums['starts']} starts\n"
        )


if __name__ == "__main__":
    main()
