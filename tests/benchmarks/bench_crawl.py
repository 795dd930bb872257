"""CPU of a whole crawl beside bare Scrapy spiders that only download the same pages.

    python tests/benchmarks/bench_crawl.py [ARTICLES]

A made-up site of so many articles of about 8 kB (2,000 unless told), 20 to a list page, is served from a process of its
own, whose CPU is not counted. All run at concurrency 16 without delay. Prints CPU seconds per 1,000 pages, pages a
second and peak memory of

- bare Scrapy: every page downloaded, none looked into;
- Scrapy + lxml links: the links of every page resolved and made unique;
- kommunarkiv: lists followed, pages stored, articles read, written and indexed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing import Event, Process, Queue
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.demo.server import Answer, Request, Site, serve

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event as Signal

PROGRAM = str(Path(sys.executable).parent / "kommunarkiv")
PER_LIST = 20
SENTENCE = "Kommunen lagar vägen mellan torget och skolan, och arbetet beräknas vara klart till sommaren. "
BARE = """
import sys
import lxml.html
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
base, count = sys.argv[1], int(sys.argv[2])
class Bare(Spider):
    name = "bare"
    seen = set()
    async def start(self):
        for number in range(count):
            yield Request(f"{base}/nyheter/{number}")
    def parse(self, response):
        if sys.argv[3] == "links":
            document = lxml.html.document_fromstring(response.body, base_url=response.url)
            document.make_links_absolute()
            self.seen.update(link for element, _, link, _ in document.iterlinks() if element.tag == "a")
process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "ROBOTSTXT_OBEY": False})
process.crawl(Bare)
process.start()
"""


class Section(Site):
    """One section with a trail, list pages and articles, made as they are asked for."""

    def __init__(self, articles: int) -> None:
        super().__init__({})
        self.articles = articles

    def answer(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow:\n", content_type="text/plain")
        if request.path == "/nyheter":
            return Answer(self._list(int(request.query.get("page", "1"))).encode())
        return Answer(self._article(int(request.path.rpartition("/")[2])).encode())

    def _page(self, title: str, trail: str, main: str) -> str:
        nav = "".join(f'<li><a href="/tjanst/{n}">Tjänst nummer {n} i menyn</a></li>' for n in range(40))
        crumbs = f'<nav aria-label="Brödsmulor"><ol><li><a href="/">Hem</a></li>{trail}</ol></nav>'
        return (
            f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{title}</title></head><body>'
            f"<header><nav><ul>{nav}</ul></nav></header>{crumbs}<main><h1>{title}</h1>{main}</main></body></html>"
        )

    def _list(self, page: int) -> str:
        first, last = (page - 1) * PER_LIST, min(page * PER_LIST, self.articles)
        items = "".join(
            f'<article><h2><a href="/nyheter/{n}">Vägen lagas vid torget, del {n}</a></h2><p>2026-02-08</p></article>'
            for n in range(first, last)
        )
        following = f'<a rel="next" href="?page={page + 1}">Nästa</a>' if last < self.articles else ""
        return self._page("Nyheter", "<li>Nyheter</li>", items + following)

    def _article(self, number: int) -> str:
        title = f"Vägen lagas vid torget, del {number}"
        body = "".join(f"<p>{SENTENCE * 5} Etapp {number}.{part}.</p>" for part in range(9))
        lead = '<p class="date">Publicerad: 8 februari 2026</p><p class="ingress">Nu lagas vägen.</p>'
        picture = '<figure><img src="/bild.jpg" alt="Vägen"><figcaption>Vägen. Foto: Anna Ek</figcaption></figure>'
        trail = f'<li><a href="/nyheter">Nyheter</a></li><li aria-current="page">{title}</li>'
        return self._page(title, trail, lead + picture + body)


def serve_until(stop: Signal, address: Queue[str], articles: int) -> None:
    with serve(Section(articles)) as base_url:
        address.put(base_url)
        stop.wait()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: CPU seconds, seconds, and memory at its peak in MB."""

    cpu: float
    time: float
    memory: float


def cost_of(command: list[str]) -> Cost:
    """Run the command to its end; a failure ends the benchmark."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        assert process.stderr is not None
        sys.exit(f"{' '.join(command[:3])}: exit status {process.returncode}\n{process.stderr.read().decode()}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    stop, address = Event(), Queue()
    server = Process(target=serve_until, args=(stop, address, articles))
    server.start()
    print(f"{'':22} CPU s per 1,000 pages  pages/s  peak memory, MB")
    try:
        base = address.get(timeout=10)
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "archive.db"
            crawl = [PROGRAM, "crawl", f"{base}/nyheter", "--archive", str(archive)]
            commands = {
                "bare Scrapy": (articles, [sys.executable, "-c", BARE, base, str(articles), "pages"]),
                "Scrapy + lxml links": (articles, [sys.executable, "-c", BARE, base, str(articles), "links"]),
                "kommunarkiv": (articles + -(-articles // PER_LIST), [*crawl, "--delay", "0", "--concurrency", "16"]),
            }
            for label, (pages, command) in commands.items():
                cost = cost_of(command)
                print(f"{label:22} {cost.cpu * 1000 / pages:>21.2f} {pages / cost.time:>8.0f} {cost.memory:>17.0f}")
            print(f"\n{archive.stat().st_size / articles / 1000:.1f} kB of archive per article")
    finally:
        stop.set()
        server.join(10)


if __name__ == "__main__":
    main()
