"""Room and time of stored pages of one template, beside gzip and a dictionary that zstd trained.

    python -m tests.benchmarks.bench_pages [PAGES]

Sites with pages of about 70, 110 and 170 kB are made up, so many pages each (400 unless told), and stored through the
archive as a crawl does. Prints bytes per page and CPU milliseconds; "row" counts everything a page takes in the file,
its headers, digest and indexes included.
"""

from __future__ import annotations

import gzip
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from archive import Archive, dictionaries
from archive.dictionaries import zstd
from archive.schema import Page
from tests.benchmarks.template_site import TemplateSite

HEADERS = tuple(
    (name, value)
    for name, value in {
        "Date": "Sun, 08 Feb 2026 12:45:00 GMT",
        "Server": "Apache",
        "Content-Type": "text/html;charset=UTF-8",
        "Cache-Control": "no-cache, no-store",
        "Content-Language": "sv-SE",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
        "Set-Cookie": "JSESSIONID=0123456789ABCDEF; Path=/; Secure; HttpOnly",
    }.items()
)
SAMPLE = 100


def store(site: TemplateSite, count: int, path: Path) -> tuple[list[int], float]:
    """The ids of the pages, and the CPU milliseconds that each took."""
    pages = [site.page(number) for number in range(count)]
    url = "https://www.exempelkommun.se/nyheter"
    with Archive.open(path) as archive:
        run_id = archive.begin_run({})
        site_id = archive.ensure_site("exempelkommun.se", "Exempelkommun", url)
        start, _ = archive.add_start(site_id, url, (), run_id)
        began = time.process_time()
        ids = [
            archive.store_page(start.id, Page(url, body, datetime.now(UTC), 200, (), HEADERS), run_id).id
            for body in pages
        ]
        return ids, (time.process_time() - began) * 1000 / count


def read(path: Path, ids: list[int]) -> tuple[float, float]:
    """CPU milliseconds to read a page back: the mean over random pages, and the first, that prepares the dictionary."""
    dictionaries._ready.clear()
    with Archive.open(path, "read") as archive:
        began = time.process_time()
        archive.page(ids[-1])
        first = time.process_time() - began
        began = time.process_time()
        for page_id in random.Random(1).sample(ids, SAMPLE):
            archive.page(page_id)
        return (time.process_time() - began) * 1000 / SAMPLE, first * 1000


def main() -> None:
    count = max(SAMPLE, int(sys.argv[1]) if len(sys.argv) > 1 else 400)
    for size in (70_000, 110_000, 170_000):
        site = TemplateSite(size, size)
        last = [site.page(number) for number in range(count - SAMPLE, count)]
        trained = zstd.train_dict([site.page(number) for number in range(40)], 112_640)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "archive.db"
            Archive.open(path).close()
            empty = path.stat().st_size
            ids, storing = store(site, count, path)
            with Archive.open(path) as archive:
                payload, common = archive.connection.execute(
                    "SELECT avg(length(payload)), (SELECT sum(length(payload)) FROM dictionaries) FROM pages"
                ).fetchone()
                archive.vacuum()
            row = (path.stat().st_size - empty) / count
            reading, first = read(path, ids)
        print(
            f"pages of {sum(map(len, last)) / SAMPLE / 1000:.0f} kB: "
            f"gzip {sum(len(gzip.compress(page)) for page in last) / SAMPLE:.0f}, "
            f"trained dictionary {sum(len(zstd.compress(p, 9, zstd_dict=trained)) for p in last) / SAMPLE:.0f}, "
            f"archive {payload:.0f} bytes (row {row:.0f}, dictionaries {common / 1000:.0f} kB of {count} pages); "
            f"storing {storing:.1f}, reading {reading:.2f} (first {first:.1f}) ms"
        )


if __name__ == "__main__":
    main()
