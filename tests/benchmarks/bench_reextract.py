"""How many stored pages re-extraction reads in a second, and what takes the time.

    python -m tests.benchmarks.bench_reextract [PAGES] [KILOBYTES]

An archive of made-up pages (400 of about 110 kB unless told) is derived three times: for the first time, when its words
are new; again with the same program; and again after the articles' texts were changed in the file, so that each is
written anew. Prints pages per CPU second of each, and beside them what reading the same pages costs without an archive
and analysing the same words.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive import Archive, search
from archive.schema import Context, Crumb, FoundAddress, Page, Reading
from archive.search.analysis import analyse
from crawler import reextraction
from crawler.reading import read_page
from crawler.sites import site_for
from tests.benchmarks.template_site import TemplateSite

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "https://www.exempelkommun.se"
HEADERS = (("Content-Type", "text/html;charset=UTF-8"),)


@contextmanager
def measured(label: str, count: int, unit: str) -> Iterator[None]:
    began = time.process_time()
    yield
    taken = time.process_time() - began
    print(f"{label:44} {count / taken:6.0f} {unit} per CPU second, {taken * 1000 / count:5.2f} ms each")


def stored(archive: Archive, pages: list[bytes]) -> None:
    """The pages kept, and none of them read."""
    run_id = archive.begin_run({})
    site_id = archive.ensure_site("exempelkommun.se", "Exempelkommun", f"{HOST}/")
    start, _ = archive.add_start(site_id, f"{HOST}/nyheter", (), run_id)
    at = datetime(2026, 2, 8, tzinfo=UTC)
    archive.store_page(start.id, Page(start.url, b"<ul>", at), run_id)
    urls = [f"{HOST}/nyheter/{number}.html" for number in range(len(pages))]
    context = Context(("Hem", "Nyheter"), start.url, 1)
    found = tuple(FoundAddress(url, "article", 1, context) for url in urls)
    archive.record(start.id, Reading("section", (Crumb(1, "Hem"), Crumb(2, "Nyheter")), found=found))
    archive.connection.execute("PRAGMA synchronous = OFF")
    for url, body in zip(urls, pages, strict=True):
        archive.store_page(archive.entrance(url, run_id)[0].id, Page(url, body, at, 200, (), HEADERS), run_id)


def derive(archive: Archive, label: str) -> None:
    addresses = [address.id for address in archive.addresses_with_pages() if address.kind == "article"]
    with measured(label, len(addresses), "pages"):
        *_, summary = reextraction.reextract(archive, addresses, None)
    counts = {name: count for name, count in summary.counts.items() if count}
    print(f"    {counts}")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    site = TemplateSite(1, (int(sys.argv[2]) if len(sys.argv) > 2 else 110) * 1000)
    pages = [site.page(number) for number in range(count)]
    search.load_lexicon()
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive.db") as archive:
        stored(archive, pages)
        address = list(archive.addresses_with_pages())[-1]
        profile, ids = site_for(address.url), archive.connection.execute("SELECT id FROM pages").fetchall()[1:]
        with measured("reading alone, from the archive", count, "pages"):
            for (page_id,) in ids:
                read_page(archive.page(page_id), profile, "article", address.context)
        derive(archive, "derived for the first time, its words new")
        words = [word for (word,) in archive.connection.execute("SELECT word FROM words")]
        analyse.cache_clear()
        with measured("analysing its words, parts remembered", len(words), "words"):
            for word in words:
                analyse(word)
        derive(archive, "derived again, nothing changed")
        with archive.transaction() as connection:
            connection.execute("UPDATE articles SET headline = headline || ' (ändrad)', article_body = 'x'")
        derive(archive, "derived again, every article changed")


if __name__ == "__main__":
    main()
