"""The search finds what a Swedish reader means: the truth of data/relevance*.txt, one article a word."""

from __future__ import annotations

import pytest

from archive.search import hunspell, search
from tests.archive.search.library import Library, Text
from tests.archive.search.relevance import SETS, Truth, read, score


@pytest.fixture(params=SETS.values(), ids=SETS.keys())
def truth(request: pytest.FixtureRequest) -> Truth:
    """Each set of queries."""
    return read(request.param)


def test_the_truth_is_wide_and_whole(truth: Truth) -> None:
    assert len(truth.means) >= 60
    assert {query for query, base in truth.means.items() if not truth.words[base]} == set()
    assert set(truth.words) <= set(truth.means.values())


@pytest.mark.skipif(hunspell.find() is None, reason="no Swedish Hunspell dictionary: compounds are not split")
def test_precision_and_recall_are_what_the_documents_promise(library: Library, truth: Truth) -> None:
    texts = (Text("Notis", f"Om {word} står det mer här.") for word in truth.vocabulary)
    words = dict(zip(library.add(*texts), truth.vocabulary, strict=True))

    def find(query: str) -> set[str]:
        return {words[hit.article_id] for hit in search(library.connection, query, limit=len(words))}

    result = score(truth, find)
    assert result.precision >= 0.97
    assert result.recall >= 0.93
