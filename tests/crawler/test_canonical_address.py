"""The one way of writing an address: what makes two addresses one, and what keeps them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.urls import canonical_url, same_site

SESSION = "0123456789abcdef"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://WWW.Exempel.SE", "https://www.exempel.se/"),
        ("  https://exempel.se/a \n", "https://exempel.se/a"),
        ("http://exempel.se:80/a", "http://exempel.se/a"),
        ("https://exempel.se:80/a", "https://exempel.se:80/a"),
        ("http://exempel.se./a", "http://exempel.se/a"),
        ("http://åre.se/å ä", "http://xn--re-xia.se/%C3%A5%20%C3%A4"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://exempel.se/a#del", "https://exempel.se/a"),
        ("https://exempel.se/%7Ea/%2e%2e/b%c3%a5", "https://exempel.se/b%C3%A5"),
        ("https://exempel.se/a/./b/../c/", "https://exempel.se/a/c/"),
        ("https://exempel.se/a/index.html", "https://exempel.se/a/"),
        ("https://exempel.se/index.php?id=7", "https://exempel.se/?id=7"),
        ("https://exempel.se/nyhetsindex.html", "https://exempel.se/nyhetsindex.html"),
        ("https://exempel.se/Default.aspx", "https://exempel.se/"),
        ("https://exempel.se/default.aspx?id=7", "https://exempel.se/default.aspx?id=7"),
        ("https://exempel.se/Sidor/default.aspx", "https://exempel.se/Sidor/default.aspx"),
        ("https://exempel.se/a?b=2&a=1", "https://exempel.se/a?b=2&a=1"),
        ("https://exempel.se/a?utm_source=x&b=1&fbclid=y&mc_cid=z&_ga=1", "https://exempel.se/a?b=1"),
        ("https://exempel.se/a?b=&&c", "https://exempel.se/a?b=&c"),
        ("https://exempel.se/a?PHPSESSID=1&osCsid=2&session_id=3", "https://exempel.se/a"),
        (f"https://exempel.se/a?sid=5&s={SESSION}", "https://exempel.se/a?sid=5"),
        ("https://exempel.se/a;jsessionid=1A/b", "https://exempel.se/a/b"),
        ("https://exempel.se/(S(2fg))/b", "https://exempel.se/b"),
        ("https://exempel.se/(S(2fg));jsessionid=1/b", "https://exempel.se/b"),
        ("https://exempel.se//a", "https://exempel.se//a"),
        ("mailto:a@exempel.se ", "mailto:a@exempel.se"),
        ("http://[", "http://["),
        ("http://exempel.se:99999/a", "http://exempel.se:99999/a"),
        ("", ""),
    ],
)
def test_one_way_of_writing_an_address(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical
    assert canonical_url(canonical) == canonical


PARTS = (
    *(
        "/",
        "/..",
        "/.",
        "/a",
        "/index.html",
        "/default.aspx",
        "/%c3%a5",
        "/%7e",
        "/å",
        "/a b",
        ";jsessionid=1",
        "/(S(a))",
    ),
    *("?", "&", "=", "a", "page=2", "utm_source=x", "sid=5", f"s={SESSION}", "#", "+"),
)


@given(
    st.sampled_from(("http://exempel.se", "HTTPS://www.Exempel.se:443")), st.lists(st.sampled_from(PARTS), max_size=8)
)
def test_canonical_address_is_its_own(start: str, parts: list[str]) -> None:
    canonical = canonical_url(f"{start}/{''.join(parts)}")
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("http://www.exempel.se/a", "https://exempel.se/b", True),
        ("https://m.exempel.se", "https://www.exempel.se", True),
        ("https://www.m.exempel.se", "https://exempel.se", True),
        ("https://www.se", "https://se", False),
        ("https://bibliotek.exempel.se", "https://exempel.se", False),
        ("https://exempel.se:8443", "https://exempel.se", False),
        ("", "", False),
    ],
)
def test_same_site(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) == same_site(b, a) == same
