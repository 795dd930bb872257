"""Swedish as it is typed without Swedish letters: sjukvard, foretag, Balsta."""

from __future__ import annotations

import unicodedata
from itertools import product
from math import prod


def to_ascii(word: str) -> str:
    """The word with dots, rings and accents left off.

    >>> [to_ascii(word) for word in ("sjukvård", "företag", "idé")]
    ['sjukvard', 'foretag', 'ide']
    """
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


_LETTERS = {"a": "aåä", "o": "oö"}
MOST_VARIANTS = 3000
"""Of a word with more spellings than this none is tried; it would have ten of the three letters."""


def swedish_spellings(word: str) -> list[str]:
    """Every way in which a word typed without Swedish letters may be spelled with them, itself left out.

    >>> swedish_spellings("vag")
    ['våg', 'väg']
    """
    if prod(len(_LETTERS[sign]) for sign in word if sign in _LETTERS) > MOST_VARIANTS:
        return []
    spellings = product(*(_LETTERS.get(sign, sign) for sign in word))
    return ["".join(signs) for signs in spellings][1:]
