"""Who wrote an article, and who answers for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from archive.schema import Contact
from crawler.extract.blocks import read_blocks
from crawler.extract.content import main_content
from crawler.extract.selectors import selected_texts
from crawler.extract.structured import article_node, plain
from crawler.normalise.text import clean
from crawler.texts import page_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|skribent|forfattare|writer|journalist|posted-by|creator)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:av|by|von|par|por|af|text(?: och (?:foto|bild))?|skrive[nt] av|skribent|publicera[dt] av|written by|author|författare|journalist)(?:\s*:?\s+|\s*:?$)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?:publicera[dt]|postat|inlagt|skrive[nt])?\s*(?:den )?(?:\d{1,2} [a-zåäö]{3,9}\.? \d{4}|\d{4}-\d\d-\d\d)(?: (?:kl\.? )?\d\d[.:]\d\d)?\W+(?=av\b)",
    re.IGNORECASE,
)
"""A date before the name: "Publicerad 21 november 2026. Av Lena Dahl"."""
_NO_NAME = re.compile(
    r"https?:|@|\d{4}|^\W*$|^(?:admin(?:istrator)?|super ?user|redaktör|root|webmaster|null|none|undefined)$",
    re.IGNORECASE,
)
_LINE_TAGS = ("a", "span", "p", "div", "address", "li")
_NAME_LENGTH = 80
_BOX = 600
"""Letters of a contact box at most: two people with title, telephone and e-mail."""
_LEVELS = 3
"""Elements to climb from a contact heading to its box."""

_CONTACT_NAME = re.compile(
    r"(?:kontakt|contact)(?:s|er|uppgifter|person(?:er)?|info(?:rmation)?|ruta|box|card|kort|block|portlet|list|a|details)?(?=$|[\s_\d-])",
    re.IGNORECASE,
)
CONTACT_HEADING = re.compile(
    r"\W*(?:kontakt(?:er|uppgifter|person(?:er)?|information|a oss|a)?|presskontakt(?:er)?|för (?:mer|ytterligare) information(?:,? kontakta)?|"
    r"frågor(?: (?:besvaras av|och svar))?|vid frågor(?: kontakta)?|mediekontakt|contact(?: us| information)?|media contacts?)\W*",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[(\[](?:at|a|snabel-?a)[)\]]\s?)(?:[\w-]{1,63}\.){1,4}[a-zåäö]{2,12}", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\d/-])(?:\+\d{2}[\s-]?(?:\(0\)\s?)?|0)\d{1,3}[\s–-]{0,3}\d{2,3}(?:[\s-]?\d{2,3}){1,3}(?!\d)")
_FIELD = re.compile(
    r"(?:namn|e-?post|mejl|mail|e-?mail|telefon(?:nummer)?|tel|tfn|mobil|mobile|phone|växel|direkt|kontaktperson|titel)\s*[.:]*\s*",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[A-ZÅÄÖÉ][\w'’-]+(?: (?:af|av|von|de|der))?(?: [A-ZÅÄÖÉ][\w'’.-]*){1,3}")
_RESPONSIBLE = re.compile(
    r"(?:sid(?:an)?s?ansvarig|innehållsansvarig|ansvarig för (?:sidan|innehållet))\s*:?\s*([^|·•\n]{3,60})",
    re.IGNORECASE,
)
_LINES = frozenset({"p", "div", "span", "li", "td", "dd", "strong"})
_ADDRESS = re.compile(r"\d{3} ?\d{2} [A-ZÅÄÖ]|\b(?:box|besöksadress|postadress|öppettider|öppet)\b", re.IGNORECASE)


def read_author(document: Document, profile: Cms | None, selectors: Mapping[str, str]) -> tuple[str | None, str]:
    """Who wrote the article, several names with a comma between, and what gave it."""
    if selected := [name for text in selected_texts(document, selectors, "author") if (name := _name(text))]:
        return ", ".join(dict.fromkeys(selected)), "site"
    names = list(_names(article_node(document).get("author")))
    if names:
        return ", ".join(dict.fromkeys(names)), "json-ld"
    if profile and (found := [name for e in profile.find("author", document) if (name := _name(e.text_content()))]):
        return ", ".join(dict.fromkeys(found)), f"cms:{profile.key}"
    for line in filter(_is_byline, main_content(document).iter(*_LINE_TAGS)):
        if bylined := _bylined(line):
            return bylined, "byline"
    for meta in ("author", "article:author", "dc.creator", "dcterms.creator"):
        if name := _name(plain(document.meta(meta) or "")):
            return name, "meta"
    return None, "none"


def _bylined(line: HtmlElement) -> str | None:
    """Who a byline names: what is marked inside it, where a date or a title stands beside the name, else all of it."""
    parts = list(filter(_is_byline, line.iterdescendants(*_LINE_TAGS)))
    marked = [part for part in parts if _says_author(part)] or parts
    around = {element for part in marked for element in part.iterancestors()}
    named = [part for part in marked if part not in around and _name(part.text_content())]
    alike = [part for part in named if _says_author(part) or part.get("class") == named[0].get("class")]
    names = [_name(part.text_content()) for part in alike or [line]]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _says_author(element: HtmlElement) -> bool:
    """Whether an attribute with a fixed meaning says so (HTML, 4.6.7; schema.org), and not only a name of a class."""
    return "author" in {element.get("rel"), element.get("itemprop")}


def _is_byline(element: HtmlElement) -> bool:
    return _says_author(element) or _names_byline(element.get("class") or "")


@lru_cache(maxsize=4096)
def _names_byline(names: str) -> bool:
    return bool(names and _BYLINE.search(names) and "image" not in names)


def _names(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and (found := _name(plain(text))):
                yield found


def _name(text: str) -> str | None:
    """A name without "Av" before it; None for an address, a user name of the system, or a whole sentence."""
    name = _BY.sub("", _DATED.sub("", clean(text))).strip(" ,|·•–-")
    return name if name and len(name) <= _NAME_LENGTH and not _NO_NAME.search(name) else None


def is_contact_box(element: HtmlElement) -> bool:
    """Whether an element is a contact box by its class or id."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _names_contact(names)


