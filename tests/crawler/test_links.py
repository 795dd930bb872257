"""Where links lead: the same place as Python's own `urljoin` says, which most links do not need."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.urls import joined

if TYPE_CHECKING:
    from collections.abc import Callable

BASES = (
    "https://www.exempel.se/nyheter/2026/artikel.html?sida=2#topp",
    "http://exempel.se:8080",
    "https://exempel.se/a//b/",
    "file:///arkiv/sida.html",
    "",
)
PARTS = (
    "/",
    "//",
    ".",
    "..",
    "a",
    "å",
    "%20",
    " ",
    ";",
    "?",
    "#",
    ":",
    "@",
    "=",
    "&",
    "https://",
    "http:",
    "x.se",
    "[",
    "80",
)


def answer(join: Callable[[str, str], str], base: str, href: str) -> str:
    try:
        return join(base, href)
    except ValueError as error:
        return f"refused: {error}"


@given(base=st.sampled_from(BASES), parts=st.lists(st.sampled_from(PARTS), max_size=9))
def test_a_link_leads_where_urljoin_says(base: str, parts: list[str]) -> None:
    href = "".join(parts)
    assert answer(joined, base, href) == answer(urljoin, base, href.strip())


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    "href",
    [
        "https://www.exempel.se/nyheter/bron?sida=2#topp",
        "https://exempel.se",
        "https://exempel.se:/",
        "https://exempel.se/nyheter?",
        "/nyheter/../kontakt",
        "/nyheter/.dold",
        "//exempel.se/nyheter",
        "/nyheter;v=2?a=b",
        "/nyheter#",
        "?sida=2",
    ],
)
def test_of_every_way_to_write_a_link(base: str, href: str) -> None:
    assert joined(base, href) == urljoin(base, href)
