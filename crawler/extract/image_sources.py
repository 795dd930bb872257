"""Where a picture's file is: the largest of the addresses that the page gives for it, and which of them are one picture."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

# Attributes of lazy loaders (lazysizes, WP Rocket, Jetpack, vanilla-lazyload, SiteVision, EPiServer), those of sets first.
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-lazy-load-srcset", "data-original-set")
_SINGLES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-hi-res-src",
    "data-full-src",
    "data-image",
    "data-url",
    "src",
)
# A comma may stand in an address; a candidate ends at a comma after a descriptor or before a space (HTML, 4.8.4.2.2).
# Nothing ends between two letters without a comma: they are taken at once, or each would be tried as an end.
_CANDIDATE = re.compile(
    r"\s*((?:[^\s,]++|,)+?)(?:\s+(\d+(?:\.\d+)?)([wx])(?:\s+\d+h)?)?\s*(?:,\s+|,(?=https?:|/)|(?<=[wxh]),|$)"
)
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:^|[/_.-])(?:placeholder|blank|spacer|transparent|pixel|1x1|grey|gray|loading|lazy)[^/]*\.(?:gif|png|jpe?g|svg|webp)",
    re.IGNORECASE,
)
# A width that an address gives: ?w=1200, width=1200, w_1200, w-576, =w700, /1200x800/, -1200x800., /1366x0/, /1200w/, /s1200/.
# The folder /2026/ is a year.
_WIDTH = re.compile(
    r"(?:(?:[?&;](?:w|width|imwidth|maxwidth|resize|rw)=|[/_,=-]w[_-]?|%2cw_|/s)(\d{2,4})(?=[&,;/_.:x-]|px|%2c|[a-z]?/|$)"
    r"|(?<![\dx])(\d{2,4})x\d{0,4}(?=[/_.,?&-]|%2c|$)|[/_-](\d{3,4})w(?=[/_.,-]|$))",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"min-width:\s*(\d+)(?:\.\d+)?px", re.IGNORECASE)
_SIZES = re.compile(
    r"(?:[-_@.~]+(?:\d{2,4}x\d{2,4}|scaled|\d{3,4}w|w-?\d+|h-?\d+|\dx|\d{1,2}x\d{1,2}|e\d{10,}|large|medium|small|thumb|crop|orig(?:inal)?|full))+$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|avif|gif|tiff?|bmp|ece|img)$", re.IGNORECASE)
_LONGEST_PATH = 2000  # letters of a path that are looked at: longer ones are no picture's
_LONG_ID = re.compile(r"[0-9a-z]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}|(?=[a-z_]*\d)[0-9a-z_]{18,}", re.IGNORECASE)


class Candidate(NamedTuple):
    """An address for a picture, with the width in pixels that the page promises of it, 0 when it does not say."""

    url: str
    width: int


def largest(image: HtmlElement) -> Candidate | None:
    """The widest file for an `<img>` or `<picture>`; None where every address is a placeholder."""
    # Of two formats alike wide the one that more programs read, today and later.
    widest_first = sorted(_candidates(image), key=lambda one: (-one.width, ".avif" in one.url))
    return next((one for one in widest_first if one.url and not _PLACEHOLDER.search(one.url)), None)


def background(element: HtmlElement) -> Candidate | None:
    """The picture that an element's own style sets behind it."""
    match = _BACKGROUND.search(element.get("style") or "")
    url = (match[1] if match else element.get("data-bg") or element.get("data-background-image") or "").strip()
    return Candidate(url, 0) if url and not _PLACEHOLDER.search(url) else None


def _candidates(image: HtmlElement) -> Iterator[Candidate]:
    for element in image.iter("source", "img", "amp-img"):
        if (element.get("type") or "image/").startswith("image/"):
            yield from _of_sets(element)
    for element in image.iter("img", "amp-img"):
        for name in _SINGLES:
            if (url := (element.get(name) or "").strip()) and not url.startswith("{"):
                yield Candidate(url, _told_width(url))
                if not _PLACEHOLDER.search(url):
                    break


def _of_sets(element: HtmlElement) -> Iterator[Candidate]:
    media = _MEDIA.search(element.get("media") or "")
    for name in _SETS:
        text = element.get(name)
        if not text or len(text) > 20_000:
            continue
        for match in _CANDIDATE.finditer(text):
            url, number, unit = match.groups()
            if unit == "w":
                yield Candidate(url, int(float(number)))
            else:
                width = int(media[1]) if media else 1
                yield Candidate(url, _told_width(url) or int(width * float(number or 1)))


def _told_width(url: str) -> int:
    """The width in an address; of several the last, which the picture was brought to."""
    widths = [next(filter(None, groups)) for groups in _WIDTH.findall(url)]
    return int(widths[-1]) if widths else 0


@lru_cache(maxsize=4096)
def picture_key(url: str) -> str:
    """What the addresses of one picture in several sizes have in common.

    >>> picture_key("https://x.se/uploads/gamla-bron-1024x683.jpg?v=2") == picture_key("/uploads/gamla-bron.webp")
    True
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    inner = next(
        (value for key, value in parse_qsl(parts.query) if key in {"url", "src", "image", "href", "imageId"} and value),
        None,
    )
    if inner and "/" in inner and inner != url:
        return picture_key(inner)
    path = unquote(parts.path[-_LONGEST_PATH:]).lower().rstrip("/")
    ids: list[str] = _LONG_ID.findall(path)
    if ids:
        return max(ids, key=len)
    stem = _SIZES.sub("", _EXTENSION.sub("", _EXTENSION.sub("", path.rsplit("/", 1)[-1])))
    if sum(character.isalnum() for character in stem) >= 6:
        return stem
    return f"{parts.netloc}{path}?{inner or ''}"
