"""How add-site goes through a site: what it follows first, what it leaves out, and what it does not ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.demo.server import Answer, Site
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
