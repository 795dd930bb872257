"""Where a picture's file is: the largest of the addresses that the page gives for it, and which of them are one picture."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_SETS = ("srcset", "original-set")
"""Ends of the names of attributes that hold sets: srcset, data-srcset, data-lazy-srcset, data-flickity-lazyload-srcset …"""
# Attributes of lazy loaders: lazysizes, WP Rocket, Jetpack, vanilla-lazyload, SiteVision, EPiServer.
_SINGLES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-hi-res-src",
    "data-full-src",
    "data-lazyload",
    "data-flickity-lazyload-src",
    "data-flickity-lazyload",
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
LAZY_BACKGROUNDS = ("data-bg", "data-background", "data-background-image", "data-bgset", "data-image-src")
"""Attributes of boxes that a script sets a picture behind."""
_URL = re.compile(r"^\s*url\(\s*['\"]?([^'\")]+).*$", re.DOTALL)
_PLACEHOLDER = re.compile(
    r"^data:|^about:|(?:^|[/_.-])(?:placeholder|blank|spacer|transparent|pixel|1x1|grey|gray|loading|lazy)(?:[^/]*|/\d+)\.(?:gif|png|jpe?g|svg|webp)",
    re.IGNORECASE,
)
_END = r"(?=[&,;/_.:x-]|px|%2c|[a-z]?/|$)"
# A width that an address in small letters gives: ?w=1200, width=1200, w_1200, w-576, =w700, /s1200/, /1200w/. The signs that a branch
# may begin with stand before all of them: an expression that begins with a set of characters is searched for fast.
_WIDTH = re.compile(
    rf"[?&;/_,=%-](?:(?<=[?&;])(?:w|width|imwidth|maxwidth|resize|rw)=([0-9]{{2,4}}){_END}|(?<=[/_,=-])w[_-]?([0-9]{{2,4}}){_END}"
    rf"|(?<=%)2cw_([0-9]{{2,4}}){_END}|(?<=/)s([0-9]{{2,4}}){_END}|(?<=[/_-])([0-9]{{3,4}})w(?=[/_.,-]|$))"
)
# A width with a height, /1200x800/, -1200x800., /1366x0/, or with a shape before it, /16x9-1280/; 16x9 alone is no width.
_SIDES = re.compile(r"([0-9]+)x([0-9]{0,4})(?:-([0-9]{3,4}))?(?=[/_.,?&-]|%2c|$)")
_SHAPE = 32
"""Both numbers of a shape at most."""
_MEDIA = re.compile(r"min-width:\s*(\d+)(?:\.\d+)?px", re.IGNORECASE)
_SIZES = re.compile(
    r"(?:[-_@.~]+(?:\d{2,4}x\d{2,4}|scaled|\d{3,4}w|w-?\d+|h-?\d+|\dx|\d{1,2}x\d{1,2}|e\d{10,}|large|medium|small|thumb|crop|orig(?:inal)?|full))+$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|avif|gif|tiff?|bmp|ece|img)$", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
_LONGEST_SET = 20_000  # letters of a set that are read
_LONGEST_PATH = 2000  # letters of a path that are looked at: longer ones are no picture's
_LONG_ID = re.compile(r"[0-9a-z]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}|(?=[a-z_]*[0-9])[0-9a-z_]{18,}")


class Candidate(NamedTuple):
    """An address for a picture, with the width in pixels that the page promises of it, 0 when it does not say.

    `density` is the pixels to a point of the screen, `is_narrow` whether all that is known
    of its width is that the screen is narrow.
    """

    url: str
    width: int
    density: float = 1
    is_narrow: bool = False


def largest(image: HtmlElement) -> Candidate | None:
    """The widest file for an `<img>` or `<picture>`; None where every address is a placeholder."""
    # Of two formats alike wide the one that more programs read, today and later.
    widest_first = sorted(
        _candidates(image), key=lambda one: (-one.width, one.is_narrow, -one.density, ".avif" in one.url)
    )
    return next((one for one in widest_first if one.url and not _PLACEHOLDER.search(one.url)), None)


def background(element: HtmlElement) -> Candidate | None:
    """The picture that an element's own style, or a script that finds it in an attribute, sets behind it."""
    match = _BACKGROUND.search(element.get("style") or "")
    lazy = next(filter(None, map(element.get, LAZY_BACKGROUNDS)), "")
    url = (match[1] if match else _URL.sub(r"\1", lazy)).strip()
    return Candidate(url, 0) if url and not _PLACEHOLDER.search(url) else None


