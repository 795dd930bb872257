"""Memory and CPU of a crawl whose frontier is large.

    python tests/benchmarks/bench_frontier.py [ADDRESSES] [PAGES]

The made-up section of bench_crawl.py has so many articles (200,000 unless told), and the archive knows all their
addresses before so many pages (2,000) are crawled at concurrency 16 without delay. Prints the peak memory of the crawl
and its CPU seconds per 1,000 pages, beside the same crawl with a frontier of 1,000.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from multiprocessing import Event, Process, Queue
from pathlib import Path

from bench_crawl import PROGRAM, cost_of, serve_until

FIRST = 1_000_000
NUMBERS = f"WITH RECURSIVE numbers(n) AS (SELECT {FIRST} UNION ALL SELECT n + 1 FROM numbers WHERE n < {FIRST - 1} + ?)"


def fill(archive: Path, base: str, addresses: int) -> None:
    """Let the archive know so many more articles, as the list that it has read would have told of them."""
    with closing(sqlite3.connect(archive)) as connection, connection:
        (model,) = connection.execute("SELECT max(id) FROM addresses WHERE state = 'pending'").fetchone()
        article = {"id": f"{model} + n - {FIRST - 1}", "url": f"'{base}/nyheter/' || n", "rank": "n"}
        copy(connection, "addresses", article, f"id = {model}", addresses)
        copy(connection, "address_sections", {"address_id": article["id"]}, f"address_id = {model}", addresses)


def copy(connection: sqlite3.Connection, table: str, values: dict[str, str], model: str, times: int) -> None:
    """Write the row that is the model so many times, with these values for each number n."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    chosen = ", ".join(values.get(column, column) for column in columns)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS} SELECT {chosen} FROM {table}, numbers WHERE {model}",
        [times],
    )


def measure(base: str, addresses: int, pages: int, folder: Path) -> None:
    archive = folder / f"{addresses}.db"
    command = [PROGRAM, "crawl", f"{base}/nyheter", "--archive", str(archive), "--delay", "0", "--concurrency", "16"]
    subprocess.run([*command, "--max-pages", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    fill(archive, base, addresses)
    cost = cost_of([*command, "--max-pages", str(pages)])
    print(f"{addresses:>9,} {cost.cpu * 1000 / pages:>24.2f} {cost.memory:>16.0f}")


def main() -> None:
    addresses = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    stop, address = Event(), Queue()
    server = Process(target=serve_until, args=(stop, address, 2_000_000))
    server.start()
    print("addresses  CPU s per 1,000 pages  peak memory, MB")
    try:
        base = address.get(timeout=10)
        with tempfile.TemporaryDirectory() as folder:
            for frontier in (1000, addresses):
                measure(base, frontier, pages, Path(folder))
    finally:
        stop.set()
        server.join(10)


if __name__ == "__main__":
    main()
