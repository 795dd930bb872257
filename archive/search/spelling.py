"""Swedish as it is typed without Swedish letters: sjukvard, foretag, Balsta."""

from __future__ import annotations

import unicodedata


def to_ascii(word: str) -> str:
    """The word with dots, rings and accents left off.

    >>> [to_ascii(word) for word in ("sjukvård", "företag", "idé")]
    ['sjukvard', 'foretag', 'ide']
    """
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
