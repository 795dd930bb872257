"""A crawl of sites in the plain templates that blogs come with: the name over every page, no trail or one of days."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.demo.server import Answer, Request, Site, serve
from crawler.discover import find_clues
from crawler.document import Document
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


class _Folder(Site):
    """A section in Wagtail's plainest templates: no trail, no days in its list, and what it lists in its folder."""

    COUNT = 8
    LIST = "/nyheter/gator-och-torg/"
    MENU = '<a href="/">Hem</a><a href="/nyheter/">Nyheter</a>'
    PAGE = f'<html lang="sv"><title>{{0}}</title>{MENU}<main><h1>{{0}}</h1>{{1}}</main></html>'
    TEXT = "<p>Arbetet pågår i två veckor, och den som bor vid gatan kan parkera på torget under tiden utan avgift.</p>"

    def answer(self, request: Request) -> Answer:
        number = int(request.query.get("page", "1"))
        stories = {f"{self.LIST}grop-{n}/": f"Gropen vid hus nummer {n} är lagad" for n in range(1, self.COUNT + 1)}
        others = {f"/nyheter/kommuninfo/mote-{n}/": f"Möte nummer {n} är flyttat till torsdag" for n in range(1, 6)}
        known = stories | others
        if request.path in known:
            page = self.PAGE.format(known[request.path], f'<p class="meta">8 februari 2017</p>{self.TEXT * 2}')
        elif request.path == self.LIST:
            page = self.PAGE.format("Gator och torg", self._listed(list(stories.items()), number))
        else:
            page = self.PAGE.format("Nyheter", self._listed(list(others.items()), number))
        return Answer(page.encode())

    def _listed(self, stories: list[tuple[str, str]], number: int) -> str:
        shown = stories[4 * number - 4 : 4 * number]
        onward = f'<p><a href="?page={number + 1}">Nästa sida</a></p>' if 4 * number < len(stories) else ""
        return "".join(f'<h2><a href="{url}">{name}</a></h2><p>Vi lagar den.</p>' for url, name in shown) + onward


def test_article_leads_to_the_list_of_its_folder_though_that_is_not_named_like_news(tmp_path: Path) -> None:
    site = _Folder({})
    with serve(site) as base:
        result = crawl(f"{base}{site.LIST}grop-7/", archive=tmp_path / "archive.db")
    assert result.returncode == 0, result.stderr
    found = _kept(tmp_path / "archive.db")
    assert set(found) == {f"{site.LIST}grop-{n}/" for n in range(1, site.COUNT + 1)}
    assert {trail for _, trail in found.values()} == {"Gator och torg"}


class _Paged(Site):
    """AstroPaper's list: its trail ends in "Posts (page 2)"."""

    PAGES = 3
    ITEM = (
        '<li><a href="/posts/{0}"><h2>Räcke nummer {0} vid ån är målat</h2></a>'
        "<span>3 februari 2026</span><p>Färgen är grön.</p></li>"
    )

    def answer(self, request: Request) -> Answer:
        parts = request.path.strip("/").split("/")
        if parts[0] != "posts":
            return Answer(b"", 404)
        number = int(parts[1]) if len(parts) > 1 else 1
        if number > self.PAGES:
            told = (
                "<p>Räcket är slipat och målat två gånger, och får torka till lördag innan någon lutar sig mot det.</p>"
            )
            head = f"<h1>Räcke nummer {number} vid ån är målat</h1><span>3 februari 2026</span>"
            text = f"{head}<article>{told * 2}</article>"
            return Answer(f"<html lang=sv><main>{text}</main></html>".encode())
        items = "".join(self.ITEM.format(10 * number + one) for one in range(3))
        trail = f'<ul><li><a href="/">Home</a> &raquo;</li><li><span>Posts (page {number})</span></li></ul>'
        onward = f'<a href="/posts/{number + 1}" rel="next">Next</a>' if number < self.PAGES else ""
        nav = f'<nav class="breadcrumb" aria-label="breadcrumb">{trail}</nav>'
        return Answer(f"<html lang=sv>{nav}<main><h1>Posts</h1><ul>{items}</ul>{onward}</main></html>".encode())


def test_a_topic_and_its_address_are_names_of_news_in_whatever_letters() -> None:
    link = '<html lang=sv><main><a href="/taggar/%C3%A4ldre-nyheter">{}</a></main></html>'
    for text, reasons in (("övriga-nyheter", 2), ("Läs om det", 1)):
        document = Document.from_text(link.format(text), "https://www.granby.example/")
        assert [len(one.reasons) for one in find_clues(document).candidates] == [reasons]


def test_the_number_of_a_lists_page_is_no_part_of_its_sections_name(tmp_path: Path) -> None:
    with serve(_Paged({})) as base:
        result = crawl(f"{base}/posts", archive=tmp_path / "archive.db")
    assert result.returncode == 0, result.stderr
    found = _kept(tmp_path / "archive.db")
    assert set(found) == {f"/posts/{10 * page + one}" for page in (1, 2, 3) for one in range(3)}
    assert {trail for _, trail in found.values()} == {"Home › Posts"}


class _NoneOfCommune(Blog):
    """The blog on a day when none of the latest on its first page is filed under what is named like news."""

    def __init__(self) -> None:
        super().__init__()
        self.posts.sort(key=lambda post: post["category"] != "gator")


def test_home_page_is_the_list_of_a_blog_whatever_topics_its_latest_have(tmp_path: Path) -> None:
    blog = _NoneOfCommune()
    with serve(blog) as base:
        result = crawl(base, archive=tmp_path / "archive.db")
    assert f": {NAME}\n" in result.stdout
    assert set(_kept(tmp_path / "archive.db")) == {post["url"] for post in blog.posts}
