"""The files that an article links to, each once, with name, type and size as the page gives them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from archive.schema import Attachment
from crawler.extract.content import main_content
from crawler.extract.furniture import is_surely_furniture
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url
from crawler.script_data import ADDRESSES, TITLES, arrays_in, member_text, states_in
from crawler.texts import page_texts, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.document import Document

# IANA media types of the files that Swedish authorities publish.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "dot": "application/msword",
    "dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "csv": "text/csv",
    "txt": "text/plain",
    "zip": "application/zip",
    "epub": "application/epub+zip",
    "ics": "text/calendar",
    "gpx": "application/gpx+xml",
    "dwg": "image/vnd.dwg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}
_SCHEMES = frozenset({"http", "https", "ftp", ""})
"""What a file is linked by; no scheme has a link of a page whose address is unknown."""
_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:php|as[hp]x|asp|jsp|cgi|pl)$", re.IGNORECASE)
_SIZE = re.compile(
    r"(?<!\d)(\d+(?:[ \u00a0]\d{3}){0,3}(?:[.,]\d+)?\s*(?:[kMG]i?B|byte|kbyte|Mbyte|bytes)\b)", re.IGNORECASE
)
# What a CMS appends to a file's name: "(pdf 932 kB)", ", 1.2 MB, öppnas i nytt fönster."
_TAIL = re.compile(
    r"\s*[,(\[–-]*\s*(?:(?<![.\w])\(?(?:pdf|docx?|xlsx?|pptx?|odt|zip|word|excel)\b[^()]*)?[,\s]*(?:\d[\d\s.,]*\s*(?:[kMG]i?B|k?bytes?|Mbyte)\b\.?)?[)\]]*"
    r"(?:[,\s]*öppnas i nytt fönster\.?|\s*[(\[]?(?:opens|öppnas) in?.{0,25}(?:window|fönster)[)\].]*)?\s*$",
    re.IGNORECASE,
)
_TAIL_LETTERS = 200
"""Letters at the end of a line in which that is looked for: the expression is tried at each of them."""
_BLOCKS = frozenset({"div", "p", "li", "dt", "dd", "h2", "h3", "h4", "h5", "h6", "br"})
_INLINE = frozenset({"span", "b", "strong"})
_SILENT = frozenset({"svg", "style", "script", "template"})
_FILES_HEADING = re.compile(
    r"\W*(?:(?:relaterade |bifogade |nedladdningsbara )?(?:dokument|filer|bilagor|handlingar)|ladda (?:ner|ned|hem)(?: \w+){0,2}|"
    r"(?:related )?documents|downloads?|attachments)\W*",
    re.IGNORECASE,
)
_FILES_WORDS = ("dokument", "filer", "bilagor", "handlingar", "ladda", "documents", "download", "attachments")
"""One of these is in every such heading: looked for first, for few pages have any."""
_FILES_HEADING_LETTERS = 60
_BOX = 1500
"""Letters of a box of files at most."""
_LEVELS, _ROW = 4, 300
"""Elements from a link to the row of a list of files, and letters of such a row at most."""
_HINT = re.compile(r"\.(?!html?$|php$|aspx?$|jspx?$|se/?$)[A-Za-z0-9]{2,5}(?:[?#]|$)")
_HINTS = ("ownload", "ssets/", "getfile")
_TYPE_WORD = re.compile(r"\b(pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|csv)\b", re.IGNORECASE)
# Addresses of files without an extension: SiteVision's /download/, EPiServer's assets, ACOS's file handler.
_FILE_PATH = re.compile(
    r"/(?:download|contentassets|globalassets|siteassets|getfile\.php)/|/download(?:\.|$)|/@@download", re.IGNORECASE
)
_DOWNLOAD_WORDS = re.compile(
    r"(?:ladda (?:ner|hem|ned)|hämta|download|öppna|last ned|hent)(?: (?:fil(?:en)?|dokument(?:et)?|pdf))?\W*",
    re.IGNORECASE,
)


def read_attachments(document: Document, region: HtmlElement) -> tuple[Attachment, ...]:
    """The files that a part of the page links to, in page order, then those that only a list in its scripts has.

    A file linked twice has the name that says more than "Ladda ner".
    """
    found: dict[str, Attachment] = {}
    places = [region, *_boxes_of_files(document, region)]
    linked = filter(None, (_attachment(document, anchor) for anchor in links_in(places)))
    for attachment in (*linked, *_listed_in_scripts(document, region)):
        key = file_key(attachment.content_url)
        known = found.get(key)
        if known is None or (known.name is None and attachment.name):
            found[key] = attachment
    return tuple(found.values())


def _boxes_of_files(document: Document, region: HtmlElement) -> Iterator[HtmlElement]:
    """The boxes of the main content beside the article that say by their heading that they hold its files."""
    texts, main = page_texts(document), main_content(document)
    for number in sorted(set(texts.with_words(_FILES_WORDS, _FILES_HEADING_LETTERS))):
        owner = texts.owners[number]
        heading = next((one for one in (owner, *owner.iterancestors()) if one.tag in {"h2", "h3", "h4"}), None)
        if heading is None or not _FILES_HEADING.fullmatch(clean(text_of(heading))):
            continue
        around = list(heading.iterancestors())
        if region in around or main not in around or any(map(is_surely_furniture, around)):
            continue
        box = next((element for element in around[:_LEVELS] if next(element.iter("a"), None) is not None), None)
        if box is not None and len(clean(text_of(box))) <= _BOX:
            yield box


def file_key(url: str) -> str:
    """What identifies a file: SiteVision's node for its downloads, else the address.

    >>> file_key("https://x.se/download/18.5b9d/1488200000000/Plan.pdf")
    '18.5b9d/Plan.pdf'
    """
    match = re.search(r"/download/(\d+\.[0-9a-f]+)/\d+/([^/?#]+)", url)
    return f"{match[1]}/{match[2]}" if match else canonical_url(url)


def _attachment(document: Document, anchor: HtmlElement) -> Attachment | None:
    href = (anchor.get("href") or "").strip()
    if not href or href.startswith("#") or not _may_be_file(href, anchor):
        return None
    url = document.absolute(href)
    if url is None or urlsplit(url).scheme not in _SCHEMES:
        return None
    path = _path_of(url)
    lines = _lines(anchor)
    text = " ".join(lines) or clean(anchor.get("title") or "")
    extension = _type_of(path, text, anchor)
    if extension is None:
        return None
    size = _SIZE.search(f"{text} {clean(anchor.get('title') or '')} {clean(_behind(anchor)[:40])}") or _size_beside(
        anchor
    )
    return Attachment(url, _name(lines or [text], path), MEDIA_TYPES.get(extension), clean(size[1]) if size else None)


def _behind(anchor: HtmlElement) -> str:
    """What stands right behind a link, or behind a span that holds it alone (Drupal's file fields)."""
    around, tail = anchor.getparent(), anchor.tail or ""
    if tail.strip() or around is None or around.tag != "span" or anchor.getnext() is not None:
        return tail
    following = around.getnext()
    beside = text_of(following) if following is not None and following.tag == "span" else ""
    return f"{around.tail or ''} {beside}"


def _path_of(url: str) -> str:
    """The path of what an address leads to: a program's query may name the file that it sends.

    >>> _path_of("https://x.se/lib/exe/fetch.php?media=bygga:karta.pdf"), _path_of("https://x.se/a.pdf?visa=b.pdf")
    ('bygga:karta.pdf', '/a.pdf')
    """
    parts = urlsplit(url)
    values = (value for _, value in parse_qsl(parts.query)) if _PROGRAM.search(parts.path) else ()
    return next(filter(_media_type, values), parts.path)


def _media_type(path: str) -> str | None:
    """The media type that a path's extension tells; None for a page's, and for none that is known."""
    match = _EXTENSION.search(path)
    return MEDIA_TYPES.get(match[1].lower()) if match else None


def _listed_in_scripts(document: Document, region: HtmlElement) -> Iterator[Attachment]:
    """The files of a list that a web app draws in the browser (SiteVision's): all that it lists are files."""
    for state in states_in(region):
        for array in arrays_in(state):
            files = [_entry(document, each) for each in array]
            if all(files):
                yield from filter(None, files)


def _entry(document: Document, each: dict[str, Any]) -> Attachment | None:
    """The file that an entry of a list leads to, with the name that the list shows; None for anything else."""
    name, address = member_text(each, TITLES), member_text(each, ADDRESSES)
    url = document.absolute(address) if name and address else None
    if name is None or url is None:
        return None
    path = _path_of(url)
    media_type = _media_type(path)
    return Attachment(url, _name([name], path), media_type, None) if media_type else None


def _size_beside(anchor: HtmlElement) -> re.Match[str] | None:
    """The size in the list item or table row around a link that is the only one in it."""
    row = next((element for element in islice(anchor.iterancestors(), _LEVELS) if element.tag in {"li", "tr"}), None)
    if row is None or sum(1 for _ in islice(row.iter("a"), 2)) > 1:
        return None
    return _SIZE.search(clean(text_of(row))[:_ROW])


def _may_be_file(href: str, anchor: HtmlElement) -> bool:
    """Whether anything at all speaks for a file; for most links nothing does, and this is cheap to see."""
    attributes = anchor.attrib
    if _HINT.search(href) or any(map(href.__contains__, _HINTS)) or "type" in attributes or "download" in attributes:
        return True
    return _SIZE.search(text_of(anchor)) is not None


def _lines(anchor: HtmlElement) -> list[str]:
    """What a link says, a line for each block in it: a card of a file has its title, name and size below each other."""
    if not len(anchor) or next(anchor.iter(*_BLOCKS, *_SILENT, "span"), None) is None:
        return [text] if (text := clean(text_of(anchor))) else []
    parts: list[str] = []
    walk = etree.iterwalk(anchor, events=("start", "end", "comment"))
    for event, element in walk:
        is_element = isinstance(element.tag, str)
        if element.tag in _BLOCKS:
            parts.append("\n")
        elif event == "start" and _follows_at_once(element):
            parts.append(" ")
        if event == "start" and element.tag in _SILENT:
            walk.skip_subtree()
        elif event == "start" and is_element:
            parts.append(element.text or "")
        if event != "start" and element is not anchor:
            parts.append(element.tail or "")
    return [line for line in map(clean, "".join(parts).split("\n")) if line]


def _type_of(path: str, text: str, anchor: HtmlElement) -> str | None:
    """The file's extension: in the address, in the link's type, or in words beside an address of a file; else None."""
    match = _EXTENSION.search(path)
    if match and match[1].lower() in MEDIA_TYPES:
        return match[1].lower()
    if media_type := (anchor.get("type") or "").lower():
        for extension, known in MEDIA_TYPES.items():
            if known == media_type:
                return extension
    if word := _TYPE_WORD.search(text) if _SIZE.search(text) or _FILE_PATH.search(path) else None:
        return word[1].lower()
    is_file = "download" in anchor.attrib or (
        _FILE_PATH.search(path) and not (match and match[1].lower() not in MEDIA_TYPES)
    )
    return "" if is_file and "/" in path else None


def _follows_at_once(element: HtmlElement) -> bool:
    """Whether a span stands right behind another, as the boxes of a link's name, type and size do; the name may be bold."""
    before = element.getprevious()
    return element.tag == "span" and before is not None and before.tag in _INLINE and not before.tail


def _name(lines: Sequence[str], path: str) -> str | None:
    """The first line that is more than the file's own name, its size or "Ladda ner"; else the file's name."""
    own = unquote(path.rsplit("/", 1)[-1])
    names = [name for name in (_without_tail(line) for line in lines) if name]
    told = [name for name in names if not _DOWNLOAD_WORDS.fullmatch(name)]
    return (
        next((name for name in told if name != own), None)
        or next(iter(told), None)
        or (None if any(lines) else own or None)
    )


def _without_tail(line: str) -> str:
    """A line without the type and the size that stand at its end."""
    return (line[:-_TAIL_LETTERS] + _TAIL.sub("", line[-_TAIL_LETTERS:])).strip()


def links_in(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The links in these elements, each once, in order."""
    seen: set[HtmlElement] = set()
    for element in elements:
        for anchor in element.iter("a"):
            if anchor not in seen:
                seen.add(anchor)
                yield anchor
