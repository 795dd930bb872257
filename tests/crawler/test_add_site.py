"""add-site: from any address of a site to its news sections, and from there to a profile that crawls."""

from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from crawler.demo.server import Answer, Site
from crawler.demo.site import LocalPortal
from crawler.discover import menu_entries, strength
from crawler.document import Document
from crawler.sites import read_profile
from crawler.sites.writing import to_toml
from crawler.survey.text import lines
from tests.crawler.command import PROGRAM, Command, run
from tests.crawler.looking import TODAY, look, paths
from tests.sites.drupal import Drupal
from tests.sites.optimizely import Optimizely
from tests.sites.sitevision import SiteVision
from tests.sites.trailless import Trailless

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.portal import Portal
    from tests.sites.server import WatchedSite


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Nyheter", "news"),
        ("Övriga Nyheter", "news"),
        ("Nyheter och pressmeddelanden", "news"),
        ("Läs fler nyheter »", "archive"),
        ("Till nyhetsarkivet", "archive"),
        ("Visa alla nyheter (132)", "archive"),
        ("Kommuninfo", "news"),
        ("Kungörelser", "notices"),
        ("Driftinformation och störningar", "notices"),
        ("Aktuellt från kommunen", "news"),
        ("Anslagstavla", "notices"),
        ("Digital anslagstavla", "notices"),
        ("Regionnytt", "news"),
        ("Nyheter och evenemang", "news"),
        ("Press/nyheter", "news"),
        ("Läs fler nyheter här", "archive"),
        ("Trafikstörningar", "notices"),
        ("Rektor informerar", "maybe"),
        ("Evenemang och kalender", None),
        ("Annonsera hos oss", None),
        ("Skolnyheter", "news"),
        ("Nyheter 2026", "news"),
        ("Företagsnyheterna", "news"),
        ("Mediarum", "news"),
        ("Just nu", "news"),
        ("Information", "maybe"),
        ("Information från kommunen", "maybe"),
        ("Information om badplatser", None),
        ("Nyhetsbrev", None),
        ("Prenumerera på nyheter", None),
        ("Presskontakt", None),
        ("Bygga och bo", None),
        ("Kontakt", None),
        ("Lediga jobb", None),
        ("Aktuella evenemang", None),
        ("Nyheter i går: så gick det när bron öppnade igen", None),
    ],
)
def test_names_of_sections(name: str, kind: str | None) -> None:
    assert strength(name) == kind


# What the rules were written on; the families of test_add_site_families.py were made after them.
WRITTEN_ON: list[tuple[type[Portal], set[str]]] = [
    (LocalPortal, {"/nyheter", "/nyheter/kommuninfo", "/nyheter/foreningsliv", "/sport"}),
    (SiteVision, {"/nyheter", "/nyheter/kommunnyheter", "/nyheter/driftinformation"}),
    (Optimizely, {"/aktuellt", "/aktuellt/nyheter", "/aktuellt/pressmeddelanden"}),
    (Drupal, {"/aktuellt", "/aktuellt/nyheter", "/aktuellt/kultur-och-fritid"}),
    (Trailless, {"/nyhetsrum", "/press"}),
]


@pytest.mark.parametrize(("portal", "sections"), WRITTEN_ON, ids=[portal.__name__ for portal, _ in WRITTEN_ON])
def test_home_page_leads_to_all_news_sections_and_nothing_else(portal: type[Portal], sections: set[str]) -> None:
    draft = look(portal())  # type: ignore[call-arg]  # the families bring their own contents
    assert paths(draft) == sections
    truth = {
        record["path"].rstrip("/"): record["section"] for record in portal().truth() if record["kind"] == "section"
    }  # type: ignore[call-arg]
    if portal is not Trailless:
        trails = {" › ".join(section.trail) for section in draft.sections}
        assert trails == {truth[path] for path in sections}
    assert draft.requests <= 20


@pytest.mark.parametrize("kind", ["section", "article"])
def test_section_and_article_addresses_work_as_well(kind: str) -> None:
    portal = Drupal()
    path = next(record["path"] for record in portal.truth() if record["kind"] == kind)
    assert paths(look(portal, path)) == {"/aktuellt", "/aktuellt/nyheter", "/aktuellt/kultur-och-fritid"}


def test_draft_tells_fields_with_examples_and_what_is_missing() -> None:
    draft = look(Trailless())
    fields = {found.field: found for found in draft.fields}
    assert (fields["headline"].confidence, fields["breadcrumb"].confidence) == ("high", None)
    assert fields["headline"].example == draft.articles[0].headline
    assert "breadcrumb: no article has it" in list(draft.missing())
    assert "no feed" in list(draft.missing())


