"""How fast articles are stored, with pictures and search index, beside raw sqlite3 inserting the same rows.

    python -m tests.benchmarks.bench_store [ARTICLES]

Made-up articles (2,000 unless told) of about 1.5 kB with two pictures and a date each. Prints articles per second of
wall clock and of CPU: one transaction each as a crawl writes them (`record`), fifty in one as re-extraction does
(`rederive`), a whole archive at once (`merge`), and beside them sqlite3 alone with the same article rows, pictures and
a plain FTS5 table without any index or foreign key: by `executemany` in one transaction, and with a commit that waits
for the disk after each article. `executemany` of the very rows that the archive has come to, into its own tables and
both ways, says what their indexes and triggers take of whoever writes: no program that keeps this schema is faster.
Words that an archive has never seen are analysed once; that is measured apart.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from archive import Archive, search
from archive.merging import merge
from archive.schema import Article, ArticleDate, Context, Crumb, FoundAddress, Image, Page, Reading
from tests.benchmarks.template_site import TemplateSite

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "https://www.exempelkommun.se"
SECTION = (Crumb(1, "Hem", f"{HOST}/"), Crumb(2, "Nyheter", f"{HOST}/nyheter"))
BATCH = 50


@cache
def vocabulary() -> list[str]:
    return sorted({TemplateSite._words(random.Random(number), 1) for number in range(1500)})


def text(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(vocabulary(), k=count)).capitalize()


def article(number: int) -> Article:
    dice = random.Random(number)
    words = [text(dice, 45) for _ in range(4)]
    return Article(
        url=f"{HOST}/nyheter/{number}",
        headline=text(dice, 6),
        description=f"{text(dice, 20)}.",
        article_body="\n\n".join(words),
        article_body_html="".join(f"<p>{text}</p>" for text in words),
        in_language="sv",
        date_published=f"20{dice.randrange(10, 27)}-02-08",
        date_published_precision="day",
        section=SECTION,
        image=tuple(Image(f"{HOST}/{number}-{place}.jpg", text(dice, 4)) for place in range(2)),
        dates=(ArticleDate("published", "2017-02-08", "day", "label", "8 februari 2017"),),
        extracted_by={"headline": "h1"},
    )


@contextmanager
def measured(label: str, count: int) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{label:34} {count / wall:7.0f} articles/s, {count / cpu:7.0f} per CPU second")


def stored(archive: Archive, articles: list[Article]) -> list[tuple[int, int, Reading]]:
    """The addresses and pages of the articles, their pages stored already, with what is read from them."""
    run_id = archive.begin_run({})
    site_id = archive.ensure_site("exempelkommun.se", "Exempelkommun", f"{HOST}/")
    start, _ = archive.add_start(site_id, f"{HOST}/nyheter", (), run_id)
    at = datetime(2026, 2, 8, tzinfo=UTC)
    archive.store_page(start.id, Page(start.url, b"<ul>", at), run_id)
    found = [FoundAddress(one.url, "article", 1, Context(("Hem", "Nyheter"), start.url, 1), True) for one in articles]
    archive.record(start.id, Reading("section", SECTION, found=tuple(found)))
    pages = []
    for one in articles:
        address, _ = archive.entrance(one.url, run_id)
        page_id = archive.store_page(address.id, Page(one.url, one.url.encode(), at), run_id).id
        pages.append((address.id, page_id, Reading("article", SECTION, one)))
    return pages


NAMES = ("url", "headline", "description", "article_body", "article_body_html", "in_language", "date_published")


def raw(path: Path, articles: list[Article], *, at_once: bool) -> None:
    """The same rows by sqlite3 alone, in one transaction or in one for each article."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"CREATE TABLE articles (id INTEGER PRIMARY KEY, {', '.join(NAMES)})")
        connection.execute("CREATE TABLE images (article_id, content_url, alt)")
        connection.execute("CREATE VIRTUAL TABLE articles_fts USING fts5(headline, description, article_body)")
        batches = [articles] if at_once else [[one] for one in articles]
        with measured(f"sqlite3 alone, {'executemany' if at_once else 'one transaction each'}", len(articles)):
            for batch in batches:
                with connection:
                    insert(connection, batch)


