"""The pictures of an article as references, with what the page says of each."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin, urlsplit

from lxml import etree

from archive.schema import Image
from crawler.extract.captions import credit_of_itself, ends_in_credit, is_caption, is_credit, read_caption, split_credit
from crawler.extract.cards import leads_away
from crawler.extract.image_sources import Candidate, background, is_picture_file, largest, picture_key
from crawler.extract.junk import is_date_line
from crawler.extract.structured import plain
from crawler.normalise.text import clean
from crawler.normalise.urls import parts_of
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.document import Document

_SMALL = 90
"""Pixels on both sides up to which a picture is an icon, a face beside a byline or a tracker."""
_BANNER = 5
"""How many times a banner over a page is wider than high."""
# What follows is searched in small letters.
_NO_PICTURE = re.compile(
    r"(?:^|[/_.\s=-])(?:logo(?:type|typ|s)?|logg(?:a|or|otyp)|icons?|ikon(?:er)?|favicon|avatar|sprite|pixel|tracking|gravatar|emoji|smiley|spinner|ajax-loader|badge|"
    r"rounded-(?:full|circle)|img-circle|"
    r"profile|profil(?:e|bild)?|auth?ors?|byline|facebook|twitter|linkedin|whatsapp|instagram|readspeaker|flags?)(?=$|[/_.\s\d-])|\.svg(?:$|[?\s])|"
    r"/(?:wp-content/themes|sites/[\w.-]+/themes|themes/custom|templates/[\w-]+/images|m_images)/",
)
_GENERIC = re.compile(
    r"logo|default|fallback|placeholder|share|sharing|social|opengraph|og[_-]?image|facebook|noimage|no-image|dummy|publication-cover|favicon|apple-touch|standard|site-?image|\.svg|"
    r"[/._-](?:icon|og)\.\w+$",
)
_HOME_PAGE = re.compile(r"/|(?:https?:)?//[^/?#]+/?(?:index\.\w+)?")
_SOUND = re.compile(r"[!-~]+")
_CARD_TEXT = 25
"""Letters in a link around a picture that make it a card leading to another page."""
_HEAD_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_TELLING_NAME = 8
"""Letters in the name of a file that is one picture's alone."""
_LEVELS = 4
# XPath finds an attribute's values sooner than the elements that have it; its strings are plain ones: lxml's hold the tree.
_styles = etree.XPath("descendant-or-self::*/@style", smart_strings=False)
_WORDS_BY_DATE = 4
"""Words beside a date in a line over a picture: what kind of text it is, a name, a place."""


def read_images(
    document: Document, pictures: Iterable[HtmlElement], captions: Mapping[HtmlElement, str]
) -> tuple[Image, ...]:
    """The pictures in page order, each once; the one that only the head names where the page shows none.

    `captions` are lines of the text that were found to be captions of pictures that have none of their own.
    """
    found: dict[str, Image] = {}
    for picture in pictures:
        for image in _images(picture, document.base_url, captions.get(picture)):
            key = picture_key(image.content_url)
            known = found.get(key)
            found[key] = _fuller(known, image) if known else image
    if not found:
        lead = _lead_image(document)
        return () if lead is None else (_shown(document, lead.content_url) or lead,)
    if shown := _shown(document, document.meta(*_HEAD_IMAGES) or "", found.values()):
        return tuple({picture_key(shown.content_url): shown, **found}.values())
    return tuple(found.values())


def _shown(document: Document, url: str, found: Collection[Image] = ()) -> Image | None:
    """The picture on the page that has a file of this name among its sizes, wherever it stands.

    None where no picture has, where one that was found does, and where the name tells of the site rather than the page.
    """
    name = parts_of(url).path.rpartition("/")[2]
    if (
        len(name) < _TELLING_NAME
        or any(name in image.content_url for image in found)
        or _GENERIC.search(parts_of(url).path.lower())
    ):
        return None
    for image in (*document.tagged("img"), *document.tagged("source")):
        if any(name in value for value in image.values()):
            picture = next(image.iterancestors("picture"), image)
            if shown := next(_images(picture, document.base_url, None), None):
                return shown
    if not any(name in style for style in cast("list[str]", _styles(document.root))):
        return None
    behind = (element for element in document.elements if name in element.get("style", ""))
    return next((image for element in behind for image in _images(element, document.base_url, None)), None)


def _fuller(known: Image, again: Image) -> Image:
    """One picture shown twice: the larger file, and whatever either place says of it."""
    wider = again if (again.width or 0) > (known.width or 0) else known
    return replace(
        wider,
        alt=known.alt or again.alt,
        caption=known.caption or again.caption,
        credit_text=known.credit_text or again.credit_text,
    )


