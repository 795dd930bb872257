"""WordPress's own interface to its news (`wp/v2/posts`), where a category's page announces it.

It is public on every WordPress from 4.7 on, answers a hundred articles a request, and orders them by their last change:
one request tells of every edit. (WordPress REST API handbook, "Posts" and "Discovery".)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.document import Document
from crawler.listing.items import ListItem, page_address, source_address
from crawler.listing.pages import bounded
from crawler.normalise.date_values import has_day_everywhere
from crawler.normalise.text import clean
from crawler.normalise.urls import with_parameter
from crawler.script_data import json_value
from crawler.texts import text_of

if TYPE_CHECKING:
    from archive.schema import Page

_TERM = re.compile(r"/wp/v2/(categories|tags)/(\d+)")
_PER_PAGE = 100
_MOST_PAGES = 1000
_FIELDS = "link,title,date,modified_gmt,excerpt"


def posts_address(document: Document) -> str | None:
    """Where WordPress tells of the articles of the category whose page this is; None where it does not say so."""
    links = {(link.get("rel") or "").lower(): link.get("href") or "" for link in document.root.iter("link")}
    root = links.get("https://api.w.org/")
    terms = [match for link in document.root.iter("link") if (match := _TERM.search(link.get("href") or ""))]
    if not root or not terms:
        return None
    asked = {terms[0][1]: terms[0][2], "orderby": "modified", "per_page": str(_PER_PAGE), "_fields": _FIELDS}
    sign = "&" if "?" in root else "?"
    return source_address(document, f"{root.rstrip('/')}/wp/v2/posts{sign}{urlencode(asked)}")


def read_posts(page: Page) -> list[ListItem]:
    """The articles that an answer tells of, last changed first; none for an error, or an answer that is cut."""
    around, answer = Document.from_text("<p>", page.url), json_value(page.body)
    posts = [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []
    return [item for post in posts if (item := _item(around, post))]


def _item(around: Document, each: dict[str, Any]) -> ListItem | None:
    link = each.get("link")
    url = page_address(around, link) if isinstance(link, str) else None
    if url is None:
        return None
    date = str(each.get("date") or "")[:10] or None
    return ListItem(url, _words(each.get("title")), _words(each.get("excerpt")) or None, date, listed=True,
                    modified=_instant(each.get("modified_gmt")))  # fmt: skip


def _words(rendered: Any) -> str:
    markup = rendered.get("rendered") if isinstance(rendered, dict) else None
    return clean(text_of(Document.from_text(f"<div>{markup}</div>", "about:blank").root)) if markup else ""


def _instant(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if has_day_everywhere(moment) else None


def next_posts(page: Page) -> str | None:
    """The address of the answer's next page, as its X-WP-TotalPages has it; None on the last one."""
    query = dict(parse_qsl(urlsplit(page.url).query))
    number, total = query.get("page", "1"), page.header("X-WP-TotalPages") or ""
    if not (number.isdecimal() and total.isdecimal()) or bounded(number) >= min(bounded(total), _MOST_PAGES):
        return None
    return with_parameter(page.url, "page", bounded(number) + 1)
