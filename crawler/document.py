"""A page parsed once: the tree and what its head says, shared by everything that reads the page."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from contextlib import suppress
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import lxml.html
from lxml import etree
from w3lib.encoding import html_to_unicode

from crawler.errors import UnreadablePage
from crawler.normalise.date_values import STOCKHOLM
from crawler.normalise.urls import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from lxml.html import HtmlElement

    from archive.schema import Page

# Control characters that no text needs and lxml refuses or cuts at (NUL ends a C string). They are dropped from the
# encoded bytes, where they stand alone in UTF-8: `bytes.translate` is a hundred times faster than `str.translate`.
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
# libxml2 stops at 256 levels and drops the rest of the page; with `huge_tree` it follows to 2048, which code that walks
# the tree by recursion would not come back from. Such a page is parsed again and its depth taken out.
_DEEPEST = 250
_FORMATTING = ("font", "b", "i", "u", "em", "strong", "big", "small", "tt", "center", "span")
# The first bytes of files that servers call HTML: WHATWG MIME Sniffing (6, 7), [MS-CFB] 2.2 for Office before 2007.
_SIGNATURES = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP or Office",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Office",
    b"{\\rtf": "RTF",
    b"\x1f\x8b\x08": "gzip",
    b"Rar!\x1a\x07": "RAR",
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "WebP, WAV or AVI",
    b"OggS": "Ogg",
    b"ID3": "MP3",
}
# What the drawings of icons consist of: a page may have hundreds, and none says anything.
_STROKES = ("circle", "defs", "g", "line", "lineargradient", "path", "polygon", "polyline", "rect", "stop", "use")
# Fonts that show a word as a picture, by the classes their makers name (Google's guide to Material Icons and Symbols,
# Angular's <mat-icon>): <span class="material-icons">chevron_right</span>.
_ICON_FONT = re.compile(r"(?:^|\s)(?:material-(?:icons|symbols)|mat-icon)")
_ICON_NAMES = ("material-", "mat-icon")
"""One of these is in every name that `_ICON_FONT` knows: looked for first, for it is cheap."""
_PLACE, _SIGN = re.compile(r"#\S"), re.compile(r"\s*[^\w\s]\s*")
"""An address of a place on the page, and what leads there and has no words."""
_LIGATURE = re.compile(r"\s*[a-z0-9_]+\s*")


_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*\]\]>|\]\]>|-->)\s*;?\s*$")
"""What CMSs put around the JSON in a script."""


def _parser(*, huge_tree: bool) -> lxml.html.HTMLParser:
    # No table of ids is kept: nothing asks for one, and it costs a tenth of the parsing.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge_tree
    )
    # lxml.html looks the class of every element up in Python, for forms and links; one class for all is set up in C.
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment)
    )
    return parser


# XPath finds these sooner than every element can be asked for them. Its strings are plain ones: lxml's hold the tree.
_classes, _ids, _roles = (
    etree.XPath(f"descendant-or-self::*/@{name}", smart_strings=False) for name in ("class", "id", "role")
)

_PARSER, _DEEP_PARSER = _parser(huge_tree=False), _parser(huge_tree=True)


class Document:
    """One page, parsed once.

    `url` is the address it was fetched from, `fetched_at` when (aware; None when unknown), `root` its `<html>` element.
    Readers must leave the tree as it is: others read it after them.
    """

    def __init__(self, root: HtmlElement, url: str, fetched_at: datetime | None = None) -> None:
        self.root = root
        self.url = url
        self.fetched_at = fetched_at
        self.answers: dict[Callable[[Document], Any], Any] = {}

    @classmethod
    def from_page(cls, page: Page) -> Document:
        """The document in a stored page; UnreadablePage when its bytes are empty or another file's."""
        if kind := next((kind for start, kind in _SIGNATURES.items() if page.body.startswith(start)), None):
            raise UnreadablePage(page.url, f"a file declared as HTML: {kind}")
        header = page.header("Content-Type")
        encoding, text = html_to_unicode(header, page.body, auto_detect_fun=_encoding_of)
        if (meant := _encoding_meant(encoding, text, page.body)) != encoding:
            _, text = html_to_unicode(f"text/html; charset={meant}", page.body)
        return cls.from_text(text, page.url, page.fetched_at)

    @classmethod
    def from_text(cls, html: str, url: str, fetched_at: datetime | None = None) -> Document:
        """The document in HTML that is already text; UnreadablePage when there is none in it."""
        markup = html.encode("utf-8", "replace")
        if any(control in markup for control in _CONTROLS):
            markup = markup.translate(None, _CONTROLS)
        if not markup or markup.isspace():
            raise UnreadablePage(url, "the page is empty")
        try:
            document = cls(_tree(markup), url, fetched_at)
        except etree.ParserError as error:  # neither an element nor text: a doctype, comments
            raise UnreadablePage(url, "the page is empty") from error
        document._silence_icons()
        document._silence_signs_of_places()
        return document

    def _silence_icons(self) -> None:
        """Take the words away that an icon font shows as pictures; nobody reads them, whatever they stand in."""
        if any(map(self.names.__contains__, _ICON_NAMES)) and _ICON_FONT.search(self.names):
            for element in self.elements:
                is_icon = _ICON_FONT.search(element.get("class", "")) and len(element) == 0
                if is_icon and _LIGATURE.fullmatch(element.text or ""):
                    element.text = None

    def _silence_signs_of_places(self) -> None:
        """Take the sign away that ends a text and links to its place on the page ("#", "¶"): it is no part of it."""
        for link in self.tagged("a"):
            if not _PLACE.match(link.get("href", "")) or len(link) or not _SIGN.fullmatch(link.text or ""):
                continue
            if link.getnext() is None and not (link.tail or "").strip():
                link.text = None

    @property
    def seen_on(self) -> date | None:
        """The day in Sweden on which the page was fetched, as its own dates count; None when that is unknown."""
        return None if self.fetched_at is None else self.fetched_at.astimezone(STOCKHOLM).date()

    @cached_property
    def elements(self) -> tuple[HtmlElement, ...]:
        """Every element in page order; as long as they are held here, walking the tree makes none anew."""
        return tuple(self.root.iter(etree.Element))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tag of every element in page order; asked for once, because asking an element is what costs."""
        return tuple([element.tag for element in self.elements])

    @cached_property
    def by_tag(self) -> dict[str, list[HtmlElement]]:
        """The elements of every tag in page order."""
        found: dict[str, list[HtmlElement]] = defaultdict(list)
        for tag, element in zip(self.tags, self.elements, strict=True):
            found[tag].append(element)
        return found

    @cached_property
    def order_of(self) -> dict[HtmlElement, int]:
        """The number of every element in page order."""
        return dict(zip(self.elements, range(len(self.elements)), strict=True))

    def tagged(self, *tags: str) -> list[HtmlElement]:
        """The elements with one of these tags, in page order."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        found = [element for tag in tags for element in self.by_tag.get(tag, ())]
        return sorted(found, key=self.order_of.__getitem__)

    @cached_property
    def by_id(self) -> dict[str, HtmlElement]:
        """The first element with each id."""
        return {name: element for element in reversed(self.elements) if (name := element.get("id")) is not None}

    @cached_property
    def names(self) -> str:
        """Every class and id of the page, each once, with a space between."""
        given = {*cast("list[str]", _classes(self.root)), *cast("list[str]", _ids(self.root))}
        return " ".join(set(" ".join(given).split()))

    def with_role(self, role: str) -> list[HtmlElement]:
        """The elements whose `role` is this."""
        if not any(role in given.lower() for given in cast("list[str]", _roles(self.root))):
            return []
        given = ((element, element.get("role")) for element in self.elements)
        return [element for element, value in given if value and value.strip().lower() == role]

    @cached_property
    def base_url(self) -> str:
        """The address that relative links are joined to: `<base href>` where the page has one (HTML, 4.2.3)."""
        href = next((href for base in self.tagged("base") if (href := base.get("href"))), "")
        try:
            return joined(self.url, href)
        except ValueError:
            return self.url

    def absolute(self, href: str) -> str | None:
        """Where a link leads, relative ones joined to `base_url`; None for what is no address."""
        try:
            return joined(self.base_url, href)
        except ValueError:
            return None

    @cached_property
    def head(self) -> dict[str, list[str]]:
        """The contents of all `<meta>` by lower-case name, property or itemprop, in page order."""
        found: dict[str, list[str]] = {}
        for meta in self.tagged("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = (meta.get("content") or "").strip()
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str | None:
        """The first content of the first of these meta names that the page has."""
        return next((self.head[name][0] for name in names if name in self.head), None)

    @cached_property
    def json_ld(self) -> tuple[dict[str, Any], ...]:
        """Every object of the page's JSON-LD scripts, `@graph` and lists opened, broken scripts left out."""
        texts = (s.text or "" for s in self.tagged("script") if "ld+json" in (s.get("type") or "").lower())
        return tuple(node for text in texts for node in _objects(_json(text)))


def document_of(page: Page) -> Document | str:
    """The document in a stored page, or the reason why there is none."""
    try:
        return Document.from_page(page)
    except UnreadablePage as error:
        return error.reason


def _encoding_of(body: bytes) -> str:
    """The encoding of a page that declares none: UTF-8, unless more of its letters are wrong in it than right.

    Then it is that of Windows in western Europe, as browsers take it.
    """
    if body.isascii():
        return "utf-8"
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return "cp1252" if wrong > sum(not letter.isascii() for letter in text) - wrong else "utf-8"


def _encoding_meant(declared: str, text: str, body: bytes) -> str:
    """The encoding of a page that declares one, and where its bytes belie that, the one that they are in.

    What a meta says in ASCII is no UTF-16. Bytes beyond ASCII that are UTF-8 throughout are nothing else (RFC 3629, 1:
    other encodings are hardly ever valid UTF-8), whatever a server says of all its pages; of what is called UTF-8 and
    mostly is not, see `_encoding_of`.
    """
    if declared.startswith("utf-16"):
        return declared if b"\0" in body else "utf-8"
    if declared == "utf-8":
        return _encoding_of(body) if "\ufffd" in text else declared
    if not body.isascii():
        with suppress(UnicodeDecodeError):
            body.decode("utf-8")
            return "utf-8"
    return declared


def _tree(markup: bytes) -> HtmlElement:
    root = lxml.html.document_fromstring(markup, parser=_PARSER)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in _PARSER.error_log):
        root = lxml.html.document_fromstring(markup, parser=_DEEP_PARSER)
        _make_shallow(root)
    etree.strip_tags(root, *_STROKES)
    return root


