"""The dates that a page's data states: a site's selectors, JSON-LD, meta tags, the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.extract.date_evidence import evidence, together
from crawler.extract.selectors import selected_elements, selected_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archive.schema import ArticleDate, DateRole
    from crawler.document import Document

_FIELDS: tuple[tuple[str, DateRole], ...] = (("date_published", "published"), ("date_modified", "modified"))
_PROPERTIES: tuple[tuple[str, DateRole], ...] = (
    ("datePublished", "published"),
    ("datePosted", "published"),
    ("dateModified", "modified"),
)

# schema.org's subtypes of Article and SocialMediaPosting, other works that a page is about, then its subtypes of WebPage:
# the first say more of the article. Vacancies and announcements say datePosted.
_KINDS = (
    re.compile(r"(?:Article|Posting|Report)$"),
    re.compile(r"(?:Recipe|HowTo|Review|Dataset|Announcement)$"),
    re.compile(r"Page$"),
)
_DATED = ("datePublished", "dateModified", "datePosted")

PUBLISHED_METAS = (
    "article:published_time",
    "article:published",
    "article:published:time",
    "og:article:published_time",
    "og:published_time",
    "og:published",
    "http://ogp.me/ns/article#published_time",
    "rnews:datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date.issued",
    "dc.issued",
    "date.issued",
    "prism.publicationdate",
    "epi.published",
    "published",
    "publisheddate",
    "published_date",
    "published-date",
    "published_time",
    "publish_date",
    "publish-date",
    "publishdate",
    "publication_date",
    "publicationdate",
    "citation_publication_date",
    "citation_online_date",
    "pubdate",
    "pub_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "cxenseparse:recs:published_time",
    "article.published",
    "article_date_original",
    "date.available",
    "dc.date",
    "dcterms.date",
    "date",
)
"""The meta names of a publication, the most exact first; "date" alone says least."""

CREATED_METAS = ("dc.date.created", "dcterms.created", "dcterms.date.created", "dc.created", "date.created", "created")
"""The meta names of a page's creation, which a new system sets anew: they count after what the page shows."""

MODIFIED_METAS = (
    "article:modified_time",
    "article:modified",
    "article:modified:time",
    "og:article:modified_time",
    "og:modified_time",
    "http://ogp.me/ns/article#modified_time",
    "og:updated_time",
    "article:updated_time",
    "dc.date.modified",
    "dcterms.modified",
    "dcterms.date.modified",
    "dc.modified",
    "date.modified",
    "date.updated",
    "modified",
    "modified_time",
    "modifieddate",
    "updated",
    "updated_time",
    "revised",
    "last-modified",
    "last_modified",
    "lastmod",
)

_URL_DAY = re.compile(r"/((?:19|20)[0-9]{2})/([01]?[0-9])/([0-3]?[0-9])(?=/|$)")


def selected_dates(document: Document, selectors: Mapping[str, str]) -> Iterator[ArticleDate]:
    """What the site's selectors of `date_published` and `date_modified` find: an element's attribute and text, or a text."""
    for field, role in _FIELDS:
        texts = selected_texts(document, selectors, field)
        elements = selected_elements(document, selectors, field)
        attributes = [element.get("datetime") or element.get("content") or "" for element in elements]
        dates = [
            evidence(role, "selector", text, document.fetched_at) for text in (*attributes[:1], *texts[:1]) if text
        ]
        if len(dates) > 1 and (both := together(*dates)):
            dates = [both]
        yield from sorted(dates, key=lambda date: date.value is None)


def json_ld_dates(document: Document) -> Iterator[ArticleDate]:
    """The dates of the JSON-LD objects that are this page: its article's first, then the web page's."""
    nodes = [*_nodes(document)]
    for kind in _KINDS:
        same_kind = [node for node in nodes if any(kind.search(name) for name in _texts(node.get("@type")))]
        node = _of_this_page(same_kind, document)
        for name, role in _PROPERTIES if node else ():
            for text in _texts((node or {}).get(name))[:1]:
                yield evidence(role, "json-ld", text, document.fetched_at)


def event_days(document: Document) -> set[str]:
    """The days on which an event begins or ends that the page's JSON-LD tells of."""
    events = [node for node in document.json_ld if any(kind.endswith("Event") for kind in _texts(node.get("@type")))]
    return {text[:10] for node in events for name in ("startDate", "endDate") for text in _texts(node.get(name))}


def _nodes(document: Document) -> Iterator[dict[str, Any]]:
    """The page's JSON-LD objects with a date, an article that is a web page's main entity among them."""
    for node in document.json_ld:
        for value in (node, node.get("mainEntity"), node.get("mainEntityOfPage")):
            if isinstance(value, dict) and any(name in value for name in _DATED):
                yield value


def _of_this_page(nodes: list[dict[str, Any]], document: Document) -> dict[str, Any] | None:
    """The object with this page's address, else the first without one, else the first where all have the same date."""
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    own = {_path(address) for address in (document.url, document.meta("og:url")) if address}
    addressed = [(node, _addresses(node)) for node in nodes]
    matching = [node for node, addresses in addressed if own & addresses]
    nowhere = [node for node, addresses in addressed if not addresses]
    alike = nodes[:1] if len({str(node.get("datePublished")) for node in nodes}) == 1 else []
    return next(iter(matching or nowhere or alike), None)


def _addresses(node: dict[str, Any]) -> set[str]:
    """The paths of the addresses that an object gives itself."""
    values = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    values += [value.get("@id") or value.get("url") for value in values if isinstance(value, dict)]
    return {_path(value) for value in values if isinstance(value, str)}


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return address


def _texts(value: object) -> list[str]:
    """The strings in a JSON-LD value: itself, in a list, or as `@value`."""
    values = value if isinstance(value, list) else [value]
    plain = [item.get("@value") if isinstance(item, dict) else item for item in values]
    return [item for item in plain if isinstance(item, str) and item.strip()]


def meta_dates(document: Document, names: tuple[str, ...], role: DateRole) -> Iterator[ArticleDate]:
    """The dates of these meta names, in the order of the names."""
    head = document.head
    for name in names:
        if name in head:
            yield evidence(role, "meta", head[name][0], document.fetched_at)


def url_dates(document: Document) -> Iterator[ArticleDate]:
    """The day in an address as /2017/02/08/; a year, or year and month, are a folder's, not the article's."""
    if match := _URL_DAY.search(_path(document.url) or ""):
        day = evidence("published", "url", f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}", document.fetched_at)
        if day.value:
            yield day
