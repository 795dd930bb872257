"""kommunarkiv sites: list, show, check and fixture, as a person uses them; hours and what is never visited."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.crawler.command import PROGRAM, run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.sites.server import WatchedSite


class Kept:
    """A folder with one profile, of a site that is up, and an archive beside it."""

    def __init__(self, site: WatchedSite, folder: Path, more: str = "") -> None:
        self.site, self.folder = site, folder
        self.archive = folder / "archive.db"
        (folder / "sites").mkdir()
        self.profile(more)

    def profile(self, more: str = "") -> None:
        section = self.site.truth("section")[-1]
        sections = f'[[sections]]\ntrail = "{section["section"]}"\nurl = "{self.site.url(section["path"])}"\n'
        text = f'name = "Lillhaga"\nbase_url = "{self.site.base_url}/"\n{more}\n{sections}'
        (self.folder / "sites" / "lillhaga.toml").write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return run(*arguments, program=("env", f"KOMMUNARKIV_SITES={self.folder}/sites", PROGRAM))

    def crawl(self) -> subprocess.CompletedProcess[str]:
        return self("crawl", "--all", "--delay", "0", "--json", "--archive", self.archive)


@pytest.fixture
def kept(drupal_site: WatchedSite, tmp_path: Path) -> Kept:
    return Kept(drupal_site, tmp_path)


def test_list_show_and_a_key_that_is_nearly_right(kept: Kept) -> None:
    assert "lillhaga" in kept("sites", "list").stdout
    assert json.loads(kept("sites", "list", "--json").stdout)[0]["key"] == "lillhaga"
    assert 'name = "Lillhaga"' in kept("sites", "show", "lillhaga").stdout
    result = kept("sites", "show", "lillhage")
    assert (result.returncode, "Did you mean lillhaga?" in result.stderr) == (2, True)
    assert "--site" not in result.stderr


def test_check_without_a_profile_says_how_to_make_one(tmp_path: Path) -> None:
    result = run("sites", "check", program=("env", "-C", tmp_path, PROGRAM))
    assert result.returncode == 0
    assert f"No profile yet, neither packaged nor in {tmp_path / 'sites'}." in result.stdout
    assert run("sites", "check", "--json", program=("env", "-C", tmp_path, PROGRAM)).stdout == "[]\n"


def test_check_tells_what_articles_lacked_and_what_the_site_says_today(kept: Kept) -> None:
    untold = kept("sites", "check", "--archive", kept.archive).stdout
    assert untold == "lillhaga (draft): no article in the archive yet to tell by\n"
    kept.crawl()
    result = kept("sites", "check", "--live", "--delay", "0", "--archive", kept.archive)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "lillhaga (draft): in order\n" in result.stdout
    assert "  missing in its last 10 articles: " in result.stdout
    assert "6 items, 100% dated" in result.stdout
    kept.site.fail("/aktuellt/kultur-och-fritid*", status=500)
    result = kept("sites", "check", "--live", "--delay", "0", "--json", "--archive", kept.archive)
    assert result.returncode == 3
    assert json.loads(result.stdout)[0]["problems"] == ["Hem › Aktuellt › Kultur och fritid: HTTP 500"]


def test_fixture_is_a_test_case_of_what_the_page_gives(kept: Kept) -> None:
    article = kept.site.truth("article")[0]
    folder = kept.folder / "fall"
    result = kept("sites", "fixture", kept.site.url(article["path"]), "--folder", folder, "--name", "en")
    assert result.returncode == 0, result.stderr
    case = json.loads((folder / "en.json").read_text(encoding="utf-8"))
    assert case["expected"]["headline"] == article["title"]
    assert case["expected"]["breadcrumb"] == " › ".join(article["trail"])
    assert article["title"] in (folder / "en.html").read_text(encoding="utf-8")
    assert "list" not in result.stderr
    section = kept.site.url(kept.site.truth("section")[-1]["path"])
    listed = kept("sites", "fixture", section, "--folder", folder, "--name", "lista")
    assert listed.returncode == 0
    assert "The page is no article: " in listed.stderr or "The page looks like a list" in listed.stderr
    again = kept("sites", "fixture", kept.site.url(article["path"]), "--folder", folder, "--name", "en")
    assert (again.returncode, "exists already" in again.stderr) == (2, True)


def test_what_the_profile_says_never_is_not_asked_for(kept: Kept) -> None:
    listed = kept.site.truth("section")[-1]["articles"]
    kept.profile(f'never = ["{listed[0]}", "{listed[1]}"]')
    result = kept.crawl()
    assert result.returncode == 0, result.stderr
    assert kept.site.asked(listed[0]) == kept.site.asked(listed[1]) == []
    counts = json.loads(result.stdout)["sites"]["lillhaga"]["counts"]
    assert (counts["articles"], counts["excluded"]) == (len(listed) - 2, 2)


def test_selectors_of_the_design_of_the_day_are_read_in_a_crawl(kept: Kept) -> None:
    kept.profile()
    with (kept.folder / "sites" / "lillhaga.toml").open("a", encoding="utf-8") as profile:
        profile.write('[[designs]]\nuntil = 2001-01-01\nselectors = { author = "h1" }\n')
        profile.write('[[designs]]\nsince = 2001-01-02\nselectors = { author = "title" }\n')
    result = kept.crawl()
    assert result.returncode == 0, result.stderr
    with closing(sqlite3.connect(kept.archive)) as archive:
        rows = archive.execute(
            "SELECT author, json_extract(extracted_by, '$.author'), headline FROM articles"
        ).fetchall()
    assert len(rows) == len(kept.site.truth("section")[-1]["articles"])
    assert {strategy for _, strategy, _ in rows} == {"site"}
    assert all(author.startswith(headline) for author, _, headline in rows)


def test_check_names_selectors_that_found_nothing(kept: Kept) -> None:
    """A selector with a slip of the pen leaves all as it was, for the rules read what it does not: nobody was told."""
    kept.profile()
    with (kept.folder / "sites" / "lillhaga.toml").open("a", encoding="utf-8") as profile:
        profile.write('[[designs]]\nselectors = { author = ".finns-inte", headline = "h1" }\n')
    assert kept.crawl().returncode == 0
    result = kept("sites", "check", "--archive", kept.archive)
    assert "  selectors.author = '.finns-inte' found nothing in them" in result.stdout
    assert "selectors.headline" not in result.stdout


def test_live_check_of_a_section_without_address_does_not_say_that_it_is_in_order(kept: Kept) -> None:
    (kept.folder / "sites").mkdir(exist_ok=True)
    (kept.folder / "sites" / "namn.toml").write_text(
        f'name = "Namn"\nbase_url = "{kept.site.base_url}/"\nsections = ["Hem › Finns inte"]\n', encoding="utf-8"
    )
    (kept.folder / "sites" / "lillhaga.toml").unlink(missing_ok=True)
    result = kept("sites", "check", "--live", "--delay", "0", "--archive", kept.archive, "namn")
    assert "namn (draft): no article in the archive yet to tell by" in result.stdout
    assert "Hem › Finns inte: not looked at: the profile has no address (url) for it" in result.stdout


def test_site_that_is_not_known_is_told_where_profiles_were_looked_for(kept: Kept) -> None:
    """In another folder there is none, and a key is not the name of its file."""
    kept.profile()
    elsewhere = run("crawl", "--site", "lillhaga", program=("env", "-C", kept.folder.parent, PROGRAM))
    assert f"Known in {kept.folder.parent / 'sites'}: none yet" in elsewhere.stderr
    by_file = kept("crawl", "--site", "sites/lillhaga.toml")
    assert (by_file.returncode, "Did you mean lillhaga?" in by_file.stderr) == (2, True)


def test_site_is_left_alone_outside_its_hours(kept: Kept) -> None:
    now = datetime.now(ZoneInfo("Europe/Stockholm"))
    opens, closes = now + timedelta(hours=2), now + timedelta(hours=4)
    kept.profile(f'hours = "{opens:%H:%M}-{closes:%H:%M}"')
    result = kept.crawl()
    assert (result.returncode, kept.site.log) == (0, [])
    (reason,) = json.loads(result.stdout)["sites"]["lillhaga"]["reasons"]
    assert reason["reason"].startswith(f"its hours are {opens:%H:%M}-{closes:%H:%M}")
