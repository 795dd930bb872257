"""Memory of a crawl that goes on and on.

    python tests/benchmarks/bench_long_crawl.py [PAGES] [FOLDER]

The made-up section of bench_crawl.py, with shorter articles, has so many pages (200,000 unless told), list pages
included, and all of them are crawled at concurrency 16 without delay into an archive in the folder (a temporary one
unless told). Prints the peak memory of the crawl, its CPU seconds and the size of the archive when it has kept 10,000,
50,000, 100,000 … pages. 200,000 take 20 minutes of CPU.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from multiprocessing import Event, Process, Queue
from pathlib import Path
from typing import TYPE_CHECKING

from bench_crawl import PER_LIST, PROGRAM, Section

from crawler.demo.server import serve

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event as Signal

MARKS = (10_000, 50_000, 100_000, 200_000)
TICKS = os.sysconf("SC_CLK_TCK")


class ShortNews(Section):
    """The same section, with a paragraph or two an article: what is long here is the list."""

    def _article(self, number: int) -> str:
        title = f"Vägen lagas vid torget, del {number}"
        trail = f'<li><a href="/nyheter">Nyheter</a></li><li aria-current="page">{title}</li>'
        text = f"<p>Publicerad: 8 februari 2026</p><p>Nu lagas vägen vid torget, etapp {number}, till sommaren.</p>"
        crumbs = f'<nav aria-label="Brödsmulor"><ol><li><a href="/">Hem</a></li>{trail}</ol></nav>'
        head = f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        return f"{head}{crumbs}<main><h1>{title}</h1>{text}</main></body></html>"


def serve_until(stop: Signal, address: Queue[str], articles: int) -> None:
    with serve(ShortNews(articles)) as base_url:
        address.put(base_url)
        stop.wait()


def kept(archive: Path) -> int:
    """How many pages the archive has; 0 before it is there."""
    try:
        with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT coalesce(max(id), 0) FROM pages").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def show(pid: int, pages: int, archive: Path) -> None:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    cpu = (int(times[11]) + int(times[12])) / TICKS
    print(f"{pages:>9,} {peak:>16.0f} {cpu:>9.0f} {archive.stat().st_size / 1e6:>12.0f}", flush=True)


def watch(process: subprocess.Popen[bytes], pages: int, archive: Path) -> None:
    """Print what the crawl has taken at each mark, and shortly before its end."""
    marks = [mark for mark in (*MARKS, *range(300_000, pages, 100_000)) if mark < pages]
    marks.append(pages - PER_LIST)  # the last pages go by between two looks, and the process with them
    while marks and process.poll() is None:
        if kept(archive) >= marks[0]:
            show(process.pid, marks.pop(0), archive)
        time.sleep(0.05 if len(marks) == 1 else 1)


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    articles = pages * PER_LIST // (PER_LIST + 1)
    stop, address = Event(), Queue()
    server = Process(target=serve_until, args=(stop, address, articles))
    server.start()
    print("    pages  peak memory, MB  CPU, s  archive, MB", flush=True)
    try:
        base = address.get(timeout=10)
        with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
            archive = Path(folder) / "archive.db"
            command = [PROGRAM, "crawl", f"{base}/nyheter", "--archive", str(archive), "--quiet"]
            process = subprocess.Popen([*command, "--delay", "0", "--concurrency", "16"])
            watch(process, pages, archive)
            print(f"exit status {process.wait()}, {kept(archive):,} pages")
    finally:
        stop.set()
        server.join(10)


if __name__ == "__main__":
    main()