def test_draft_shows_each_section_with_its_first_news_and_the_fields_that_are_there() -> None:
    draft = look(Trailless())
    shown = list(lines(draft))
    for section in draft.sections:
        at = next(number for number, line in enumerate(shown) if section.url in line)
        assert section.items[0].headline in shown[at + 1]
        assert section.items[0].date in shown[at + 1]
        assert shown[at + 2].strip() == f"because {'; '.join(section.reasons)}"
    given = {field.field for field in draft.fields if field.found}
    names = {field.field for field in draft.fields}
    assert {line.split()[0] for line in shown if line.strip() and line.split()[0] in names} == given
    optional = [line for line in shown if line.startswith("  no article has ")]
    assert len(optional) == 1
    assert not any(field in optional[0] for field in given)


def test_what_the_draft_writes_is_read_back_as_it_was(tmp_path: Path) -> None:
    site = look(SiteVision()).site(TODAY.date(), "0305")
    assert site.status == "draft"
    path = tmp_path / f"{site.key}.toml"
    path.write_text(to_toml(site, "Ett utkast."), encoding="utf-8")
    assert read_profile(path) == site


def page(main: str) -> Answer:
    return Answer(f"<!DOCTYPE html><html lang=sv><title>X</title><body><main>{main}</main></body></html>".encode())


ITEMS = "".join(
    f'<li><h2><a href="/e/{n}">Föreläsning om trädgård nummer {n}</a></h2><time>2090-12-{n:02}</time></li>'
    for n in range(10, 16)
)

ALONE = '<h1>Nyheter</h1><ul><li><h2><a href="/e/1">Bron öppnar på fredag</a></h2><time>2026-11-20</time></li></ul>'


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({"/nyheter": page(f"<h1>På gång</h1><ul>{ITEMS}</ul>")}, "it is a calendar"),
        ({"/nyheter": page("<h1>Nyheter</h1><p>Inga nyheter just nu.</p>")}, "it shows no list of news"),
        ({"/nyheter": page(ALONE)}, "a single headline on it leads on, and two make a list"),
        ({}, "HTTP 404"),
    ],
)
def test_what_is_no_section_is_told_with_the_reason(pages: dict[str, Answer], reason: str) -> None:
    draft = look(Site({"/": page('<h1>Hej</h1><a href="/nyheter">Nyheter</a>'), **pages}))
    assert draft.sections == []
    assert reason in draft.looked_at[0][1]
    assert next(draft.missing()).startswith("no news section")


def dated(links: dict[str, str]) -> str:
    return "".join(
        f"<li><h3><a href='{url}'>{text}</a></h3><time>2026-10-1{n}</time>"
        for n, (url, text) in enumerate(links.items())
    )


def test_lists_of_tags_and_of_writers_are_no_sections_beside_the_news() -> None:
    news = {f"/{n}": f"Bron vid Kvarngatan öppnar igen på dag {n}" for n in range(9)}
    entries = {"/nyheter": "Nyheter", "/tags": "Ämnen", "/folk": "Författare"}
    menu = "".join(f'<li><a href="{url}">{name}</a>' for url, name in entries.items())
    text = "".join(f"<p>{'Bron har varit stängd för reparation sedan i våras. ' * 4}</p>" for _ in range(3))
    articles = {url: page(f"<h1>{headline}</h1><time>2026-10-10</time>{text}") for url, headline in news.items()}
    lists = {
        "/nyheter": page(f"<h1>Nyheter</h1><ul>{dated(dict(list(news.items())[:5]))}</ul>"),
        "/tags": page(f"<h1>Tags</h1><h2>Broar</h2><ul>{dated(dict(list(news.items())[3:]))}</ul>"),
        "/folk": page(f"<h1>Författare</h1><h2>Bo Ek</h2><ul>{dated(dict(list(news.items())[2:]))}</ul>"),
    }
    assert paths(look(Site({"/": page(f"<nav><ul>{menu}</ul></nav><h1>Hej</h1>"), **lists, **articles}))) == {
        "/nyheter"
    }


def test_parts_of_a_page_that_is_no_section_are_no_articles_that_could_not_be_read() -> None:
    parts = {f"/{name}/": f"{name.title()} och annat här i kommunen" for name in ("skola", "bygge", "badhus", "kultur")}
    lists = {
        url: page(
            f"<h1>{name}</h1><ul>{dated({f'{url}{n}': f'Nytt beslut {n} om {name.lower()}' for n in range(5)})}</ul>"
        )
        for url, name in parts.items()
    }
    hub = page(
        f"<h1>Aktuellt</h1><ul>{''.join(f'<li><h2><a href={url}>{name}</a></h2>' for url, name in parts.items())}</ul>"
    )
    draft = look(Site({"/": page('<h1>Hej</h1><a href="/aktuellt">Aktuellt</a>'), "/aktuellt": hub, **lists}))
    assert "/aktuellt" not in paths(draft)
    assert not [line for line in draft.missing() if line.endswith(": no text")]


