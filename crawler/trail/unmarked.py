"""Trails that no markup names: a row of words that shows by itself that it leads to this page."""

from __future__ import annotations

import copy
import re
from functools import partial
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

import lxml.html
from lxml import etree

from crawler.texts import page_texts, text_of
from crawler.trail.names import HOME_NAMES, folded, has_prefix, same_name
from crawler.trail.row import MAX_NAME, MAX_STEPS, Step, read_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document
    from crawler.texts import Texts

_SEPARATOR = re.compile(r"[|›»>/→](?<![^\s\0].)>?(?![^\s\0])")
"""A separator by itself; ">>" is one, too, typed for want of a ».

The NUL stands between texts. What stands before it is looked at last, which is faster.
"""
_PREFIXES = ("är här", "är nu här", "re here", " er her")
_HEADINGS_BELOW = cast(
    "Callable[[HtmlElement], list[HtmlElement]]", etree.XPath("following::h1 | following::h2 | following::h3")
)
_ARROW = re.compile(r"[›»>→]+")
_BREAKS = frozenset(
    """
    html body main header footer nav section article aside address form fieldset h1 h2 h3 h4 h5 h6 p div center
    blockquote pre hr br ul ol li dl dt dd table tbody tr td th
    """.split()
)
"""Elements that begin a new line (HTML, 15.3.3: `display: block`, list items, table cells, and `<br>`)."""
_LISTS = frozenset({"ul", "ol"})
# What is looked at on a page that names no trail, so that the time stays bounded on any.
_MAX_TEXTS = 300
_MAX_HEADINGS = 100
_MAX_STARTS = 50
_MAX_LINE = 100
"""Inline elements; a line with more is running text or a cloud of links."""
_EXTENSION = re.compile(r"(?:/(?:index|default|start))?\.\w{2,5}$", re.IGNORECASE)


_Link = tuple["HtmlElement", str]
"""A link and the path it leads to, without extension and end slash ("" for the start page)."""


class _Line(NamedTuple):
    """One line of a page as an element of its own, and the element on the page that has its telling text."""

    element: HtmlElement
    origin: HtmlElement


def unmarked_trail(document: Document, is_headline: Callable[[str], bool]) -> tuple[Step, ...]:
    """The first row of words that proves itself a trail; () when none does.

    A line with separators does when it begins with "Du är här"; when it ends, not linked, in the name of a heading
    below it; when it begins at the start page and has no links, or ends in the page's title, or has arrows between
    all steps; or when its links lead further and further down. Without separators, a row does when it begins with a
    link to the start page and ends, not linked, in the headline, or when its links lead down towards this page.
    """
    headings = [text_of(heading) for heading in document.tagged("h1", "h2", "h3")[:_MAX_HEADINGS]]
    for line in _lines(document):
        steps = read_row(line.element, is_headline)
        if len(steps) < 2:
            continue
        if _ends_in_heading(line, steps, headings) or _proves_itself(line, steps, is_headline):
            return steps
    links = [(link, _plain_path(link.get("href") or "#")) for link in document.tagged("a")]
    return _from_start(links, is_headline) or _ladder(links, document.url, is_headline)


def _proves_itself(line: _Line, steps: tuple[Step, ...], is_headline: Callable[[str], bool]) -> bool:
    text = text_of(line.element)
    links = [step.href for step in steps if step.href is not None]
    if has_prefix(text):
        return True
    if folded(steps[0].name) in HOME_NAMES:
        has_arrows = len(_ARROW.findall(text)) >= len(steps) - 1
        return not links or has_arrows or (steps[-1].href is None and is_headline(steps[-1].name))
    return len(links) > 2 and _leads_down([_plain_path(href) for href in links])


def _ends_in_heading(line: _Line, steps: tuple[Step, ...], headings: list[str]) -> bool:
    """Whether the line ends, not linked, in the name of a heading below it."""
    name = steps[-1].name
    if steps[-1].href is not None or not any(same_name(name, heading) for heading in headings):
        return False
    return any(same_name(name, text_of(heading)) for heading in _HEADINGS_BELOW(line.origin))


def _lines(document: Document) -> Iterator[_Line]:
    """The lines that telling text stands in, in page order."""
    texts = page_texts(document)
    seen: set[tuple[HtmlElement, int | None]] = set()
    for number in islice(filter(partial(_is_telling, texts), _candidates(texts)), _MAX_TEXTS):
        node = texts.owners[number]
        place = _place(node, node.getparent() if texts.is_tail[number] else node)
        if place in seen or place is None:
            continue
        seen.add(place)
        block, begin = place
        yield _Line(block if begin is None else _copied_line(block, begin), node)


def _candidates(texts: Texts) -> list[int]:
    """The numbers of the texts with a sign by itself, or "Du är här", "You are here", "Du er her" in them."""
    return sorted({*texts.matching(_SEPARATOR), *texts.with_words(_PREFIXES, MAX_STEPS * MAX_NAME)})


def _is_telling(texts: Texts, number: int) -> bool:
    """Whether a text has what was looked for as trails have it: a sign by itself, a prefix at the start."""
    text = texts.texts[number]
    if len(text) > MAX_STEPS * MAX_NAME or (not texts.is_tail[number] and texts.owners[number].tag == "a"):
        return False
    return bool(_SEPARATOR.search(text) or has_prefix(text))


