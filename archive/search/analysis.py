"""What a Swedish word answers to: its base forms and, for a compound, the words it is made of."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from archive.search.tokens import is_analysable

if TYPE_CHECKING:
    from collections.abc import Mapping

ANALYSIS_VERSION = 1
"""Raised whenever a word may get other forms than before; an index made with another version wants `reindex`."""


class Analysis(NamedTuple):
    """What one word answers to, all in lower case.

    `lemmas` are its base forms (a homograph has several), `parts` the base forms of the words inside a compound and
    of every run of them, without the lemmas.
    """

    lemmas: tuple[str, ...]
    parts: tuple[str, ...] = ()


@cache
def _dictionary() -> Mapping[str, str]:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory  # noqa: PLC0415

    return DefaultDictionaryFactory().get_dictionary("sv")


@lru_cache(maxsize=100_000)
def analyse(word: str) -> Analysis:
    """The base forms and the parts of one word in lower case.

    >>> analyse("böckerna").lemmas
    ('bok',)
    """
    if not is_analysable(word):
        return Analysis((word,))
    return Analysis((_dictionary().get(word, word).lower(),))
