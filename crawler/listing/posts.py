"""Lists that go on behind a POST: what a page announces of them, as an address of its own.

Such an address is the endpoint's with `__wb_method=POST` and the form's fields behind its query, as web archives index
answers to POST (pywb, warcio: `append_method_query`); the frontier knows it like every other. Only what the page itself
announces is asked for: an endpoint of the site, an action that loads more, and the number of a page or item.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from archive.schema import as_posted
from crawler.listing.items import source_address
from crawler.listing.pages import PAGE_NUMBER_KEY
from crawler.normalise.urls import canonical_url
from crawler.script_data import json_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.document import Document

_WORD = re.compile(r"[\w-]+")
_ENDPOINTS = ("data-ajax-url", "data-ajaxurl", "data-ajax", "data-url", "data-endpoint")
_ACTIONS = ("data-action", "data-ajax-action")
_PAGES = {
    "data-next-page": "page", "data-page": "page", "data-paged": "paged", "data-offset": "offset", "data-skip": "skip",
}  # fmt: skip
_LOADS_MORE = re.compile(
    r"(?:load|show|view|get|fetch|visa|ladda|hamta)[-_]?(?:\w*[-_])?(?:more|fler|mer|posts?|news|nyheter|articles?|artiklar)",
    re.IGNORECASE,
)
_AJAX_URL = re.compile(r"""["']?\bajax_?url["']?\s*[:=]\s*["']([^"'\s]{1,300})["']""", re.IGNORECASE)
"""How WordPress pages tell their scripts where to ask (`wp_localize_script`, `var ajaxurl = …`)."""
_OBJECT = re.compile(r"(?:\b(?:var|let|const)\s+\w+|\bwindow(?:\.\w+|\[[^\]]{1,60}\]))\s*=\s*(?=\{)")
_URL_MEMBERS = ("ajaxurl", "ajax_url", "ajaxUrl", "endpoint", "url")
_MOST_FIELDS, _LONGEST_VALUE = 20, 300
"""Bounds of a form: what is read from a page is sent back to the site, and stands in an address."""


def post_address(document: Document, endpoint: str, fields: Mapping[str, str]) -> str | None:
    """The address of a POST of these fields; None where it leads to another site, or no field numbers a page."""
    url = source_address(document, endpoint)
    few = len(fields) <= _MOST_FIELDS and all(len(value) <= _LONGEST_VALUE for value in fields.values())
    if not url or not few or not any(_is_number(key, value) for key, value in fields.items()):
        return None
    return canonical_url(as_posted(url, urlencode(fields)))


def _is_number(key: str, value: str) -> bool:
    return PAGE_NUMBER_KEY.fullmatch(key) is not None and value.isdecimal()


def posts(attributes: Mapping[str, str]) -> bool:
    """Whether an element with these attributes asks by POST: a form, htmx, or an action at an endpoint for scripts."""
    if "method" in attributes or "hx-post" in attributes or "data-hx-post" in attributes:
        return True
    endpoint = _first(attributes, _ENDPOINTS)
    return _WORD.fullmatch(_first(attributes, _ACTIONS)) is not None and (not endpoint or "ajax" in endpoint)


def _first(attributes: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((attributes[name] for name in names if attributes.get(name)), "")


def post_of_element(document: Document, element: HtmlElement) -> str | None:
    """What a "Visa fler" (a button, or the form around one) asks for by POST; None where it does not announce that."""
    if element.tag == "form":
        return _of_form(document, element)
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    if endpoint := _first(attributes, ("hx-post", "data-hx-post")):
        return post_address(document, endpoint, _scalars(_json(_first(attributes, ("hx-vals", "data-hx-vals")))))
    action, endpoint = _first(attributes, _ACTIONS), _first(attributes, _ENDPOINTS) or _ajax_url(document)
    return post_address(document, endpoint, {"action": action, **_data_fields(attributes)}) if endpoint else None


def _data_fields(attributes: Mapping[str, str]) -> dict[str, str]:
    """The fields in a button's `data-` attributes: the number of the page, and what else it carries along."""
    number = next((name for name in _PAGES if attributes.get(name, "").isdecimal()), None)
    fields = {_PAGES[number]: attributes[number]} if number else {}
    for name, value in attributes.items():
        if (
            name.startswith("data-")
            and name not in {*_PAGES, *_ENDPOINTS, *_ACTIONS}
            and not name.startswith("data-bs-")
        ):
            fields.setdefault(name.removeprefix("data-").replace("-", "_"), value)
    return fields


def _of_form(document: Document, form: HtmlElement) -> str | None:
    """A form that its button sends: hidden fields alone, since one that wants words of a reader is no list."""
    if (form.get("method") or "").lower() != "post":
        return None
    fields = {}
    for field in form.iter("input", "textarea", "select", "button"):
        kind = (field.get("type") or ("submit" if field.tag == "button" else "text")).lower()
        if field.tag in {"textarea", "select"} or kind not in {"hidden", "submit", "button"}:
            return None
        if field.get("name"):
            fields[str(field.get("name"))] = str(field.get("value") or "")
    return post_address(document, str(form.get("action") or document.url), fields)


def post_of_script(document: Document) -> str | None:
    """What an object in a script announces: an endpoint, an action that loads more, and the number of a page."""
    for script in document.root.iter("script"):
        text = script.text or ""
        if "action" not in text or not _LOADS_MORE.search(text):
            continue
        for told in _objects(text, (script.get("type") or "").lower()):
            endpoint = next((told[name] for name in _URL_MEMBERS if isinstance(told.get(name), str)), None)
            fields = {key: value for key, value in _scalars(told).items() if key not in _URL_MEMBERS}
            if endpoint and _LOADS_MORE.fullmatch(fields.get("action", "")):
                return post_address(document, endpoint, fields)
    return None


def _objects(text: str, kind: str) -> Iterator[dict[str, Any]]:
    if kind == "application/json":
        yield _json(text)
        return
    decoder = json.JSONDecoder(strict=False)
    for match in _OBJECT.finditer(text):
        try:
            yield decoder.raw_decode(text, match.end())[0]
        except (ValueError, RecursionError):
            continue


def _json(text: str) -> dict[str, Any]:
    value = json_value(text)
    return value if isinstance(value, dict) else {}


def _scalars(members: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in members.items() if isinstance(value, str | int)}


def _ajax_url(document: Document) -> str:
    for script in document.root.iter("script"):
        if match := _AJAX_URL.search(script.text or ""):
            return match[1].replace("\\/", "/")
    return ""
