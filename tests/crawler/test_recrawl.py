"""The second visit finds what changed and costs little more than that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archive import ExitStatus
from tests.crawler.command import PROGRAM, canonical, crawl, run
from tests.crawler.later import let_pass
from tests.sites.newsroom import Newsroom, Offers, newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 60
TODAY = date.today()  # noqa: DTZ011 - how old news is counts from the day of the test


@dataclass(slots=True)
class Crawled:
    """A site, and its archive, in which the first crawl was a day ago."""

    site: Newsroom
    base: str
    archive: Path

    def again(self, *options: str) -> Any:
        """Crawl once more; what was asked is counted anew."""
        self.site.asked.clear()
        return crawl(f"{self.base}/nyheter", "--concurrency", "8", *options, archive=self.archive)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.archive)) as connection:
            return connection.execute(query).fetchall()

    def articles_asked(self) -> set[str]:
        return {target for target, _ in self.site.asked} & {one.path for one in self.site.articles}

    def gone(self) -> set[str]:
        return {path_of(url) for (url,) in self.rows("SELECT url FROM articles WHERE gone_at IS NOT NULL")}


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def crawled(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Crawled]:
    # The newest article is older than the days that the tests let pass: none was read before it was published.
    site = Newsroom(COUNT, TODAY - timedelta(days=3), getattr(request, "param", Offers(sitemap=True)))
    site.today = TODAY
    with newsroom(site) as base:
        first = Crawled(site, base, tmp_path / "archive.db")
        result = first.again()
        assert result.returncode == 0, result.stderr
        let_pass(first.archive, 1)
        yield first


def test_seven_changes_are_found_on_the_second_visit_at_little_cost(crawled: Crawled) -> None:
    site = crawled.site
    edited = {site.edit(2), site.edit(35)}
    deleted = site.delete(20)
    old, new = site.move(45)
    site.publish(3)
    assert crawled.again().returncode == 0
    paths = {path_of(url) for (url,) in crawled.rows("SELECT url FROM articles")}
    assert paths == {one.path for one in site.articles} | {deleted}
    versions = "SELECT url FROM articles JOIN article_versions ON article_id = articles.id"
    assert {path_of(url) for (url,) in crawled.rows(versions)} == edited
    assert (deleted, 404) in site.asked
    assert {path_of(u) for (u,) in crawled.rows("SELECT url FROM article_addresses WHERE kind = 'moved'")} == {old}
    articles = [
        (target, status) for target, status in site.asked if target.startswith(("/nyheter/etapp", "/nyheter/fl"))
    ]
    assert len(articles) <= 40
    news = {one.path for one in site.articles[:3]} | edited | {deleted, old, new}
    revisits = [status for target, status in articles if target not in news]
    assert revisits.count(304) > 0.95 * len(revisits)
    assert crawled.gone() == set()
    let_pass(crawled.archive, 1)
    crawled.again()
    assert crawled.gone() == {deleted}


def test_what_comes_back_is_alive_again(crawled: Crawled) -> None:
    article = crawled.site.articles[5]
    crawled.site.delete(5)
    for _ in range(2):
        crawled.again()
        let_pass(crawled.archive, 1)
    assert crawled.gone() == {article.path}
    crawled.site.articles.insert(5, article)
    crawled.again("--full")
    assert crawled.gone() == set()


def test_new_address_of_the_same_article_is_a_move_even_without_a_redirect(crawled: Crawled) -> None:
    old, new = crawled.site.move(30, redirect=False)
    for _ in range(2):
        crawled.again()
        let_pass(crawled.archive, 1)
    assert crawled.rows("SELECT count(*) FROM articles") == [(COUNT,)]
    assert crawled.gone() == set()
    kinds = {path_of(url): kind for url, kind in crawled.rows("SELECT url, kind FROM article_addresses")}
    assert (kinds[old], kinds[new]) == ("moved", "canonical")


WALLS = {
    "captcha": "<main><h1>Är du en människa?</h1><p>Klicka i rutan för att gå vidare.</p></main>",
    "error page with status 200": "<title>Fel 500</title><main><h1>Ett fel har uppstått</h1></main>",
    "login": "<title>Logga in</title><main><h1>Logga in</h1><input type=password></main>",
}


@pytest.mark.parametrize("wall", WALLS)
def test_site_that_shows_the_same_wall_everywhere_changes_nothing(wall: str, crawled: Crawled) -> None:
    before = canonical(crawled.archive)
    crawled.site.wall = WALLS[wall].encode()
    for _ in range(2):
        crawled.again("--full")
        let_pass(crawled.archive, 1)
    assert canonical(crawled.archive) == before
    assert crawled.rows("SELECT count(*) FROM article_versions") == [(0,)]
    crawled.site.wall = None
    assert crawled.again("--full").returncode == ExitStatus.DONE
    assert canonical(crawled.archive) == before


def test_site_that_answers_500_to_everything_changes_nothing(crawled: Crawled) -> None:
    before = canonical(crawled.archive)
    crawled.site.wall, crawled.site.wall_status = b"<h1>Fel</h1>", 500
    for _ in range(2):
        assert crawled.again("--full").returncode == ExitStatus.INCOMPLETE
        let_pass(crawled.archive, 1)
    assert canonical(crawled.archive) == before
    assert crawled.gone() == set()
    assert crawled.rows("SELECT count(*) FROM article_versions") == [(0,)]


@pytest.mark.parametrize("crawled", [Offers()], indirect=True)
def test_edited_headline_in_the_list_makes_an_old_article_due(crawled: Crawled) -> None:
    edited = crawled.site.edit(50, title=True)
    crawled.again()
    assert crawled.rows("SELECT count(*) FROM article_versions") == [(1,)]
    assert (edited, 200) in crawled.site.asked


def test_full_visits_everything_again(crawled: Crawled) -> None:
    crawled.again("--full")
    assert {one.path for one in crawled.site.articles} <= {target for target, _ in crawled.site.asked}
    assert crawled.rows("SELECT count(*) FROM article_versions") == [(0,)]


def test_second_run_at_once_fetches_lists_alone(crawled: Crawled) -> None:
    crawled.again()
    crawled.again()
    assert not [target for target, _ in crawled.site.asked if target.startswith("/nyheter/etapp")]
    assert len(crawled.site.asked) <= 5


def test_profile_says_how_often_a_site_is_visited_also_for_what_is_known_already(
    crawled: Crawled, tmp_path: Path
) -> None:
    """A day after the first visit old news is not due by the usual rule; a profile with a longest wait makes it so."""
    crawled.again()
    usual = len(crawled.articles_asked())
    assert usual < COUNT / 2
    sites = tmp_path / "sites"
    sites.mkdir()
    host = crawled.base.removeprefix("http://")
    (sites / f"{host.replace(':', '-')}.toml").write_text(
        f'name = "Nyhetsrummet"\nbase_url = "{crawled.base}/"\nrevisits = {{ longest = "10 hours" }}\n',
        encoding="utf-8",
    )
    let_pass(crawled.archive, 1)
    crawled.site.asked.clear()
    options = ("crawl", f"{crawled.base}/nyheter", "--concurrency", "8", "--delay", "0", "--archive", crawled.archive)
    result = run(*options, program=("env", f"KOMMUNARKIV_SITES={sites}", PROGRAM))
    assert result.returncode == 0, result.stderr
    assert len(crawled.articles_asked()) == COUNT
