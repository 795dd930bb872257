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
    query: ExpandedQuery,
    filters: Filters,
    quality: Quality = Quality.PART,
    columns: Sequence[str] = (),
    *,
    beyond: bool = False,
) -> Matching:
    """The articles that hold the query's words in this quality or a better one, each group in one of the columns.

    A query that asks for nothing lets every article through, one that only says what must not be found the others.
    `beyond` may leave out those that hold the words in a better quality.
    """
    conditions, parameters = filters.conditions(of_found=bool(query.groups))
    if query.groups:
        found = _found(query, quality, columns, beyond=beyond)
        return Matching(
            f"FROM ({found.sql}) AS found CROSS JOIN articles INDEXED BY articles_search ON articles.id = found.rowid "
            f"WHERE {conditions}",
            [*found.parameters, *parameters],
        )
    if query.without:
        unwanted = "articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
        return Matching(f"FROM articles WHERE {unwanted} AND {conditions}", [query.without_to_fts(), *parameters])
    return Matching(f"FROM articles WHERE {NO_ARTICLE if query.asks else conditions}", [] if query.asks else parameters)


def latest(query: ExpandedQuery, filters: Filters) -> Matching:
    """The same articles by id, the last to come into the archive first; a LIMIT after it ends the reading early.

    One expression for all words: FTS5 goes through it backwards and stops where it is told to, while the union of
    several must be complete before its first row.
    """
    if not query.groups:
        found = matching(query, filters)
        sql = found.sql.replace("FROM articles", "FROM articles INDEXED BY articles_search", 1)
        return Matching(f"{sql} ORDER BY articles.id DESC", found.parameters)
    conditions, parameters = filters.conditions(of_found=True)
    return Matching(
        "FROM articles_fts CROSS JOIN articles INDEXED BY articles_search ON articles.id = articles_fts.rowid "
        f"WHERE articles_fts MATCH ? AND {conditions} ORDER BY articles_fts.rowid DESC",
        [query.to_fts(), *parameters],
    )


def _found(query: ExpandedQuery, quality: Quality, columns: Sequence[str], *, beyond: bool) -> Matching:
    """The rowids of the articles that hold the words, as a SELECT."""
    if quality < Quality.PART or not query.has_compounds():
        return Matching(f"{_ROWS} LIMIT 0" if beyond else _ROWS, [query.to_fts(quality, columns)])
    groups = query.pieces(columns)
    if beyond and len(groups) == 1:
        groups = [groups[0][1:]]
    sql = " INTERSECT ".join(f"SELECT rowid FROM ({' UNION '.join([_ROWS] * len(pieces))})" for pieces in groups)
    parameters: list[str | int] = [piece for pieces in groups for piece in pieces]
    if query.without:
        return Matching(f"{sql} EXCEPT {_ROWS}", [*parameters, query.without_to_fts()])
    return Matching(sql, parameters)


_ROWS = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"

NO_ARTICLE = "0"
"""The condition that no article meets, of a query of signs alone."""
