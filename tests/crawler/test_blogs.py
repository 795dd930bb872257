"""A crawl of a blog that names itself in the h1 of every page and says what a list holds in its title alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.demo.server import serve
from tests.crawler.command import crawl
from tests.crawler.looking import look
from tests.sites.blog import NAME, Blog, BlogByDay

if TYPE_CHECKING:
    from pathlib import Path


def _kept(archive: Path) -> dict[str, tuple[str, str]]:
    """Headline and section of every article, by its path."""
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute(
            "SELECT articles.url, headline, trail FROM articles JOIN sections ON sections.id = section_id"
        ).fetchall()
    return {urlsplit(url).path: (headline, trail) for url, headline, trail in rows}


def test_category_is_a_section_by_its_title(tmp_path: Path) -> None:
    blog = Blog()
    with serve(blog) as base:
        result = crawl(f"{base}/category/gator/", archive=tmp_path / "archive.db")
    assert result.returncode == 0, result.stderr
    wanted = {post["url"]: (post["headline"], "Gator och torg") for post in blog.posts if post["category"] == "gator"}
    assert _kept(tmp_path / "archive.db") == wanted
    assert f"{base}/\n" not in result.stdout  # the blog's name above the list leads home, and is none of its news


def test_article_leads_to_its_category(tmp_path: Path) -> None:
    blog = Blog()
    start = next(post["url"] for post in blog.posts if post["category"] == "gator")
    with serve(blog) as base:
        crawl(f"{base}{start}", archive=tmp_path / "archive.db")
    assert set(_kept(tmp_path / "archive.db")) == blog.urls["gator"]


def test_draft_names_the_categories_and_no_author() -> None:
    draft = look(Blog())
    found = {urlsplit(section.url).path: section.trail for section in draft.sections}
    assert found["/category/kommuninfo/"] == ("Kommuninfo",)
    assert found["/"] == (NAME,)
    assert not [path for path in found if path.startswith("/author/")]


def test_article_filed_by_day_leads_to_all_of_the_blog_and_no_day_is_an_article(tmp_path: Path) -> None:
    blog = BlogByDay()
    with serve(blog) as base:
        result = crawl(f"{base}{blog.posts[5]['url']}", archive=tmp_path / "archive.db")
    assert result.returncode == 0, result.stderr
    assert set(_kept(tmp_path / "archive.db")) == {post["url"] for post in blog.posts}


def test_years_of_an_archive_are_no_sections_of_a_draft() -> None:
    found = {urlsplit(section.url).path for section in look(BlogByDay()).sections}
    assert "/" in found
    assert not [path for path in found if path.startswith("/20")]
