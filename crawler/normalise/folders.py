"""The folders of a site, as addresses show them: the one that a page is the page of, and those that it stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE_FILE = re.compile(r"(?:/(?:index|default))?\.(?:[sx]?html?|aspx?|php|jsp)$", re.IGNORECASE)


def is_named_file(url: str) -> bool:
    """Whether a page's address is that of a file, as sites have it whose pages are files: /nyheter.html.

    >>> is_named_file("https://a.se/nyheter.html"), is_named_file("https://a.se/nyheter/")
    (True, False)
    """
    return _PAGE_FILE.search(urlsplit(url).path) is not None


def page_folder(url: str) -> str:
    """The folder that an address is the page of: /nyheter of /nyheter/, /nyheter.html and /nyheter/index.html."""
    return _PAGE_FILE.sub("", url).rstrip("/")


def folder_above(url: str) -> str:
    """The folder that the page of an address stands in: /nyheter of /nyheter/sport.html; empty at the top of a site."""
    above = page_folder(url).rpartition("/")[0]
    return above if urlsplit(above).path else ""


def folders_above(url: str) -> Iterator[str]:
    """The folders that a page stands in, the nearest first, without those of years, months and days.

    >>> list(folders_above("https://a.se/om/nyheter/2026/11-27/isbanan.html"))
    ['https://a.se/om/nyheter', 'https://a.se/om']
    """
    parts = urlsplit(url)
    names = parts.path.strip("/").split("/")[:-1]
    for depth in range(len(names), 0, -1):
        if not names[depth - 1].replace("-", "").isdecimal():
            yield f"{parts.scheme}://{parts.netloc}/{'/'.join(names[:depth])}"
