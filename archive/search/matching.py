"""Which articles a query and its filters let through, as the rest of a SELECT: what ranking, counting and facets share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.search.expansion import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.search.expansion import ExpandedQuery
    from archive.search.filters import Filters


class Matching(NamedTuple):
    """SQL that begins with FROM, over the table `articles`, and the values of its parameters."""

    sql: str
    parameters: list[str | int]


def matching(
    query: ExpandedQuery, filters: Filters, quality: Quality = Quality.PART, columns: Sequence[str] = ()
) -> Matching:
    """The articles that hold the query's words in this quality or a better one, each group in one of the columns.

    A query that asks for nothing lets every article through, one that only says what must not be found the others.
    """
    conditions, parameters = filters.conditions()
    if query.groups:
        sql = f"""FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid
            WHERE articles_fts MATCH ? AND {conditions}"""
        return Matching(sql, [query.to_fts(quality, columns), *parameters])
    if query.without:
        unwanted = "articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
        return Matching(f"FROM articles WHERE {unwanted} AND {conditions}", [query.without_to_fts(), *parameters])
    return Matching(f"FROM articles WHERE {NO_ARTICLE if query.asks else conditions}", [] if query.asks else parameters)


NO_ARTICLE = "0"
"""The condition that no article meets, of a query of signs alone."""
