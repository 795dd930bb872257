"""Lists of articles as feeds: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from archive.browse.dates import rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence

_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 can't hold, escaped or not (2.2 Characters).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed. `url` is where it was published, `page` its page here; `changed_at` an instant."""

    url: str
    page: str
    headline: str
    summary: str
    published: str | None
    changed_at: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, its own address, the page it belongs to, and the articles."""

    title: str
    url: str
    page: str
    entries: Sequence[Entry]


def to_atom(feed: Feed) -> str:
    """The feed as Atom. Publication that is known only to the day is left out: Atom would have an hour made up."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "sv"})
    _add(root, "title", feed.title)
    _add(root, "id", feed.url)
    ET.SubElement(root, "link", rel="self", href=feed.url)
    ET.SubElement(root, "link", rel="alternate", href=feed.page, type="text/html")
    changes = [rfc3339(entry.changed_at) or "" for entry in feed.entries]
    _add(root, "updated", max(changes, default="") or "1970-01-01T00:00:00Z")
    author = ET.SubElement(root, "author")
    _add(author, "name", "Kommunarkiv")
    for entry, changed_at in zip(feed.entries, changes, strict=True):
        element = ET.SubElement(root, "entry")
        _add(element, "title", entry.headline)
        _add(element, "id", entry.url)
        _add(element, "updated", changed_at)
        if published := rfc3339(entry.published):
            _add(element, "published", published)
        ET.SubElement(element, "link", rel="alternate", href=entry.page, type="text/html")
        ET.SubElement(element, "link", rel="via", href=_xml(entry.url))
        _add(element, "summary", entry.summary)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _xml(text)


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def to_json(feed: Feed) -> str:
    """The feed as JSON Feed."""
    items: list[dict[str, Any]] = [
        {
            "id": entry.url,
            "url": entry.page,
            "external_url": entry.url,
            "title": entry.headline,
            "content_text": entry.summary,
            "date_modified": rfc3339(entry.changed_at),
        }
        | ({"date_published": published} if (published := rfc3339(entry.published)) else {})
        for entry in feed.entries
    ]
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.url,
            "language": "sv",
            "items": items,
        },
        ensure_ascii=False,
        indent=1,
    )
