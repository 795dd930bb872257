"""add-site on families that its rules had not seen when they were made: their sections, and a crawl of the drafts."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from crawler.demo.server import serve
from crawler.sites.writing import to_toml
from tests.crawler.command import PROGRAM, run
from tests.crawler.looking import TODAY, look
from tests.sites.unseen import KEYS, UnseenSite, paths

if TYPE_CHECKING:
    from pathlib import Path

LOST: dict[str, str] = {}
"""Families of which a crawl of the draft does not find all news, and why."""
MISSED: dict[str, str] = {}
"""Families of which the draft lacks a section, and why."""
TAKEN: dict[str, str] = {}
"""Families of which the draft has a section that lists no news, and what it lists."""
BROUGHT: dict[str, str] = {}
"""Families of which a crawl of sections that are right keeps what is no news, and what."""
UNSURE: dict[str, str] = {}
"""Families of which the draft's sections are right, but which it is not sure to read, and why."""
MARKS = {key: [pytest.mark.xfail(reason=reason, strict=True)] for key, reason in (MISSED | TAKEN | UNSURE).items()}


@pytest.mark.parametrize("key", [pytest.param(key, marks=MARKS.get(key, ())) for key in KEYS])
def test_wanted_sections_are_found_and_no_others(key: str) -> None:
    site = UnseenSite(key)
    draft = look(site)
    found, wanted = site.own(paths(section.url for section in draft.sections)), paths(site.told["wanted"])
    assert wanted <= found <= wanted | paths(site.told.get("allowed", ()))
    assert draft.name == site.name
    assert draft.requests <= 25
    assert {field.field for field in draft.fields if field.confidence == "high"} >= {"headline", "article_body"}


def test_drafts_crawl_to_all_news_and_nothing_else(tmp_path: Path) -> None:
    profiles, archive = tmp_path / "sites", tmp_path / "archive.db"
    profiles.mkdir()
    sites, left_out = {}, {}
    with ExitStack() as served:
        for number, key in enumerate(KEYS, 1):
            site = UnseenSite(key)
            base = served.enter_context(serve(site, f"127.0.2.{number}"))
            draft = look(site, base_url=base).site(TODAY.date())
            (profiles / f"{draft.key}.toml").write_text(to_toml(draft, key), encoding="utf-8")
            sites[draft.key] = site
            left_out[draft.key] = site.left_out(site.own(paths(section.url for section in draft.sections)))
        arguments = ("crawl", "--all", "--delay", "0", "--archive", str(archive))
        result = run(*arguments, program=("env", f"KOMMUNARKIV_SITES={profiles}", PROGRAM))
    assert result.returncode == 0, result.stderr
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute("SELECT key, url FROM articles JOIN sites ON sites.id = site_id").fetchall()
    found = {name: site.own(paths(url for key, url in rows if key == name)) for name, site in sites.items()}
    assert {site.key for name, site in sites.items() if found[name] - site.articles} == set(TAKEN) | set(BROUGHT)
    lacking = {site.key for name, site in sites.items() if site.articles - left_out[name] - found[name]}
    assert lacking == set(LOST) | set(MISSED)
