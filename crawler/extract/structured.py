"""What a page says of its article as data: JSON-LD and the head's meta elements."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from crawler.document import per_document
from crawler.normalise.text import clean
from crawler.normalise.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from crawler.document import Document

_ARTICLE_TYPE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Recipe|WebPage|ItemPage)$")


@per_document
def article_node(document: Document) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; an empty one where there is none.

    Articles come before recipes and web pages, and among several the one that says most.
    """
    nodes = [node for node in document.json_ld if any(_ARTICLE_TYPE.match(kind) for kind in _types(node))]
    return max(nodes, key=lambda node: (-_generality(node), "articleBody" in node, len(node)), default={})


def _types(node: dict[str, Any]) -> Iterator[str]:
    kinds = node.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str):
            yield kind


def _generality(node: dict[str, Any]) -> int:
    """How little the kinds of an object say of an article: nothing a web page's, a recipe's that one is beside it."""
    kinds = set(_types(node))
    return 2 if kinds <= {"WebPage", "ItemPage"} else int("Recipe" in kinds)


def is_news(node: dict[str, Any]) -> bool:
    """Whether an object is the article of a newsroom (schema.org NewsArticle and what is more special)."""
    return any("NewsArticle" in kind for kind in _types(node))


def is_of_another_page(node: dict[str, Any], document: Document, others: Collection[str]) -> bool:
    """Whether an object names as its page the home page or one of the `others` (paths), and not this page.

    What has a fragment names a part of some page, and an `@id` need not be an address at all.
    """
    values = [node.get("url"), node.get("mainEntityOfPage")]
    values += [value.get("@id") or value.get("url") for value in values if isinstance(value, dict)]
    parts = [parts_of(value) for value in values if isinstance(value, str)]
    paths = {part.path.rstrip("/") for part in parts if part.netloc and not part.fragment}
    return parts_of(document.url).path.rstrip("/") not in paths and any(not path or path in others for path in paths)


def node_text(node: dict[str, Any], name: str) -> str | None:
    """A text property of an object, unescaped (CMSs escape JSON-LD as HTML, some twice) and without markup."""
    value = node.get(name)
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    return plain(value) or None


def plain(value: str) -> str:
    """Text that may hold escaped markup, as plain text."""
    text = html.unescape(html.unescape(value)) if "&" in value else value
    if "<" in text:
        text = re.sub(r"<[^<>]*>", " ", text)
    return clean(text)


def descriptions(document: Document) -> Iterator[tuple[str, str]]:
    """The page's descriptions as data with where each stands: json-ld, og, meta."""
    if text := node_text(article_node(document), "description"):
        yield text, "json-ld"
    for source, names in (
        ("og", ("og:description", "twitter:description")),
        ("meta", ("description", "dc.description")),
    ):
        for name in names:
            if text := plain(document.meta(name) or ""):
                yield text, source
