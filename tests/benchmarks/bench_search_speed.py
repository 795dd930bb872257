"""Speed and size of the search on a large archive beside plain FTS5, in one run.

    python tests/benchmarks/bench_search_speed.py [--articles N] [--copies N] [--folder FOLDER | --archive FILE]

Builds an archive of made-up articles (100,000 unless told; corpus.py says how) in FOLDER, of which it takes about 3 kB
an article, and deletes it at the end; a named FILE is kept, and asked again without building. With --copies each
article is written so often, at other sites and days: a million in a tenth of the time, with the words of a hundred
thousand. Every other article has a picture, every tenth an attachment.

Prints what indexing costs, bytes per article of the index and of the forms, and for every kind of query the median
and the 95th percentile of a search with ranking and 20 snippets, each query after a first one that is not counted, by
the clock and of CPU time, which is what the clock says on a machine that does nothing else.
Plain FTS5 is asked for the word as typed, by bm25, with its own snippets.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from archive import Archive, search
from archive.search.index import add_words, words_of
from tests.archive.search.library import HIDDEN_FIELDS
from tests.benchmarks.corpus import Corpus

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

BATCH = 1000
SITES = 290
QUERIES = {
    "one word": "skola polis avtal omsorg bibliotek cykel simhall läckan brand miljö sjukvård hundar bostad fest",
    "in most articles": "kommun kommunen vatten barn skolan arbete",
    "rare": "surdeg vargavinter klockstapel gökotta trollslända lingon",
    "two words": "vatten+läcka bygga+skola polis+trafik äldre+omsorg ny+simhall kommunen+budget",
    "three words": "kommunen+nya+skola barn+vatten+väg",
    "phrase": '"nya+skolan" "kommunens+bibliotek" "i+kommunen"',
    "beginning": "bibl* trygg* kommu*",
    "without": "skola+-förskola polis+-trafik",
    "or": "simhall+OR+ishall skola+OR+bibliotek+OR+museum",
    "no dots": "sjukvard foretag aldreomsorg",
}


def build(archive: Archive, articles: int) -> None:
    """Fill the archive in batches, and print what the articles and what the index cost."""
    connection = archive.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    with archive.db.atomic():
        connection.execute(
            """INSERT INTO sites (key, name, base_url, municipality_code)
               SELECT code, name, website, code FROM municipalities ORDER BY code"""
        )
        connection.execute(
            """INSERT INTO sections (id, site_id, name, trail, depth)
               SELECT id, id, 'Nyheter', 'Hem › Nyheter', 2 FROM sites"""
        )
    columns = ["id", "url", "site_id", "section_id", "headline", "description", "article_body", "date_published",
               "published_year", *HIDDEN_FIELDS]  # fmt: skip
    insert = f"INSERT INTO articles ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    rows, inserting, analysing, known = [], 0.0, 0.0, set[str]()
    for number, item in enumerate(Corpus().articles(articles), 1):
        site = number * 7 % SITES + 1
        rows.append(
            (number, f"https://{site}.example.se/{number}", site, site, item.headline, item.lead, item.body, item.date,
             int(item.date[:4]), *HIDDEN_FIELDS.values())
        )  # fmt: skip
        if len(rows) == BATCH or number == articles:
            began = time.process_time()
            with archive.db.atomic():
                connection.executemany(insert, rows)
                connection.executemany("INSERT INTO article_sections VALUES (?, ?)", [(r[0], r[3]) for r in rows])
            inserted = time.process_time()
            new = set().union(*(words_of(row[4:7]) for row in rows)) - known
            known |= new
            with archive.db.atomic():
                add_words(connection, new)
            inserting, analysing = inserting + inserted - began, analysing + time.process_time() - inserted
            rows.clear()
    print(f"rows and FTS5: {inserting / articles * 1e3:.2f} CPU ms an article; words and forms: "
          f"{analysing / articles * 1e3:.2f} CPU ms an article, {analysing / len(known) * 1e3:.2f} a new word, "
          f"{len(known) / articles:.1f} new words an article")  # fmt: skip


def copy(archive: Archive, articles: int, copies: int) -> None:
    """Write all articles again, at another site and another day for each copy."""
    names = [row[1] for row in archive.connection.execute("PRAGMA table_info(articles)")]
    changed = {
        "id": "id + :first",
        "url": "url || '-' || :first",
        "site_id": f"(site_id + :number * 31) % {SITES} + 1",
        "section_id": f"(site_id + :number * 31) % {SITES} + 1",
        "date_published": "date(date_published, (id * 37 % 900 - 450) || ' days')",
    }
    values = ", ".join(changed.get(name, name) for name in names)
    for number in range(1, copies):
        parameters = {"first": articles * number, "number": number, "last": articles}
        with archive.db.atomic():
            archive.connection.execute(
                f"INSERT INTO articles ({', '.join(names)}) SELECT {values} FROM articles WHERE id <= :last", parameters
            )
            archive.connection.execute(
                "INSERT INTO article_sections SELECT id, section_id FROM articles WHERE id > :first", parameters
            )


def attach(connection: sqlite3.Connection) -> None:
    """Give every other article a picture and every tenth an attachment."""
    connection.execute("INSERT INTO images (id, content_url) VALUES (1, 'https://example.se/torget.jpg')")
    connection.execute("INSERT INTO attachments (id, content_url) VALUES (1, 'https://example.se/protokoll.pdf')")
    connection.execute(
        "INSERT INTO article_images (article_id, image_id, position) SELECT id, 1, 1 FROM articles WHERE id % 2 = 0"
    )
    connection.execute(
        """INSERT INTO article_attachments (article_id, attachment_id, position)
           SELECT id, 1, 1 FROM articles WHERE id % 10 = 0"""
    )


def sizes(connection: sqlite3.Connection, articles: int) -> None:
    """Print the bytes per article of text, FTS5 index, words with forms."""
    (text,) = connection.execute("SELECT sum(length(headline) + ifnull(length(description), 0) + length(article_body)) "
                                 "FROM articles").fetchone()  # fmt: skip
    parts = {"text": text}
    for label, condition in (
        ("FTS5 index", "name LIKE 'articles_fts_%'"),
        ("words and forms", "name LIKE 'word%' OR name LIKE 'sqlite_autoindex_word%'"),
        ("index for search", "name = 'articles_search'"),
    ):
        (parts[label],) = connection.execute(f"SELECT ifnull(sum(pgsize), 0) FROM dbstat WHERE {condition}").fetchone()
    print("bytes an article: " + ", ".join(f"{label} {size / articles:.0f}" for label, size in parts.items()))
    print("index in all: "
          f"{(sum(parts.values()) - parts['text']) / articles:.0f} bytes an article; words: "
          f"{connection.execute('SELECT count(*) FROM words').fetchone()[0]:,}, forms: "
          f"{connection.execute('SELECT count(*) FROM word_forms').fetchone()[0]:,}")  # fmt: skip


def measure(queries: Iterable[str], ask: Callable[[str], object]) -> list[tuple[float, float]]:
    """Milliseconds of each query, by the clock and of CPU time, after a first time that is not counted."""
    times = []
    for query in queries:
        ask(query)
        began, began_cpu = time.perf_counter(), time.process_time()
        ask(query)
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - began_cpu) * 1000))
    return times


def plain(connection: sqlite3.Connection, query: str) -> object:
    """The same from FTS5 alone: words as typed, bm25, its own snippets."""
    words = " ".join(f'"{word}"' for word in query.replace('"', "").split() if word != "OR" and word[0] != "-")
    return connection.execute(
        """SELECT rowid, snippet(articles_fts, 2, '<', '>', '…', 30) FROM articles_fts WHERE articles_fts MATCH ?
           ORDER BY rank LIMIT 20""",
        [words.replace('*"', '"*')],
    ).fetchall()


def report(label: str, times: list[tuple[float, float]]) -> None:
    """Print the median and the 95th percentile by the clock, then those of CPU time."""
    line = f"{label:34}"
    for kind, measured in zip(("", "CPU "), zip(*times, strict=True), strict=True):
        p95 = statistics.quantiles(measured, n=20, method="inclusive")[-1]
        line += f"{kind}median {statistics.median(measured):7.1f} ms  p95 {p95:7.1f} ms  "
    print(line.rstrip(), flush=True)


def latencies(connection: sqlite3.Connection) -> None:
    """Print the latencies of every kind of query, then of all of them, ours and plain, and of counts and facets."""
    kinds = {kind: [query.replace("+", " ") for query in text.split()] for kind, text in QUERIES.items()}
    everything = [query for queries in kinds.values() for query in queries]
    for kind, queries in kinds.items():
        report(kind, measure(queries, lambda query: search.search(connection, query)))
    report("all queries", measure(everything, lambda query: search.search(connection, query)))
    municipality = search.Filters(municipality="Håbo", since="2020")
    report("all queries, one municipality",
           measure(everything, lambda query: search.search(connection, query, filters=municipality)))  # fmt: skip
    report("plain FTS5, all queries", measure(everything, lambda query: plain(connection, query)))
    report("count, all queries", measure(everything, lambda query: search.count(connection, query)))
    report("facets, all queries", measure(everything, lambda query: search.facets(connection, query)))
    report("facets, one municipality",
           measure(everything, lambda query: search.facets(connection, query, filters=municipality)))  # fmt: skip
    timed = partial(search.facets, connection, filters=municipality, milliseconds=200)
    report("the same, within 200 ms", measure(everything, timed))
    counted = [timed(query) for query in everything]
    cut = [one.total for one in counted if one.is_cut]
    print(f"  {len(cut)} of {len(counted)} were cut, after {min(cut, default=0)} to {max(cut, default=0)} articles")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--archive", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path = arguments.archive or Path(folder) / "archive.db"
        if not path.exists():
            make(path, arguments.articles, arguments.copies)
        with Archive.open(path, "read") as archive:
            (rows,) = archive.connection.execute("SELECT count(*) FROM articles").fetchone()
            sizes(archive.connection, rows)
            latencies(archive.connection)


def make(path: Path, articles: int, copies: int) -> None:
    """Write the archive of so many different articles, each so often, with an index in one piece."""
    with Archive.open(path) as archive:
        build(archive, articles)
        copy(archive, articles, copies)
        with archive.db.atomic():
            attach(archive.connection)
            search.optimise(archive.connection)


if __name__ == "__main__":
    main()
