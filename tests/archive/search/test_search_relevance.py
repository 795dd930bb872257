"""The search finds what a Swedish reader means: the truth of data/relevance.txt, one article a word."""

from __future__ import annotations

import pytest

from archive.search import hunspell, search
from tests.archive.search.library import Library, Text
from tests.archive.search.relevance import read, score

TRUTH = read()


@pytest.fixture
def words(library: Library) -> dict[int, str]:
    """An article for each word of the truth; the words by their articles' ids."""
    texts = (Text("Notis", f"Om {word} står det mer här.") for word in TRUTH.vocabulary)
    return dict(zip(library.add(*texts), TRUTH.vocabulary, strict=True))


def test_the_truth_is_wide_and_whole() -> None:
    assert len(TRUTH.means) >= 100
    assert {query for query, base in TRUTH.means.items() if not TRUTH.words[base]} == set()
    assert set(TRUTH.words) <= set(TRUTH.means.values())


@pytest.mark.skipif(hunspell.find() is None, reason="no Swedish Hunspell dictionary: compounds are not split")
def test_precision_and_recall_are_what_the_documents_promise(library: Library, words: dict[int, str]) -> None:
    def find(query: str) -> set[str]:
        return {words[hit.article_id] for hit in search(library.connection, query, limit=len(words))}

    result = score(TRUTH, find)
    assert result.precision >= 0.97
    assert result.recall >= 0.93