def _images(picture: HtmlElement, base_url: str, beside: str | None) -> Iterator[Image]:
    """The images in a figure, picture, img or noscript, or the one behind an element."""
    caption, credit = _caption(picture)
    if beside and not caption and not credit:
        caption, credit = split_credit(beside)
    # libxml2 does not know that <source> has no end: an <img> after one stands in it.
    inner = [
        element
        for element in picture.iter("picture", "img", "amp-img")
        if element.tag == "picture" or next(element.iterancestors("picture", "amp-img"), None) is None
    ]
    for element in inner:
        image = next(element.iter("img", "amp-img"), element)
        candidate = largest(element) or _unscripted(element)
        if candidate and not _is_small(image) and not _is_card(element):
            names = f"{candidate.url} {image.get('class') or ''} {image.get('id') or ''}"
            if url := None if _NO_PICTURE.search(names.lower()) else _absolute(base_url, candidate.url):
                width, height = _size(image, candidate)
                own, name = (None, credit) if credit else credit_of_itself(image)
                yield Image(url, clean(image.get("alt") or "") or None, caption or own, name, width, height)
    behind = None if inner else background(picture)
    if behind and not _NO_PICTURE.search(behind.url.lower()) and (url := _absolute(base_url, behind.url)):
        yield Image(url, clean(picture.get("aria-label") or "") or None, caption, credit)


def _unscripted(placeholder: HtmlElement) -> Candidate | None:
    """The file that the page gives, beside a picture that a script fills in, to readers without scripts."""
    around = placeholder.getparent()
    beside = [] if around is None else around.findall("noscript")
    return largest(beside[0]) if len(beside) == 1 else None


def _absolute(base_url: str, url: str) -> str | None:
    try:
        if url.startswith(("https://", "http://")) and _SOUND.fullmatch(url):
            return url if urlsplit(url).netloc else None
        absolute = urljoin(base_url, re.sub(r"[\n\r\t]", "", url).replace(" ", "%20"))
        return absolute if urlsplit(absolute).scheme in {"http", "https"} or not base_url else None
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    match = re.match(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*$", text or "")
    return int(match[1]) if match else None


def _is_small(image: HtmlElement) -> bool:
    """Whether a picture is an icon by its sides, or a banner or a rule."""
    sides = [side for name in ("width", "height") if (side := _number(image.get(name))) is not None]
    return bool(sides) and (max(sides) <= _SMALL or (len(sides) > 1 and max(sides) > _BANNER * min(sides)))


def _size(image: HtmlElement, candidate: Candidate) -> tuple[int | None, int | None]:
    """Width and height in pixels: the page's own, scaled to the file that was chosen."""
    width, height = _number(image.get("width")), _number(image.get("height"))
    if candidate.width > 1 and width and height:
        return candidate.width, round(height * candidate.width / width)
    return (candidate.width if candidate.width > 1 else width), (height if candidate.width <= 1 else None)


def _is_card(element: HtmlElement) -> bool:
    """Whether a picture stands in a link to another page that has words of its own, a teaser, or to a home page, a logo."""
    link = next(element.iterancestors("a"), None)
    if link is None or not leads_away(link) or is_picture_file(link.get("href")):
        return False
    return len(clean(text_of(link))) > _CARD_TEXT or _HOME_PAGE.fullmatch(link.get("href", "").strip()) is not None


def _caption(picture: HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit in the figure, else of the nearest element around that holds this one picture and a caption.

    There what stands behind the picture comes first. A line with a date over the picture is the article's: a style sheet may
    have one class for all small print (Envision's `env-text-caption`).
    """
    element: HtmlElement | None = picture
    for _ in range(_LEVELS):
        if element is None or element.tag in {"body", "main", "article"}:
            break
        captions = [
            e
            for e in element.iter("figcaption", "div", "p", "span", "small", "cite", "dd", "figure")
            if e.tag == "figcaption" or is_caption(e)
        ]
        if captions and element.tag == "figure":
            captions += [e for e in element.iter("div", "p", "span", "small", "cite") if not len(e) and is_credit(e)]
        outer = [c for c in captions if not any(a in captions for a in c.iterancestors())]
        if outer and element is not picture:
            before = _standing_before(picture, element)
            over = [c for c in outer if c in before and not is_date_line(clean(text_of(c)), _WORDS_BY_DATE)]
            outer = [*(c for c in outer if c not in before), *over]
        if outer:
            return _joined(outer)
        parent = element.getparent()
        own = max(1, sum(1 for _ in element.iter("img")))
        if parent is None or sum(1 for _ in islice(parent.iter("img"), own + 1)) > own:
            break
        element = parent
    text = clean(text_of(picture)) if len(picture) else ""
    return split_credit(text) if ends_in_credit(text) else (None, None)


def _standing_before(picture: HtmlElement, around: HtmlElement) -> set[HtmlElement]:
    """The elements around a picture, below one that holds it, that begin before it."""
    return set(takewhile(lambda element: element is not picture, around.iter()))


def _joined(captions: list[HtmlElement]) -> tuple[str | None, str | None]:
    """The first caption and the first credit among the captions of one picture."""
    read = [read_caption(caption) for caption in captions]
    return next((text for text, _ in read if text), None), next((name for _, name in read if name), None)


def _lead_image(document: Document) -> Image | None:
    """The picture that the head names for the page, unless it is the site's own for all pages."""
    url = document.meta(*_HEAD_IMAGES)
    if not url or _GENERIC.search(parts_of(url).path.lower()):
        return None
    absolute = _absolute(document.base_url, plain(url))
    if absolute is None:
        return None
    width, height = (_number(document.meta(f"og:image:{side}")) for side in ("width", "height"))
    return Image(absolute, plain(document.meta("og:image:alt") or "") or None, None, None, width, height)
