"""How many of the first twenty hits have a relevant word in the headline, for queries of one word.

Only queries that find twenty articles whose headline has such a word are asked: others can't fill the page with them.
What is relevant is the truth of tests/archive/search/data/relevance.txt, not what the search takes for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.search import search
from archive.search.tokens import words
from tests.archive.search.relevance import read

if TYPE_CHECKING:
    import sqlite3

PAGE = 20


def share_in_headline(connection: sqlite3.Connection) -> tuple[float, int]:
    """The share, a mean over the queries, and how many queries were asked."""
    truth = read()
    headlines = [words(row[0]) for row in connection.execute("SELECT headline FROM articles WHERE hidden = 0")]
    shares = []
    for query, base in truth.means.items():
        right = truth.words[base]
        if len(query.split()) > 1 or sum(not right.isdisjoint(headline) for headline in headlines) < PAGE:
            continue
        hits = search(connection, query, limit=PAGE)
        shares.append(sum(not right.isdisjoint(words(hit.headline)) for hit in hits) / PAGE)
    return (sum(shares) / len(shares) if shares else 0.0), len(shares)
