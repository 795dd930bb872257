"""Made-up municipal news as large as wanted: words as frequent as in Swedish, compounds without end, inflected.

The commonest words are function words, then those of tests/archive/search/data/relevance.txt, then the Hunspell
dictionary's; the frequency of the word at rank r is 1/(r+2.7) (Zipf, Mandelbrot). One word in twenty is a compound
made on the spot, so that new words never end, as in real text.
"""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from archive.search import hunspell
from archive.search.swedish import FUNCTION_WORDS
from tests.archive.search.relevance import read

if TYPE_CHECKING:
    from collections.abc import Iterator

DICTIONARY_WORDS = 60_000
WORDS_IN_BODY = 180
COMPOUNDS = 1 / 20
COMMON = "kommunen kommun år nya".split()
"""The words of municipal news that are as frequent as function words, put after the first of those."""
FIRST_COMMON = 30
REPEATED = 0.35
"""Share of the words that an article has said before: a real one of 322 words has 168 different ones."""


class Item(NamedTuple):
    """One article: a third has no lead."""

    headline: str
    lead: str | None
    body: str
    date: str


class Corpus:
    """Articles from a fixed seed: the same number gives the same articles."""

    def __init__(self, seed: int = 5) -> None:
        self._random = random.Random(seed)
        path = hunspell.find()
        if path is None:
            raise SystemExit("The words come from the Swedish Hunspell dictionary: pip install hunspell-sv.")
        entries = hunspell.load(path).entries
        dictionary = sorted(word for word in entries if word.isalpha() and len(word) > 3)
        self._nouns = [word for word in dictionary if len(word) < 9 and any("Y" in e.flags for e in entries[word])]
        content = read().vocabulary
        self._random.shuffle(content)
        function = sorted(FUNCTION_WORDS)
        rest = self._random.sample(dictionary, DICTIONARY_WORDS)
        self._words = [*dict.fromkeys([*function[:FIRST_COMMON], *COMMON, *function[FIRST_COMMON:], *content, *rest])]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._content_weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(content))))
        self._content = content

    def articles(self, number: int) -> Iterator[Item]:
        """So many articles, of ten years in no order."""
        for _ in range(number):
            yield Item(
                self._text(6, content=0.5),
                self._text(20) if self._random.random() < 0.66 else None,
                self._body(),
                f"20{self._random.randint(16, 25)}-{self._random.randint(1, 12):02}-{self._random.randint(1, 28):02}",
            )

    def _body(self) -> str:
        words = self._text(max(20, int(self._random.gauss(WORDS_IN_BODY, 60)))).split()
        for index in range(10, len(words)):
            if self._random.random() < REPEATED:
                words[index] = words[self._random.randrange(index)]
        return " ".join(words)

    def _text(self, length: int, content: float = 0.0) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=length)
        for index in range(length):
            chance = self._random.random()
            if chance < content:
                words[index] = self._random.choices(self._content, cum_weights=self._content_weights)[0]
            elif chance > 1 - COMPOUNDS:
                words[index] = self._compound()
        return f"{' '.join(words).capitalize()}."

    def _compound(self) -> str:
        """Two nouns in one word; the fifth power makes few of them first and last parts of most compounds."""
        first, last = (self._nouns[int(len(self._nouns) * self._random.random() ** 5)] for _ in range(2))
        return first + ("s" if len(first) > 5 else "") + last
