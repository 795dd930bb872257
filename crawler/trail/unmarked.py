"""Trails that no markup names: a row of words that shows by itself that it leads to this page."""

from __future__ import annotations

import copy
import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from crawler.trail.names import HOME_NAMES, folded, has_prefix, same_name
from crawler.trail.row import MAX_NAME, MAX_STEPS, Step, read_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

# Text with a separator or with "Du är här", "You are here", "Du er her" in it. One sign at a time: libxml2 copies every
# text node that it counts or translates, and took longer that way.
_TELLING = cast(
    "Callable[[HtmlElement], list[Any]]",
    etree.XPath(
        "//text()[contains(., '|') or contains(., '›') or contains(., '»') or contains(., '>') or contains(., '/')"
        " or contains(., '→') or contains(., 'är här') or contains(., 're here') or contains(., ' er her')]"
    ),
)
_HEADINGS_BELOW = cast(
    "Callable[[HtmlElement], list[HtmlElement]]", etree.XPath("following::h1 | following::h2 | following::h3")
)
_ARROW = re.compile(r"[›»>→]+")
_SEPARATED = re.compile(r"(?:^|\s)[|›»>/→](?:\s|$)")
_NO_TEXT = frozenset({"script", "style", "noscript", "template", "a", "option", "title", "textarea"})
_BREAKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "footer",
        ),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("table", "tbody", "td", "th", "tr", "ul"),
    }
)
"""Elements that begin a new line (HTML, 15.3.3: `display: block`, list items, table cells, and `<br>`)."""
_LISTS = frozenset({"ul", "ol"})
_MAX_LINES = 80
_EXTENSION = re.compile(r"(?:/(?:index|default|start))?\.\w{2,5}$", re.IGNORECASE)


_Link = tuple["HtmlElement", str]
"""A link and the path it leads to, without extension and end slash ("" for the start page)."""


class _Line(NamedTuple):
    """One line of a page as an element of its own, and the element on the page that has its telling text."""

    element: HtmlElement
    origin: HtmlElement


def unmarked_trail(root: HtmlElement, base_url: str, is_headline: Callable[[str], bool]) -> tuple[Step, ...]:
    """The first row of words that proves itself a trail; () when none does.

    A line with separators does when it begins with "Du är här"; when it ends, not linked, in the name of a heading
    below it; when it begins at the start page and has no links, or ends in the page's title, or has arrows between
    all steps; or when its links lead further and further down. Without separators, a row does when it begins with a
    link to the start page and ends, not linked, in the headline, or when its links lead down towards this page.
    """
    for line in _lines(root):
        steps = read_row(line.element, is_headline)
        if len(steps) > 1 and _proves_itself(line, steps, base_url, is_headline):
            return steps
    links = [(link, _plain_path(link.get("href") or "#")) for link in root.iter("a")]
    return _from_start(links, is_headline) or _ladder(links, base_url, is_headline)


def _proves_itself(line: _Line, steps: tuple[Step, ...], base_url: str, is_headline: Callable[[str], bool]) -> bool:
    text = "".join(line.element.itertext())
    last, links = steps[-1], [step.href for step in steps if step.href is not None]
    ends_unlinked = last.href is None
    if has_prefix(text) or (ends_unlinked and _is_heading_below(line.origin, last.name)):
        return True
    if folded(steps[0].name) in HOME_NAMES:
        has_arrows = len(_ARROW.findall(text)) >= len(steps) - 1
        return not links or has_arrows or (ends_unlinked and is_headline(last.name))
    return len(links) > 2 and _leads_down([_path(base_url, href) for href in links])


def _is_heading_below(origin: HtmlElement, name: str) -> bool:
    return any(same_name(name, "".join(heading.itertext())) for heading in _HEADINGS_BELOW(origin))