def _candidates(image: HtmlElement) -> Iterator[Candidate]:
    for element in image.iter("source", "img", "amp-img"):
        if (element.get("type") or "image/").startswith("image/"):
            yield from _of_sets(element)
    for element in image.iter("img", "amp-img"):
        attributes = dict(element.items())
        source = attributes.get("src", "")
        if "/" in source and is_picture_file(source) and not _PLACEHOLDER.search(source):
            # Beside a file's address a name alone is what the file was called (October's `data-src`).
            attributes = {name: value for name, value in attributes.items() if "/" in value}
        for name in filter(attributes.__contains__, _SINGLES):
            if (url := attributes[name].strip()) and not url.startswith(("{", "data:")):
                yield Candidate(url, _told_width(url))
                if not _PLACEHOLDER.search(url):
                    break


def _of_sets(element: HtmlElement) -> Iterator[Candidate]:
    # Templates leave spaces in sets by the thousand, and the expression would try each.
    names = [name for name in element.keys() if name.endswith(_SETS)]  # noqa: SIM118 - no dict
    sets = [" ".join(element.get(name, "").split()) for name in names]
    if not sets:
        return
    media = element.get("media") or ""
    wide = _MEDIA.search(media)
    is_narrow = "max-width" in media
    floor = int(wide[1]) if wide else int(not is_narrow)
    for match in (match for text in sets if len(text) <= _LONGEST_SET for match in _CANDIDATE.finditer(text)):
        url, number, unit = match.groups()
        if unit == "w":
            yield Candidate(url, int(float(number)))
            continue
        density = float(number or 1)
        if told := _told_width(url):
            yield Candidate(url, told, density)
        else:
            yield Candidate(url, int(floor * density), density, is_narrow)


def _told_width(url: str) -> int:
    """The width in an address; of several the last, which the picture was brought to.

    >>> _told_width("https://x.se/1600x900/w_640/bron.jpg"), _told_width("/klipp/16x9-1280/bron.jpg")
    (640, 1280)
    """
    low = url.lower()
    found = [(match.start(), int(match[match.lastindex or 0])) for match in _WIDTH.finditer(low)]
    if "x" in low:
        found += [(match.start(), width) for match in _SIDES.finditer(low) if (width := _side(match))]
    return max(found, default=(0, 0))[1]


def _side(match: re.Match[str]) -> int:
    """The width among the sides of a picture; 0 where the two are its shape and no width follows."""
    width, height, after = match.groups()
    if len(width) > len("2000"):
        return 0
    if max(int(width), int(height or 0)) <= _SHAPE and height:
        return int(after or 0)
    return int(width) if len(width) > 1 else 0


def is_picture_file(url: str) -> bool:
    """Whether an address is that of a picture by its extension."""
    return _PICTURE_FILE.search(url) is not None


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
    folder, _, name = path.rpartition("/")
    # An id in the name is the picture's; one in a folder may be that of whoever put it there.
    if ids := _LONG_ID.findall(name) or _LONG_ID.findall(folder):
        return str(max(ids, key=len))
    stem = _SIZES.sub("", _EXTENSION.sub("", _EXTENSION.sub("", name)))
    if sum(character.isalnum() for character in stem) >= 6:
        return stem
    return f"{parts.netloc}{folder}/{stem or name}?{inner or ''}"
