"""Trails that the markup says are trails: by type, by label, or by the name of a class or id."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crawler.texts import text_of
from crawler.trail.row import MAX_STEPS, Step, read_row
from crawler.trail.structured import typed_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

# Where trails are put. Links and list items bear such names too, but as steps of a trail.
_TAGS = ("nav", "ul", "ol", "div", "section", "header", "p", "span", "td", "table", "dl", "aside", "small")
# What the names below have in them: few elements have any of these, and only those are looked at closely.
_TRACES = (
    *("crum", "krum", "krüm", "kruim", "smul", "stig", "kväg", "kvag", "path", "pfad", "trail", "rootline"),
    *("parentlink", "parent-link"),
    *("här", "arhar", "ar-har", "here", "er her", "befinden"),
)
_LABEL = re.compile(
    r"br[öo]dsmul|l[äa]nkstig|s[öo]kv[äa]g|navig(?:erings|ations)?stig|(?:du är|you are|du er) (?:här|here|her)\b|"
    r"bread ?crumb|smulesti|brødsmule|brødkrumme|brotkr|pfadnavigation|sie befinden sich",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"br[eao]a?d[-_]?crum|crumbs|crumb[-_]?(?:trail|nav|list|path)|br[öo]dsmul|smul(?:or|stig|esti)|l[äa]nkstig|"
    r"s[öo]kv[äa]g|you[-_]?are[-_]?here|du[-_]?[äa]r[-_]?h[äa]r|trail[-_]?(?:nav|items)|nav(?:igation)?[-_]?(?:path|trail)|"
    r"(?:link|click)[-_]?path|klickpfad|site[-_]?map[-_]?path|pathway|rootline|kruimel|brotkr|^(?:path|trail|parent-?links)$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:item|link|last|current|active|separator|sep|divider|delimiter|arrow|icon|home|text|title|label|element|el|"
    r"first|parent|child|prefix|intro|toggle|button|h1|(?<!bread)(?<!bread[-_])crumb)$|^(?:has|no|with|without|show|hide)[-_]",
    re.IGNORECASE,
)
_NAMING = ("class", "id", "data-testid", "data-test", "data-qa", "data-component", "data-module", "data-name")
# Marks single steps, on list items too, which are too many to look at on every page; its vocabulary ended in 2020.
_OLD_TYPE = "data-vocabulary.org/Breadcrumb"
_WHOLE = frozenset((source, False) for source in ("class", "nav", "microdata", "rdfa"))
_MAX_LINKS = 4 * MAX_STEPS
_MAX_MARKED = 40
"""Marked elements beyond these are the trails of a list's items."""


class Marked(NamedTuple):
    """A trail that an element shows: its steps, what marked it (a source of `Trail`), and where it stands."""

    source: str
    steps: tuple[Step, ...]
    in_footer: bool


def marked_trails(document: Document, is_headline: Callable[[str], bool]) -> Iterator[Marked]:
    """What the marked elements of a page show, in page order, an inner one before the one around it."""
    for element, source in _innermost_first(islice(_containers(document), _MAX_MARKED)):
        if next(element.iterancestors("a"), None) is not None:
            continue  # a card that leads to another page, whose trail it shows
        if sum(1 for _ in islice(element.iter("a"), _MAX_LINKS)) == _MAX_LINKS:
            continue
        steps = read_row(element, is_headline)
        if not steps and source in ("microdata", "rdfa"):
            steps = typed_steps(element)
        if steps:
            yield Marked(source, steps, next(element.iterancestors("footer"), None) is not None)


def trail_in(heading: HtmlElement) -> HtmlElement | None:
    """The trail that a heading over every page shows before the name of the section, as Redmine's does."""
    return next((one for one in heading.iterdescendants(*_TAGS) if _mark(one) in _WHOLE), None)


def _containers(document: Document) -> Iterator[tuple[HtmlElement, str]]:
    """The elements that are marked as trails, with what marks them, in page order.

    Where only the steps are marked, the trail is what stands around the first of them.
    """
    cover: HtmlElement | None = None
    for element in _traced(document):
        source, is_part = _mark(element)
        if not source or (is_part and cover is not None and cover in element.iterancestors()):
            continue
        cover = element.getparent() if is_part and not _is_whole(element) else _filled(element)
        if cover is not None:
            yield cover, source
    if cover is None:
        items = (item for item in document.tagged("li") if _OLD_TYPE in item.get("itemtype", ""))
        yield from ((item.getparent(), "microdata") for item in islice(items, 1))


def _traced(document: Document) -> list[HtmlElement]:
    """The elements with one of the traces in an attribute, in page order.

    Every set of attributes is searched once, and all of them as one text, because most pages have few of the traces.
    """
    elements = [element for tag in _TAGS for element in document.by_tag.get(tag, ())]
    attributes = [" ".join(element.values()) for element in elements]
    different = set(attributes)
    whole = "\0".join(different).lower()
    traces = [trace for trace in _TRACES if trace in whole]
    low = whole.split("\0") if traces else ()
    traced = {one for one, lowered in zip(different, low, strict=False) if any(map(lowered.__contains__, traces))}
    found = (element for element, one in zip(elements, attributes, strict=True) if one in traced)
    return sorted(found, key=document.order_of.__getitem__)


def _is_whole(element: HtmlElement) -> bool:
    """Whether what has a part's name ("breadcrumb-text") is the whole: the only one so called, of several steps."""
    parent = element.getparent()
    if element.tag == "li" or parent is None:
        return False
    alike = sum(1 for one in parent if one.get("class") == element.get("class"))
    return alike == 1 and len(read_row(element)) > 1


def _filled(element: HtmlElement) -> HtmlElement:
    """The element, or where it is an empty anchor before the trail (SiteVision's portlet names) what follows it.

    That is the next box with links in it, else all that is in the element around.
    """
    parent = element.getparent()
    if parent is None or element.find("*") is not None or text_of(element).strip():
        return element
    following = element.getnext()
    is_box = following is not None and following.tag in _TAGS and following.tag != "span"
    return following if is_box and following.find(".//a") is not None else parent


def _mark(element: HtmlElement) -> tuple[str, bool]:
    """What marks an element (a source of `Trail`, "" when nothing does), and whether it is only a part of a trail."""
    for attribute, source in (("itemtype", "microdata"), ("typeof", "rdfa")):
        kind = element.get(attribute, "")
        if "readcrumb" in kind:
            return source, "BreadcrumbList" not in kind
    is_item = element.tag == "li"
    if _LABEL.search(element.get("aria-label") or element.get("aria-labelledby") or ""):
        return "nav", is_item
    names = [name for key in _NAMING for name in element.get(key, "").split() if _NAME.search(name)]
    # A BEM modifier ("breadcrumb__item--last") does not change what the element is.
    parts = [bool(_PART.search(name.partition("--")[0])) for name in names]
    return ("class", is_item or all(parts)) if names else ("", False)


def _innermost_first(found: Iterable[tuple[HtmlElement, str]]) -> Iterator[tuple[HtmlElement, str]]:
    """The same in page order, but an element after those inside it."""
    open_ones: list[tuple[HtmlElement, str]] = []
    for element, source in found:
        around = set(element.iterancestors())
        while open_ones and open_ones[-1][0] not in around:
            yield open_ones.pop()
        open_ones.append((element, source))
    yield from reversed(open_ones)
