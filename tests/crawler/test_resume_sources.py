"""A kill while a source beside the list (feed, sitemap, WordPress, endpoint) is fetched or read loses nothing of it."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.crawler.command import Command, canonical, run
from tests.sites.newsroom import Newsroom, Offers, newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 45
SOURCES = {
    "feed": ("/nyheter/feed", "endpoint-json"),
    "sitemap index": ("sitemap-index.xml", "endpoint-json"),
    "sitemap": ("sitemap-nyheter.xml.gz", "endpoint-json"),
    "WordPress": ("wp-json", "endpoint-json"),
    "endpoint of JSON": ("svar=json", "endpoint-json"),
    "endpoint of HTML": ("fler?sida=2", "endpoint-html"),
    "endpoint by POST": ("admin-ajax.php", "post-script"),
}
POINTS = ("on the wire", "after store_page", "before record")


class Whole(NamedTuple):
    """A site, and what one crawl that nothing interrupted made of it: articles, and the state of every address."""

    site: Newsroom
    start: str
    articles: list[str]
    addresses: list[tuple[object, ...]]


def addresses(archive: Path) -> list[tuple[object, ...]]:
    query = """SELECT url, kind, state, placing, reason, context, group_concat(source) FROM addresses
               JOIN (SELECT * FROM address_sources ORDER BY source) ON address_id = id GROUP BY id ORDER BY url"""
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(query).fetchall()


def fetched_twice(archive: Path) -> int:
    with closing(sqlite3.connect(archive)) as connection:
        return int(connection.execute("SELECT count(*) - count(DISTINCT address_id) FROM pages").fetchone()[0])


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Whole]]:
    found: dict[str, Whole] = {}
    offers = {way: Offers(pages=way, feed=True, sitemap=True, wordpress=True) for _, way in SOURCES.values()}
    sites = {way: Newsroom(COUNT, date(2026, 11, 20), offer) for way, offer in offers.items()}
    json, html, post = sites
    with newsroom(sites[json]) as a, newsroom(sites[html], "127.0.1.10") as b, newsroom(sites[post], "127.0.1.11") as c:
        for way, base in zip(sites, (a, b, c), strict=True):
            archive = tmp_path_factory.mktemp("whole") / "archive.db"
            result = run(*arguments(f"{base}/nyheter", archive))
            assert result.returncode == 0, result.stderr
            lines = canonical(archive)
            assert len(lines) == COUNT
            found[way] = Whole(sites[way], f"{base}/nyheter", lines, addresses(archive))
        yield found


def arguments(start: str, archive: Path) -> list[str | Path]:
    return ["crawl", start, "--archive", archive, "--delay", "0"]


def killed_on_the_wire(whole: Whole, source: str, archive: Path) -> None:
    """Kill a crawl that waits for the answer of this source."""
    whole.site.held = source
    whole.site.asked.clear()
    command = Command(*arguments(whole.start, archive))
    try:
        command.wait_until(lambda: any(source in target for target, _ in whole.site.asked))
    finally:
        command.kill()
        whole.site.held = ""
    assert command.returncode == -signal.SIGKILL


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", SOURCES)
def test_source_that_a_kill_interrupts_tells_the_next_run_all(
    name: str, point: str, wholes: dict[str, Whole], tmp_path: Path
) -> None:
    source, way = SOURCES[name]
    whole, archive = wholes[way], tmp_path / "archive.db"
    if point == "on the wire":
        killed_on_the_wire(whole, source, archive)
    else:
        killed = Command(*arguments(whole.start, archive), dies=(point, source)).wait()
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    result = run(*arguments(whole.start, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == whole.articles
    assert addresses(archive) == whole.addresses
    assert fetched_twice(archive) <= 1
