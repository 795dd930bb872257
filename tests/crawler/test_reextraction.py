"""Re-extraction: rows and versions equal to a crawl's, told before they are written, taken up after a kill."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from crawler.demo import DEMO_SECTION
from crawler.demo.site import LocalPortal
from tests.crawler.command import canonical, crawl, run
from tests.sites.server import watched

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = """SELECT articles.url, version, seen_at, pages.digest, changed, record, last_changed FROM article_versions
              JOIN articles ON articles.id = article_id JOIN pages ON pages.id = article_versions.page_id
              ORDER BY articles.url, version"""


def query(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows


@pytest.fixture(scope="module")
def visited_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal crawled, one of its articles edited and another published, and crawled again."""
    archive = tmp_path_factory.mktemp("crawled") / "archive.db"
    with watched(LocalPortal()) as site:
        arguments = (site.base_url, "--section", DEMO_SECTION)
        assert crawl(*arguments, archive=archive).returncode == 0
        url = query(archive, "SELECT url FROM articles WHERE url NOT LIKE '%/mobile/%' ORDER BY url LIMIT 1")[0][0]
        path = url.removeprefix(site.base_url)
        model = next(a for a in site.portal.articles.values() if site.portal.article_path(a) == path)
        site.edit(path, title=f"{model.title} igen")
        site.publish("En ny bro byggs vid torget", model.section)
        query(archive, "UPDATE addresses SET due_at = '2000-01-01', etag = NULL, last_modified = NULL")
        query(archive, "UPDATE pages SET fetched_at = '2026-01-01T00:00:00+00:00'")
        query(archive, "UPDATE articles SET last_seen = '2026-01-01T00:00:00+00:00', first_seen = last_seen")
        again = crawl(*arguments, archive=archive)
        assert again.returncode == 0, again.stderr
    return archive


@pytest.fixture
def archive(visited_twice: Path, tmp_path: Path) -> Path:
    return shutil.copy(visited_twice, tmp_path / "archive.db")


def reextract(archive: Path, *options: str) -> dict[str, Any]:
    result = run("reextract", "--json", "--archive", archive, *options)
    assert result.returncode == 0, result.stderr
    summary: dict[str, Any] = json.loads(result.stdout)
    return summary


def spoil(archive: Path) -> None:
    for sql in (
        "UPDATE articles SET headline = 'förstörd', article_body = '' WHERE id % 2",
        "UPDATE article_versions SET headline = 'förstörd', record = '{}', seen_at = ''",
        "DELETE FROM article_dates",
    ):
        query(archive, sql)


def test_an_edit_makes_a_version_and_changed_furniture_makes_none(archive: Path) -> None:
    assert query(archive, "SELECT changed FROM article_versions") == [('["headline"]',)]
    (twice,) = query(
        archive,
        """SELECT count(*) FROM (SELECT 1 FROM pages JOIN addresses ON addresses.id = address_id
           WHERE placing = 'article' AND status = 200 GROUP BY address_id HAVING count(DISTINCT digest) > 1)""",
    )[0]
    assert twice > 1, "the boxes with other news change, so more pages than the edited one must differ"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_rows_and_versions_are_those_of_the_crawl(archive: Path, jobs: str) -> None:
    lines, versions = canonical(archive), query(archive, VERSIONS)
    spoil(archive)
    assert canonical(archive) != lines
    summary = reextract(archive, "--jobs", jobs)
    assert summary["fields"]["headline"] > 1
    assert canonical(archive) == lines
    assert query(archive, VERSIONS) == versions


def test_an_archive_that_needs_nothing_is_told_so_and_left_alone(archive: Path) -> None:
    lines, versions = canonical(archive), query(archive, VERSIONS)
    summary = reextract(archive)
    assert summary["fields"] == {}
    assert set(summary["counts"]) <= {"pages", "addresses", "same", "outside", "section", "damaged", "faults"}
    assert (canonical(archive), query(archive, VERSIONS)) == (lines, versions)


def test_dry_run_tells_each_field_and_writes_nothing(archive: Path) -> None:
    spoil(archive)
    before = canonical(archive), query(archive, "SELECT count(*) FROM runs")
    result = run("reextract", "--dry-run", "--archive", archive)
    spoilt = query(archive, "SELECT count(*) FROM articles WHERE headline = 'förstörd'")[0][0]
    assert f"headline: would differ in {spoilt} articles" in result.stdout
    assert "versions: would differ in 1 article\n" in result.stdout
    assert (canonical(archive), query(archive, "SELECT count(*) FROM runs")) == before


def test_a_site_that_the_archive_does_not_have_is_refused(archive: Path) -> None:
    result = run("reextract", "--site", "nix.se", "--archive", archive)
    assert (result.returncode, "--site 'nix.se': there is none in the archive" in result.stderr) == (2, True)


def test_changed_only_reads_what_another_program_or_profile_has_read(archive: Path) -> None:
    assert reextract(archive, "--changed-only")["counts"] == {}
    query(archive, "UPDATE derivations SET reader_version = 'earlier'")
    assert reextract(archive, "--changed-only")["counts"]["pages"] > 10
    assert reextract(archive, "--changed-only")["counts"] == {}


KILLED = """
import os, signal, sys
from archive import Archive
from crawler import reextraction
from crawler.cli import main
count, side, real = int(sys.argv[1]), sys.argv[2], Archive.rederive
def rederive(*arguments, **options):
    global count
    count -= 1
    if count == 0 and side == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **options)
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
Archive.rederive, reextraction._BATCH = rederive, 5
main(["reextract", "--archive", sys.argv[3]])
"""


@pytest.mark.parametrize(("count", "side"), [(1, "before"), (1, "after"), (2, "before"), (4, "before")])
def test_killed_re_extraction_goes_on_where_it_was(archive: Path, count: int, side: str) -> None:
    lines, versions = canonical(archive), query(archive, VERSIONS)
    total = query(archive, "SELECT count(*) FROM addresses WHERE page_id IS NOT NULL")[0][0]
    spoil(archive)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(count), side, archive], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert query(archive, "PRAGMA integrity_check") == [("ok",)]
    summary = reextract(archive)
    assert summary["counts"]["addresses"] == total - 5 * (count - 1)  # a batch and its counts are one commit
    (counts,) = query(archive, "SELECT counts FROM runs ORDER BY id DESC LIMIT 1")[0]
    assert json.loads(counts)["addresses"] == total
    assert (canonical(archive), query(archive, VERSIONS)) == (lines, versions)


def test_damaged_page_is_told_and_its_article_stays(archive: Path) -> None:
    lines = canonical(archive)
    query(archive, "UPDATE pages SET payload = zeroblob(9) WHERE id = (SELECT page_id FROM articles WHERE id = 1)")
    result = run("reextract", "--archive", archive)
    assert result.returncode == 3
    assert "damaged: page" in result.stdout
    assert canonical(archive) == lines


def test_every_field_of_every_article_can_be_traced(archive: Path) -> None:
    missing = """SELECT count(*) FROM articles WHERE NOT EXISTS (
                 SELECT 1 FROM provenance WHERE article_id = articles.id AND field = 'headline' AND strategy != ''
                 AND run_id IS NOT NULL AND run_kind = 'crawl' AND digest LIKE 'sha256:%' AND reader_version != '')"""
    assert query(archive, missing) == [(0,)]
    reextract(archive)
    assert query(archive, "SELECT DISTINCT run_kind FROM provenance") == [("reextract",)]
