"""What a page's scripts carry as JSON for the browser to make markup of, and the lists of objects in it.

SiteVision's web apps have their state in `AppRegistry.registerInitialState('<portlet id>', {…})`, other systems in a
script of type application/json. An entry of a list has a title and an address, under names that most systems share.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from crawler.normalise.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

TITLES = ("title", "headline", "heading", "name")
ADDRESSES = ("url", "uri", "href", "link", "path")
_STATE = re.compile(r"AppRegistry\.registerInitialState\(\s*(?:'[^']*'|\"[^\"]*\")\s*,\s*")
DEPTH = 6
"""How deep arrays are looked for; the states that were read have their list at the first to fourth level."""


def json_value(text: str | bytes) -> Any:
    """The value of a text that is to be JSON; None for one that is broken, or deeper than can be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def states_in(element: HtmlElement) -> Iterator[Any]:
    """The values that the scripts in an element carry; broken ones are left out."""
    for script in element.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").lower() == "application/json":
            yield from json_values(text, [0])
        elif "registerInitialState" in text:
            yield from json_values(text, [match.end() for match in _STATE.finditer(text)])


def json_values(text: str, starts: list[int]) -> Iterator[Any]:
    """The JSON values that begin at these places; broken ones left out."""
    decoder = json.JSONDecoder(strict=False)
    for start in starts:
        try:
            yield decoder.raw_decode(text.lstrip() if start == 0 else text, start)[0]
        except (ValueError, RecursionError):
            continue


def arrays_in(state: Any, depth: int = DEPTH) -> Iterator[list[dict[str, Any]]]:
    """The arrays of objects in a value, outermost first."""
    level = [state]
    for _ in range(depth):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                if objects := [item for item in value if isinstance(item, dict)]:
                    yield objects
                below.extend(value)
        level = below


def member_text(each: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these members that is text."""
    return next((clean(each[name]) for name in names if isinstance(each.get(name), str) and each[name].strip()), None)
