"""A site is called what it calls itself."""

from __future__ import annotations

import pytest

from crawler.document import Document
from crawler.extract.site_name import site_name

CASES = [
    ("<meta property='og:site_name' content=' Håbo  kommun '><title>Nyheter</title>", False, "Håbo kommun"),
    ("<title>Nyheter - Håbo kommun</title>", False, "Håbo kommun"),
    ("<title>Vattenläcka på Storgatan</title>", False, None),
    ("<title>Nyheter | Exempelbygden</title><body><h1>Nyheter</h1>", False, "Exempelbygden"),
    ("<title>Exempelbygden: Alla nyheter</title><body><h1>Alla  nyheter</h1>", False, "Exempelbygden"),
    ("<title>Vattenläcka - så gör du</title><body><h1>Vattenläcka - så gör du</h1>", False, None),
    ("<title>Vattenläcka | Driftinfo</title><body><h1>Nyheter</h1>", False, None),
    ("<title>Mälarbyportalen</title>", True, "Mälarbyportalen"),
    ("<title>Startsida | Exempelbygdens nyheter</title>", True, "Exempelbygdens nyheter"),
    ("<title>Välkommen till Exempelstads kommun</title>", True, "Exempelstads kommun"),
    ("<title>Hem</title>", True, None),
    ("<p>Ingen titel", True, None),
    ("<title>Elvira – värme från skogen</title><body><a href=/><img alt='Elvira, logotyp'></a>", True, "Elvira"),
    (
        "<title>Hem</title><body><a class=logo href=/ title='Till startsidan'>Elvira</a><a href=/>Hem</a>",
        True,
        "Elvira",
    ),
    ("<title>Hem</title><body><a href=/om>Om oss <img></a><a href=/>Start</a>", True, None),
    ("<title>Hem » Exempelbygden</title>", True, "Exempelbygden"),
    ("<title>Exempelbygden :: Hem</title>", True, "Exempelbygden"),
]


@pytest.mark.parametrize(("head", "is_home", "name"), CASES)
def test_site_is_called_what_its_page_says(head: str, name: str | None, *, is_home: bool) -> None:
    assert site_name(Document.from_text(f"<html><head>{head}", "https://www.exempel.se/"), is_home=is_home) == name


def test_what_the_titles_of_several_pages_share_is_the_name() -> None:
    def page(title: str, path: str) -> Document:
        return Document.from_text(f"<title>{title}</title>", f"https://www.exempel.se/{path}")

    others = [page("Aktuellt | Elvira", "a"), page("Så stänger du av vattnet", "b"), page("Kontakt | Elvira", "c")]
    assert site_name(page("Elvira – värme från skogen", ""), is_home=True, others=others) == "Elvira"
    assert site_name(page("Hem", ""), is_home=True, others=others) == "Elvira"
