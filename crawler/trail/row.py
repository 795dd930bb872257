"""The steps in a row of markup: one walk over an element that holds a trail, whatever it is made of.

A row is links, text, separators and decoration, in lists, spans or bare. What is a step follows from four rules: a link
is a step; text between links is a step; what has no word in it is a separator or an icon; and words that readers
do not see are a name only where nothing else is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.trail.names import SIGNS, clean_name, completes, is_cut, same_name, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

MAX_STEPS = 12
"""More steps than this are a menu: the deepest of 268 real trails had 6."""
MAX_NAME = 300
"""A longer text (characters) is a paragraph; headlines stay below 200."""

_SILENT = frozenset(
    {
        *("script", "style", "template", "noscript", "svg", "iframe", "object"),
        *("form", "input", "select", "textarea", "button"),
    }
)
_TOOLS = re.compile(r"rsbtn|readspeaker|addthis|social|dropdown-menu", re.IGNORECASE)
_FORMATTING = frozenset(
    {"b", "strong", "em", "i", "u", "abbr", "bdi", "wbr", "mark", "sub", "sup", "q", "cite", "small", "font"}
)
_ITEMS = frozenset({"li", "dd", "dt"})
_LISTS = frozenset({"ul", "ol"})
# A heading before the first step is the row's title ("Länkstig"), in whatever language; an h1 may be the page itself.
_TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ICON_TAGS = frozenset({"i", "span", "em", "b", "small"})
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|fa|fas|far|glyphicon|material|symbols)(?:$|[\s_-])", re.IGNORECASE)
# Icon fonts show a word as a picture: <span class="material-icons">chevron_right</span>.
_LIGATURE = re.compile(r"\s*[a-z0-9_]*\s*")
_UNSEEN = re.compile(
    r"visually-?hidden|sr-?only|screen-?reader|show-for-sr|assistive|off-?screen|element-invisible|a11y-hidden|hidden-?text",
    re.IGNORECASE,
)
_UNDISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FULL_NAMES = ("title", "aria-label", "data-tooltip", "data-title", "data-original-title")
_ALONE = f"{SIGNS}-–—"
_SPACED_SIGN = re.compile(rf"(?<=\s)([{re.escape(SIGNS)}:–—-])(?=\s)")
_BARE_SIGN = re.compile(r"[›»>|→]")


class Step(NamedTuple):
    """One step as the row shows it: its name and, where it is a link, the link's `href` as written."""

    name: str
    href: str | None = None


