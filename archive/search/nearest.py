"""What may have been meant by a word that is in no article."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from archive.search.facets import count
from archive.search.query import parse

if TYPE_CHECKING:
    import sqlite3

_ALIKE = 0.8
"""`difflib`'s ratio from which words are alike: one letter too many, too few or other in a word of five."""
_LENGTHS = 2
"""Letters by which the lengths of words that are alike differ at most."""
_MOST = 3


def nearest_words(connection: sqlite3.Connection, text: str) -> dict[str, list[str]]:
    """The words of a query that find nothing by themselves, each with those of the archive that are spelled most alike.

    At most three a word, the likest first; they begin with the same letter, which hardly anybody mistypes. A word that
    none is like is left out.
    """
    asked = dict.fromkeys(word for group in parse(text).groups for term in group for word in term.words)
    missed = [word for word in asked if not count(connection, word)]
    return {word: near for word in missed if (near := _nearest(connection, word))}


def _nearest(connection: sqlite3.Connection, word: str) -> list[str]:
    # A word that an edit has taken out of the last article stays in `words`; the vocabulary is what is found.
    rows = connection.execute(
        """SELECT word FROM words WHERE word GLOB ? AND length(word) BETWEEN ? AND ?
           AND EXISTS (SELECT 1 FROM articles_vocabulary WHERE term = word)""",
        [f"{word[0]}*", len(word) - _LENGTHS, len(word) + _LENGTHS],
    )
    return get_close_matches(word, [near for (near,) in rows], n=_MOST, cutoff=_ALIKE)
