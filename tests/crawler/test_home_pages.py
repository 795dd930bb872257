"""A crawl from a home page looks through the site for its sections of news, and follows them all."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from archive import ExitStatus
from crawler.demo.server import Answer, Request, Site, serve
from tests.crawler.command import Command, canonical, crawl, run
from tests.sites.unseen import UnseenSite, paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MENUS = ("dnn", "drupal7", "hugo", "k2", "webnode", "wix")
"""Sites whose home page names nothing as news is named."""

WHOLE = (
    *("joomla3", "drupal10", "wagtail", "lanet", "viatt", "sitevision23"),
    *("everyware", "cassiopeia", "polopoly", "liferay74", "tagdiv", "velocity"),
)
"""Sites whose home page names several sections, hubs above them, or is not at the root; then those where a section is
none of what links name: a newspaper's topics, lists under names that only may be news, below a hub."""


def _crawled(sites: dict[str, UnseenSite], archive: Path) -> dict[str, set[str]]:
    """The addresses of the articles that one crawl of the home pages of these sites gives, by their hosts."""
    with ExitStack() as served:
        starts = [f"{served.enter_context(serve(site, host))}{site.told['home']}" for host, site in sites.items()]
        result = run("crawl", *starts, "--delay", "0", "--archive", archive)
    assert result.returncode == ExitStatus.DONE, result.stderr
    found = _articles(archive)
    return {
        host: site.own(paths(url for url in found if urlsplit(url).hostname == host)) for host, site in sites.items()
    }


def _articles(archive: Path) -> list[str]:
    with closing(sqlite3.connect(archive)) as connection:
        return [url for (url,) in connection.execute("SELECT url FROM articles ORDER BY url")]


def test_all_sections_of_a_site_are_followed_whatever_its_links_call_them(tmp_path: Path) -> None:
    sites = {f"127.0.5.{number}": UnseenSite(key) for number, key in enumerate(WHOLE, 101)}
    for host, found in _crawled(sites, tmp_path / "archive.db").items():
        assert found == sites[host].articles, sites[host].key


def test_home_page_that_calls_nothing_news_leads_to_what_its_menu_lists_with_days(tmp_path: Path) -> None:
    sites = {f"127.0.5.{number}": UnseenSite(key) for number, key in enumerate(MENUS, 1)}
    for host, found in _crawled(sites, tmp_path / "archive.db").items():
        assert found, sites[host].key
        assert found <= sites[host].articles, sites[host].key


class TwoSections(Site):
    """A home page that names two news sections; the first takes longer to answer than the other."""

    def __init__(self) -> None:
        super().__init__({})
        self.slow = ""
        self.broken = ""

    def answer(self, request: Request) -> Answer:
        names = {"nyheter": "Nyheter", "pressmeddelanden": "Pressmeddelanden"}
        menu = "".join(f'<li><a href="/{path}">{name}</a></li>' for path, name in names.items())
        section, _, number = request.path.strip("/").partition("/")
        if section == self.slow:
            time.sleep(0.3)
        if section and section == self.broken:
            return Answer(b"", 503, headers=(("Retry-After", "0"),))
        name = names.get(section, "Storby kommun")
        crumbs = f'<nav aria-label="Brödsmulor"><a href="/">Hem</a> › <a href="/{section}">{name}</a></nav>'
        text, title = "", f"{name}, del {number}" if number else name
        if number:
            text = "<p>Kommunen lagar vägen mellan torget och skolan, och arbetet väntas vara klart i vår.</p>" * 4
        elif section:
            items = (
                f'<a href="/{section}/{n}">{name} om vägen, del {n}</a> <time>2026-02-0{n}</time>' for n in (1, 2, 3)
            )
            text = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        page = f"<ul>{menu}</ul>{crumbs if section else ''}<main><h1>{title}</h1>{text}</main>"
        return Answer(f"<html lang=sv><title>{title}</title><body>{page}".encode())


