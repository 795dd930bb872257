"""The words of a text, cut where SQLite's `unicode61` tokenizer cuts them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")

LONGEST_WORD = 60
"""Longer runs of letters are machine text (keys, addresses); they are found as they stand and never analysed."""


class Token(NamedTuple):
    """One word of a text: folded to lower case, and where it stands in the text."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Text as the index compares it: NFC and lower case, diacritics kept.

    >>> fold("BÅLSTA"), fold("a\N{COMBINING RING ABOVE}")
    ('bålsta', 'å')
    """
    return unicodedata.normalize("NFC", text).lower()


def tokens(text: str) -> list[Token]:
    """The words of a text in order.

    >>> [token.word for token in tokens("EU:s e-post, Håbo kommun!")]
    ['eu', 's', 'e', 'post', 'håbo', 'kommun']
    """
    return [Token(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]


def words(text: str) -> set[str]:
    """The different words of a text, faster than `tokens` by what their places cost.

    >>> sorted(words("Håbo kommun, kommun i Uppsala län"))
    ['håbo', 'i', 'kommun', 'län', 'uppsala']
    """
    # No word goes across white space, and most of a text's words come more than once.
    return {word.lower() for word in _WORD.findall(" ".join(set(text.split())))}


def is_analysable(word: str) -> bool:
    """Whether a word can have other forms: letters only, two at least, not longer than words are.

    >>> [is_analysable(word) for word in ("simhall", "2017", "a")]
    [True, False, False]
    """
    return word.isalpha() and 1 < len(word) <= LONGEST_WORD
