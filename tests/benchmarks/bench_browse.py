"""How long each page for people takes on a big archive, beside Datasette's own page of the same articles.

    python -m tests.benchmarks.bench_browse [ARTICLES] [--archive FILE]

Makes an archive of so many articles (100,000 unless told; a named FILE is kept and used again), asks for each page type
with changing ids and words in one process, and prints median and 95th percentile in milliseconds, by the clock and of
CPU time, which is what the clock says on a machine that does nothing else. Exits with 1 when a page type's p95 of CPU
time is above the limit of 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from archive.browse.server import make_datasette
from archive.municipalities import registry
from tests.benchmarks import big_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from datasette.app import Datasette

LIMIT_MS = 300
ASKED = 20


def pages(name: str, articles: int) -> dict[str, Callable[[random.Random], str]]:
    """An address of each page type, chosen anew at each call."""
    words = [*big_archive.COMMON, "simhall", "polis", "skola -förskola", '"alla här"', "kommun*", "bok OR bibliotek"]

    def article(r: random.Random) -> int:
        return r.randint(1, articles) // 500 * 500 + 1

    return {
        "front": lambda _: "/",
        "article": lambda r: f"/{name}/artikel/{article(r)}",
        "version": lambda r: f"/{name}/artikel/{article(r) // 20 * 20 + 1}/version/1",
        "section": lambda r: f"/{name}/avsnitt/{r.randint(1, len(registry()) * 9)}",
        "municipality": lambda r: f"/{name}/kommun/{r.choice(registry()).code}",
        "municipalities": lambda _: f"/{name}/kommuner",
        "calendar": lambda r: f"/{name}/kalender?ar={r.randint(2017, 2025)}",
        "calendar of one": lambda r: f"/{name}/kalender?kommun={r.choice(registry()).code}",
        "state": lambda _: f"/{name}/lage",
        "pictures": lambda r: f"/{name}/bilder?sida={r.randint(1, 50)}",
        "pictures found": lambda r: f"/{name}/bilder?q={r.choice(words)}",
        "all news": lambda r: f"/{name}/sok?sida={r.randint(1, 50)}",
        "search": lambda r: f"/{name}/sok?q={r.choice(words)}",
        "narrowed search": lambda r: f"/{name}/sok?q={r.choice(words)}&kommun={r.choice(registry()).code}",
        "year": lambda r: f"/{name}/sok?tid={r.randint(2017, 2025)}&bild=1",
        "feed": lambda r: f"/{name}/kommun/{r.choice(registry()).code}.atom",
        "feed of a search": lambda r: f"/{name}/sok.json?q={r.choice(words)}",
        "Datasette: news": lambda _: f"/{name}/news",
        "Datasette: news searched": lambda r: f"/{name}/news?_search={r.choice(words)}",
    }


def measured(datasette: Datasette, make: Callable[[random.Random], str]) -> Iterator[tuple[float, float]]:
    """Milliseconds of each of the questions, by the clock and of CPU time; an answer that is no page ends the run."""
    chance = random.Random(7)

    async def ask() -> tuple[float, float]:
        path = make(chance)
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = await datasette.client.get(path)
        took = (time.perf_counter() - began) * 1000, (time.process_time() - began_cpu) * 1000
        assert answer.status_code in {200, 404}, (path, answer.status_code)
        return took

    asyncio.run(_warm(datasette, make(chance)))
    for _ in range(ASKED):
        yield asyncio.run(ask())


async def _warm(datasette: Datasette, path: str) -> None:
    """Let each of Datasette's connections read the page once: the first time takes half a second on any of them."""
    await asyncio.gather(*(datasette.client.get(path) for _ in range(2 * datasette.setting("num_sql_threads"))))


def main() -> int:
    """Print a line for each page type; 1 when one of ours is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--archive", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.archive or Path(folder) / "big.db"
        if not path.exists():
            began = time.perf_counter()
            big_archive.make(path, arguments.articles)
            print(f"{arguments.articles} articles written in {time.perf_counter() - began:.0f} s")
        datasette = make_datasette(path)
        print(f"{'':26}{'median':>10}{'p95':>10}{'CPU median':>14}{'CPU p95':>10}  ms")
        slow = []
        for kind, make in pages(path.stem, arguments.articles).items():
            clock, cpu = zip(*measured(datasette, make), strict=True)
            p95 = statistics.quantiles(cpu, n=20)[-1]
            print(
                f"{kind:26}{statistics.median(clock):10.0f}{statistics.quantiles(clock, n=20)[-1]:10.0f}"
                f"{statistics.median(cpu):14.0f}{p95:10.0f}"
            )
            if p95 > LIMIT_MS and not kind.startswith("Datasette"):
                slow.append(kind)
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
