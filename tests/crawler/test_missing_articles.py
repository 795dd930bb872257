"""What is missing twice is gone, unless most of what a run visits on a site is: then the site is broken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.schema import Page
from crawler.crawl import Crawl

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://www.exempelby.se"
SECTIONS = ("kommuninfo", "kultur", "skola")
TEXT = "Arbetet börjar på måndag och beräknas pågå i tre veckor, säger kommunens projektledare. " * 3


def page(trail: str, title: str, body: str) -> str:
    crumbs = f'<nav class=breadcrumb><a href="/">Hem</a> › {trail}<span>{title}</span></nav>'
    return f"<title>{title}</title><body>{crumbs}<main><h1>{title}</h1>{body}</main>"


def site() -> dict[str, str]:
    """Three sections with three articles each, by address."""
    pages = {}
    for section in SECTIONS:
        url, name = f"{SITE}/{section}", section.title()
        titles = {f"{url}/bron-{n}": f"Bron vid ån stängs av, etapp {n} av {name}" for n in range(3)}
        rows = (
            f"<li><h2><a href={one}>{title}</a></h2><i>2026-02-0{n}</i>"
            for n, (one, title) in enumerate(titles.items(), 1)
        )
        pages[url] = page("", name, f"<ul>{''.join(rows)}</ul>")
        for one, title in titles.items():
            pages[one] = page(f'<a href="{url}">{name}</a> › ', title, f"<p>{TEXT}</p>")
    return pages


def run(archive: Archive, pages: dict[str, str]) -> Crawl:
    """One full run of the sections, without network; what is not among the pages is answered 404."""
    crawl = Crawl(archive)
    crawl.begin([(f"{SITE}/{section}", ()) for section in SECTIONS], full=True)
    while address := crawl.next_address():
        if address.url not in pages:
            crawl.missing(address, 404)
            continue
        kept = crawl.stored(address, Page(address.url, pages[address.url].encode(), datetime.now(UTC)))
        crawl.record(address, crawl.read(address, kept))
    crawl.finish()
    crawl.keep_report("finished")
    return crawl


@pytest.mark.parametrize(("missing", "gone"), [(3, 3), (9, 0)], ids=["a few", "of every section as many"])
def test_articles_that_are_missing_twice(tmp_path: Path, missing: int, gone: int) -> None:
    pages = site()
    articles = [url for url in pages if "/bron-" in url]
    with Archive.open(tmp_path / "archive.db") as archive:
        assert run(archive, pages).report.total("new") == len(articles)
        left = {url: body for url, body in pages.items() if url not in articles[:missing]}
        for _ in range(2):
            report = run(archive, left).report
        assert report.total("gone") == gone
        reasons = [reason for one in report.sites.values() for reason in one.reasons]
        assert any("missing, as 8 others" in reason for reason in reasons) is (gone == 0)


def test_addresses_that_a_redesign_left_are_gone_and_their_articles_are_not(tmp_path: Path) -> None:
    before = site()
    after = {url.replace("/bron-", "/aktuellt/bron-"): body.replace("/bron-", "/aktuellt/bron-")
             for url, body in before.items()}  # fmt: skip
    with Archive.open(tmp_path / "archive.db") as archive:
        run(archive, before)
        report, last = run(archive, after).report, run(archive, after).report
        assert (report.total("gone"), last.total("gone")) == (0, 0)
        assert not any("taken to be broken" in reason for one in last.sites.values() for reason in one.reasons)
        states = archive.connection.execute("SELECT state, count(*) FROM addresses WHERE kind = 'article' GROUP BY 1")
        assert dict(states.fetchall()) == {"done": 9, "gone": 9}
        assert archive.connection.execute("SELECT count(*) FROM articles WHERE gone_at IS NULL").fetchone() == (9,)


def test_what_is_missing_for_a_week_while_its_lists_are_there_is_gone_however_much_it_is(tmp_path: Path) -> None:
    pages = site()
    lists = {url: body for url, body in pages.items() if "/bron-" not in url}
    with Archive.open(tmp_path / "archive.db") as archive:
        run(archive, pages)
        gone = [run(archive, lists).report.total("gone") for _ in range(8)]
        assert gone == [0] * 7 + [9]
        run(archive, pages)
        assert archive.connection.execute("SELECT count(*) FROM articles WHERE gone_at IS NULL").fetchone() == (9,)


def test_what_is_doubted_is_asked_for_once_a_day(tmp_path: Path) -> None:
    pages = site()
    lists = {url: body for url, body in pages.items() if "/bron-" not in url}
    with Archive.open(tmp_path / "archive.db") as archive:
        for known in (pages, lists, lists):
            run(archive, known)
        due = "SELECT count(*) FROM addresses WHERE kind = 'article' AND due_at <= ?"
        assert archive.connection.execute(due, [datetime.now(UTC).isoformat()]).fetchone() == (0,)
