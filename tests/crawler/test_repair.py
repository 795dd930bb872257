"""`kommunarkiv repair`: what can be derived from stored pages is, and a damaged page is fetched again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from crawler.demo import DEMO_SECTION
from tests.crawler.command import canonical, crawl, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite


def execute(archive: Path, *statements: str) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_an_address_that_lost_its_page_ends_no_crawl_and_is_fetched_after_a_repair(
    demo_site: WatchedSite, tmp_path: Path
) -> None:
    """As an earlier program left an address that led away, when a stronger source told of it."""
    archive = tmp_path / "archive.db"
    arguments = (demo_site.base_url, "--section", DEMO_SECTION)
    assert crawl(*arguments, archive=archive).returncode == 0
    lines = canonical(archive)
    execute(archive, "UPDATE addresses SET state = 'stored', page_id = NULL WHERE kind = 'article' AND id % 5 = 0")
    assert crawl(*arguments, archive=archive).returncode == 0
    told = run("check", "--archive", archive)
    assert (told.returncode, "and there is none – kommunarkiv repair lets the next crawl" in told.stdout) == (3, True)
    assert run("repair", "--archive", archive).returncode == 0
    assert crawl(*arguments, archive=archive).returncode == 0
    assert run("check", "--archive", archive).returncode == 0
    assert canonical(archive) == lines


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE pages SET payload = zeroblob(9) WHERE payload IS NOT NULL",
        "UPDATE dictionaries SET payload = zeroblob(9)",
        "UPDATE pages SET payload = zeroblob(9) WHERE payload NOT NULL AND id % 2; UPDATE addresses SET state='stored'",
    ],
    ids=["pages", "dictionary", "pages that wait to be read"],
)
def test_archive_whose_pages_are_damaged_is_healed_by_the_next_crawl(
    demo_site: WatchedSite, tmp_path: Path, damage: str
) -> None:
    """From the home page the site is looked through: its articles are no way to sections, and are fetched even so."""
    archive = tmp_path / "archive.db"
    assert crawl(demo_site.base_url, archive=archive).returncode == 0
    lines = canonical(archive)
    execute(archive, *damage.split("; "))
    assert run("repair", "--archive", archive).returncode in {3, 5}
    assert crawl(demo_site.base_url, archive=archive).returncode == 0
    run("repair", "--archive", archive)  # a dictionary that no page needs any more goes
    assert run("check", "--archive", archive).returncode == 0
    assert canonical(archive) == lines


def test_damaged_page_is_not_asked_whether_it_has_changed(demo_site: WatchedSite, tmp_path: Path) -> None:
    """A crawl that meets it heals it, whether `repair` was run or not: 304 would confirm what is not there."""
    archive = tmp_path / "archive.db"
    arguments = (demo_site.base_url, "--section", DEMO_SECTION, "--full")
    assert crawl(*arguments, archive=archive).returncode == 0
    execute(archive, "UPDATE pages SET payload = zeroblob(9) WHERE payload IS NOT NULL AND id % 2")
    assert crawl(*arguments, archive=archive).returncode == 0
    assert run("check", "--archive", archive).returncode == 0


def test_what_can_be_derived_is_and_a_damaged_page_is_fetched_again(demo_site: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    arguments = (demo_site.base_url, "--section", DEMO_SECTION)
    assert crawl(*arguments, archive=archive).returncode == 0
    lines = canonical(archive)
    assert run("repair", "--archive", archive).stdout == f"{archive} is sound; nothing to repair.\n"
    execute(
        archive,
        "UPDATE articles SET article_body = 'förvanskad' WHERE id = 2",
        "UPDATE articles SET breadcrumb = '[' WHERE id = 4",
        "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')",
        "UPDATE pages SET payload = zeroblob(9) WHERE id = (SELECT page_id FROM articles WHERE id = 3)",
    )
    assert run("check", "--archive", archive).returncode == 3
    repaired = run("repair", "--archive", archive)
    assert repaired.returncode == 3
    assert "fetched by the next crawl" in repaired.stderr
    assert crawl(*arguments, archive=archive).returncode == 0
    assert run("check", "--archive", archive).returncode == 0, "the same bytes came again and heal the damaged page"
    assert canonical(archive) == lines
    assert run("search", "kommun", "--archive", archive).stdout
