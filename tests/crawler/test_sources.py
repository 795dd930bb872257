"""Every way in finds the whole section, and what each of them told of is recorded."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.crawler.command import crawl, run
from tests.sites.newsroom import Newsroom, Offers, newsroom

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 20)
COUNT = 45


def paths(archive: Path) -> set[str]:
    with closing(sqlite3.connect(archive)) as connection:
        return {"/" + url.split("/", 3)[3] for (url,) in connection.execute("SELECT url FROM articles")}


def told(archive: Path) -> dict[str, tuple[int, int]]:
    """How many articles each source told of, and how many it alone did."""
    (site,) = json.loads(run("status", "--json", "--archive", archive).stdout)["sites"]
    return {one["source"]: (one["articles"], one["only"]) for one in site["sources"]}


WAYS = {
    "next links": (Offers(), "list", COUNT),
    "an endpoint of HTML": (Offers(pages="endpoint-html"), "endpoint", 25),
    "an endpoint of JSON": (Offers(pages="endpoint-json"), "endpoint", 25),
    "a button that posts": (Offers(pages="post-button"), "endpoint", 25),
    "a form that posts": (Offers(pages="post-form"), "endpoint", 25),
    "a script that posts": (Offers(pages="post-script"), "endpoint", 25),
    "a list in a script": (Offers(pages="state"), "list", COUNT),
    "archives by month": (Offers(pages="months"), "month", COUNT),
    "an archive beside the list": (Offers(pages="none", shown=10, archive="own"), "archive", COUNT),
    "a sitemap": (Offers(shown=10, sitemap=True), "sitemap", COUNT),
    "a sitemap that the page names": (Offers(shown=10, sitemap=True, sitemap_link=True), "sitemap", COUNT),
    "WordPress's interface": (Offers(shown=10, wordpress=True), "wordpress", COUNT),
    "no trails but the list": (Offers(trails=False), "list", COUNT),
    "no trails but a sitemap of the folder": (Offers(trails=False, shown=10, sitemap=True), "sitemap", COUNT),
}


@pytest.mark.parametrize("way", WAYS)
def test_whole_section_is_found_by(way: str, tmp_path: Path) -> None:
    offers, source, count = WAYS[way]
    site, archive = Newsroom(COUNT, TODAY, offers), tmp_path / "archive.db"
    with newsroom(site) as base:
        result = crawl(f"{base}/nyheter", archive=archive)
    assert result.returncode == 0, result.stderr
    assert paths(archive) == {one.path for one in site.articles}
    assert told(archive)[source][0] == count
    assert not [target for target, status in site.asked if status == 404]


def test_feed_finds_what_the_list_does_not_show_and_status_says_that_it_is_needed(tmp_path: Path) -> None:
    site, archive = Newsroom(COUNT, TODAY, Offers(pages="none", shown=10, feed=True)), tmp_path / "archive.db"
    with newsroom(site) as base:
        assert crawl(f"{base}/nyheter", archive=archive).returncode == 0
    assert paths(archive) == {one.path for one in site.articles[:30]}
    assert told(archive) == {"list": (10, 0), "feed": (30, 20)}
    assert (
        "articles were found by: its feed 30 (20 by it alone), the section's list 10 (0 by it alone)"
        in run("status", "--archive", archive).stdout
    )


@pytest.mark.parametrize(("archive", "found"), [("own", COUNT), ("mixed", 10)])
def test_archive_beside_the_list_counts_where_it_begins_with_what_the_list_shows(
    archive: str, found: int, tmp_path: Path
) -> None:
    site, path = Newsroom(COUNT, TODAY, Offers(pages="none", shown=10, archive=archive)), tmp_path / "archive.db"
    with newsroom(site) as base:
        assert crawl(f"{base}/nyheter", archive=path).returncode == 0
        assert paths(path) == {one.path for one in site.articles[:found]}
        site.publish(2)
        site.asked.clear()
        assert crawl(f"{base}/nyheter", archive=path).returncode == 0
    assert "/nyhetsarkiv" not in dict(site.asked), "it is asked when it is due, not in every run"
    assert len(paths(path)) == found + 2


def test_archive_that_is_followed_for_itself_is_no_other_sections(tmp_path: Path) -> None:
    site, path = Newsroom(COUNT, TODAY, Offers(pages="none", shown=10, archive="own")), tmp_path / "archive.db"
    with newsroom(site) as base:
        starts = (f"{base}/nyhetsarkiv", f"{base}/nyheter")
        for _ in range(2):
            assert crawl(*starts, archive=path).returncode == 0
        with closing(sqlite3.connect(path)) as connection:
            known = connection.execute("SELECT kind, placing FROM addresses WHERE url = ?", [starts[0]]).fetchone()
    assert known == ("start", "section")
    assert paths(path) == {one.path for one in site.articles}


@pytest.mark.parametrize(("section", "followed"), [("", "Nyheter"), ("Hem › Nyheter", "Hem › Nyheter")])
def test_crawl_may_start_at_a_feed(section: str, followed: str, tmp_path: Path) -> None:
    site, archive = Newsroom(COUNT, TODAY, Offers(pages="none", shown=10, feed=True)), tmp_path / "archive.db"
    with newsroom(site) as base:
        result = crawl(f"{base}/nyheter/feed", "--section", section, archive=archive)
        again = crawl(f"{base}/nyheter/feed", "--section", section, archive=archive)
    assert (result.returncode, again.returncode) == (0, 0), result.stderr
    assert paths(archive) == {one.path for one in site.articles[:30]}
    assert told(archive) == {"feed": (30, 30)}
    with closing(sqlite3.connect(archive)) as connection:
        trails = "SELECT trail FROM run_sections JOIN sections ON sections.id = section_id"
        assert set(connection.execute(trails)) == {(followed,)}
    assert "no article new, changed or gone (30 in the archive), 1 page," in again.stdout


def test_sitemap_is_no_start_and_the_report_says_what_is(tmp_path: Path) -> None:
    with newsroom(Newsroom(COUNT, TODAY, Offers(sitemap=True))) as base:
        result = crawl(f"{base}/sitemap-index.xml", archive=tmp_path / "archive.db")
    assert result.returncode == 7
    assert "the answer is a sitemap, not a page: start at a section or its feed" in result.stderr


def test_articles_of_a_site_without_trails_say_what_ties_them_to_the_section(tmp_path: Path) -> None:
    offers = Offers(trails=False, shown=10, sitemap=True)
    site, archive = Newsroom(15, TODAY, offers), tmp_path / "archive.db"
    with newsroom(site) as base:
        crawl(f"{base}/nyheter", "--section", "Hem › Nyheter", archive=archive)
    with closing(sqlite3.connect(archive)) as connection:
        sources = connection.execute("SELECT trail_source, count(*) FROM articles GROUP BY 1").fetchall()
    assert dict(sources) == {"listing": 10, "path": 5}


def test_sources_are_kept_as_pages_and_can_be_read_again(tmp_path: Path) -> None:
    site, archive = Newsroom(5, TODAY, Offers(feed=True, sitemap=True, wordpress=True)), tmp_path / "archive.db"
    with newsroom(site) as base:
        crawl(f"{base}/nyheter", archive=archive)
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute("SELECT url FROM pages WHERE payload IS NOT NULL OR revisit_of IS NOT NULL")
        kept = {url.split("/", 3)[3].partition("?")[0] for (url,) in rows}
    assert kept >= {"nyheter/feed", "sitemap-index.xml", "sitemap-nyheter.xml.gz", "wp-json/wp/v2/posts"}
    assert run("reextract", "--archive", archive).returncode == 0


def test_answer_to_a_post_is_kept_as_a_list_page_and_exported_as_what_it_is(tmp_path: Path) -> None:
    site, archive, warc = Newsroom(COUNT, TODAY, Offers(pages="post-script")), tmp_path / "a.db", tmp_path / "a.warc.gz"
    with newsroom(site) as base:
        crawl(f"{base}/nyheter", archive=archive)
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute(
            """SELECT addresses.url, kind, placing, pages.url = addresses.url FROM addresses
               JOIN pages ON pages.id = page_id WHERE addresses.url LIKE '%ajax%' ORDER BY rank"""
        ).fetchall()
    form = "action=load_more_news&nonce=7f3a&page={}&max_page=3"
    asked = [form.format(number) for number in (2, 3)]
    endpoint = f"{base}/wp-admin/admin-ajax.php"
    assert rows == [(f"{endpoint}?__wb_method=POST&{fields}", "list", "section", 1) for fields in asked]
    assert [target for target, _ in site.asked if "ajax" in target] == [f"/wp-admin/admin-ajax.php {f}" for f in asked]
    assert run("export", "warc", warc, "--archive", archive).returncode == 0
    with warc.open("rb") as file:
        sent = [
            (
                record.rec_headers["WARC-Target-URI"],
                record.http_headers.protocol,
                record.content_stream().read().decode(),
            )
            for record in ArchiveIterator(file)
            if record.rec_type == "request" and "ajax" in record.rec_headers["WARC-Target-URI"]
        ]
    assert sent == [(endpoint, "POST", fields) for fields in asked]


def test_list_that_repeats_itself_without_end_is_left_when_it_shows_nothing_new(tmp_path: Path) -> None:
    site, archive = Newsroom(COUNT, TODAY, Offers(pages="endless")), tmp_path / "archive.db"
    with newsroom(site) as base:
        assert crawl(f"{base}/nyheter", archive=archive).returncode == 0
    assert paths(archive) == {one.path for one in site.articles}
    assert len([target for target, _ in site.asked if target.startswith("/nyheter?page=")]) == 4  # 2 and 3, 4 and 5


def test_first_crawl_that_is_cut_short_holds_the_latest_news(tmp_path: Path) -> None:
    site, archive = Newsroom(200, TODAY, Offers(feed=True, sitemap=True)), tmp_path / "archive.db"
    with newsroom(site) as base:
        crawl(f"{base}/nyheter", "--max-pages", "60", archive=archive)
        held = paths(archive)
        assert len(held) > 50
        assert held == {one.path for one in site.articles[: len(held)]}
        crawl(f"{base}/nyheter", "--max-pages", "200", archive=archive)
        assert paths(archive) == {one.path for one in site.articles}
    assert len({target for target, _ in site.asked}) == len(site.asked) - 1  # robots.txt is read in every run


MANY_ADDRESSES = (
    "/nyheter/etapp-3?utm_source=brev&utm_campaign=v12", "/nyheter/etapp-3?fbclid=IwAR0", "/nyheter/etapp-3#svar",
    "/nyheter/etapp-3;jsessionid=0A1B2C3D4E5F", "/nyheter/etapp-3?PHPSESSID=9f8e7d6c5b4a", "/nyheter/./etapp-3",
    "/nyheter/etapp%2D3", "/nyheter/etapp-3/index.html",
)  # fmt: skip


def test_article_with_many_addresses_is_one_and_keeps_those_that_are_pages(tmp_path: Path) -> None:
    site, archive = Newsroom(5, TODAY), tmp_path / "archive.db"
    others = ("/utskrift/etapp-3", "/mobile/nyheter/etapp-3", "/nyheter/etapp-3/", "/nyheter/2026/etapp-3")
    site.variants = dict.fromkeys(others, "/nyheter/etapp-3")
    links = [*MANY_ADDRESSES, *site.variants]
    site.extra = "".join(
        f'<article class="item"><h2><a href="{href}">Nyheten under adress nummer {number}</a></h2></article>'
        for number, href in enumerate(links)
    )
    with newsroom(site) as base:
        assert crawl(f"{base}/nyheter", archive=archive).returncode == 0
    assert paths(archive) == {one.path for one in site.articles}
    asked = [target for target, _ in site.asked if "etapp-3" in target]
    assert sorted(asked) == sorted({"/nyheter/etapp-3", *site.variants})
    with closing(sqlite3.connect(archive)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        addresses = connection.execute("SELECT url FROM article_addresses WHERE url LIKE '%etapp-3%'").fetchall()
    assert count == 5
    assert {url.removeprefix(base) for (url,) in addresses} == {"/nyheter/etapp-3", *site.variants}


def test_addresses_without_end_are_cut_and_the_report_says_so(tmp_path: Path) -> None:
    site, archive = Newsroom(5, TODAY), tmp_path / "archive.db"
    links = {
        "/nyheter?sort=titel": "Sortera nyheterna efter rubrik",
        "/nyheter/kalender?manad=2026-12": "Kalender för december 2026",
        "/nyheter/a/b/a/b/nyhet": "Nyheter i en mapp som upprepas",
        "/sok?q=vatten": "Sök efter mer om vattnet här",
        "/logga-in": "Logga in för att läsa nyheten",
    }
    site.extra = "".join(f'<div><h2><a href="{href}">{text}</a></h2></div>' for href, text in links.items())
    with newsroom(site) as base:
        result = crawl(f"{base}/nyheter", archive=archive)
    assert paths(archive) == {one.path for one in site.articles}
    assert not {target for target, _ in site.asked} & set(links)
    skipped = run("skipped", "--archive", archive).stdout
    for reason in (
        "the list in another order or selection (/nyheter?sort=…)",
        "a day or month of a calendar (/nyheter/kalender?manad=…)",
        "folders that repeat themselves",
        "a search",
        "a login page",
    ):
        assert f"not followed: {reason}" in result.stdout
        assert f"not followed: {reason}" in skipped


def test_since_leaves_out_older_news_and_the_list_pages_that_hold_it(tmp_path: Path) -> None:
    site, archive = Newsroom(200, TODAY, Offers(days_apart=1)), tmp_path / "archive.db"
    with newsroom(site) as base:
        crawl(f"{base}/nyheter", "--since", "2026-11-01", archive=archive)
        wanted = {one.path for one in site.articles if one.day >= date(2026, 11, 1)}
        assert paths(archive) == wanted
        assert not [target for target, _ in site.asked if "page=4" in target]
        crawl(f"{base}/nyheter", archive=archive)
    assert paths(archive) == {one.path for one in site.articles}


def test_dry_run_fetches_nothing_and_says_what_a_crawl_would_fetch_and_why(tmp_path: Path) -> None:
    site, archive = Newsroom(25, TODAY, Offers(feed=True)), tmp_path / "archive.db"
    with newsroom(site) as base:
        before = crawl(f"{base}/nyheter", "--dry-run", archive=archive)
        assert before.stdout.splitlines() == [f"the host's rules\t{base}/robots.txt", f"the start\t{base}/nyheter"]
        assert not archive.exists()
        assert site.asked == []
        crawl(f"{base}/nyheter", archive=archive)
        fetched = {f"{base}{target}" for target, _ in site.asked}
        site.asked.clear()
        full = crawl(f"{base}/nyheter", "--dry-run", "--full", archive=archive).stdout.splitlines()
        assert site.asked == []
        told = crawl(f"{base}/nyheter", "--dry-run", "--section", "Hem › Nyheter", archive=archive).stderr
        assert ("1 × the start" in told, "to find" in told) == (True, False)
    assert {line.partition("\t")[2] for line in full} == fetched
    assert f"a list page\t{base}/nyheter?page=2" in full
    assert f"a feed\t{base}/nyheter/feed" in full
    assert f"everything is visited again\t{base}{site.articles[3].path}" in full


def test_dry_run_of_a_run_that_goes_on_names_what_it_has_still_to_fetch(tmp_path: Path) -> None:
    site, archive = Newsroom(25, TODAY, Offers()), tmp_path / "archive.db"
    with newsroom(site) as base:
        crawl(f"{base}/nyheter", "--max-pages", "5", archive=archive)
        told = crawl(f"{base}/nyheter", "--dry-run", archive=archive).stdout.splitlines()
        site.asked.clear()
        crawl(f"{base}/nyheter", archive=archive)
        asked = {f"{base}{target}" for target, _ in site.asked}
    planned = {line.partition("\t")[2] for line in told}
    assert len(planned) > 1
    assert planned <= asked
