"""Finding pictures by what is said of them: alternative text, caption and credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.search.expansion import expand_query
from archive.search.filters import ALL, Filters
from archive.search.matching import matching
from archive.search.query import parse
from archive.search.snippets import mark
from archive.search.tokens import tokens

if TYPE_CHECKING:
    import sqlite3


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
    connection: sqlite3.Connection, query: str, *, filters: Filters = ALL, limit: int = 20, offset: int = 0
) -> list[PictureHit]:
    """The pictures whose own texts a reader's query finds, the newest article's first; every picture for an empty query."""
    expanded = expand_query(connection, parse(query))
    articles = matching(expanded, filters, columns=("pictures",))
    rows = connection.execute(
        f"""WITH found(id) AS (SELECT articles.id {articles.sql})
            SELECT images.content_url, article_images.alt, article_images.caption, article_images.credit_text,
                articles.id, articles.url, articles.headline, articles.date_published
            FROM found
            JOIN articles ON articles.id = found.id
            JOIN article_images ON article_images.article_id = articles.id
            JOIN images ON images.id = article_images.image_id
            ORDER BY articles.date_published DESC, articles.id DESC, article_images.position""",
        articles.parameters,
    )
    hits: list[PictureHit] = []
    for row in rows:
        text = "\n".join(said for said in row[1:4] if said)
        if expanded.is_met_by([token.word for token in tokens(text)]):
            hits.append(PictureHit(mark(text, expanded.found_words()), *row))
        if len(hits) == limit + offset:
            break
    return hits[offset:]