def insert(connection: sqlite3.Connection, articles: list[Article]) -> None:
    connection.executemany(
        f"INSERT INTO articles ({', '.join(NAMES)}) VALUES ({', '.join('?' * len(NAMES))})",
        [[getattr(one, name) for name in NAMES] for one in articles],
    )
    connection.executemany(
        "INSERT INTO images VALUES (?, ?, ?)",
        [(n, image.content_url, image.alt) for n, one in enumerate(articles, 1) for image in one.image],
    )
    connection.executemany(
        "INSERT INTO articles_fts VALUES (?, ?, ?)",
        [(one.headline, one.description, one.article_body) for one in articles],
    )


WITH_ARTICLE = ("article_addresses", "article_images", "article_dates", "article_sections")
"""The tables whose rows belong to one article each."""


def rows_of_articles(connection: sqlite3.Connection) -> list[dict[str, list[tuple[object, ...]]]]:
    """What each article has come to in the archive's own tables: rows by table, in an order that can be inserted."""

    def rows(statement: str, *values: object) -> list[tuple[object, ...]]:
        return connection.execute(statement, values).fetchall()

    return [
        {
            "articles": rows("SELECT * FROM articles WHERE id = ?", number),
            "images": rows(
                "SELECT * FROM images WHERE id IN (SELECT image_id FROM article_images WHERE article_id = ?)", number
            ),
            **{table: rows(f"SELECT * FROM {table} WHERE article_id = ?", number) for table in WITH_ARTICLE},
        }
        for (number,) in rows("SELECT id FROM articles ORDER BY id")
    ]


def into_tables(path: Path, articles: list[dict[str, list[tuple[object, ...]]]], *, at_once: bool) -> None:
    """Write the rows into an empty archive by sqlite3 alone, all in one transaction or each article in its own."""
    insert = {
        table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"
        for article in articles
        for table, rows in article.items()
        if rows
    }
    if at_once:
        articles = [{table: [row for article in articles for row in article[table]] for table in insert}]
    count = sum(len(article["articles"]) for article in articles)
    with Archive.open(path) as archive:
        archive.connection.execute("PRAGMA foreign_keys = OFF")
        with measured(f"sqlite3, the same rows, {'at once' if at_once else 'one each'}", count):
            for article in articles:
                with archive.transaction() as connection:
                    for table, statement in insert.items():
                        connection.executemany(statement, article[table])


def main() -> None:
    search.load_lexicon()
    articles = [article(number) for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw(folder / "raw.db", articles, at_once=True)
        raw(folder / "each.db", articles, at_once=False)
        with Archive.open(folder / "crawled.db") as archive:
            pages = stored(archive, articles)
            began = time.process_time()
            with archive.transaction() as connection:
                search.index.add_words(connection, vocabulary())
            print(
                f"{len(vocabulary())} new words: {(time.process_time() - began) * 1000 / len(vocabulary()):.1f} ms each"
            )
            with measured("record, one transaction each", len(pages)):
                for address_id, _, reading in pages:
                    archive.record(address_id, reading)
        with Archive.open(folder / "derived.db") as archive:
            pages = stored(archive, articles)
            with archive.transaction() as connection:
                search.index.add_words(connection, vocabulary())
            with measured(f"rederive new, {BATCH} in one", len(pages)), archive.rebuilding():
                for first in range(0, len(pages), BATCH):
                    archive.rederive([(a, [(p, r)]) for a, p, r in pages[first : first + BATCH]], None)
            with measured(f"rederive the same, {BATCH} in one", len(pages)), archive.rebuilding():
                for first in range(0, len(pages), BATCH):
                    archive.rederive([(a, [(p, r)]) for a, p, r in pages[first : first + BATCH]], None)
            rows = rows_of_articles(archive.connection)
        into_tables(folder / "rows.db", rows, at_once=True)
        into_tables(folder / "rows-each.db", rows, at_once=False)
        with Archive.open(folder / "merged.db") as archive:
            with measured("merge into an empty archive", len(articles)):
                merge(archive, folder / "crawled.db")
            with measured("merge the same again", len(articles)):
                merge(archive, folder / "crawled.db")


if __name__ == "__main__":
    main()
