"""Names in trails: cleaning, sameness, start pages, and which section a page belongs to."""

from __future__ import annotations

import pytest

from archive.schema import Crumb
from crawler.trail import HOME_NAMES, Trail, begins_with, same_name
from crawler.trail.addresses import crumb_address
from crawler.trail.names import clean_name, folded
from crawler.trail.row import split_names

HEADLINE = "Samverkansavtal stärker samarbetet mellan kommunen och polisen"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Övriga Nyheter", "ÖVRIGA NYHETER"),
        ("Övriga nyheter", "O\u0308vriga nyheter"),
        ("Övriga\u00a0 nyheter ", "Övriga nyheter"),
        ("Snö\u00adröjning", "Snöröjning"),
        ("”Bästa skolan” 2024", '"Bästa skolan" 2024'),
        ("Elins’ skola", "Elins' skola"),
        ("Bygglov – så gör du", "Bygglov - så gör du"),
        ("Samverkansavtal stärker ...", HEADLINE),
        (HEADLINE, "Samverkansavtal stärker sam…"),
    ],
)
def test_names_that_say_the_same(a, b):
    assert (same_name(a, b), same_name(b, a)) == (True, True)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nyheter", "Nyhet"),
        ("Nyheter", "Nyheter från kommunen"),
        ("Habo", "Håbo"),
        ("Ny...", "Nyheter"),
        ("Evenemang i...", HEADLINE),
    ],
)
def test_names_that_differ(a, b):
    assert (same_name(a, b), same_name(b, a)) == (False, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" » Nyheter", "Nyheter"),
        ("Nyheter /", "Nyheter"),
        ("- Nyheter -", "Nyheter"),
        ("‹ Nyheter", "Nyheter"),
        ("Vatten/avlopp", "Vatten/avlopp"),
        ("Du är här: Hem", "Hem"),
        ("Här är du:", ""),
        ("YOU ARE HERE: Start", "Start"),
        ("Du er her:", ""),
        ("Du är härlig", "Du är härlig"),
        ("Sökväg:", ""),
        ("Sökvägar i terrängen", "Sökvägar i terrängen"),
        ("Brödsmulor", ""),
        ("...", ""),
        ("…", ""),
        ("›", ""),
        ("Lyssna", ""),
        ("C/O", "C/O"),
        ("112", "112"),
        ("- " * 5000 + "x", ""),
    ],
)
def test_the_name_in_what_stands_at_a_step(text, name):
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Start / Regler / 2024-27", ["Start", "Regler", "2024-27"]),
        ("Hem > Kultur / fritid > Bibliotek", ["Hem", "Kultur / fritid", "Bibliotek"]),
        ("Hem»Nyheter»Kommuninfo", ["Hem", "Nyheter", "Kommuninfo"]),
        ("Hem - Nyheter", ["Hem", "Nyheter"]),
        ("Vatten/avlopp", ["Vatten/avlopp"]),
    ],
)
def test_running_text_is_cut_at_its_commonest_separator(text, names):
    assert split_names(text) == names


def crumbs(*steps: str) -> tuple[Crumb, ...]:
    """Crumbs from "name" or "name path"; a path makes a link."""
    pairs = [step.partition(" /") for step in steps]
    return tuple(
        Crumb(n, name, f"https://www.exempel.se/{path}" if slash else None)
        for n, (name, slash, path) in enumerate(pairs, 1)
    )


