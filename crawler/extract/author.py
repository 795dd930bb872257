"""Who wrote an article."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.extract.content import main_content, read_layout
from crawler.extract.date_places import ITEM_FOOTER, ends_article
from crawler.extract.furniture import is_surely_furniture
from crawler.extract.junk import is_byline_alone
from crawler.extract.selectors import selected_texts
from crawler.extract.structured import article_node, plain
from crawler.extract.walk import read_blocks
from crawler.normalise.text import clean
from crawler.normalise.traps import is_author_path
from crawler.texts import page_texts, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|skribent|forfattare|writer|journalist|posted-by|creator)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BY = re.compile(
    r"^(?:av|by|von|par|por|af|text(?:(?: och | ?[&/] ?|, )(?:foto|bild))?|skrive[nt] av|skribent|reporter|(?:publicera[dt]|posta[dt]|inskicka[dt]|upplagd|tillagd) av|written by|author|författare|journalist)(?:\s*:?\s+|\s*:?$)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?:publicera[dt]|postat|inlagt|skrive[nt])?:?\s*(?:den )?(?:\d{1,2} [a-zåäö]{3,9}\.? \d{4}|\d{4}-\d\d-\d\d)(?: (?:kl\.? )?\d\d[.:]\d\d)?\W+(?=av\b)",
    re.IGNORECASE,
)
"""A date before the name: "Publicerad 21 november 2026. Av Lena Dahl"."""
_OPENS_BYLINE = re.compile(
    r"(?:(?:skrive[nt]|publicera[dt]|inskicka[dt]|posta[dt]|upplagd|written|posted|submitted) )?(?:av|by):?|"
    r"text(?:(?: och | ?[&/] ?|, )(?:foto|bild))?:",
    re.IGNORECASE,
)
"""What stands before a name that is set in other letters: "Skriven av <em>Lena Dahl</em>"."""
_PARTS = re.compile(r"\s+[|·•](?:\s+|$)")
"""What parts a name from the day and the topic beside it."""
_AUTHOR_LABEL = re.compile(r"(?:skribent|författare|reporter|text):?", re.IGNORECASE)
"""What stands alone in the element before that of the name: `<dt>Skribent</dt><dd>Lena Dahl</dd>`."""
_PHOTO = re.compile(
    r"(?:^|[\s,|/·•–-]+)(?:foto(?:graf)?|bild|photo(?:s|grapher)?)(?: av| by)?\s*:.*$", re.IGNORECASE | re.DOTALL
)
"""Who took the picture, alone or behind who wrote the text; "Text och foto: Lena Dahl" wrote both."""
_SENTENCE = re.compile(r"(?:\S+ ){3,30}\S{0,30}[^\W\d_]{3}[.!?]")
_DATED_AFTER = re.compile(
    r"[.,|·•–-]*\s+(?:(?:publicera[dt]|uppdatera[dt]|publisert|published|updated)\b:?\s+)?(?:den |on )?\d.*$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r",? (?:för |about )?(?:ungefär |cirka |mer än |över |nästan |mindre än |over |almost )?(?:\d+|en|ett|an?) \w+ (?:sedan|ago)$"
)
"""How long ago it was, behind the name."""
_NO_NAME = re.compile(
    r"https?:|@|\d{4}|^\W*$|^(?:admin(?:istrator)?|super ?user|redaktör|root|webmaster|null|none|undefined)$|^(?:follow|följ|publicerat|postat|skrivet|uppdaterad)\b",
    re.IGNORECASE,
)
_AUTHOR_WORDS = (
    "av ", "av: ", "av\n", "text", "foto: ", "reporter", "skribent", "författare", "by ", "by: ", "by\n", "von ", "af ",
)  # fmt: skip
"""What a line that names its author begins with or holds, in small letters."""
_ABOUT = re.compile(r"info|meta|byline|detail|publi|datum|date", re.IGNORECASE)
_LINE_TAGS = ("a", "span", "p", "div", "address", "li")
_LINES = ("p", "div", "br", "li")
_NAME_LENGTH = 80
_BYLINE_LETTERS = 160
"""Letters of a box with who wrote a text at most: two names with their titles."""
_LEVELS = 2
"""Elements around a name of which one may be a byline's box."""


def read_author(document: Document, profile: Cms | None, selectors: Mapping[str, str]) -> tuple[str | None, str]:
    """Who wrote the article, several names with a comma between, and what gave it."""
    if selected := [name for text in selected_texts(document, selectors, "author") if (name := person_name(text))]:
        return ", ".join(dict.fromkeys(selected)), "site"
    names = list(_names(article_node(document).get("author")))
    if names:
        return ", ".join(dict.fromkeys(names)), "json-ld"
    if profile and (found := [name for e in profile.find("author", document) if (name := person_name(text_of(e)))]):
        return ", ".join(dict.fromkeys(found)), f"cms:{profile.key}"
    for line in filter(_is_byline, main_content(document).iter(*_LINE_TAGS)):
        if bylined := _bylined(line):
            return bylined, "byline"
    if bylined := _line_of_author(document):
        return bylined, "byline"
    for meta in ("author", "article:author", "dc.creator", "dcterms.creator"):
        if name := person_name(plain(document.meta(meta) or "")):
            return name, "meta"
    return None, "none"


