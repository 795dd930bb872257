"""Reading while a crawl writes: no error, and every page is of one moment."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request

from archive import Archive
from archive.browse.server import make_datasette
from archive.browse.visit import Visit
from tests.archive.browse.sample import POOL, add_articles, crumbs

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from datasette.app import Datasette

    from archive.schema import Reading

HEBY = "https://www.heby.se"
NEWS = replace(POOL, url=f"{HEBY}/nyheter/nytt", section=crumbs("Start", "Heby-nytt", base=HEBY))
ARTICLES = 20
"""Articles that the crawl writes: all of them on one page of the section."""

PAGES = ("/", "/archive/kommun/0331", "/archive/sok?q=simhall", "/archive/kommuner", "/archive/bilder",
         "/archive/kalender", "/archive/sok.atom", "/archive/news.json?_search=simhall")  # fmt: skip


COUNT = "SELECT count(*) FROM articles WHERE hidden = 0"
READ = threading.Semaphore(0)
"""A permit for each page that was read: the crawl writes the next article while the next page is being read."""


class PacedArchive(Archive):
    """An archive whose crawl is no faster than its readers."""

    def record(self, address_id: int, reading: Reading, *arguments: Any, **options: Any) -> Any:
        READ.acquire()
        return super().record(address_id, reading, *arguments, **options)


def test_a_crawl_disturbs_no_reader_and_no_reader_the_crawl(archive_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    articles = tuple(replace(NEWS, url=f"{NEWS.url}-{number}", headline=f"Nr {number}") for number in range(ARTICLES))
    failures: list[BaseException] = []

    def crawl() -> None:
        try:
            with PacedArchive.open(path) as archive:
                add_articles(archive, "heby", "Heby kommun", HEBY, articles)
        except BaseException as error:
            failures.append(error)

    writer = threading.Thread(target=crawl)
    writer.start()
    datasette = make_datasette(path)
    counts = asyncio.run(_read(datasette, writer))
    writer.join()
    datasette.databases["archive"].close()
    assert failures == []
    assert len(set(counts)) > 5
    assert counts == sorted(counts)
    assert counts[-1] == ARTICLES


async def _read(datasette: Datasette, writer: threading.Thread) -> list[int]:
    """How many articles the section had on each reading, the last one after the crawl."""
    counts, last = [], False
    while not last:
        last = not writer.is_alive()
        await _page(datasette, PAGES[len(counts) % len(PAGES)])
        READ.release()
        found = (await datasette.client.get("/archive/sections.json?_shape=array&name=Heby-nytt")).json()
        if not found:
            continue
        html = await _page(datasette, f"/archive/avsnitt/{found[0]['id']}")
        counted = re.search(r"(\d+) artik", html)
        assert counted
        assert html.count('<li class="teaser') == int(counted[1]), "the count and the list are of two moments"
        counts.append(int(counted[1]))
    return counts


def test_a_page_is_read_from_one_moment(archive_file: Path, tmp_path: Path) -> None:
    """What is committed between two questions of a page is not seen by the second."""
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    datasette = make_datasette(path)
    visit = Visit.of(datasette, Request.fake("/"), "archive")

    def read(connection: sqlite3.Connection) -> list[int]:
        counts = [connection.execute(COUNT).fetchone()[0]]
        with Archive.open(path) as archive:
            archive.connection.execute("UPDATE articles SET hidden = 1 WHERE id = 1")
            archive.connection.commit()
        return [*counts, connection.execute(COUNT).fetchone()[0]]

    assert asyncio.run(visit.read(read)) == [4, 4]
    assert asyncio.run(visit.read(read)) == [3, 3]
    datasette.databases["archive"].close()


async def _page(datasette: Datasette, path: str) -> str:
    answer = await datasette.client.get(path)
    assert answer.status_code == 200, answer.text
    return str(answer.text)