def _place(node: HtmlElement, around: HtmlElement) -> tuple[HtmlElement, int | None] | None:
    """The block that a text stands in and the number of its child that the line begins after (-1 for none).

    In a list the row is the whole list: (list, None). None where the line is too long to be a trail.
    """
    while not _breaks_line(around):
        node, around = around, around.getparent()
    row = around.getparent() if around.tag == "li" else around
    if row.tag in _LISTS:
        return row, None
    if node is around:
        return around, -1
    before = list(islice(chain([node], node.itersiblings(preceding=True)), _MAX_LINE))
    begin = next((child for child in before if _breaks_line(child)), None)
    if begin is not None:
        return around, around.index(begin)
    return (around, -1) if len(before) < _MAX_LINE else None


def _breaks_line(node: HtmlElement) -> bool:
    """Whether a line ends at this element: it is a block, or old markup has put blocks into a <font> or <span>."""
    return node.tag in _BREAKS or (len(node) > 0 and next(node.iter(*_BREAKS), None) is not None)


def _copied_line(block: HtmlElement, begin: int) -> HtmlElement:
    """The line of a block after its child number `begin`, up to the next break; a copy, for the tree stays as it is."""
    line = lxml.html.Element("p")
    line.text = block.text if begin < 0 else block[begin].tail
    for child in block[begin + 1 : begin + 1 + _MAX_LINE]:
        if _breaks_line(child):
            break
        line.append(copy.deepcopy(child))
    return line


def _from_start(links: list[_Link], is_headline: Callable[[str], bool]) -> tuple[Step, ...]:
    """The row that begins with a link to the start page and ends, not linked, in the headline."""
    for link in islice((element for element, path in links if not path), _MAX_STARTS):
        for row in islice(link.iterancestors(), 4):
            first = list(islice(row.iter("a"), MAX_STEPS + 1))
            if first[0] is not link or len(first) > MAX_STEPS:
                break
            if len(_shown(row)) == sum(len(_shown(one)) for one in first):
                continue
            steps = read_row(row, is_headline)
            if _leads_to_headline(link.get("href"), steps, is_headline) and not _is_menu(row, steps):
                return steps
    return ()


def _is_menu(row: HtmlElement, steps: tuple[Step, ...]) -> bool:
    """Whether the row is a banner: it leads to the start page twice (logo, menu), or has menu beside headline.

    A menu beside the headline is a trail only where its links lead further and further down.
    """
    paths = [_plain_path(step.href) for step in steps if step.href is not None]
    if "" in paths[1:]:
        return True
    menus = [nav for nav in row.iter("nav") if nav.find(".//a") is not None]
    beside = (not any(menu in heading.iterancestors() for menu in menus) for heading in row.iter("h1"))
    return bool(menus) and any(beside) and not _leads_down(paths)


def _shown(element: HtmlElement) -> str:
    """The text in an element without its spaces: a row that has no more of it than its links ends in a link."""
    return "".join(text_of(element).split())


def _leads_to_headline(start: str | None, steps: tuple[Step, ...], is_headline: Callable[[str], bool]) -> bool:
    # Two steps are a logo above a headline.
    if len(steps) < 3 or steps[0].href != start:
        return False
    return steps[-1].href is None and is_headline(steps[-1].name)


def _ladder(links: list[_Link], url: str, is_headline: Callable[[str], bool]) -> tuple[Step, ...]:
    """The row whose links are, one after the other, addresses above this page's (/nyheter, /nyheter/kommuninfo)."""
    for start, rungs in _runs(links, _paths_above(url)):
        if len({next(rung.iterancestors(*_LISTS), None) for rung in rungs}) > 1:
            continue  # a tree of categories: each list stands in an item of the one above it
        row = _common_ancestor(rungs)
        if list(islice(row.iter("a"), len(rungs) + 2)) not in (rungs, start + rungs):
            continue
        steps = read_row(row, is_headline)
        # Beside the links, a last list item or the headline belongs to the row; the day or a byline do not.
        if row.tag in _LISTS:
            return steps
        return tuple(step for step in steps if step.href is not None or is_headline(step.name))
    return ()


def _runs(links: list[_Link], above: list[str]) -> Iterator[tuple[list[HtmlElement], list[HtmlElement]]]:
    """Consecutive links that lead further and further down towards the page: to the start page, if any, and the rest.

    The rest are two at least: one is any menu's first.
    """
    depths: dict[str | None, int] = {path: depth for depth, path in enumerate(above)}
    run: dict[int, HtmlElement] = {}
    for link, path in [*links, (None, None)]:
        depth = depths.get(path, -1)
        if depth <= max(run, default=-1):
            start = [run.pop(0)] if 0 in run else []
            if len(run) > 1:
                yield start, list(run.values())
            run = {}
        if depth >= 0 and link is not None:
            run[depth] = link


def _common_ancestor(nodes: list[HtmlElement]) -> HtmlElement:
    last = set(nodes[-1].iterancestors())
    return next(ancestor for ancestor in nodes[0].iterancestors() if ancestor in last)


def _plain_path(address: str) -> str:
    """The path of an address without extension and end slash, cheaply: links by the hundred are looked at."""
    path = address.partition("?")[0].partition("#")[0] if not address.startswith("#") else "#"
    if "//" in path:
        path = "/" + path.partition("//")[2].partition("/")[2]
    return (_EXTENSION.sub("", path) if "." in path else path).rstrip("/")


def _paths_above(url: str) -> list[str]:
    """The paths above a page's, from the start page down, the page's own last.

    >>> _paths_above("https://www.exempel.se/nyheter/kommuninfo/5530-avtal.html")
    ['', '/nyheter', '/nyheter/kommuninfo', '/nyheter/kommuninfo/5530-avtal']
    """
    parts = _plain_path(url).split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _leads_down(paths: list[str]) -> bool:
    """Whether each path lies below the one before it."""
    return all(below.startswith(f"{path}/") for path, below in pairwise(paths))
