"""How add-site goes through a site: what it follows first, what it leaves out, and what it does not ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.demo.server import Answer, Site
from crawler.document import Document
from crawler.listing import list_items
from tests.crawler.looking import look, paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.demo.server import Request

TOLD = ("Badhuset stänger för renovering", "Ny cykelbana byggs vid Storån", "Skolan får ett nytt bibliotek i höst")
TEXT = "<p>Arbetet börjar i november och väntas pågå till våren, säger projektledaren på tekniska kontoret.</p>" * 4


def page(title: str, content: str) -> Answer:
    return Answer(f"<html><title>{title} - Exempelby</title><main><h1>{title}</h1>{content}</main>".encode())


def links(*targets: tuple[str, str]) -> str:
    return "<ul>" + "".join(f"<li><a href={url}>{name}</a></li>" for name, url in targets) + "</ul>"


def menu(*targets: tuple[str, str]) -> str:
    return f"<nav>{links(*targets)}</nav>"


def urls(folder: str, ending: str = "") -> list[str]:
    return [f"{folder}/{number}-{told.split()[0].lower()}{ending}" for number, told in enumerate(TOLD, 1)]


def listed(folder: str, ending: str = "") -> str:
    return "".join(
        f"<article><h2><a href={url}>{told}</a></h2><time>2026-10-0{number}</time></article>"
        for number, (url, told) in enumerate(zip(urls(folder, ending), TOLD, strict=True), 1)
    )


def section(title: str, path: str, folder: str | None = None, ending: str = "") -> dict[str, Answer]:
    """A list of three dated pieces, with their pages, below the list or in another folder."""
    folder = path if folder is None else folder
    named = zip(urls(folder, ending), TOLD, strict=True)
    pieces = {url: page(told, f"<p>1 oktober 2026</p>{TEXT}") for url, told in named}
    return {path: page(title, listed(folder, ending)), **pieces}


class Asked(Site):
    """A site that remembers what it was asked for."""

    def __init__(self, pages: dict[str, Answer]) -> None:
        super().__init__(pages)
        self.asked: list[str] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.target)
        return super().answer(request)


def places(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, f"/{name.lower()}") for name in names]


def test_what_is_named_like_news_is_followed_however_deep_and_before_other_pages() -> None:
    services = places(("Skola", "Omsorg", "Trafik"))
    site = Asked(
        {
            "/": page("Hem", menu(*services, ("Kommunen", "/kommunen"))),
            "/kommunen": page("Kommunen", links(("Organisation", "/org"), ("Press", "/kommunen/press"))),
            "/kommunen/press": page("Press", links(("Medierum", "/kommunen/press/medierum"))),
            "/kommunen/press/medierum": page("Medierum", links(("Pressmeddelanden", "/kommunen/press/medierum/pm"))),
            **section("Pressmeddelanden", "/kommunen/press/medierum/pm"),
            **{url: page(name, TEXT) for name, url in services},
        }
    )
    assert paths(look(site)) == {"/kommunen/press/medierum/pm"}
    assert not {"/skola", "/omsorg"} & set(site.asked[: site.asked.index("/kommunen/press/medierum/pm")])


def test_no_folders_are_guessed_where_pages_are_files() -> None:
    site = Asked(
        {
            "/": page("Hem", menu(("Skola", "/skola.html"), ("Nyheter", "/nyheter.html")) + listed("/arkiv", ".html")),
            **section("Nyheter", "/nyheter.html", "/arkiv", ".html"),
            "/skola.html": page("Skola", TEXT),
        }
    )
    assert paths(look(site)) == {"/nyheter.html"}
    assert "/arkiv" not in site.asked


def test_guessing_ends_when_folders_have_no_pages() -> None:
    folders = [f"/ämne-{letter}" for letter in "abcdef"]
    site = Asked(
        {
            "/": page("Hem", menu(("Nyheter", "/nyheter")) + "".join(map(listed, folders))),
            **section("Nyheter", "/nyheter"),
        }
    )
    draft = look(site)
    assert paths(draft) == {"/nyheter"}
    assert sum(reason == "HTTP 404" for _, reason in draft.looked_at) == 2


def test_a_folder_that_was_only_guessed_is_asked_for_once_a_page_links_to_it() -> None:
    missing = "".join(map(listed, ("/a", "/b", "/c")))
    site = Site(
        {
            "/": page("Hem", missing + listed("/nytt") + menu(("Information", "/information"))),
            "/information": page("Information", links(("Nyheter", "/nytt"))),
            **section("Nyheter", "/nytt"),
        }
    )
    assert paths(look(site)) == {"/nytt"}


NEWS = section("Nyheter", "/nyheter")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Publikationer", "/publikationer"),
        ("Våra rapporter", "/kunskap/rapporter"),
        ("Remisser och yttranden", "/om-oss/remisser-och-yttranden"),
        ("Författningssamling", "/forfattningssamling"),
        ("Statistik", "/statistik"),
        ("Pågående projekt", "/projekt"),
        ("Kurser", "/kurser"),
        ("Frågor och svar", "/fragor-och-svar"),
        ("Beslut", "/beslut"),
        ("Läs om oss", "/diarium.html"),
    ],
)
def test_series_of_documents_and_the_like_are_no_news_though_dated(name: str, path: str) -> None:
    home = page("Hem", menu((name, path)) + listed(path))
    assert paths(look(Site({"/": home, **section(name, path)}))) == set()
    started = look(Site({"/": home, **section(name, path)}), path)
    assert paths(started) == {path}, "what a person names is looked at whatever it is called"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Annons", "/annons"),
        ("Från våra partner", "/annonsorsinnehall"),
        ("Sponsrat", "/s"),
        ("I samarbete med Byggboden", "/samarbete/byggboden"),
    ],
)
def test_what_is_paid_for_is_no_news(name: str, path: str) -> None:
    home = page("Hem", menu(("Nyheter", "/nyheter"), (name, path)) + listed(path) + listed("/nyheter"))
    assert paths(look(Site({"/": home, **NEWS, **section(name, path)}))) == {"/nyheter"}


def test_a_list_of_its_own_beside_the_news_is_no_news() -> None:
    tips = section("Sparråd", "/sparrad")
    entries = menu(("Nyheter", "/nyheter"), ("Sparråd", "/sparrad"))
    assert paths(look(Site({"/": page("Hem", entries), **NEWS, **tips}))) == {"/nyheter"}


def test_what_the_home_page_labels_as_paid_does_not_count_as_shown() -> None:
    paid = "".join(
        f"<div><a href={url}><i>Annons</i> {told}</a></div>" for url, told in zip(urls("/tips"), TOLD, strict=True)
    )
    home = page("Bladet", menu(("Nyheter", "/nyheter"), ("Tips", "/tips")) + listed("/nyheter") + paid)
    assert paths(look(Site({"/": home, **NEWS, **section("Tips", "/tips")}))) == {"/nyheter"}


@pytest.mark.parametrize("name", ["Jobb och företag", "Kultur & evenemang"])
def test_a_menu_entry_with_another_thing_beside_it_may_lead_to_news(name: str) -> None:
    hub = {"/del": page(name, links(("Kulturnyheter", "/del/nytt")))}
    home = page("Hem", menu((name, "/del"), ("Nyheter", "/nyheter")))
    assert paths(look(Site({"/": home, **NEWS, **hub, **section("Kulturnyheter", "/del/nytt")}))) == {
        "/nyheter",
        "/del/nytt",
    }


@pytest.mark.parametrize("folder", ["/sport", "/2026/10", ""])
def test_categories_of_a_newspaper_are_news(folder: str) -> None:
    """Their pieces lie where those of other categories do, or the home page shows them."""
    sport = section("Sport", "/sport", folder)
    shown = listed("/sport") if folder == "/sport" else ""
    home = page("Bladet", menu(("Nyheter", "/nyheter"), ("Sport", "/sport")) + shown)
    assert paths(look(Site({"/": home, **NEWS, **sport}))) == {"/nyheter", "/sport"}


def test_teasers_that_are_labelled_as_paid_are_not_listed() -> None:
    paid = "<article><a href=/alt><span class=etikett>Annons</span><h2>Så får du en bättre altan</h2></a></article>"
    news = "".join(
        f"<article><a href={url}><h2>{told}</h2></a></article>" for url, told in zip(urls("/n"), TOLD, strict=True)
    )
    document = Document.from_text(f"<main><h1>Nyheter</h1>{news}{paid}</main>", "https://www.exempelby.se/nyheter")
    assert [item.headline for item in list_items(document) if item.listed] == list(TOLD)


def undated(*folders: str, of: str = "article") -> str:
    """A list of what lies in some folders, without days."""
    pieces = [(url, told) for folder in folders for url, told in zip(urls(folder), TOLD, strict=True)]
    return "".join(f"<{of}><h2><a href={url}>{told}</a></h2></{of}>" for url, told in pieces)


def beside(path: str, trail: str, of: str = "article") -> dict[str, Answer]:
    """A list without days and its pieces, of which only a trail tells what they belong to."""
    steps = f"<div class=breadcrumbs>{trail}</div>"
    pieces = {
        url: page(told, f"{steps.removesuffix('</div>')} | {told}</div>{TEXT}")
        for url, told in zip(urls(path), TOLD, strict=True)
    }
    return {path: page(trail.rpartition(" | ")[2], steps + undated(path, of=of)), **pieces}


LONG = tuple((f"Ämne {number}", f"/amne/{number}") for number in range(12))


@pytest.mark.parametrize(
    "names", [("Kommuninfo", "Polis"), ("Kommuninfo", "Föreningar och klubbar")], ids=["short", "long"]
)
@pytest.mark.parametrize("in_menu", [True, False], ids=["submenu", "page"])
def test_undated_lists_beside_news_under_a_name_of_news_are_news(names: tuple[str, str], in_menu: bool) -> None:
    parts = tuple((name, f"/nytt/{number}") for number, name in enumerate(names))
    entry = f"<a href=#>Övriga nyheter</a>{links(*parts)}" if in_menu else "<a href=/nytt>Övriga nyheter</a>"
    home = f"<nav><ul><li>{entry}</li></ul>{links(*LONG)}</nav>"
    site = {"/": page("Hem", home), "/nytt": page("Övriga nyheter", links(*parts))}
    for name, path in parts:
        site |= beside(path, f"Hem | Övriga nyheter | {name}")
    assert paths(look(Site(site))) == {path for _, path in parts}


@pytest.mark.parametrize(
    ("above", "of", "shown", "wanted"),
    [
        ("Hem", "article", ("/aktuellt", "/sport"), {"/aktuellt", "/sport"}),
        ("Hem", "article", ("/aktuellt",), {"/aktuellt"}),
        ("Hem | Kommunen", "article", (), {"/aktuellt"}),
        ("Hem | Aktuellt", "section", (), {"/aktuellt"}),
    ],
    ids=["among the news of the home page", "not on the home page", "under another name", "other markup"],
)
def test_undated_lists_are_news_only_where_they_are_of_the_same(
    above: str, of: str, shown: tuple[str, ...], wanted: set[str]
) -> None:
    home = menu(("Aktuellt", "/aktuellt"), ("Rakt på sak", "/sport")) + undated(*shown)
    site = {
        "/": page("Hem", home),
        **beside("/aktuellt", f"{above.removesuffix(' | Aktuellt')} | Aktuellt"),
        **beside("/sport", f"{above} | Rakt på sak", of),
    }
    assert paths(look(Site(site))) == wanted


def test_undated_lists_of_something_else_beside_news_are_none() -> None:
    parts = (("Kommuninfo", "/nytt/info"), ("Protokoll", "/nytt/protokoll"), ("Lediga jobb", "/nytt/jobb"))
    site = {"/": page("Hem", menu(("Nyheter", "/nytt"), *parts)), "/nytt": page("Nyheter", links(*parts))}
    for name, path in parts:
        site |= beside(path, f"Hem | Nyheter | {name}")
    assert paths(look(Site(site))) == {"/nytt/info"}


HUB = ("Övriga nyheter", "/nytt")


def of_the_news(*parts: tuple[str, str]) -> dict[str, Answer]:
    """Dated parts below Övriga nyheter, of which that page itself lists the first piece each."""
    pages: dict[str, Answer] = {}
    for name, path in parts:
        trail = f"<div class=breadcrumbs>Hem | Övriga nyheter | {name}</div>"
        pages |= {**section(name, path), path: page(name, trail + listed(path))}
    latest = "".join(listed(path).partition("</article>")[0] + "</article>" for _, path in parts)
    return {**pages, HUB[1]: page(HUB[0], menu(*parts) + latest)}


@pytest.mark.parametrize("where", ["submenu", "page"])
def test_parts_of_a_page_named_like_news_are_looked_at_though_it_lists_the_latest_itself(where: str) -> None:
    parts = (("Kommuninfo", "/nytt/kommuninfo"), ("Idrott", "/nytt/idrott"), ("Protokoll", "/nytt/protokoll"))
    under = links(*parts) if where == "submenu" else ""
    home = f"<nav><ul><li><a href=/nytt>Övriga nyheter</a>{under}</li></ul>{links(*LONG)}</nav>"
    draft = look(Site({"/": page("Hem", home), **of_the_news(*parts)}))
    assert paths(draft) - {"/nytt"} == {"/nytt/kommuninfo", "/nytt/idrott"}


def test_beside_parts_of_the_news_months_and_what_is_to_come_are_none() -> None:
    parts = (("Kommuninfo", "/nytt/kommuninfo"), ("Oktober 2026", "/nytt/okt"), ("På gång", "/nytt/sedan"))
    site = Asked({"/": page("Hem", menu(HUB, *parts, *LONG)), **of_the_news(*parts)})
    site.pages["/nytt/sedan"] = page("På gång", listed("/nytt/sedan").replace("2026-", "2046-"))
    assert paths(look(site)) - {"/nytt"} == {"/nytt/kommuninfo"}
    assert "/nytt/okt" not in site.asked


def test_a_submenu_under_another_name_makes_no_parts_of_the_news() -> None:
    own = section("Sparråd", "/kommunen/sparrad")
    entries = (("Nyheter", "/kommunen/nyheter"), ("Sparråd", "/kommunen/sparrad"))
    home = f"<nav><ul><li><a href=/kommunen>Kommunen</a>{links(*entries)}</li></ul></nav>"
    site = {"/": page("Hem", home), "/kommunen": page("Kommunen", links(*entries)), **own}
    assert paths(look(Site({**site, **section("Nyheter", "/kommunen/nyheter")}))) == {"/kommunen/nyheter"}


def test_list_that_goes_on_is_the_section_and_not_the_page_with_the_latest_of_it() -> None:
    """As on Helsinki's Drupal: Nyheter shows the latest; "Alla nyheter" on it leads to the list with further pages."""
    latest = section("Nyheter", "/nyheter")
    more = {"/nyheter": page("Nyheter", listed("/nyheter") + links(("Alla nyheter", "/alla-nyheter")))}
    whole = {"/alla-nyheter": page("Alla nyheter", listed("/nyheter") + '<a rel=next href="?page=1">Nästa</a>')}
    draft = look(Site({"/": page("Hem", menu(("Nyheter", "/nyheter"))), **latest, **more, **whole}))
    assert paths(draft) == {"/alla-nyheter"}
    assert (
        "https://www.exempelby.se/nyheter",
        "it is https://www.exempelby.se/alla-nyheter once more",
    ) in draft.looked_at


def test_lists_that_all_call_the_root_their_own_address_are_sections_by_themselves() -> None:
    """Pelican's theme smallweb: every page that is no article says that the home page is the true one."""

    def rooted(answer: Answer) -> Answer:
        return Answer(answer.body.replace(b"<main>", b'<link href="/" rel="canonical"><main>'))

    nyheter, info = section("Nyheter", "/category/nyheter"), section("Kommuninfo", "/category/kommuninfo")
    lists = {path: rooted(answer) for path, answer in {**nyheter, **info}.items() if path.count("/") == 2}
    home = page("Hem", menu(("Nyheter", "/category/nyheter"), ("Kommuninfo", "/category/kommuninfo")))
    assert paths(look(Asked({**nyheter, **info, **lists, "/": rooted(home)}))) == set(lists)
