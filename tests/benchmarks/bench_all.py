"""`crawl --all` of fifty sites of mixed families in one process: everything found, pace kept, memory and wall time.

    python tests/benchmarks/bench_all.py [SITES] [ARTICLES]

So many made-up sites (50) with so many articles each (20) are served from a process of their own, each on its own
loopback address (127.0.1.1 and up), since ports of one address are one host to a crawler. The crawl keeps its usual
second between requests to a host. Prints what was found, the shortest distance between two requests of one host, peak
memory, CPU, and the wall time beside what the pace alone asks of the slowest site.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from multiprocessing import Event, Process, Queue
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.sites.content import make_content
from tests.sites.drupal import SECTIONS as DRUPAL
from tests.sites.drupal import Drupal
from tests.sites.families import FAMILIES
from tests.sites.optimizely import SECTIONS as OPTIMIZELY
from tests.sites.optimizely import Optimizely
from tests.sites.server import watched
from tests.sites.trailless import SECTIONS as TRAILLESS
from tests.sites.trailless import Trailless

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event as Signal

    from crawler.demo.portal import Portal

PROGRAM = Path(sys.executable).parent / "kommunarkiv"


def portals(count: int, articles: int) -> list[Portal]:
    """So many sites, family by family in turn, each with news of its own."""
    families: list[tuple[type[Any], Any]] = [(family, family.own_sections) for family in FAMILIES]
    families += [(Drupal, DRUPAL), (Optimizely, OPTIMIZELY), (Trailless, TRAILLESS)]
    turn = itertools.islice(itertools.cycle(families), count)
    return [
        family(make_content(f"Plats {number} kommun", number, sections, count=articles, styles=("long",)))
        for number, (family, sections) in enumerate(turn)
    ]


def serve_until(stop: Signal, out: Queue[Any], count: int, articles: int) -> None:
    """Serve the sites until told to stop; then hand over when each of them was asked."""
    with ExitStack() as stack:
        sites = [
            stack.enter_context(watched(portal, f"127.0.{1 + number // 250}.{1 + number % 250}"))
            for number, portal in enumerate(portals(count, articles))
        ]
        out.put([(site.base_url, site.truth("section"), len(site.truth("article"))) for site in sites])
        stop.wait()
        out.put([[seen.at for seen in site.log] for site in sites])


def write_profiles(folder: Path, sites: list[Any]) -> None:
    """A profile for each site, with the sections of its truth that gather articles."""
    for number, (base_url, sections, _) in enumerate(sites):
        lines = [f'name = "Plats {number}"', f'base_url = "{base_url}/"']
        for section in sections:
            lines += ["[[sections]]", f'url = "{base_url}{section["path"]}"', f'trail = "{section["section"]}"']
        (folder / f"plats-{number:02}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def crawl(folder: Path, archive: Path, *options: str) -> tuple[dict[str, Any], float, Any]:
    """The crawl's report, wall seconds and resource usage."""
    environment = {**os.environ, "KOMMUNARKIV_SITES": str(folder)}
    command = [str(PROGRAM), "crawl", "--all", "--quiet", "--json", "--archive", str(archive), *options]
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        report: dict[str, Any] = json.load(output)
    return report, time.monotonic() - began, usage


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    articles = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    stop, out = Event(), Queue()
    server = Process(target=serve_until, args=(stop, out, count, articles))
    server.start()
    try:
        sites = out.get(timeout=60)
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "sites"
            folder.mkdir()
            write_profiles(folder, sites)
            report, seconds, usage = crawl(folder, Path(scratch) / "archive.db")
        stop.set()
        times = out.get(timeout=60)
    finally:
        stop.set()
        server.join(30)
    show(report, sites, times, seconds, usage)


def show(report: dict[str, Any], sites: list[Any], times: list[list[float]], seconds: float, usage: Any) -> None:
    """Print the figures."""
    found = [told["counts"].get("new", 0) for told in report["sites"].values()]
    wanted = [articles for _, _, articles in sites]
    whole = sum(one >= other for one, other in zip(found, wanted, strict=True))
    gaps = [later - earlier for asked in times for earlier, later in itertools.pairwise(asked)]
    requests = [len(asked) for asked in times]
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{sum(found)} of {sum(wanted)} articles, {whole} of {len(sites)} sites whole, exit {report['exit_status']}")
    paces = [(asked[-1] - asked[0]) / (len(asked) - 1) for asked in times]
    print(
        f"{sum(requests)} requests; a host is asked every {min(paces):.2f} to {max(paces):.2f} s on average, "
        f"two in a row arrive {min(gaps):.2f} s apart at least (jitter and the servers' own load)"
    )
    print(f"peak memory {usage.ru_maxrss / 1024:.0f} MB, {cpu:.0f} CPU s ({cpu * 1000 / sum(requests):.1f} per 1,000)")
    print(
        f"{seconds:.0f} s; the busiest site had {max(requests)} requests, so that the pace alone asks {max(requests)} s"
    )


if __name__ == "__main__":
    main()
