"""The trail as structured data says it: JSON-LD, hidden microdata and RDFa, and the head's own "breadcrumb"."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from crawler.trail.names import clean_name
from crawler.trail.row import Step, if_plausible, link_name, split_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

_NAME_KEYS = frozenset({"name", "title", "v:title"})
_ITEM_KEYS = frozenset({"item", "url", "v:url"})


def json_ld_steps(document: Document) -> tuple[Step, ...]:
    """The longest BreadcrumbList in the page's JSON-LD, in the order of its positions; () when there is none.

    Forms (schema.org/BreadcrumbList): `item` as address or object, `name` on either, `position` as number or text, a
    list of one without brackets, the list as a page's `breadcrumb`.
    """
    return max((_list_steps(found) for found in _breadcrumb_lists(document.json_ld)), key=len, default=())


def _breadcrumb_lists(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        for candidate in (node, node.get("breadcrumb")):
            if (
                isinstance(candidate, dict)
                and "itemListElement" in candidate
                and _is_breadcrumb(candidate.get("@type"))
            ):
                yield candidate


def _is_breadcrumb(kind: Any) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and name.endswith("BreadcrumbList") for name in kinds)


def _list_steps(node: dict[str, Any]) -> tuple[Step, ...]:
    elements = node["itemListElement"]
    elements = [
        element for element in (elements if isinstance(elements, list) else [elements]) if isinstance(element, dict)
    ]
    positions = [_number(element.get("position")) for element in elements]
    if None not in positions:
        elements = [
            element for _, element in sorted(zip(positions, elements, strict=True), key=lambda pair: pair[0] or 0)
        ]
    return if_plausible(step for element in elements if (step := _element_step(element)).name)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _element_step(element: dict[str, Any]) -> Step:
    item = element.get("item")
    target = item if isinstance(item, dict) else {"@id": item}
    name = next((n for n in (element.get("name"), target.get("name")) if isinstance(n, str)), "")
    address = next((a for a in (target.get("@id"), target.get("url"), element.get("url")) if isinstance(a, str)), None)
    return Step(clean_name(html.unescape(name)), address)


def typed_steps(container: HtmlElement) -> tuple[Step, ...]:
    """The steps that an element says in microdata or RDFa properties (`itemprop`, `property`), shown or not."""
    steps: list[Step] = []
    for node in container.iter("*"):
        key = _property(node)
        if key in _NAME_KEYS:
            name = clean_name(node.get("content") or link_name(node))
            if name:
                steps.append(Step(name, _address_beside(node, container)))
    return if_plausible(steps)


def _property(node: HtmlElement) -> str:
    return (node.get("itemprop") or node.get("property") or "").strip()


def _address_beside(node: HtmlElement, container: HtmlElement) -> str | None:
    """The address of the list item that this name belongs to: around the name, or beside it in the same item."""
    item = node
    while item is not container and _property(item) != "itemListElement":
        parent = item.getparent()
        if parent is None or parent is container:
            break
        item = parent
    for candidate in item.iter("*"):
        if _property(candidate) in _ITEM_KEYS or candidate.get("rel") == "v:url" or candidate.tag == "a":
            said = (candidate.get(key) for key in ("href", "content", "itemid"))
            return next((str(address) for address in said if address), None)
    return None


def meta_steps(document: Document) -> tuple[Step, ...]:
    """The steps in `<meta name="breadcrumb">`, cut at its commonest separator (SharePoint sites write it)."""
    content = document.meta("breadcrumb", "breadcrumbs")
    return if_plausible(map(Step, split_names(content))) if content else ()