@pytest.mark.parametrize(
    ("trail", "section"),
    [
        (("Hem", "Nyheter", "Kommuninfo"), ("Hem", "Nyheter")),
        (("Hem", "Nyheter"), ("Hem", "Nyheter")),
        (("Hem", "Nyheter"), ("Hem",)),
        (("Hem", "Nyheter"), ()),
        (("Start", "Nyheter"), ("Hem", "Nyheter")),
        (("Nyheter", "Kommuninfo"), ("Hem", "Nyheter")),
        (("Hem", "Nyheter", "Kommuninfo"), ("Nyheter",)),
        (("Hem", "Övriga Nyheter", "Kom"), ("HEM", "övriga  nyheter")),
        (("Håbo kommun", "Nyheter"), ("Nyheter",)),
        (("haboportalen.se", "Nyheter"), ("Nyheter",)),
        (("Håbo", "Nyheter"), ("Hem", "Nyheter")),
        (("Hem", "Nyheter"), ("Håbo", "Nyheter")),
        (crumbs("Håbo /", "Nyheter /nyheter"), ("Nyheter",)),
        (crumbs("Håbo /sv", "Nyheter /sv/nyheter"), ("Startsida", "Nyheter")),
        (crumbs("Hem /", "Nyheter från kom... /nyheter"), ("Hem", "Nyheter från kommunen")),
    ],
)
def test_a_page_in_its_section(trail, section):
    assert begins_with(trail, section) is True


@pytest.mark.parametrize(
    ("trail", "section"),
    [
        (("Hem", "Evenemang", "Nyheter"), ("Hem", "Nyheter")),
        (("Hem",), ("Hem", "Nyheter")),
        ((), ("Hem", "Nyheter")),
        (("Hem", "Skola", "Nyheter"), ("Nyheter",)),
        (("Hem", "Nyheter", "Skola"), ("Hem", "Nyheter", "Kommuninfo")),
        (crumbs("Företagare /foretagare", "Nyheter /foretagare/nyheter"), ("Hem", "Nyheter")),
    ],
)
def test_a_page_outside_a_section(trail, section):
    assert begins_with(trail, section) is False


def test_home_names_are_folded():
    assert {folded(name) for name in HOME_NAMES} == HOME_NAMES


@pytest.mark.parametrize(
    ("shown", "headline", "section"),
    [
        (crumbs("Hem /", "Nyheter /n", HEADLINE), HEADLINE, crumbs("Hem /", "Nyheter /n")),
        (crumbs("Hem /", "Nyheter /n", "Samverkansavtal stärker... /n/1"), HEADLINE, crumbs("Hem /", "Nyheter /n")),
        (crumbs("Hem /", "Nyheter /n", "Samverkansavtal"), HEADLINE, crumbs("Hem /", "Nyheter /n")),
        (crumbs("Hem /", "Nyheter /n"), HEADLINE, crumbs("Hem /", "Nyheter /n")),
        (crumbs("Hem", "Nyheter", "Kommuninfo"), HEADLINE, crumbs("Hem", "Nyheter", "Kommuninfo")),
        (crumbs("Hem /", "Nyheter"), None, crumbs("Hem /", "Nyheter")),
        ((), HEADLINE, ()),
    ],
    ids=["headline", "cut", "shorter-name", "not-in-trail", "text-only", "no-headline", "no-trail"],
)
def test_the_section_is_the_trail_without_the_page_itself(shown, headline, section):
    assert Trail(shown, "class").section_of(headline) == section


def test_section_and_names_of_a_trail_that_begins_later():
    trail = Trail((Crumb(2, "Nyheter", "https://www.exempel.se/n"), Crumb(3, HEADLINE)), "class")
    assert trail.names == ("Nyheter", HEADLINE)
    assert trail.section_of(HEADLINE) == (Crumb(1, "Nyheter", "https://www.exempel.se/n"),)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/nyheter", "https://www.exempel.se/nyheter"),
        ("nyheter?sida=2", "https://www.exempel.se/om/nyheter?sida=2"),
        ("http://www.exempel.se:80/", "http://www.exempel.se/"),
        ("https://www.exempel.se:8443/", "https://www.exempel.se:8443/"),
        (None, None),
        ("", None),
        ("#innehall", None),
        ("javascript:void(0)", None),
        ("mailto:info@exempel.se", None),
        ("https://[trasig", None),
        ("https://www.exempel.se:port/", None),
    ],
)
def test_the_address_of_a_crumb(href, address):
    assert crumb_address("https://www.exempel.se:443/om/oss", href) == address
