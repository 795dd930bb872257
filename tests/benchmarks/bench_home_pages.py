"""How much of a site's news a crawl finds that is told no more than its home page.

    python tests/benchmarks/bench_home_pages.py [KEY...]

The sites are those of `tests/sites/unseen` (all, or those named): no profile, no section, a page at a time. Prints for
each how many of its news were found, and what was taken for news that is none; then the sums.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from crawler.demo.server import serve
from tests.sites.unseen import FOLDER, UnseenSite, paths

PROGRAM = str(Path(sys.executable).parent / "kommunarkiv")


def crawled(sites: dict[str, UnseenSite], archive: Path) -> list[tuple[str, str]]:
    """Site and address of each article that one crawl of all their home pages gives."""
    with ExitStack() as served:
        starts = [f"{served.enter_context(serve(site, host))}{site.told['home']}" for host, site in sites.items()]
        command = [PROGRAM, "crawl", *starts, "--delay", "0", "--archive", str(archive)]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with closing(sqlite3.connect(archive)) as connection:
        return connection.execute("SELECT key, url FROM articles JOIN sites ON sites.id = site_id").fetchall()


def main() -> None:
    keys = sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.toml"))
    sites = {f"127.0.7.{number}": UnseenSite(key) for number, key in enumerate(keys, 1)}
    with tempfile.TemporaryDirectory() as folder:
        rows = crawled(sites, Path(folder) / "archive.db")
    right, wrong, whole = 0, 0, 0
    for host, site in sites.items():
        found = site.own(paths(url for key, url in rows if key.startswith(f"{host}-")))
        others = sorted(found - site.articles)
        print(f"{site.key:16} {len(found & site.articles):3} of {len(site.articles):3}  {' '.join(others)}")
        right += len(found & site.articles)
        wrong += len(others)
        whole += site.articles <= found
    total = sum(len(site.articles) for site in sites.values())
    print(f"{right} of {total} news, {wrong} that are none; all of {whole} of {len(sites)} sites")


if __name__ == "__main__":
    main()
