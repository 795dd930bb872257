"""Whole crawls of made-up municipal sites in different markup, held against what is on them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.crawler.command import crawl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite

FAMILIES = ("demo", "sitevision", "optimizely", "drupal", "trailless")


@pytest.fixture(params=FAMILIES)
def site(request: pytest.FixtureRequest) -> WatchedSite:
    served: WatchedSite = request.getfixturevalue(f"{request.param}_site")
    return served


def articles(archive: Path) -> dict[str, dict[str, Any]]:
    """The archive's articles by path, with their section's trail and their pictures' paths."""
    with closing(sqlite3.connect(archive)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(
            """SELECT articles.*, sections.trail,
                   (SELECT json_group_array(content_url) FROM article_images JOIN images ON images.id = image_id
                    WHERE article_id = articles.id) AS image_urls,
                   (SELECT json_group_array(content_url) FROM article_attachments
                    JOIN attachments ON attachments.id = attachment_id WHERE article_id = articles.id) AS file_urls
               FROM articles LEFT JOIN sections ON sections.id = section_id"""
        )
        return {path_of(row["url"]): dict(row) for row in rows}


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def day_of(row: dict[str, Any]) -> str:
    """The day of publication, empty where it is not known to the day."""
    known = row["date_published_precision"] in {"minute", "day"}
    return str(row["date_published"])[:10] if known else ""


def wanted(site: WatchedSite, section: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The truth about the articles that a section's list shows, by path."""
    return {article["path"]: article for article in site.truth("article") if article["path"] in section["articles"]}


def test_every_section_is_found_whole_and_alone(site: WatchedSite, tmp_path: Path) -> None:
    for number, section in enumerate(site.truth("section")):
        archive = tmp_path / f"{number}.db"
        result = crawl(site.url(section["path"]), archive=archive)
        assert result.returncode == 0, result.stderr
        found, truth = articles(archive), wanted(site, section)
        assert set(found) == set(truth)
        assert {path: row["headline"] for path, row in found.items()} == {p: t["title"] for p, t in truth.items()}
        # A month or a year that the neighbours in the list allow is kept too, as inferred; it is no day.
        days = {path: day_of(row) for path, row in found.items()}
        assert days == {path: (article["published"] or "")[:10] for path, article in truth.items()}
        pictures = {path: {path_of(url) for url in json.loads(row["image_urls"])} for path, row in found.items()}
        assert pictures == {path: {image[0] for image in article["images"]} for path, article in truth.items()}
        files = {path: {path_of(url) for url in json.loads(row["file_urls"])} for path, row in found.items()}
        assert files == {path: set(article["attachments"]) for path, article in truth.items()}


def test_page_that_two_sections_of_a_run_show_is_asked_for_once(site: WatchedSite, tmp_path: Path) -> None:
    sections = site.truth("section")
    urls = [site.url(section["path"]) for section in sections]
    archive = tmp_path / "archive.db"
    result = crawl(*urls, "--json", archive=archive)
    assert result.returncode == 0, result.stderr
    assert set(articles(archive)) == {path for section in sections for path in section["articles"]}
    asked = Counter(seen.target for seen in site.log)
    assert {target: times for target, times in asked.items() if times > 1} == {}
    found = {site.url(path) for section in sections for path in section["articles"]}
    skipped = {
        url for one in json.loads(result.stdout)["sites"].values() for r in one["reasons"] for url in r["examples"]
    }
    assert not skipped & found


@pytest.mark.parametrize("site", [name for name in FAMILIES if name != "trailless"], indirect=True)
def test_articles_stand_in_the_section_that_their_trail_names(site: WatchedSite, tmp_path: Path) -> None:
    section = site.truth("section")[0]
    archive = tmp_path / "archive.db"
    assert crawl(site.url(section["path"]), "--section", section["section"], archive=archive).returncode == 0
    trails = {path: row["trail"] for path, row in articles(archive).items()}
    assert trails == {path: article["section"] for path, article in wanted(site, section).items()}


@pytest.mark.parametrize("way", ["home", "article"])
def test_section_is_found_from_the_home_page_by_name_and_from_one_article(
    site: WatchedSite, way: str, tmp_path: Path
) -> None:
    section = site.truth("section")[-1]
    truth = wanted(site, section)
    start = "/" if way == "home" else next(path for path, a in truth.items() if a["section"] == section["section"])
    archive = tmp_path / "archive.db"
    result = crawl(site.url(start), "--section", section["section"], archive=archive)
    assert result.returncode == 0, result.stderr
    assert set(articles(archive)) == set(truth)


def test_calendar_without_end_is_left_alone(sitevision_site: WatchedSite, tmp_path: Path) -> None:
    section = sitevision_site.truth("section")[1]
    assert crawl(sitevision_site.url(section["path"]), archive=tmp_path / "archive.db").returncode == 0
    assert len(sitevision_site.asked("*kalender*")) <= 2


def test_pages_of_the_archive_are_conditional_on_the_next_visit(drupal_site: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    start = drupal_site.url(drupal_site.truth("section")[-1]["path"])
    crawl(start, archive=archive)
    drupal_site.forget()
    with closing(sqlite3.connect(archive)) as connection, connection:
        connection.execute("UPDATE addresses SET due_at = '2000-01-01'")
    crawl(start, archive=archive)
    revisits = [seen for seen in drupal_site.log if seen.path != "/robots.txt"]
    assert len(revisits) > 10
    assert all("if-none-match" in seen.headers for seen in revisits)
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("SELECT count(*) FROM article_versions").fetchone() == (0,)


def test_what_changed_is_found_on_the_next_visit(drupal_site: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    section = drupal_site.truth("section")[-1]
    start = drupal_site.url(section["path"])
    crawl(start, archive=archive)
    edited, deleted = section["articles"][1], section["articles"][2]
    published = (
        drupal_site.publish("Nytt utegym invigs vid Strandparken", section="fritid")
        if "fritid" in drupal_site.portal.sections
        else None
    )
    drupal_site.edit(edited, title="Rubriken är en annan nu")
    drupal_site.delete(deleted)
    for _ in range(2):
        with closing(sqlite3.connect(archive)) as connection, connection:
            connection.execute("UPDATE addresses SET due_at = '2000-01-01'")
        assert crawl(start, archive=archive).returncode == 0
    rows = articles(archive)
    assert rows[edited]["headline"] == "Rubriken är en annan nu"
    assert rows[deleted]["gone_at"] is not None
    assert rows[deleted]["article_body"]
    assert published is None or published in rows
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("SELECT count(*) FROM article_versions").fetchone() == (1,)
