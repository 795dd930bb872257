"""What the second visit to a section costs: requests, answers 304, and which of the changes it finds.

    python tests/benchmarks/bench_recrawl.py [ARTICLES]

A made-up section of so many articles (1,000 unless told), one every other day, 20 to a list page, with ETags. A day
after the first crawl 3 are new, 2 edited, 1 deleted and 1 moved; once with a sitemap that tells of changes, once
with lists alone, where an edit shows only in an article's headline or while the article is young.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from tests.crawler.command import crawl
from tests.crawler.later import let_pass
from tests.sites.newsroom import Newsroom, Offers, newsroom


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for label, offers in (("with a sitemap", Offers(sitemap=True)), ("lists alone", Offers())):
        site = Newsroom(count, date.today(), offers)  # noqa: DTZ011 - how old news is counts from today
        with newsroom(site) as base, tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "archive.db"
            first = crawl(f"{base}/nyheter", "--concurrency", "8", archive=archive)
            print(f"{label}: first crawl, exit status {first.returncode}, {len(site.asked)} requests")
            let_pass(archive, 1)
            second_visit(site, base, archive, in_headline=not offers.sitemap)


def second_visit(site: Newsroom, base: str, archive: Path, *, in_headline: bool) -> None:
    """Change seven articles, crawl again and print what that cost and found."""
    count = len(site.articles)
    edited = {site.edit(2), site.edit(count * 6 // 10, title=in_headline)}
    deleted, (old, new) = site.delete(count * 4 // 10), site.move(count * 8 // 10)
    site.publish(3)
    site.asked.clear()
    result = crawl(f"{base}/nyheter", "--concurrency", "8", archive=archive)
    lists = [target for target, _ in site.asked if target.partition("?")[0] == "/nyheter"]
    news = {one.path for one in site.articles[:3]} | edited | {deleted, old, new}
    revisits = [status for target, status in site.asked if target.startswith("/nyheter/") and target not in news]
    with closing(sqlite3.connect(archive)) as connection:
        known = {url.split("/", 3)[3] for (url,) in connection.execute("SELECT url FROM articles")}
        (versions,) = connection.execute("SELECT count(*) FROM article_versions").fetchone()
        (moved,) = connection.execute("SELECT count(*) FROM article_addresses WHERE kind = 'moved'").fetchone()
    found = sum(one.path[1:] in known for one in site.articles[:3])
    print(
        f"  second crawl, exit status {result.returncode}: {len(lists)} list pages, "
        f"{len(site.asked) - len(lists)} other requests; "
        f"{revisits.count(304)} of {len(revisits)} revisits answered 304\n"
        f"  found: {found} of 3 new, {versions} of 2 edited, {((deleted, 404) in site.asked) + 0} of 1 deleted "
        f"(gone after the next visit), {moved} of 1 moved"
    )


if __name__ == "__main__":
    main()