@lru_cache(maxsize=4096)
def _names_contact(names: str) -> bool:
    return _CONTACT_NAME.search(names) is not None


def read_contact(document: Document, boxes: Iterable[HtmlElement], lines: Iterable[str]) -> Contact | None:
    """Who answers for the article: from its contact box, else from lines under a contact heading, else "Sidansvarig"."""
    for box in (*boxes, *_headed_boxes(document)):
        blocks = read_blocks(box, keep=frozenset(box.iter())).blocks
        contact = _contact([line for block in blocks for line in block.text.split("\n")], box)
        if contact.email or contact.telephone or contact.name:
            return contact
    contact = _contact(list(lines), None)
    if contact.email or contact.telephone:
        return contact
    responsible = _responsible(document)
    return Contact(name=responsible) if responsible else None


def _headed_boxes(document: Document) -> Iterator[HtmlElement]:
    """The elements of the main content that begin with a contact heading and hold little more than a contact."""
    for heading in main_content(document).iter("h2", "h3", "h4", "strong"):
        if not CONTACT_HEADING.fullmatch(clean(heading.text_content())):
            continue
        box = heading.getparent()
        for _ in range(_LEVELS):
            text = clean(box.text_content()) if box is not None else ""
            if box is None or len(text) > _BOX or not text.startswith(clean(heading.text_content())):
                break
            if len(text) > len(clean(heading.text_content())) + 5:
                yield box
                break
            box = box.getparent()


def _responsible(document: Document) -> str | None:
    texts = page_texts(document)
    for number in texts.with_words(("ansvarig",)):
        element = texts.owners[number]
        if element.tag in _LINES and not texts.is_tail[number]:
            match = _RESPONSIBLE.search(clean(element.text_content()[:300]))
            if match and (
                name := _name(
                    re.split(r"\s+(?:senast|uppdatera|publicera|ändra|granska)|,\s*\d", match[1], flags=re.IGNORECASE)[
                        0
                    ]
                )
            ):
                return name
    return None


def _contact(lines: list[str], box: HtmlElement | None) -> Contact:
    """The fields of a contact box from its lines and links."""
    hrefs = [unquote(a.get("href") or "") for a in box.iter("a")] if box is not None else []
    text = "\n".join(lines)
    mail = next((href[7:].split("?")[0].strip() for href in hrefs if href.lower().startswith("mailto:")), None)
    email = mail or (re.sub(r"\s?[(\[][^)\]]+[)\]]\s?", "@", match[0]) if (match := _EMAIL.search(text)) else None)
    phone = _PHONE.search(text)
    telephone = (
        clean(phone[0]) if phone else next((href[4:] for href in hrefs if href.lower().startswith("tel:")), None)
    )
    name, role = _person([line for line in lines if not CONTACT_HEADING.fullmatch(line)])
    return Contact(name, role, email or None, telephone)


def _person(lines: list[str]) -> tuple[str | None, str | None]:
    """The first person's name among the lines, and the role beside or below it."""
    for index, line in enumerate(lines):
        text = _FIELD.sub("", line, count=1) if _FIELD.match(line) else line
        match = _PERSON.match(text)
        if not match or _EMAIL.search(text[: match.end()]) or _ADDRESS.search(text):
            continue
        rest = text[match.end() :].strip(" ,–-|")
        if rest and text[match.end() : match.end() + 1] not in {",", " ", "|"}:
            continue
        return match[0], _role(rest) or next(filter(None, map(_role, lines[index + 1 : index + 2])), None)
    return None, None


def _role(text: str) -> str | None:
    text = _EMAIL.sub("", _PHONE.sub("", text))
    text = re.split(r"(?:,\s*)?\b(?:telefon|tel|tfn|e-?post|mobil|mejl)\b", text, maxsplit=1, flags=re.IGNORECASE)[
        0
    ].strip(" ,.:|–-")
    return text if 3 <= len(text) <= 80 and not _ADDRESS.search(text) and "@" not in text else None
