"""What years of nightly crawls leave in an archive beside its articles, for one that `big_archive` made with bodies.

    python -m tests.benchmarks.big_history FILE [--articles N] [--copies N] [--nights N]

Makes the archive where there is none. Each night is a run with its report on each site; each section has a list page,
which changed every fifth night that it was asked for, and each article was visited once more. Attachments, dates and
where lists showed an article are there too, so that what reads the frontier and the history has its real size.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archive import Archive, dictionaries, pages
from tests.benchmarks import big_archive

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

LAST = datetime(2026, 3, 1, 2, tzinfo=UTC)
CHANGED_EVERY = 5
CAPTURES = 250
"""Visits to each list page that are kept: one in two weeks of ten years."""
HEADERS = json.dumps(
    [["Content-Type", "text/html; charset=utf-8"], ["ETag", '"' + "x" * 32 + '"'], ["Server", "x" * 40]]
)
_SQL = (
    """UPDATE addresses SET fetched_at = due_at, dated = substr(found_at, 1, 10), wanted = 0,
           context = json_object('listing', url, 'position', id % 900, 'section', json_array('Hem', 'Nyheter'))""",
    "INSERT INTO address_sources SELECT id, 'list', 'https://example.se/nyheter' FROM addresses",
    """INSERT INTO address_sections (address_id, section_id, listed, place, says)
           SELECT pages.address_id, section_id, 1, articles.id % 900, substr(content_hash, 1, 16)
           FROM articles JOIN pages ON pages.id = page_id""",
    """INSERT INTO article_dates (article_id, role, value, precision, source, text)
           SELECT id, 'published', date_published, 'day', 'label', 'Publicerad ' || date_published FROM articles
           UNION ALL SELECT id, 'mentioned', '--02-08', 'month-day', 'body', 'den 8 februari' FROM articles""",
    """INSERT INTO attachments (id, content_url, encoding_format)
           SELECT id, url || '.pdf', 'application/pdf' FROM articles WHERE id % 10 = 0""",
    """INSERT INTO article_attachments (article_id, attachment_id, position, name)
           SELECT id, id, 1, 'Protokoll' FROM attachments""",
    """INSERT INTO pages (address_id, url, fetched_at, status, request_headers, response_headers, digest, size,
               revisit_of)
           SELECT address_id, url, date(fetched_at, '+30 days') || 'T08:00:00+00:00', 304, '[]', :headers, digest, 0, id
           FROM pages ORDER BY id""",
)  # fmt: skip


def add(archive: Archive, nights: int) -> None:
    """Write the history of so many nights into an archive that has none."""
    connection = archive.connection
    connection.execute("PRAGMA synchronous = OFF")
    for statement in _SQL:
        connection.execute(statement, {"headers": HEADERS})
        connection.commit()
    runs, arguments = [_night(number, nights) for number in range(nights)], _arguments(connection)
    connection.executemany(
        """INSERT INTO runs (started_at, finished_at, process, arguments, counts, finish_reason,
               exit_status, program_version) VALUES (?, ?, 'process 1 on x', ?, '{"new": 270}', 'finished', 0, '1')""",
        [(run, run, arguments) for run in runs],
    )
    connection.execute(
        """INSERT INTO run_sites (run_id, site_id, counts, reasons, sections, cms, seconds, exit_status, robots)
           SELECT runs.id, sites.id, :counts, '[]', (SELECT json_group_array(trail) FROM sections
               WHERE site_id = sites.id AND depth = 3), 'sitevision', 20, 0, :robots FROM runs CROSS JOIN sites""",
        {
            "counts": json.dumps({"pages": 9, "requests": 10, "section": 8, "listed": 120, "new": 1, "same": 3}),
            "robots": json.dumps({"state": "allowed", "status": 200, "crawl_delay": None}),
        },
    )
    connection.commit()
    _lists(archive)
    connection.execute("ANALYZE")
    connection.commit()


def _night(number: int, nights: int) -> str:
    return (LAST - timedelta(days=nights - number - 1)).isoformat()


def _arguments(connection: sqlite3.Connection) -> str:
    starts = [[url, []] for (url,) in connection.execute("SELECT base_url FROM sites ORDER BY id")]
    return json.dumps({"starts": starts})


def _lists(archive: Archive) -> None:
    """A list page to each section that holds news, with what was captured of it."""
    connection = archive.connection
    (run_id,) = connection.execute("SELECT max(id) FROM runs").fetchone()
    sections = connection.execute(
        "SELECT sections.id, site_id, trail, base_url FROM sections JOIN sites ON sites.id = site_id WHERE depth = 3"
    )
    for section_id, site_id, trail, base in sections.fetchall():
        url = f"{base}/listor/{section_id}"
        address_id = connection.execute(
            """INSERT INTO addresses (site_id, url, kind, state, placing, rank, found_at, fetched_at, due_at, wanted,
                   run_id) VALUES (?1, ?2, 'list', 'done', 'section', 0, ?3, ?3, ?3, 0, ?4)""",
            [site_id, url, LAST.isoformat(), run_id],
        ).lastrowid
        assert address_id is not None
        pair = [section_id, address_id]
        for statement, values in (
            ("INSERT INTO address_sources VALUES (?, 'list', ?)", [address_id, base]),
            ("INSERT INTO address_sections (section_id, address_id, listed) VALUES (?, ?, 0)", pair),
            ("INSERT INTO run_sections (run_id, section_id, address_id) VALUES (?, ?, ?)", [run_id, *pair]),
        ):
            connection.execute(statement, values)
        last = None
        for row in _captures(archive, address_id, url, trail):
            row["revisit_of"] = last if row["payload"] is None else None
            page_id = connection.execute(
                f"INSERT INTO pages ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
            ).lastrowid
            last = page_id if row["payload"] is not None else last
        connection.execute("UPDATE addresses SET page_id = ? WHERE id = ?", [last, address_id])
        connection.commit()


def _captures(archive: Archive, address_id: int, url: str, trail: str) -> Iterator[dict[str, object]]:
    dictionary = dictionaries.newest(archive.connection, 1)
    body = b""
    for number in range(CAPTURES):
        is_new = number % CHANGED_EVERY == 0
        if is_new:
            items = "".join(f"<li><a href=/{number}/{one}>{trail} {number + one}</a>" for one in range(20))
            body = f"<!doctype html><nav aria-label=Brödsmulor>{trail}</nav><main><ul>{items}</ul></main>{url}".encode()
        yield {
            "address_id": address_id,
            "url": url,
            "fetched_at": (LAST - timedelta(days=14 * (CAPTURES - number))).isoformat(),
            "status": 200,
            "request_headers": "[]",
            "response_headers": HEADERS,
            "digest": f"sha256:{hashlib.sha256(body).hexdigest()}",
            "size": len(body),
            "encoding": "zstd" if is_new else None,
            "payload": pages.compress(body, dictionary) if is_new else None,
            "dictionary_id": dictionary.id if is_new and dictionary else None,
        }


def main() -> None:
    """Make the archive where there is none, then its history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--nights", type=int, default=3650)
    arguments = parser.parse_args()
    if not arguments.file.exists():
        big_archive.make(arguments.file, arguments.articles, kilobytes=2, copies=arguments.copies)
    with Archive.open(arguments.file) as archive:
        add(archive, arguments.nights)


if __name__ == "__main__":
    main()
