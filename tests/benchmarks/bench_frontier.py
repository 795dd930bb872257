"""Memory and CPU of a crawl whose frontier is large, and what a look at the frontier takes.

    python tests/benchmarks/bench_frontier.py [ADDRESSES] [PAGES]

Prints milliseconds of CPU that the archive takes to tell the next 200 of so many addresses (200,000 unless told),
whether there is any, and (once a run) to begin. Then the made-up section of bench_crawl.py has so many articles, and
the archive knows all their addresses before so many pages (2,000) are crawled at concurrency 16 without delay. Prints
the peak memory of the crawl and its CPU seconds per 1,000 pages, beside the same crawl with a frontier of 1,000.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from multiprocessing import Event, Process, Queue
from pathlib import Path

from bench_crawl import PROGRAM, cost_of, serve_until

from archive import Archive
from archive.schema import Context, Crumb, FoundAddress

BASE = "http://127.0.0.1"
TIMES = 5
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


class Looks:
    """An archive that knows so many articles of one section, and what looking at its frontier takes."""

    def __init__(self, archive: Archive, addresses: int) -> None:
        self.archive = archive
        self.site_id = archive.ensure_site("exempel.se", None, BASE)
        archive.finish_run(self._begin({}), {}, "finished", 0)
        model = FoundAddress(f"{BASE}/nyheter/0", "article", FIRST, Context(("Hem", "Nyheter"), f"{BASE}/nyheter", 1))
        archive.add_lists(self.section_id, self.site_id, [model], self.run_id)
        archive.connection.commit()
        fill(archive.path, BASE, addresses)

    def _begin(self, arguments: dict[str, object]) -> int:
        self.run_id = self.archive.begin_run({"starts": [[BASE, []]], **arguments})
        start, _ = self.archive.add_start(self.site_id, f"{BASE}/nyheter", (), self.run_id)
        names = (Crumb(1, "Hem"), Crumb(2, "Nyheter"))
        self.section_id = self.archive.set_scope(self.run_id, start.id, self.site_id, names)
        return self.run_id

    def after(self, change: str, **arguments: object) -> None:
        """Print the cost of a run's looks after this change to the addresses of articles."""
        with self.archive.transaction() as connection:
            connection.execute(f"UPDATE addresses SET {change} WHERE kind = 'article'")
        began = time.process_time()
        run_id = self._begin(dict(arguments))
        costs = [time.process_time() - began]
        for limit in (200, 1):
            began = time.process_time()
            for _ in range(TIMES):
                due = self.archive.due_addresses(run_id, self.site_id, [self.section_id], limit)
            costs.append((time.process_time() - began) / TIMES)
        begin, batch, one = (1000 * cost for cost in costs)
        print(f"{'due' if due else 'nothing due':12}{change[:44]:46}{batch:8.2f}{one:8.2f}{begin:8.0f}")
        self.archive.finish_run(run_id, {}, "finished", 0)


def measure_looks(addresses: int, folder: Path) -> None:
    print(f"{'of ' + format(addresses, ',') + ' addresses':58}{'200, ms':>8}{'one, ms':>8}{'begin':>8}")
    with Archive.open(folder / "looks.db") as archive:
        looks = Looks(archive, addresses)
        looks.after("state = 'pending'")
        looks.after("state = 'done', due_at = '2999-01-01'")
        looks.after("due_at = iif(id % 200, '2999-01-01', '2026-01-01')")
        looks.after("due_at = '2999-01-01'", full=True)


def main() -> None:
    addresses = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    with tempfile.TemporaryDirectory() as folder:
        measure_looks(addresses, Path(folder))
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