def _make_shallow(root: HtmlElement) -> None:
    """The same text in fewer levels: unclosed tags of formatting nest whole pages; what is deeper loses its tags."""
    etree.strip_tags(root, *_FORMATTING)
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element]
    while level:
        element = level.pop()
        level += element
        if isinstance(element.tag, str):
            element.drop_tag()


_T = TypeVar("_T")


def per_document(reader: Callable[[Document], _T]) -> Callable[[Document], _T]:
    """The reader, asked once of each document: its answer is kept as long as the document is.

    The document holds the answers, because they may hold the document: a table by document, weak as its keys may be,
    would then keep every page that was ever read.
    """

    @wraps(reader)
    def remembered(document: Document) -> _T:
        answers = document.answers
        if remembered not in answers:
            answers[remembered] = reader(document)
        answer: _T = answers[remembered]
        return answer

    return remembered


_NO_JSON = re.compile(r",(?=\s*[}\]])|\\(?=')")
"""What JavaScript allows and JSON does not: a comma behind the last value, an escaped single quote."""


def _json(text: str) -> Any:
    """The value in a JSON-LD script, which CMSs wrap in CDATA or comments and leave newlines in; None when broken."""
    text = text.strip()
    if not (text.startswith(("{", "[")) and text.endswith(("}", "]"))):
        text = _WRAPPING.sub("", text).strip().rstrip(";")
    value = _loaded(text)
    return _loaded(_NO_JSON.sub("", text)) if value is None else value


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:  # @graph in a list in a script is three levels; deeper is not how JSON-LD is published
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        if isinstance(value.get("@graph"), list):
            yield from _objects(value["@graph"], depth + 1)
        if "@type" in value:
            yield value