def test_the_list_goes_before_the_overview_with_its_latest_that_leads_there() -> None:
    trail = (
        '<div class="breadcrumbs"><a href="/">Hem</a> › <a href="/o">Områden</a> › Kommuninfo</div><h1>Kommuninfo</h1>'
    )
    news = {f"/n/{n}": f"Bron vid Kvarngatan öppnar igen på dag {n}" for n in range(9)}
    onward = "<li><h3><a href='/o/info/alla'>Visa alla nyheter från Kommuninfo</a></h3>"
    latest = f"{dated(dict(list(news.items())[:4]))}{onward}"
    pages = {
        "/": page('<h1>Hej</h1><a href="/o/info">Kommuninfo</a>'),
        "/o/info": page(f"{trail}<ul>{latest}</ul>"),
        "/o/info/alla": page(f"{trail}<ul>{dated(news)}</ul>"),
        **{
            url: page(f"<h1>{name}</h1><time>2026-10-10</time><p>{'Bron är hel. ' * 40}</p>")
            for url, name in news.items()
        },
    }
    assert paths(look(Site(pages))) == {"/o/info/alla"}


NAMES = ("Bo", "Från stadshuset", "Protokoll", "Lediga jobb", "Kalender", "Läs mer", "Kontakt", "Kultur")


def menu(names: tuple[str, ...]) -> Document:
    entries = "".join(f'<li><a href="/m{number}/">{name}</a></li>' for number, name in enumerate(names))
    return Document.from_text(f"<nav><ul>{entries}</ul></nav>", "https://www.exempelby.se/")


def test_menu_entries_are_tried_that_nothing_calls_news_or_something_else() -> None:
    assert [entry.name for entry in menu_entries(menu(NAMES))] == ["Från stadshuset", "Bo", "Kultur"]


def test_of_a_long_menu_only_what_sounds_like_news_is_tried() -> None:
    services = tuple(f"Tjänst {chr(65 + number)}" for number in range(20))
    assert [entry.name for entry in menu_entries(menu((*NAMES, *services, *"ABCDEFGHIJ")))] == ["Från stadshuset"]


def test_a_home_page_that_is_the_list_itself() -> None:
    def page(number: int) -> Answer:
        entries = "".join(
            f"<article><h2><a href=/inlagg-{number}-{n}>Isbanan vid Tallmon öppnade för dag {n}</a></h2>"
            f"<time datetime=2026-10-0{n}>{n} oktober 2026</time></article>"
            for n in range(1, 6)
        )
        pager = "<nav class=pagination><a href=/page/2>Äldre inlägg</a></nav>" if number == 1 else ""
        return Answer(f"<title>Tallmobladet</title><main>{entries}{pager}</main>".encode())

    text = "<p>Isen är tjock nog, meddelar fritidschefen, och banan är öppen till klockan sju.</p>" * 5
    article = Answer(f"<h1>Isbanan vid Tallmon öppnade</h1><p>1 oktober 2026</p>{text}".encode())
    draft = look(Site({"/": page(1), "/page/2": page(2), "/inlagg-*": article}))
    assert paths(draft) == {"/"}
    assert draft.sections[0].trail == ("Tallmobladet",)
    assert draft.sections[0].confidence == "medium"


def test_a_home_page_behind_a_redirect_is_no_section_that_was_named() -> None:
    home = Answer(b"<h1>Hem</h1><ul><li><a href=/sv/lov>Bygglov i kommunen</a><li><a href=/sv/avfall>Avfall</a></ul>")
    draft = look(Site({"/": Answer(status=302, headers=(("Location", "/sv"),)), "/sv": home}))
    assert not draft.sections
    assert all(url.rpartition("/")[2] != "sv" for url, _ in draft.looked_at)


def test_news_room_on_another_host_is_named() -> None:
    draft = look(Site({"/": page('<a href="https://nyhetsrum.example/exempelby">Pressmeddelanden</a>')}))
    assert "“Pressmeddelanden” is on another site, https://nyhetsrum.example/exempelby: add that by itself" in list(
        draft.missing()
    )