def _line_of_author(document: Document) -> str | None:
    """The name in a line of the main content that is nothing but "Av" and a name, outside the boxes around the text."""
    layout, texts = read_layout(document), page_texts(document)
    for number in sorted(texts.with_words(_AUTHOR_WORDS, _NAME_LENGTH)):
        line = clean(texts.texts[number])
        if _OPENS_BYLINE.fullmatch(line) and not texts.is_tail[number] and len(texts.owners[number]):
            line = clean(f"{line} {text_of(texts.owners[number][0])}")
        elif _AUTHOR_LABEL.fullmatch(line) and (value := texts.owners[number].getnext()) is not None:
            line = f"Av {clean(text_of(value))}"
        parts = (_DATED_AFTER.sub("", _DATED.sub("", part)) for part in _PARTS.split(line))
        if (name := next(filter(is_byline_alone, parts), None)) is None:
            continue
        around = [texts.owners[number], *texts.owners[number].iterancestors()]
        if layout.main in around and not any(
            element.tag == "a" or (layout.is_outside(element) and not _tells_of_the_article(element))
            for element in around
        ):
            return person_name(name)
    return None


def _tells_of_the_article(element: HtmlElement) -> bool:
    """Whether a box outside the text is the one with the article's date and author."""
    names = element.get("class") or ""
    if ITEM_FOOTER.search(names.lower()):
        return True
    return _ABOUT.search(names) is not None and (not is_surely_furniture(element) or ends_article(element))


def _bylined(line: HtmlElement) -> str | None:
    """Who a byline names: what is marked inside it, where a date or a title stands beside the name, else all of it."""
    inside = list(line.iterdescendants(*_LINE_TAGS))
    # schema.org's Person has a name beside an address or a title.
    persons = [one for one in inside if one.get("itemprop") == "name"] if _says_author(line) else []
    parts = persons or list(filter(_is_byline, inside))
    marked = [part for part in parts if _says_author(part)] or parts
    around = {element for part in marked for element in part.iterancestors()}
    named = [part for part in marked if part not in around and person_name(text_of(part))]
    named = [inner for part in named for inner in _names_in(part)]
    alike = [part for part in named if _says_author(part) or part.get("class") == named[0].get("class")]
    names = [person_name(text_of(part)) for part in alike] if alike else [_first_name(line)]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _first_name(byline: HtmlElement) -> str | None:
    """The name that a byline gives first: below it may stand where its owner works, in a line of its own."""
    if next(byline.iterdescendants(*_LINES), None) is None:
        return person_name(text_of(byline))
    lines = (
        line for block in read_blocks(byline, keep=frozenset(byline.iter())).blocks for line in block.text.split("\n")
    )
    return next(
        (person_name(line) for line in lines if not (_BY.fullmatch(line) or _OPENS_BYLINE.fullmatch(line))), None
    )


def _names_in(part: HtmlElement) -> list[HtmlElement]:
    """What holds nothing but the name in the description of a person, or all of it."""
    return [one for one in part.iterdescendants(*_LINE_TAGS) if one.get("itemprop") == "name"] or [part]


def _says_author(element: HtmlElement) -> bool:
    """Whether an attribute with a fixed meaning says so (HTML, 4.6.7; schema.org), and not only a name of a class."""
    told = f"{element.get('rel', '')} {element.get('itemprop', '')}"
    return "author" in told and "author" in told.split()


def _is_byline(element: HtmlElement) -> bool:
    if element.tag == "a" and is_author_path((element.get("href") or "").partition("?")[0]):
        return not _is_in_index(element)
    return _says_author(element) or _names_byline(element.get("class") or "")


def _is_in_index(anchor: HtmlElement) -> bool:
    """Whether a link to an author stands in a list of the site's authors: an item beside another with such a link."""
    item = next(anchor.iterancestors("li"), None)
    beside = (item.getnext(), item.getprevious()) if item is not None else ()
    links = (link for one in beside if one is not None for link in one.iter("a"))
    return any(is_author_path((link.get("href") or "").partition("?")[0]) for link in links)


@lru_cache(maxsize=4096)
def _names_byline(names: str) -> bool:
    return bool(
        names and _BYLINE.search(_CAMEL.sub("-", names)) and "image" not in names and "comment" not in names.lower()
    )


def is_in_byline(element: HtmlElement) -> bool:
    """Whether an element, or a small box around it, has the name of those that say who wrote the text.

    The author's title stands there too: "Karin Ek" and below it "Kommunikatör".
    """
    boxes = [element, *islice(element.iterancestors(), _LEVELS)]
    return any(_names_byline(box.get("class") or "") and len(clean(text_of(box))) <= _BYLINE_LETTERS for box in boxes)


def _names(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and (found := person_name(plain(text))):
                yield found


def person_name(text: str) -> str | None:
    """A name without "Av" before it; None for an address, a user name of the system, or a whole sentence."""
    line = _COUNTED_AFTER.sub("", _DATED.sub("", clean(text)[:_BYLINE_LETTERS]))
    name = _PHOTO.sub("", _BY.sub("", line)).strip(" ,|·•—–-")
    if not name or len(name) > _NAME_LENGTH or _NO_NAME.search(name) or _is_sentence(name):
        return None
    return name


def _is_sentence(text: str) -> bool:
    """Whether a text in a box about the author tells of him, and is no name.

    >>> _is_sentence("Nyheter från kommunen, skrivna av oss alla."), _is_sentence("Lena Dahl och Bo Ek jr.")
    (True, False)
    >>> _is_sentence("exempelbladet.se"), _is_sentence("red.")
    (False, False)
    """
    words = text.split()
    return _SENTENCE.search(text) is not None and 2 * sum(word[0].islower() for word in words) > len(words)
