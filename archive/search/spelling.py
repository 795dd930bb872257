"""Swedish as it is typed without Swedish letters: sjukvard, foretag, Balsta."""

from __future__ import annotations

from itertools import product
from math import prod

_LETTERS = {"a": "aåä", "o": "oö"}
_ACCENTS = {"e": "é", "u": "ü"}
MOST_VARIANTS = 3000
"""Of a word with more spellings than this none is tried; it would have ten of the three letters."""


def swedish_spellings(word: str) -> list[str]:
    """Every way in which a word typed without Swedish letters may be spelled with them, itself left out.

    Of the accents, which are rare, one is tried at a time.

    >>> swedish_spellings("vag"), swedish_spellings("ide")
    (['våg', 'väg'], ['idé'])
    """
    if prod(len(_LETTERS[sign]) for sign in word if sign in _LETTERS) > MOST_VARIANTS:
        return []
    spellings = product(*(_LETTERS.get(sign, sign) for sign in word))
    accented = [
        f"{word[:index]}{_ACCENTS[sign]}{word[index + 1 :]}" for index, sign in enumerate(word) if sign in _ACCENTS
    ]
    return ["".join(signs) for signs in spellings][1:] + accented
