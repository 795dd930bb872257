"""Finding pictures by what is said of them: alternative text, caption and credit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from archive.search.expansion import expand_query
from archive.search.filters import EVERYTHING, Filters
from archive.search.matching import matching
from archive.search.query import parse
from archive.search.snippets import mark
from archive.search.tokens import tokens

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from archive.search.expansion import ExpandedQuery, FoundWords


@dataclass(frozen=True, slots=True)
class PictureHit:
    """One picture that a search found: its reference, what is said of it, and the article it stands in.

    `marked_text` is alternative text, caption and credit, a line each, with the found words marked.
    """

    marked_text: str
    content_url: str
    alt: str | None
    caption: str | None
    credit_text: str | None
    article_id: int
    article_url: str
    headline: str
    date_published: str | None


def search_pictures(
    connection: sqlite3.Connection, query: str, *, filters: Filters = EVERYTHING, limit: int = 20, offset: int = 0
) -> list[PictureHit]:
    """The pictures whose own texts a reader's query finds, the newest article's first; every picture for an empty query."""
    expanded = expand_query(connection, parse(query))
    return [
        PictureHit(mark(text, expanded.found_words()), *row)
        for text, row in islice(_found(connection, expanded, filters), offset, offset + limit)
    ]


def picture_words(connection: sqlite3.Connection, query: str) -> FoundWords:
    """The words that pictures found by this query may show, for marking."""
    return expand_query(connection, parse(query)).found_words()


def count_pictures(connection: sqlite3.Connection, query: str, *, filters: Filters = EVERYTHING) -> int:
    """How many pictures `search_pictures` would find in all."""
    expanded = expand_query(connection, parse(query))
    articles = matching(expanded, filters, columns=("pictures",))
    meets = expanded.finder()
    rows = connection.execute(
        f"""WITH found(id) AS (SELECT articles.id {articles.sql})
            SELECT article_images.alt, article_images.caption, article_images.credit_text
            FROM found CROSS JOIN article_images ON article_images.article_id = found.id""",
        articles.parameters,
    )
    return sum(meets(_words(_said(row))) for row in rows)


def _found(
    connection: sqlite3.Connection, query: ExpandedQuery, filters: Filters
) -> Iterator[tuple[str, Sequence[Any]]]:
    """Every picture that is found: what is said of it, and its row.

    The index knows only what all pictures of an article say together, so each one's own texts are looked at, article by
    article: whoever needs a page of them pays for no more.
    """
    articles = matching(query, filters, columns=("pictures",))
    ids = connection.execute(
        f"SELECT articles.id {articles.sql} ORDER BY articles.date_published DESC, articles.id DESC",
        articles.parameters,
    )
    meets = query.finder()
    for (article_id,) in ids:
        for row in connection.execute(_PICTURES_OF, [article_id]):
            text = _said(row[1:4])
            if meets(_words(text)):
                yield text, row


def _said(texts: Sequence[str | None]) -> str:
    return "\n".join(text for text in texts if text)


def _words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


_PICTURES_OF = """SELECT images.content_url, article_images.alt, article_images.caption, article_images.credit_text,
    articles.id, articles.url, articles.headline, articles.date_published
    FROM articles JOIN article_images ON article_images.article_id = articles.id
    JOIN images ON images.id = article_images.image_id
    WHERE articles.id = ? ORDER BY article_images.position"""