def _lines(root: HtmlElement) -> Iterator[_Line]:
    """The lines that telling text stands in, in page order."""
    seen: set[tuple[HtmlElement, int | None]] = set()
    for text in filter(_is_telling, _TELLING(root)):
        place = _place(text)
        if place in seen:
            continue
        if len(seen) == _MAX_LINES:
            return
        seen.add(place)
        block, begin = place
        node = text.getparent()
        origin = node if isinstance(node.tag, str) else node.getparent()
        yield _Line(block if begin is None else _copied_line(block, begin), origin)


def _is_telling(text: Any) -> bool:
    """Whether a text node has what was looked for as trails have it: a sign by itself, a prefix at the start."""
    if len(text) > MAX_STEPS * MAX_NAME or (text.is_text and text.getparent().tag in _NO_TEXT):
        return False
    return bool(_SEPARATED.search(text) or has_prefix(text))


def _place(text: Any) -> tuple[HtmlElement, int | None]:
    """The block that a text stands in and the number of its child that the line begins after (-1 for none).

    In a list the row is the whole list: (list, None).
    """
    node = text.getparent()
    around = node if text.is_text else node.getparent()
    while not _breaks_line(around):
        node, around = around, around.getparent()
    if around.tag == "li" and around.getparent() is not None:
        around = around.getparent()
    if around.tag in _LISTS:
        return around, None
    if node is around:
        return around, -1
    before = (child for child in (node, *node.itersiblings(preceding=True)) if _breaks_line(child))
    begin = next(before, None)
    return around, -1 if begin is None else around.index(begin)


def _breaks_line(node: HtmlElement) -> bool:
    """Whether a line ends at this element: it is a block, or old markup has put blocks into a <font> or <span>."""
    return next(node.iter(*_BREAKS), None) is not None


def _copied_line(block: HtmlElement, begin: int) -> HtmlElement:
    """The line of a block after its child number `begin`, up to the next break; a copy, for the tree stays as it is."""
    line = lxml.html.Element("p")
    line.text = block.text if begin < 0 else block[begin].tail
    for child in block[begin + 1 :]:
        if _breaks_line(child):
            break
        line.append(copy.deepcopy(child))
    return line


def _from_start(links: list[_Link], is_headline: Callable[[str], bool]) -> tuple[Step, ...]:
    """The row that begins with a link to the start page and ends, not linked, in the headline."""
    for link in (element for element, path in links if not path):
        for row in islice(link.iterancestors(), 4):
            first = list(islice(row.iter("a"), MAX_STEPS + 1))
            if first[0] is not link or len(first) > MAX_STEPS:
                break
            steps = read_row(row, is_headline)
            # Two steps are a logo above a headline.
            if (
                len(steps) > 2
                and steps[0].href == link.get("href")
                and not steps[-1].href
                and is_headline(steps[-1].name)
            ):
                return steps
    return ()


def _ladder(links: list[_Link], base_url: str, is_headline: Callable[[str], bool]) -> tuple[Step, ...]:
    """The row whose links are, one after the other, addresses above this page's (/nyheter, /nyheter/kommuninfo)."""
    for start, rungs in _runs(links, _paths_above(base_url)):
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
    return _EXTENSION.sub("", path).rstrip("/")


def _paths_above(url: str) -> list[str]:
    """The paths above a page's, from the start page down, the page's own last.

    >>> _paths_above("https://www.exempel.se/nyheter/kommuninfo/5530-avtal.html")
    ['', '/nyheter', '/nyheter/kommuninfo', '/nyheter/kommuninfo/5530-avtal']
    """
    parts = _plain_path(url).split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _path(base_url: str, href: str) -> str:
    try:
        return _EXTENSION.sub("", urlsplit(urljoin(base_url, href)).path).rstrip("/")
    except ValueError:
        return ""


def _leads_down(paths: list[str]) -> bool:
    """Whether each path lies below the one before it."""
    return all(below.startswith(f"{path}/") for path, below in pairwise(paths))
