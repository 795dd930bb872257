"""What a page says about being kept: X-Robots-Tag, meta robots, and reservations of text and data mining.

Read are `X-Robots-Tag` (for everybody, or addressed to us), `<meta name="robots">` and `<meta name="kommunarkiv">`,
and the TDM Reservation Protocol's header and meta `tdm-reservation` (W3C Community Group Final Report, 2024). The
setting KOMMUNARKIV_RESERVATIONS says what is made of them: `record` notes them with the address, `honour` also leaves a
page unkept that says `noarchive` or reserves mining. `noindex` and `nofollow` speak to search engines and are noted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.failures import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

OUR_NAME = "kommunarkiv"
FORBID = frozenset({"noarchive", "tdm-reservation"})
"""What keeps a page out of the archive where reservations are honoured."""
POLICIES = ("record", "honour")

_LOOK = 64 * 1024
"""Bytes at the start of a page in which its head is looked for; the longest of 317 measured heads has 41 kB."""
_META = re.compile(rb"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_NAME = re.compile(rb"""\bname\s*=\s*["']?\s*(robots|kommunarkiv|tdm-reservation)\b""", re.IGNORECASE)
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_DIRECTIVES = frozenset({"noarchive", "noindex", "nofollow", "none", "noimageindex", "nosnippet", "noai", "noimageai"})


class Reserved(Refused):
    """A page that asks not to be kept, where that is honoured."""


def reservations(response: Response) -> tuple[str, ...]:
    """The directives that a page carries, each once, as "noarchive" or "tdm-reservation"; usually none."""
    return tuple(dict.fromkeys([*_in_headers(response), *_in_head(response.body[:_LOOK])]))


def _in_headers(response: Response) -> Iterator[str]:
    for value in response.headers.getlist("X-Robots-Tag"):
        yield from _directives(value.decode("latin-1"))
    if (response.headers.get("tdm-reservation") or b"").strip() == b"1":
        yield "tdm-reservation"


def _in_head(head: bytes) -> Iterator[str]:
    for meta in _META.findall(head):
        name, content = _NAME.search(meta), _CONTENT.search(meta)
        if not name or not content:
            continue
        value = next(group for group in content.groups() if group is not None).decode("latin-1")
        if name[1].lower() == b"tdm-reservation":
            yield from ("tdm-reservation",) if value.strip() == "1" else ()
        else:
            yield from _directives(value)


def _directives(value: str) -> Iterator[str]:
    """The directives of one value: those for everybody, and those after our own name (RFC-less; Google's and Bing's).

    >>> list(_directives("googlebot: noindex, nofollow")), list(_directives("noarchive, max-snippet: 0"))
    ([], ['noarchive'])
    """
    agent = ""
    for part in value.lower().split(","):
        name, colon, rest = part.strip().partition(":")
        directive = name.strip()
        if colon and directive not in {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}:
            agent, directive = directive, rest.strip()
        if directive in _DIRECTIVES and agent in {"", OUR_NAME}:
            yield directive
