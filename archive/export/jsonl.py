"""Articles as JSON lines: schema.org NewsArticle as JSON-LD for others, a canonical form for comparing archives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.export.news_article import news_article
from archive.export.records import INSTANTS, records
from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.search import Filters


def lines(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Iterator[str]:
    """One NewsArticle of schema.org a line, as JSON-LD (JSON-LD 1.1)."""
    for record in records(connection, filters):
        yield json.dumps(news_article(record), ensure_ascii=False)


def canonical_lines(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> Iterator[str]:
    """One record a line in the archive's own words, sorted by address, without ids, runs and instants.

    Two archives that say the same give the same lines, however they came about.
    """
    for record in records(connection, filters):
        kept = {name: value for name, value in record.items() if name not in {*INSTANTS, "municipality"}}
        yield json.dumps(kept | {"site": record["site"]["key"]}, ensure_ascii=False, sort_keys=True)
