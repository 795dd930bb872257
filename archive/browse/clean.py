"""Archived text made safe to show: whatever a page contained, readers get text and plain markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import nh3
from markupsafe import Markup, escape

from archive.differences import Part
from archive.search import MARK_END, MARK_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "q", "cite", "pre",
    "code", "em", "strong", "b", "i", "s", "u", "sub", "sup", "small", "abbr", "a", "table", "caption", "thead",
    "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
"""What a news text is made of. No pictures (they are shown beside, with their captions), nothing that loads or runs."""

_DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start", "reversed"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "abbr": {"title"},
}
_TARGET = re.compile(r"(?:https?://|mailto:|tel:)[^<>]*", re.IGNORECASE)
# U+202A to U+202E and U+2066 to U+2069 turn the direction of what follows (UAX 9), to make an address or a name read
# as another. Swedish text has no use for them.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HEADING = re.compile(r"<(/?)h([2-6])>")
_TABLE = '<div class="wide" role="region" tabindex="0" aria-label="{label}"><table>'


def plain(text: str) -> str:
    """Text without the signs that turn its direction; every value of a page goes through here before it is shown."""
    return _DIRECTIONS.sub("", text)


def plain_values(row: Iterable[Any]) -> list[Any]:
    """The values of a database row, its texts without the signs that turn their direction."""
    return [plain(value) if isinstance(value, str) else value for value in row]


def clean_html(html: str, *, table_label: str = "Tabell") -> Markup:
    """Archived HTML with nothing left but text, plain markup and links to the web, mail and telephone.

    A wide table scrolls inside a region of its own, which the keyboard can reach under `table_label`.

    >>> str(clean_html('<p onclick="x()">Hej <a href="javascript:x()">då</a><script>x()</script></p>'))
    '<p>Hej <a rel="noreferrer">då</a></p>'
    """
    cleaned = nh3.clean(
        plain(html),
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel="noreferrer",
    )
    start = _TABLE.format(label=escape(table_label))
    # Tables and headings have no attributes here, and neither text nor an attribute (see below) holds a bare "<".
    tables = cleaned.replace("<table>", start).replace("</table>", "</table></div>")
    return Markup(_in_order(tables))  # noqa: S704


def _in_order(html: str) -> str:
    """Headings numbered as an outline below the page's own: the first is h2, and no level is passed over (WCAG 1.3.1).

    >>> _in_order("<h3>Priser</h3><h5>Barn</h5><h3>Tider</h3>")
    '<h2>Priser</h2><h3>Barn</h3><h2>Tider</h2>'
    """
    above: list[int] = []

    def renumbered(match: re.Match[str]) -> str:
        level = int(match[2])
        if not match[1]:
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        return f"<{match[1]}h{len(above) + 1}>"

    return _HEADING.sub(renumbered, html)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """The attribute's value; None to leave it out. An address without its host would lead to this server."""
    allowed = _TARGET.fullmatch(value.strip()) if name == "href" else "<" not in value
    return value if allowed else None


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of an article's text: it has an empty line between two."""
    return (part.strip() for part in plain(text).split("\n\n") if part.strip())


def in_paragraphs(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of two texts cut into paragraphs; those without text are left out.

    >>> parts = [Part("same", "Ett.\\n\\nTvå "), Part("added", "till")]
    >>> [[part.text for part in paragraph] for paragraph in in_paragraphs(parts)]
    [['Ett.'], ['Två ', 'till']]
    """
    found: list[list[Part]] = [[]]
    for part in parts:
        first, *others = part.text.split("\n\n")
        found[-1].append(Part(part.kind, first))
        found += [[Part(part.kind, text)] for text in others]
    filled = ([part for part in paragraph if part.text] for paragraph in found)
    return [paragraph for paragraph in filled if paragraph]


def with_changes(parts: Iterable[Part], removed: str, added: str) -> Markup:
    """The parts with what went and what came in `del` and `ins`, each named for those who don't see the marks.

    Spaces stand before and after what is marked, not in it, and one between what went and what came in its place.

    >>> parts = [Part("same", "kl."), Part("removed", " tio"), Part("added", " elva")]
    >>> with_changes(parts, "borttaget:", "tillagt:").striptags()
    'kl. borttaget: tio tillagt: elva'
    """
    names = {"removed": ("del", removed), "added": ("ins", added)}
    pieces = list[str]()
    for part in parts:
        text = plain(part.text)
        inner = text.strip()
        if part.kind == "same" or not inner:
            pieces.append(escape(text))
            continue
        element, said = names[part.kind]
        mark = Markup(f'<{element}><span class="unseen">{{}} </span>{{}}</{element}>').format(said, inner)  # noqa: S704
        if text[0] != inner[0] or (pieces and pieces[-1].endswith(("</del>", "</ins>"))):
            pieces.append(" ")
        pieces += [mark, " "] if text[-1] != inner[-1] else [mark]
    return Markup("").join(pieces)


def marked(text: str) -> Markup:
    """A search's snippet with its hits in `mark` elements and everything else escaped.

    >>> str(marked(f"<b> {MARK_START}polisen{MARK_END}"))
    '&lt;b&gt; <mark>polisen</mark>'
    """
    pieces = []
    for number, part in enumerate(plain(text).split(MARK_START)):
        hit, sign, rest = part.partition(MARK_END)
        pieces.append(Markup("<mark>{}</mark>{}").format(hit, rest) if number and sign else escape(hit + rest))
    return Markup("").join(pieces)
