"""The newest articles as feeds: Atom (RFC 4287) and JSON Feed 1.1.

An item leads to the article's address; where a record has a `page_url`, its page in an archive that is being browsed,
to that one, and names the address beside it.

Both formats want instants. An article whose day is known but not its hour has no instant of publication: Atom carries
its date as `dc:date`, whose form may be cut (W3CDTF), JSON Feed under `_kommunarkiv`; neither gets an hour invented.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from archive.browse.clean import clean_html
from archive.clock import now
from archive.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable

ATOM, DUBLIN_CORE = "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/"
ET.register_namespace("", ATOM)
ET.register_namespace("dc", DUBLIN_CORE)


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself: its title, its own address where it has one, and the page it belongs to."""

    title: str
    feed_url: str | None = None
    home_url: str | None = None

    @property
    def identity(self) -> str:
        """What identifies the feed: its address, else a name made of its title, the same at every export."""
        return self.feed_url or uuid5(NAMESPACE_URL, f"kommunarkiv:{self.title}").urn


def atom(channel: Channel, records: Iterable[dict[str, Any]]) -> bytes:
    """An Atom feed of these records (of `archive.export.records`), in their order, as UTF-8 XML."""
    feed = ET.Element(_atom("feed"), {"xml:lang": "sv"})
    entries = [_entry(record) for record in records]
    _text(feed, "id", channel.identity)
    _text(feed, "title", channel.title)
    _text(feed, "updated", max((entry.findtext(_atom("updated"), "") for entry in entries), default=now()))
    if channel.feed_url:
        ET.SubElement(feed, _atom("link"), {"rel": "self", "href": channel.feed_url})
    if channel.home_url:
        ET.SubElement(feed, _atom("link"), {"rel": "alternate", "href": channel.home_url})
    _text(feed, "generator", "kommunarkiv")
    feed.extend(entries)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(record: dict[str, Any]) -> ET.Element:
    entry = ET.Element(_atom("entry"))
    _text(entry, "id", record["url"])
    _text(entry, "title", record["headline"])
    _text(entry, "updated", record["last_changed"])
    if instant := published_at(record):
        _text(entry, "published", instant)
    if record["date_published"]:
        ET.SubElement(entry, f"{{{DUBLIN_CORE}}}date").text = record["date_published"]
    author = ET.SubElement(entry, _atom("author"))
    _text(author, "name", record["author"] or record["site"]["name"])
    ET.SubElement(entry, _atom("link"), {"rel": "alternate", "href": _printable(record.get("page_url", record["url"]))})
    if "page_url" in record:
        ET.SubElement(entry, _atom("link"), {"rel": "via", "href": _printable(record["url"])})
    for image in record["image"]:
        ET.SubElement(
            entry, _atom("link"), {"rel": "enclosure", "type": "image/*", "href": _printable(image["content_url"])}
        )
    if record["section"]:
        ET.SubElement(entry, _atom("category"), {"term": _printable(record["section"])})
    if record["description"]:
        _text(entry, "summary", record["description"])
    ET.SubElement(entry, _atom("content"), {"type": "html"}).text = _printable(clean_html(record["article_body_html"]))
    return entry


def json_feed(channel: Channel, records: Iterable[dict[str, Any]]) -> str:
    """A JSON Feed 1.1 of these records, in their order."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "feed_url": channel.feed_url,
        "home_page_url": channel.home_url,
        "language": "sv",
    }
    items = [_item(record) for record in records]
    return json.dumps(_present(feed) | {"items": items}, ensure_ascii=False, indent=2)


def _item(record: dict[str, Any]) -> dict[str, Any]:
    images = [image["content_url"] for image in record["image"]]
    item = _present(
        {
            "id": record["url"],
            "url": record.get("page_url", record["url"]),
            "external_url": record["url"] if "page_url" in record else None,
            "title": record["headline"],
            "summary": record["description"],
            "image": images[0] if images else None,
            "date_published": published_at(record),
            "authors": [{"name": record["author"]}] if record["author"] else None,
            "tags": record["sections"],
            "language": record["in_language"],
            "attachments": [
                {
                    "url": attachment["content_url"],
                    "mime_type": attachment["encoding_format"] or "application/octet-stream",
                    "title": attachment["name"] or file_name(attachment["content_url"]),
                }
                for attachment in record["attachments"]
            ],
            "_kommunarkiv": {
                "date_published": record["date_published"],
                "site": record["site"]["key"],
                "last_changed": record["last_changed"],
            },
        }
    )
    return item | {"content_html": clean_html(record["article_body_html"])}  # which an item must have, an empty one too


def published_at(record: dict[str, Any]) -> str | None:
    """The instant of publication as RFC 3339 wants it, with seconds; None where only the day or less is known."""
    if record["date_published_precision"] != "minute":
        return None
    return datetime.fromisoformat(record["date_published"]).isoformat(timespec="seconds")


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], "")}


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _atom(name)).text = _printable(text)


_UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _printable(text: str) -> str:
    """The text without the characters that XML 1.0 does not allow (2.2)."""
    return _UNPRINTABLE.sub("", text)