def test_two_commands_from_a_home_page_to_articles(drupal_site: WatchedSite, tmp_path: Path) -> None:
    program = ("env", f"KOMMUNARKIV_SITES={tmp_path}/sites", PROGRAM)
    result = run("add-site", drupal_site.base_url, "--write", "--delay", "0", program=program)
    assert result.returncode == 0, result.stderr
    assert "high    Hem › Aktuellt › Nyheter" in result.stdout
    (profile,) = (tmp_path / "sites").glob("*.toml")
    # No municipality lives on 127.0.0.1: who drafts is told how a profile names one, there and in the file.
    for told in (result.stderr, profile.read_text(encoding="utf-8")):
        assert 'municipality = "0305" would be Håbo' in told
    archive = tmp_path / "archive.db"
    crawl = run("crawl", "--site", profile.stem, "--archive", archive, "--delay", "0", program=program)
    assert crawl.returncode == 0, crawl.stderr
    with closing(sqlite3.connect(archive)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    assert count == len(drupal_site.truth("article"))
    assert len(drupal_site.asked("/robots.txt")) == 2

    drupal_site.forget()
    again = run("add-site", drupal_site.base_url, "--write", "--delay", "0", program=program)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    assert drupal_site.log == []


def test_profile_that_is_replaced_is_kept_beside_the_new_one(drupal_site: WatchedSite, tmp_path: Path) -> None:
    program = ("env", f"KOMMUNARKIV_SITES={tmp_path}/sites", PROGRAM)
    arguments = ("add-site", drupal_site.base_url, "--write", "--replace", "--delay", "0")
    first = run(*arguments, program=program)
    (profile,) = (tmp_path / "sites").glob("*.toml")
    before = profile.with_name(f"{profile.name}.before")
    assert (first.returncode, before.exists(), str(before) in first.stderr) == (0, False, False)
    worked_on = 'municipality = "0305"\n' + profile.read_text(encoding="utf-8")
    profile.write_text(worked_on, encoding="utf-8")
    second = run(*arguments, program=program)
    assert (second.returncode, before.read_text(encoding="utf-8")) == (0, worked_on)
    assert str(before) in second.stderr
    listed = run("sites", "list", program=program)
    assert listed.stdout.count(profile.stem) == 1, listed.stdout


def test_site_that_has_a_profile_by_another_name_gets_no_second(drupal_site: WatchedSite, tmp_path: Path) -> None:
    (tmp_path / "min.toml").write_text(f'name = "Min"\nbase_url = "{drupal_site.base_url}/"\n', encoding="utf-8")
    program = ("env", f"KOMMUNARKIV_SITES={tmp_path}", PROGRAM)
    result = run("add-site", drupal_site.base_url, "--write", "--delay", "0", program=program)
    assert (result.returncode, f"{tmp_path / 'min.toml'} is the profile of" in result.stderr) == (2, True)
    assert (drupal_site.log, list(tmp_path.iterdir())) == ([], [tmp_path / "min.toml"])


def test_folder_that_takes_no_profile_is_refused_before_a_page_is_read(
    drupal_site: WatchedSite, tmp_path: Path
) -> None:
    (tmp_path / "sites").write_text("ingen mapp", encoding="utf-8")
    program = ("env", f"KOMMUNARKIV_SITES={tmp_path}/sites", PROGRAM)
    result = run("add-site", drupal_site.base_url, "--write", "--delay", "0", program=program)
    assert result.returncode == 2
    assert ".toml can't be written. Check the permissions of" in result.stderr
    assert drupal_site.log == []


@pytest.mark.parametrize("path", ["/", "/sport", "/om-portalen"])
def test_site_is_named_as_its_home_page_says_wherever_the_survey_begins(path: str) -> None:
    assert look(LocalPortal(), path).name == look(LocalPortal()).name != "Sport"


def test_refusing_site_is_refused_and_an_empty_one_gives_nothing(drupal_site: WatchedSite) -> None:
    drupal_site.robots("User-agent: *\nDisallow: /\n")
    result = run("add-site", drupal_site.base_url, "--delay", "0")
    assert (result.returncode, "robots.txt does not allow it" in result.stdout) == (6, True)
    assert [seen.path for seen in drupal_site.log] == ["/robots.txt"]
    drupal_site.recover()
    drupal_site.answer_with("/", page("<h1>Hej</h1>"))
    result = run("add-site", drupal_site.base_url, "--delay", "0", "--json")
    assert result.returncode == 7
    assert json.loads(result.stdout)["sections"] == []


def test_interrupted_survey_promises_no_kept_pages(drupal_site: WatchedSite) -> None:
    command = Command("add-site", drupal_site.base_url)
    command.wait_until(lambda: len(drupal_site.log) > 1)
    command.signal(signal.SIGINT)
    ended = command.wait()
    assert ended.returncode == 130, ended.stderr
    assert "interrupted; nothing was written." in ended.stderr
    assert "kept" not in ended.stderr
