"""Where a crawl begins that does not begin where it should: what it makes of that, and what it says."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from click import UsageError

from archive import ExitStatus
from archive.schema import parse_trail, trail_text
from crawler.demo import DEMO_SECTION
from crawler.demo.server import Answer
from crawler.discover.steps import likely_trail
from crawler.document import Document
from crawler.typed import web_address
from tests.crawler.command import PROGRAM, canonical, column, crawl, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite

ORDINARY = """<!DOCTYPE html><html lang="sv"><title>{name} - Exempelby</title>
<nav aria-label="Brödsmulor">{trail} <span>{name}</span></nav>
<main><h1>{name}</h1><p>Här står hur den som bor i Exempelby söker lov, vad det kostar och hur lång tid det tar.</p>
<p>Handläggarna svarar på frågor varje vardag, och blanketten lämnas i receptionen eller skickas med post.</p></main>
{links}</html>"""
NEWS_LINK = '<footer><a href="/nyheter">Nyheter</a></footer>'


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def serve(site: WatchedSite, name: str, *trail: str, links: str = "") -> str:
    """An ordinary page of the site, with the crumbs above it; its address."""
    crumbs = "".join(f'<a href="/{crumb if crumb != "Hem" else ""}">{crumb}</a> / ' for crumb in trail)
    path = f"/{name.lower().replace(' ', '-')}"
    site.answer_with(path, Answer(ORDINARY.format(name=name, trail=crumbs, links=links).encode()), None)
    return site.url(path)


def urls(archive: Path) -> set[str]:
    return {json.loads(line)["url"] for line in canonical(archive)}


def test_ordinary_page_of_no_section_leads_to_news_and_is_none(demo_site: WatchedSite, archive: Path) -> None:
    start = serve(demo_site, "Om portalen", "Hem", links=NEWS_LINK)
    result = crawl(start, archive=archive)
    assert result.returncode == 0, result.stderr
    assert "the page's trail, Hem, names no section" in result.stdout
    assert len(urls(archive)) > 10
    assert start not in urls(archive)


def test_ordinary_page_without_news_on_its_site_keeps_nothing(demo_site: WatchedSite, archive: Path) -> None:
    start = serve(demo_site, "Om portalen", "Hem")
    demo_site.answer_with("/", Answer(ORDINARY.format(name="Start", trail="", links="").encode()), None)
    result = crawl(start, archive=archive)
    assert result.returncode == ExitStatus.NOTHING
    assert "No news section was found. Start at the section's own page" in result.stderr
    assert urls(archive) == set()


def test_page_of_a_section_that_is_no_list_is_kept_and_told(demo_site: WatchedSite, archive: Path) -> None:
    serve(demo_site, "Bygga och bo", "Hem")
    start = serve(demo_site, "Bygglov", "Hem", "bygga-och-bo")
    result = crawl(start, archive=archive)
    assert result.returncode == ExitStatus.NOTHING
    assert f"No news section was found from {start}; only that page was kept." in result.stderr
    assert urls(archive) == {start}


def test_run_whose_last_page_was_the_last_on_the_way_says_what_waits(demo_site: WatchedSite, archive: Path) -> None:
    result = crawl(demo_site.url("/anslagstavla"), "--max-pages", "4", archive=archive)
    assert result.returncode == ExitStatus.DONE
    assert DEMO_SECTION in result.stdout.splitlines()[0]
    assert "Stopped at 4 pages; 15 addresses wait" in result.stderr
    told = run("status", "--archive", archive).stdout
    assert "stopped at the pages that it might have, the same command goes on (exit status 0)" in told


def test_start_that_leads_nowhere_is_told_beside_one_that_does(demo_site: WatchedSite, archive: Path) -> None:
    stray = serve(demo_site, "Om portalen", "Hem")
    demo_site.answer_with("/", Answer(ORDINARY.format(name="Start", trail="", links="").encode()), None)
    result = crawl(demo_site.url("/nyheter/kommuninfo"), stray, archive=archive)
    assert result.returncode == ExitStatus.NOTHING
    assert f"No news section was found from {stray}." in result.stderr
    assert "Not every section was found. Start at the section's own page" in result.stderr
    assert len(urls(archive)) > 10


@pytest.mark.parametrize("other", ["Hem > Nyhter", "Hem > Sport"], ids=["mistyped", "right"])
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
def test_sections_of_a_profile_that_are_named_alone_are_each_found_or_told(
    demo_site: WatchedSite, tmp_path: Path, other: str, *, is_first: bool
) -> None:
    sections = [other, DEMO_SECTION] if is_first else [DEMO_SECTION, other]
    (tmp_path / "demo.toml").write_text(
        f'name = "Demo"\nbase_url = "{demo_site.url("/")}"\nsections = {json.dumps(sections)}\n',
        encoding="utf-8",
    )
    options = ("crawl", "--all", "--quiet", "--delay", "0", "--archive", tmp_path / "archive.db")
    result = run(*options, program=("env", f"KOMMUNARKIV_SITES={tmp_path}", PROGRAM))
    followed = column(tmp_path / "archive.db", "SELECT trail FROM run_sections JOIN sections ON id = section_id")
    assert DEMO_SECTION in followed
    if other == "Hem > Sport":
        assert (result.returncode, "Hem › Sport" in followed) == (ExitStatus.DONE, True)
    else:
        assert result.returncode == ExitStatus.NOTHING
        assert "No such section as Hem › Nyhter was found." in result.stderr


def test_mistyped_section_of_a_known_site_has_the_meant_one_named(demo_site: WatchedSite, archive: Path) -> None:
    assert crawl(demo_site.url("/"), "--section", DEMO_SECTION, archive=archive).returncode == 0
    result = crawl(demo_site.url("/"), "--section", "Hem > Övriga Nyheter > Komuninfo", archive=archive)
    assert result.returncode == ExitStatus.NOTHING
    wanted = "Hem › Övriga Nyheter › Komuninfo"
    assert f"No such section as {wanted} was found. Did you mean {DEMO_SECTION}?" in result.stderr.replace(" or ", "?")
    assert "no section was found where" not in result.stderr
    state = json.loads(run("status", "--json", "--archive", archive).stdout)
    assert [site["alarms"] for site in state["sites"]] == [[]]


def test_mistyped_section_of_an_unknown_site_has_the_link_named_whenever_it_is_asked_for(
    demo_site: WatchedSite, archive: Path
) -> None:
    for _ in range(2):  # the second is answered 304
        result = crawl(demo_site.url("/"), "--section", "Hem › Övriga Nyheter › Komuninfo", archive=archive)
        assert result.returncode == ExitStatus.NOTHING
        assert (
            "is named like a step of Hem › Övriga Nyheter › Komuninfo; links that come near: Kommuninfo"
            in result.stderr
        )
        last = result.stderr.splitlines()[-1]
        assert f'Did you mean --section "{DEMO_SECTION}"?' in last
    assert "no crawl has come to a section with articles yet" in run("skipped", "--archive", archive).stderr
    mistyped = run("skipped", "--site", "finns-inte", "--archive", archive)
    assert (mistyped.returncode, "there is none in the archive" in mistyped.stderr) == (2, True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hem › Övriga Nyhter › Komuninfo", "Hem › Övriga Nyheter › Kommuninfo"),
        ("Hem › Övriga Nyhter › Kommuninfo", "Hem › Övriga Nyheter › Kommuninfo"),
        ("Hem › Allt möjligt › Komuninfo", "Kommuninfo"),
        ("komuninfo", "Kommuninfo"),
        ("Hem › Allt möjligt › Kommuninfo", ""),
        ("Hem › Övriga Nyheter › Kommuninfo", ""),
        ("Hem › Kommuninfo › Fiske", ""),
    ],
)
def test_likely_trail_is_told_in_the_words_of_links(typed: str, meant: str) -> None:
    links = '<a href="/n">Övriga Nyheter</a> <a href="/k">Kommuninfo (63)</a> <a href="/s">Sport</a>'
    page = Document.from_text(f"<nav>{links}</nav>", "https://www.exempelby.se/")
    assert trail_text(likely_trail(page, parse_trail(typed))) == meant


def test_start_that_is_not_there_is_told_alike_by_crawl_and_add_site(demo_site: WatchedSite, archive: Path) -> None:
    start = demo_site.url("/nyhetr")
    crawled, looked_at = crawl(start, archive=archive), run("add-site", start, "--delay", "0")
    assert crawled.returncode == looked_at.returncode == ExitStatus.NOTHING
    assert "The start is not there: check its address" in crawled.stderr
    assert f"{start}: HTTP 404" in looked_at.stdout
    assert f"{start}: there is no such page." in looked_at.stderr


def test_start_that_is_no_page_is_told_as_such(demo_site: WatchedSite) -> None:
    looked_at = run("add-site", demo_site.url("/images/stories/storgatan.png"), "--delay", "0")
    assert looked_at.returncode == ExitStatus.NOTHING
    assert "a picture, a PDF or the like, and no page. Check the address" in looked_at.stderr


def test_file_is_not_taken_for_a_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sida.html").touch()
    (tmp_path / "exempel.se").mkdir()  # as wget names a folder
    with pytest.raises(UsageError, match=r"'sida\.html' is a file here"):
        web_address("sida.html")
    assert web_address("https://sida.html") == "https://sida.html"
    assert web_address("exempel.se") == "https://exempel.se"
    assert web_address(f"www.{'a' * 300}.se") == f"https://www.{'a' * 300}.se"


@pytest.mark.parametrize(
    "starts",
    [
        ("/nyheter/kommuninfo/5561-vattnet-stangs-av-pa-storgatan-natten-mot-torsdag.html", "/nyheter"),
        ("/nyheter/kommuninfo", "/nyheter"),
        ("/", "/nyheter"),
        ("/", "/sport", "/nyheter/kommuninfo", "/nyheter"),
    ],
    ids=" ".join,
)
def test_start_on_the_way_from_another_is_its_own_section_all_the_same(
    demo_site: WatchedSite, archive: Path, starts: tuple[str, ...]
) -> None:
    """An article's way to its section went through a page that had been named itself: taken for a step of that way
    only, it was "no section of news", for which the whole site was looked through. No page is asked for twice."""
    result = crawl(*map(demo_site.url, starts), archive=archive)
    assert result.returncode == ExitStatus.DONE, result.stderr
    trails = result.stdout.splitlines()[0].partition(": ")[2].split(", ")
    assert "Hem › Övriga Nyheter" in trails
    assert ("Hem › Sport" in trails) == ("/" in starts)
    assert f"{demo_site.url('/nyheter')} is no section" not in result.stdout
    asked = Counter(seen.target for seen in demo_site.log)
    assert [target for target, times in asked.items() if times > 1] == []


def test_start_that_is_not_there_is_among_what_was_skipped(demo_site: WatchedSite, archive: Path) -> None:
    assert crawl(demo_site.url("/nyhetr"), archive=archive).returncode == ExitStatus.NOTHING
    result = run("skipped", "--archive", archive)
    assert result.stdout == f"missing: HTTP 404\t{demo_site.url('/nyhetr')}\t\n"
    assert "Nothing was skipped" not in result.stderr


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("127.0.0.1:8011/nyheter", "http://127.0.0.1:8011/nyheter"),
        ("www.exempelby.se/nyheter", "https://www.exempelby.se/nyheter"),
        ("127.exempelby.se", "https://127.exempelby.se"),
        ("localhost:8011/nyheter", "http://localhost:8011/nyheter"),
    ],
)
def test_address_without_scheme_is_https_but_on_this_machine(typed: str, address: str) -> None:
    assert web_address(typed) == address


def test_server_without_https_is_told_to_begin_with_http(demo_site: WatchedSite, archive: Path) -> None:
    start = demo_site.url("/nyheter").replace("http:", "https:")
    result = crawl(start, archive=archive, settings={"RETRY_TIMES": 0})
    assert result.returncode == ExitStatus.REFUSED
    assert "one of a site without https begins with http://" in result.stderr


def test_dry_run_of_few_pages_names_what_the_run_asks_for(drupal_site: WatchedSite, tmp_path: Path) -> None:
    """The rules of a host are no page of it; what is counted is what is told, as JSON too."""
    starts = [drupal_site.url(section["path"]) for section in drupal_site.truth("section")[-2:]]
    few = [*starts, "--max-pages", "1", "--archive", tmp_path / "archive.db", "--delay", "0"]
    plan = run("crawl", *few, "--dry-run")
    told = [line.partition("\t")[2] for line in plan.stdout.splitlines()]
    assert told == [drupal_site.url("/robots.txt"), starts[0]]
    assert plan.stderr.startswith("2 requests")
    assert [one["url"] for one in json.loads(run("crawl", *few, "--dry-run", "--json").stdout)] == told
    run("crawl", *few)
    assert [drupal_site.url(seen.path) for seen in drupal_site.log] == told