@dataclass(slots=True)
class _Row:
    """What the walk has read so far; `items` holds where each open list item began."""

    element: HtmlElement
    steps: list[Step] = field(default_factory=list)
    loose: set[Step] = field(default_factory=set)
    """Steps of text that stands beside the row's links, not in an element of its own: it may hold several names."""
    signs: Counter[str] = field(default_factory=Counter)
    items: list[tuple[int, int]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    owner: HtmlElement | None = None

    def add_text(self, text: str | None, owner: HtmlElement) -> None:
        if text and not text.isspace():
            if not self.text:
                self.owner = owner
            self.text.append(text)

    def close_text(self) -> None:
        """Make a step of the text since the last boundary; only a separator when there is no word in it."""
        if not self.text or self.owner is None:
            return
        text = visible("".join(self.text))
        self.text.clear()
        self.signs.update(sign for sign in {text[:1], text[-1:]} if sign in _ALONE and (sign in SIGNS or text == sign))
        if name := clean_name(text):
            self.steps.append(Step(_uncut(name, self.owner)))
            if self.owner is self.element or _has_link(self.owner):
                self.loose.add(self.steps[-1])

    def open_item(self) -> None:
        self.close_text()
        self.items.append((len(self.steps), self.signs.total()))

    def close_item(self) -> None:
        """Make one step of a list item: its link, or all its text; several where separators or links part them."""
        self.close_text()
        if not self.items:
            return
        start, signs = self.items.pop()
        inside = self.steps[start:]
        links = [step for step in inside if step.href is not None]
        if len(inside) > 1 and len(links) < 2 and self.signs.total() == signs:
            self.steps[start:] = links or [Step(" ".join(step.name for step in inside))]


def read_row(element: HtmlElement, is_headline: Callable[[str], bool] = lambda _: False) -> tuple[Step, ...]:
    """The steps that an element shows, outermost first; () when it holds too many or too long ones for a trail.

    `is_headline` tells the page's headline, which is one step whatever separators are in it.
    """
    row = _Row(_longest_list(element))
    _walk(row)
    return if_plausible(_without_repeats(_split(row, is_headline)))


def if_plausible(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps, where they are as few and as short as a trail's; else ()."""
    steps = tuple(steps)
    return steps if len(steps) <= MAX_STEPS and all(len(step.name) <= MAX_NAME for step in steps) else ()


def _longest_list(element: HtmlElement) -> HtmlElement:
    """The list in an element that holds one; of several (wide and narrow screens) the longest; else the element."""
    if element.tag in _LISTS:
        return element
    lists = list(element.iter("ul", "ol"))
    inside = {inner for outer in lists for inner in outer.iter("ul", "ol") if inner is not outer}
    return max((found for found in lists if found not in inside), key=len, default=element)


def _walk(row: _Row) -> None:
    """Read the row's element, up to what is certainly no trail."""
    walker = etree.iterwalk(row.element, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start":
            if _begin(node, row):
                row.add_text(node.text, node)
            else:
                walker.skip_subtree()
            continue
        if event == "end":
            _finish(node, row)
        if node is not row.element:
            row.add_text(node.tail, node.getparent())
        if len(row.steps) > 2 * MAX_STEPS:
            return
    row.close_text()


def _begin(node: HtmlElement, row: _Row) -> bool:
    """Whether the walk goes into this element; a link becomes a step here."""
    tag = node.tag
    if tag == "a":
        row.close_text()
        if name := link_name(node):
            row.steps.append(Step(name, node.get("href")))
        return False
    if node is row.element:
        return True
    if tag in _ITEMS:
        row.open_item()
    elif tag not in _FORMATTING:
        row.close_text()
    if tag in _SILENT or _is_menu(node, row) or _TOOLS.search(node.get("class", "")):
        return False
    if tag in _TITLES and not row.steps and not _has_link(node):
        return False
    return tag in _ITEMS or not _is_unseen(node) or _has_link(node)


def _has_link(node: HtmlElement) -> bool:
    return next(node.iter("a"), None) is not None


def _finish(node: HtmlElement, row: _Row) -> None:
    if node.tag in _ITEMS:
        row.close_item()
    elif node.tag not in _FORMATTING:
        row.close_text()


def _is_menu(node: HtmlElement, row: _Row) -> bool:
    """Whether this list stands inside a step and offers its siblings; a list of one goes on with the trail."""
    return bool(row.items) and node.tag in _LISTS and len(node) > 1


def link_name(link: HtmlElement) -> str:
    """The name that a link shows, else its hidden words, else what its attributes or picture say; "" for none."""
    seen, unseen = _words(link)
    name = clean_name(seen) or clean_name(unseen)
    if name:
        return _uncut(name, link)
    if link.get("href", "").startswith("#"):
        return ""  # ASP.NET puts a picture before the trail that jumps over it
    said = [node.get(key) for key in ("aria-label", "alt", "title", "data-tooltip") for node in link.iter()]
    said += [node.get("content") for node in link.iter("meta") if node.get("itemprop") == "name"]
    return next((found for text in said if text and (found := clean_name(text))), "")


def _words(link: HtmlElement) -> tuple[str, str]:
    """The text in a link that readers see, and the text that they do not."""
    texts: tuple[list[str], list[str]] = ([], [])
    hidden: HtmlElement | None = None
    walker = etree.iterwalk(link, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start":
            if hidden is None and node is not link and _is_unseen(node):
                hidden = node
            if node.tag in _SILENT or _is_ligature(node):
                walker.skip_subtree()
            else:
                texts[hidden is not None].append(node.text or "")
            continue
        if node is hidden:
            hidden = None
        if node is not link:
            texts[hidden is not None].append(node.tail or "")
    return "".join(texts[0]), "".join(texts[1])


def _is_unseen(node: HtmlElement) -> bool:
    """Whether an element holds decoration or words for screen readers only."""
    classes = node.get("class", "")
    return (
        node.get("aria-hidden") == "true"
        or node.get("hidden") is not None
        or bool(_UNSEEN.search(classes))
        or bool(_UNDISPLAYED.search(node.get("style", "")))
        or (node.tag in _ICON_TAGS and bool(_ICON.search(classes)))
    )


def _is_ligature(node: HtmlElement) -> bool:
    is_icon = node.tag in _ICON_TAGS and _ICON.search(node.get("class", ""))
    return bool(is_icon and not len(node) and _LIGATURE.fullmatch(node.text or ""))


def _uncut(label: str, owner: HtmlElement) -> str:
    """The whole name of a label that ends in "...", where its element or its list item keeps it in an attribute."""
    if not is_cut(label):
        return label
    parent = owner.getparent()
    nodes = [*owner.iter(), *([] if parent is None else [parent])]
    said = (clean_name(node.get(key) or "") for node in nodes for key in _FULL_NAMES)
    return next((full for full in said if completes(full, label) and not is_cut(full)), label)


def _split(row: _Row, is_headline: Callable[[str], bool]) -> list[Step]:
    """The steps with running text cut at the row's own separator, which is the commonest one in it."""
    sign = max(row.signs, key=lambda s: row.signs[s], default=None)
    alone = len(row.steps) == 1
    steps: list[Step] = []
    for step in row.steps:
        is_running = step.href is None and (alone or (sign and step in row.loose)) and not is_headline(step.name)
        steps += map(Step, split_names(step.name, sign)) if is_running else [step]
    return steps


def split_names(text: str, sign: str | None = None) -> list[str]:
    """The names in running text, cut at `sign`, or at the commonest separator in the text itself.

    >>> split_names("Hem | Övriga Nyheter | Kommuninfo | Snöröjning - så gör vi")
    ['Hem', 'Övriga Nyheter', 'Kommuninfo', 'Snöröjning - så gör vi']
    """
    signs = _SPACED_SIGN.findall(text) or _BARE_SIGN.findall(text)
    sign = sign or next((found for found, _ in Counter(signs).most_common(1)), None)
    if sign is None:
        return [text]
    around = r"\s+" if sign in _SPACED_SIGN.findall(text) or sign not in "›»>|→" else r"\s*"
    return [name for part in re.split(f"{around}{re.escape(sign)}{around}", text) if (name := clean_name(part))]


def _without_repeats(steps: list[Step]) -> list[Step]:
    """The steps without links that stood there already: sites repeat the parent for narrow screens."""
    kept: list[Step] = []
    for step in steps:
        if not any(step.href is not None and step.href == k.href and same_name(step.name, k.name) for k in kept):
            kept.append(step)
    return kept
