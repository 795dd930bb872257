"""Lists in the page's scripts, which the browser would make the markup of.

A list of news is an array of objects that have a title and an address, in the state of SiteVision's web apps and in
scripts of type application/json (script_data.py).
Pages of Next.js carry what their components are made with as `self.__next_f.push([1,"…"])`, which is read only for how
a list that the page shows goes on: all else that it holds, menus among it, is on the page already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.listing.items import ListItem, page_address
from crawler.listing.link_words import is_headline
from crawler.script_data import ADDRESSES, DEPTH, TITLES, arrays_in, json_values, member_text, states_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.document import Document

_FLIGHT = re.compile(r"self\.__next_f\.push\(\[1,\s*")
_ROW = re.compile(rb"[0-9a-f]+:(?:T(?P<length>[0-9a-f]{1,8}),)?")
"""The beginning of a row of Next.js's data (React's Flight format); a text has its length in bytes, no line's end."""
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
_PAGE_DEPTH = 40
"""How deep arrays are looked for in data that has the whole page in it: an element is two levels below its parent."""
_BEGINNING = 3
"""News at least by which a list is known for the beginning of another."""
_PAGE_MEMBERS = ("page", "currentPage", "pageNumber")
_PAGES_MEMBERS = ("totalPages", "pageCount", "pages", "lastPage")
_SIZE_MEMBERS = ("pageSize", "limit", "hitsPerPage", "itemsPerPage", "size")
_TOTAL_MEMBERS = ("totalCount", "total", "totalHits", "numFound", "totalItems", "count")


def script_items(document: Document) -> list[ListItem]:
    """The longest list of news in the page's scripts, in its order; empty when no script has one."""
    lists = (items_among(document, array) for state in states_in(document.root) for array in arrays_in(state))
    return max(lists, key=len, default=[])


def hidden_items(document: Document, shown: Sequence[ListItem]) -> list[ListItem]:
    """How a list goes on that the page shows the beginning of: what its "Visa fler" has in the page's scripts.

    It is the array that begins with the news that are shown, in their order, and has more.
    """
    urls = [item.url for item in shown]
    if len(urls) < _BEGINNING:
        return []
    arrays = [array for state in states_in(document.root) for array in arrays_in(state)]
    arrays += [array for state in _flight(document) for array in arrays_in(state, _PAGE_DEPTH)]
    lists = (items_among(document, array) for array in arrays if len(array) > len(urls))
    whole = (items for items in lists if [item.url for item in items[: len(urls)]] == urls)
    return max(whole, key=len, default=[])[len(urls) :]


def next_of_state(document: Document) -> int | None:
    """The number of the next page, counted from 1, of a list in a script that says how many it has; None at its end."""
    if not (items := script_items(document)):
        return None
    for state in states_in(document.root):
        for holder in _holders(state, len(items)):
            number = _number(holder, _PAGE_MEMBERS)
            pages = _number(holder, _PAGES_MEMBERS)
            size, total = _number(holder, _SIZE_MEMBERS), _number(holder, _TOTAL_MEMBERS)
            if number is not None and (pages or (size and total)):
                last = pages or -(-(total or 0) // (size or 1))
                return number + 1 if number < last else None
    return None


def _holders(state: Any, count: int, depth: int = DEPTH) -> Iterator[dict[str, Any]]:
    """The objects that hold an array at least as long as the list, and those around them."""
    if depth and isinstance(state, dict):
        if any(isinstance(value, list) and len(value) >= count for value in state.values()):
            yield state
        for value in state.values():
            below = list(_holders(value, count, depth - 1))
            yield from below
            if below:
                yield state


def _number(holder: dict[str, Any], names: tuple[str, ...]) -> int | None:
    return next((holder[name] for name in names if type(holder.get(name)) is int), None)


def longest_list(value: Any) -> list[dict[str, Any]]:
    """The longest array of objects in a JSON value that have a title and an address."""
    return max(arrays_in(value), key=lambda array: sum(1 for each in array if _is_item(each)), default=[])


def _is_item(each: dict[str, Any]) -> bool:
    return bool(member_text(each, TITLES) and member_text(each, ADDRESSES))


def _flight(document: Document) -> Iterator[Any]:
    """The arrays and objects in the data of a Next.js page, which is cut into strings at any place."""
    texts = (script.text or "" for script in document.root.iter("script"))
    pieces = [
        piece
        for text in texts
        if "__next_f" in text
        for piece in json_values(text, [match.end() for match in _FLIGHT.finditer(text)])
    ]
    data = "".join(piece for piece in pieces if isinstance(piece, str)).encode("utf-8", "surrogatepass")
    for row in _rows(data):
        if row.startswith((b"[", b"{")):
            yield from json_values(row.decode("utf-8", "replace"), [0])


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


def items_among(document: Document, objects: list[dict[str, Any]]) -> list[ListItem]:
    """The news among JSON objects; addresses are joined to the document's."""
    items = []
    for each in objects:
        title, address = member_text(each, TITLES), member_text(each, ADDRESSES)
        url = page_address(document, address) if address else None
        if url and title and is_headline(title):
            items.append(ListItem(url, title, member_text(each, _TEXTS), member_text(each, _DATES), listed=True))
    return items
