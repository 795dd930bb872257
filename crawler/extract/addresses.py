"""The address that an article is known by, and the others that lead to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.normalise.text import folded
from crawler.normalise.urls import canonical_url, joined, same_site

if TYPE_CHECKING:
    from crawler.document import Document

_MOBILE = re.compile(r"^(?:m|mobile|mobil|amp)\.|/(?:mobile|mobil|m|amp)(?:/|$)", re.IGNORECASE)
_PRINT = re.compile(r"(?:^|[/?&=_])(?:print|utskrift|skrivut|skriv-ut)(?:[/=&.]|$)", re.IGNORECASE)
_LETTERS = str.maketrans("åäöéüæø", "aaoeuao")


def article_address(document: Document, headline: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The article's address and its other ones as (url, kind).

    The address is the canonical link of the page where that is plausible: on the same site, neither the home page nor
    a page above this one, and named as this page or after its headline. Else it is the page's own.
    """
    own = canonical_url(document.url)
    told = _canonical_link(document)
    if not told or told == own or not _is_plausible(told, own, headline):
        return own, ()
    return told, ((own, _kind(own)),)


def _canonical_link(document: Document) -> str | None:
    for link in document.tagged("link"):
        if (link.get("rel") or "").lower() == "canonical" and (href := (link.get("href") or "").strip()):
            try:
                return canonical_url(joined(document.base_url, href))
            except ValueError:
                return None
    return None


def _is_plausible(told: str, own: str, headline: str) -> bool:
    if not same_site(told, own):
        return False
    path, own_path = (urlsplit(url).path.rstrip("/") for url in (told, own))
    if not path and not urlsplit(told).query:
        return False
    if _name(path) == _name(own_path):
        return True
    if own_path.startswith(f"{path}/") and not _PRINT.search(own) and not _MOBILE.search(own_path):
        return False
    wanted = set(folded(headline).translate(_LETTERS).split())
    words = set(re.findall(r"\w+", folded(_name(path)).translate(_LETTERS)))
    return len(words & wanted) * 2 >= len(wanted)


def _name(path: str) -> str:
    return unquote(path.rsplit("/", 1)[-1]).lower()


def _kind(url: str) -> str:
    parts = urlsplit(url)
    if _PRINT.search(f"{parts.path}?{parts.query}"):
        return "print"
    return "mobile" if _MOBILE.search(parts.netloc) or _MOBILE.search(parts.path) else "duplicate"
