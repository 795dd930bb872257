"""Lists in the page's scripts, which the browser would make the markup of.

SiteVision's web apps carry their state as `AppRegistry.registerInitialState('<portlet id>', {…})`, other systems as a
script of type application/json. In either, a list of news is an array of objects that have a title and an address.
Pages of Next.js carry what their components are made with as `self.__next_f.push([1,"…"])`, which is read only for how
a list that the page shows goes on: all else that it holds, menus among it, is on the page already.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from crawler.listing.items import ListItem, is_headline, page_address
from crawler.normalise.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.document import Document

_STATE = re.compile(r"AppRegistry\.registerInitialState\(\s*(?:'[^']*'|\"[^\"]*\")\s*,\s*")
_FLIGHT = re.compile(r"self\.__next_f\.push\(\[1,\s*")
_ROW = re.compile(rb"[0-9a-f]+:(?:T(?P<length>[0-9a-f]{1,8}),)?")
"""The beginning of a row of Next.js's data (React's Flight format); a text has its length in bytes, no line's end."""
_TITLES = ("title", "headline", "heading", "name")
_ADDRESSES = ("url", "uri", "href", "link", "path")
_TEXTS = ("preamble", "ingress", "description", "excerpt", "summary", "text")
_DATES = (
    "date",
    "published",
    "publishedAt",
    "published_at",
    "publishDate",
    "publishedDate",
    "datePublished",
    "publicationDate",
    "startPublish",
)
_DEPTH = 6
"""How deep arrays are looked for; the states that were read have their list at the first to fourth level."""
_PAGE_DEPTH = 40
"""The same in data that has the whole page in it, each element two levels below the one around it."""


def script_items(document: Document) -> list[ListItem]:
    """The longest list of news in the page's scripts, in its order; empty when no script has one."""
    lists = (items_of(document, array) for state in _states(document) for array in _arrays(state))
    return max(lists, key=len, default=[])


def hidden_items(document: Document, shown: Sequence[ListItem]) -> list[ListItem]:
    """How a list goes on that the page shows the beginning of: what its "Visa fler" has in the page's scripts.

    It is the array that begins with the news that are shown, in their order, and has more.
    """
    urls = [item.url for item in shown]
    if len(urls) < _BEGINNING:
        return []
    arrays = [array for state in _states(document) for array in _arrays(state)]
    arrays += [array for state in _flight(document) for array in _arrays(state, _PAGE_DEPTH)]
    lists = (items_of(document, array) for array in arrays if len(array) > len(urls))
    whole = (items for items in lists if [item.url for item in items[: len(urls)]] == urls)
    return max(whole, key=len, default=[])[len(urls) :]


def next_of_state(document: Document) -> int | None:
    """The number of the next page, counted from 1, of a list in a script that says how many it has; None at its end."""
    if not (items := script_items(document)):
        return None
    for state in _states(document):
        for holder in _holders(state, len(items)):
            number = _number(holder, _PAGE_MEMBERS)
            pages = _number(holder, _PAGES_MEMBERS)
            size, total = _number(holder, _SIZE_MEMBERS), _number(holder, _TOTAL_MEMBERS)
            if number is not None and (pages or (size and total)):
                last = pages or -(-(total or 0) // (size or 1))
                return number + 1 if number < last else None
    return None


_BEGINNING = 3
"""News at least by which a list is known for the beginning of another."""
_PAGE_MEMBERS = ("page", "currentPage", "pageNumber")
_PAGES_MEMBERS = ("totalPages", "pageCount", "pages", "lastPage")
_SIZE_MEMBERS = ("pageSize", "limit", "hitsPerPage", "itemsPerPage", "size")
_TOTAL_MEMBERS = ("totalCount", "total", "totalHits", "numFound", "totalItems", "count")


def _holders(state: Any, count: int) -> Iterator[dict[str, Any]]:
    """The objects that hold an array at least as long as the list, and those around them."""
    if isinstance(state, dict):
        if any(isinstance(value, list) and len(value) >= count for value in state.values()):
            yield state
        for value in state.values():
            below = list(_holders(value, count)) if isinstance(value, dict) else []
            yield from below
            if below:
                yield state


def _number(holder: dict[str, Any], names: tuple[str, ...]) -> int | None:
    return next((holder[name] for name in names if type(holder.get(name)) is int), None)


def longest_list(value: Any) -> list[dict[str, Any]]:
    """The longest array of objects in a JSON value that have a title and an address."""
    return max(_arrays(value), key=lambda array: sum(1 for each in array if _is_item(each)), default=[])


def _is_item(each: dict[str, Any]) -> bool:
    return bool(_text(each, _TITLES) and _text(each, _ADDRESSES))


def _states(document: Document) -> Iterator[Any]:
    for script in document.root.iter("script"):
        text = script.text or ""
        if (script.get("type") or "").lower() == "application/json":
            yield from _values(text, [0])
        elif "registerInitialState" in text:
            yield from _values(text, [match.end() for match in _STATE.finditer(text)])


def _flight(document: Document) -> Iterator[Any]:
    """The arrays and objects in the data of a Next.js page, which is cut into strings at any place."""
    texts = (script.text or "" for script in document.root.iter("script"))
    pieces = [
        piece
        for text in texts
        if "__next_f" in text
        for piece in _values(text, [match.end() for match in _FLIGHT.finditer(text)])
    ]
    data = "".join(piece for piece in pieces if isinstance(piece, str)).encode("utf-8", "surrogatepass")
    for row in _rows(data):
        if row.startswith((b"[", b"{")):
            yield from _values(row.decode("utf-8", "replace"), [0])


def _rows(data: bytes) -> Iterator[bytes]:
    """The rows of Next.js's data without their names, but for those that are texts."""
    at = 0
    while row := _ROW.match(data, at):
        if length := row["length"]:
            at = row.end() + int(length, 16)
            continue
        end = data.find(b"\n", row.end())
        end = len(data) if end < 0 else end
        yield data[row.end() : end]
        at = end + 1


def _values(text: str, starts: list[int]) -> Iterator[Any]:
    """The JSON values that begin at these places; broken ones left out."""
    decoder = json.JSONDecoder(strict=False)
    for start in starts:
        try:
            yield decoder.raw_decode(text.lstrip() if start == 0 else text, start)[0]
        except (ValueError, RecursionError):
            continue


def _arrays(state: Any, depth: int = _DEPTH) -> Iterator[list[dict[str, Any]]]:
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


def items_of(document: Document, objects: list[dict[str, Any]]) -> list[ListItem]:
    """The news among JSON objects; addresses are joined to the document's."""
    items = []
    for each in objects:
        title, address = _text(each, _TITLES), _text(each, _ADDRESSES)
        url = page_address(document, address) if address else None
        if url and title and is_headline(title):
            items.append(ListItem(url, title, _text(each, _TEXTS), _text(each, _DATES), listed=True))
    return items


def _text(each: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these members that is text."""
    return next((clean(each[name]) for name in names if isinstance(each.get(name), str) and each[name].strip()), None)