@pytest.mark.parametrize("slow", ["nyheter", "pressmeddelanden"])
def test_section_does_not_depend_on_which_page_answers_first(tmp_path: Path, slow: str) -> None:
    site = TwoSections()
    site.slow = slow
    with serve(site) as base:
        result = crawl(base, "--concurrency", "4", archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.DONE, result.stderr
    first_line = result.stdout.splitlines()[0]
    assert first_line.endswith(": Hem › Nyheter, Hem › Pressmeddelanden")
    assert "6 articles (6 new" in result.stdout


def test_section_that_stays_out_of_service_keeps_no_other_out(tmp_path: Path) -> None:
    site = TwoSections()
    site.broken = "nyheter"
    with serve(site) as base:
        result = crawl(base, archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.INCOMPLETE, result.stderr
    assert "3 articles (3 new" in result.stderr


class Remembering(UnseenSite):
    """A site with two sections that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__("polopoly")
        self.asked: list[str] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.path)
        return super().answer(request)


@pytest.fixture
def remembering() -> Iterator[tuple[Remembering, str]]:
    site = Remembering()
    with serve(site) as base:
        yield site, base


def test_run_of_few_pages_has_news_of_what_it_found_so_far(
    remembering: tuple[Remembering, str], tmp_path: Path
) -> None:
    result = crawl(remembering[1], "--max-pages", "16", archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert len(_articles(tmp_path / "archive.db")) > 4
    assert "The same command goes on." in result.stderr


@pytest.mark.parametrize("point", [("after store_page", "7"), ("after record", "9"), ("before set_scope", "2")])
def test_killed_run_looks_on_where_it_was(
    remembering: tuple[Remembering, str], tmp_path: Path, point: tuple[str, str]
) -> None:
    site, base = remembering
    whole, archive = tmp_path / "whole.db", tmp_path / "archive.db"
    assert crawl(base, archive=whole).returncode == ExitStatus.DONE
    assert Command("crawl", base, "--delay", "0", "--archive", archive, dies=point).wait().returncode == -9
    before, site.asked = set(site.asked), []
    assert crawl(base, archive=archive).returncode == ExitStatus.DONE
    assert canonical(archive) == canonical(whole)
    assert len(site.asked) < len(before), "what was fetched is not asked for again"


def test_next_run_looks_through_the_site_again_but_fetches_no_known_news(
    remembering: tuple[Remembering, str], tmp_path: Path
) -> None:
    site, base = remembering
    archive = tmp_path / "archive.db"
    assert crawl(base, archive=archive).returncode == ExitStatus.DONE
    known = {urlsplit(url).path for url in _articles(archive)}
    site.asked.clear()
    result = crawl(base, archive=archive)
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert known.isdisjoint(site.asked)
    assert "Startsida › Aktuellt › Pressrum › Pressmeddelanden" in result.stdout


def test_site_without_news_is_told_what_was_looked_at(tmp_path: Path) -> None:
    menu = '<nav><a href="/nyheter">Nyheter</a><a href="http://press.test/">Pressmeddelanden</a></nav>'
    pages = {
        "/": Answer(f"<title>Storby</title>{menu}<main><h1>Storby</h1><p>Välkommen hit.</p></main>".encode()),
        "/nyheter": Answer(f"<title>Nyheter</title>{menu}<main><h1>Nyheter</h1><p>Inga ännu.</p></main>".encode()),
    }
    with serve(Site(pages)) as base:
        result = crawl(base, archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.NOTHING
    assert "2 pages of the site were looked at for sections" in result.stderr
    assert f"looked at for news: it shows no list of news\n      {base}/nyheter" in result.stderr
    assert "“Pressmeddelanden” is on another site, http://press.test/: crawl that by itself." in result.stderr


def test_import_of_a_whole_site_finds_what_its_crawl_found(
    remembering: tuple[Remembering, str], tmp_path: Path
) -> None:
    crawled, imported = tmp_path / "crawled.db", tmp_path / "imported.db"
    assert crawl(remembering[1], archive=crawled).returncode == ExitStatus.DONE
    assert run("export", "warc", tmp_path / "site.warc.gz", "--archive", crawled).returncode == ExitStatus.DONE
    result = run("import", tmp_path / "site.warc.gz", "--archive", imported)
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert _articles(imported) == _articles(crawled)


def test_dry_run_names_what_the_next_look_will_ask_for(remembering: tuple[Remembering, str], tmp_path: Path) -> None:
    site, base = remembering
    archive = tmp_path / "archive.db"
    assert crawl(base, archive=archive).returncode == ExitStatus.DONE
    told = run("crawl", base, "--dry-run", "--archive", archive).stdout
    site.asked.clear()
    assert crawl(base, archive=archive).returncode == ExitStatus.DONE
    asked = {f"{base}{path}" for path in site.asked if path not in {"/", "/robots.txt"}}
    assert asked
    assert {line for line in asked if line not in told} == set()
    assert "looked at for sections of news" in told
    assert f"{base}/aktuellt/nyheter\n" not in told.replace(" ", "\n"), "a guess that was wrong is not made again soon"


def test_interrupted_look_is_no_look_in_vain(remembering: tuple[Remembering, str], tmp_path: Path) -> None:
    site, base = remembering
    archive = tmp_path / "archive.db"
    command = Command("crawl", base, "--delay", "0.3", "--archive", archive)
    command.wait_until(lambda: len(site.asked) >= 3)
    command.signal(signal.SIGINT)
    ended = command.wait()
    assert ended.returncode == ExitStatus.INTERRUPTED, ended.stderr
    assert "no section found yet" in ended.stdout + ended.stderr
    assert "no news was found" not in run("status", "--archive", archive).stdout


class _WithListBeside(Site):
    """A site with a blog for its news and one for something else, in the same template: the menu leads to both."""

    def __init__(self) -> None:
        super().__init__({})

    def answer(self, request: Request) -> Answer:
        section, _, number = request.path.strip("/").partition("/")
        names = {"": "Storby", "kommuninfo": "Kommuninfo", "gator": "Gator och torg"}
        if section not in names:
            return Answer(status=404)
        text = "<p>Arbetet har tagit längre tid än väntat, men nu är det klart, säger förvaltningen.</p>" * 5
        headlines = [(n, f'<h2><a href="/{section}/{n}">Så blev det med {section} {n}</a></h2>') for n in range(1, 6)]
        posts = (f"<div class=post>{headline}<p>{n} juni 2025</p></div>" for n, headline in headlines)
        title = f"Så blev det med {section} {number}" if number else names[section]
        main = f"<p>{number} juni 2025</p>{text}" if number else "".join(posts) if section else text
        menu = "<nav><a href=/kommuninfo/>Kommuninfo</a> <a href=/gator/>Gator och torg</a></nav>"
        page = f"<html lang=sv><title>{title} - Storby</title><body>{menu}<main><h1>{title}</h1>{main}</main>"
        return Answer(page.encode())


def test_list_that_is_left_beside_the_news_is_told_with_its_address(tmp_path: Path) -> None:
    with serve(_WithListBeside()) as base:
        result = crawl(base, archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert ": Kommuninfo\n  " in result.stdout
    told = "it is a list of its own beside what the site calls news; a crawl from its address follows it"
    assert f"  1 × looked at for news: {told}\n      {base}/gator/\n" in result.stdout
