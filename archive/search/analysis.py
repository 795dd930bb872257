"""What a Swedish word answers to: its base forms and, for a compound, the words it is made of."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from archive.search.compounds import Compound, split
from archive.search.lexicon import Lexicon, lexicon
from archive.search.swedish import FUNCTION_WORDS, PARTICLES, VOWELS
from archive.search.tokens import is_analysable

ANALYSIS_VERSION = 3
"""Raised whenever a word may get other forms than before; an index made with another version wants `reindex`."""


class Analysis(NamedTuple):
    """What one word answers to, all in lower case.

    `lemmas` are its base forms (a homograph has several), `parts` the base forms of the words inside a compound and
    of every run of them, without the lemmas.
    """

    lemmas: tuple[str, ...]
    parts: tuple[str, ...] = ()


@lru_cache(maxsize=100_000)
def analyse(word: str) -> Analysis:
    """The base forms and the parts of one word in lower case.

    >>> analyse("böckerna").lemmas
    ('bok',)
    >>> analyse("lokalpolisområdets").parts
    ('lokal', 'lokalpolis', 'område', 'polis', 'polisområde')
    """
    if not is_analysable(word) or word in FUNCTION_WORDS:
        return Analysis((word,))
    return _analyse(word, lexicon())


def base_forms(word: str) -> tuple[str, ...]:
    """The base forms that a reader means who types this word: only itself where it is one.

    A verb that is made of an adjective is meant with it: who types "öppna" may mean opening as well as what is open.

    >>> base_forms("får"), base_forms("böcker"), base_forms("öppna")
    (('får',), ('bok',), ('öppen', 'öppna'))
    """
    lemmas = analyse(word).lemmas
    if word not in lemmas:
        return lemmas
    return tuple(lemma for lemma in lemmas if lemma == word or _makes_verb(lemma, word))


def _makes_verb(adjective: str, verb: str) -> bool:
    return adjective.endswith(("el", "en", "er")) and f"{adjective[:-2]}{adjective[-1]}a" == verb


def is_known(word: str) -> bool:
    """Whether a word in lower case is surely Swedish or a name, as it is spelled."""
    return word in FUNCTION_WORDS or lexicon().is_sure(word)


def is_name(word: str) -> bool:
    """Whether a word in lower case is a name and nothing else: Habo, which is not Håbo."""
    return lexicon().is_only_a_name(word)


def _analyse(word: str, words: Lexicon) -> Analysis:
    lemmas = set(words.lemmas(word))
    compounds = [compound for lemma in sorted(lemmas) or [word] if (compound := split(lemma, words))]
    if not lemmas:
        lemmas = {_before(compound) + lemma for compound in compounds for lemma in compound[-1].lemmas}
    parts = {run for compound in compounds for run in _runs(compound, words)} - lemmas
    return Analysis(tuple(sorted(lemmas or {word if words.is_known(word) else _guess(word)})), tuple(sorted(parts)))


def _runs(compound: Compound, words: Lexicon) -> set[str]:
    """The parts of a compound, and every run of them that can be a word: "polisområde" in "lokalpolisområde".

    A run before the end is one when it ends in a noun, or when the dictionary has it: "folkhög" in "folkhögskola" is none.
    """
    last = len(compound) - 1
    runs = {lemma for part in compound for lemma in part.lemmas if lemma not in PARTICLES}
    for start in range(last):
        for end in range(start + 1, last + 1 if start else last):
            before = _before(compound[start : end + 1])
            lemmas = compound[end].lemmas
            runs |= {
                before + lemma
                for lemma in lemmas
                if end == last or words.is_noun(lemma) or words.is_known(before + lemma)
            }
    return runs


def _before(compound: Compound) -> str:
    return "".join(part.text for part in compound[:-1])


_ENDINGS = (
    "arnas",
    "ernas",
    "ornas",
    "arna",
    "erna",
    "orna",
    "ens",
    "ets",
    "ars",
    "ers",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "s",
)
_SHORTEST_STEM = 4


def _guess(word: str) -> str:
    """An unknown word without what looks like an inflection, the same for all its forms: podden and poddar are podd."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM and not VOWELS.isdisjoint(stem):
            return stem + "a" if ending.startswith("or") else stem
    return word
