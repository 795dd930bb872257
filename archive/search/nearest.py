"""What may have been meant by a word that is in no article."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from archive.search.facets import count
from archive.search.filters import EVERYTHING
from archive.search.query import parse

if TYPE_CHECKING:
    import sqlite3

    from archive.search.filters import Filters
    from archive.search.query import Term

_ALIKE = 0.8
"""`difflib`'s ratio from which words are alike: one letter too many, too few or other in a word of five."""
_LENGTHS = 2
"""Letters by which the lengths of words that are alike differ at most."""
_MOST = 3
_MOST_APART = 6
"""Words of a query that are asked for one by one."""


def nearest_words(connection: sqlite3.Connection, text: str) -> dict[str, list[str]]:
    """The words of a query that find nothing by themselves, each with those of the archive that are spelled most alike.

    At most three a word, the likest first; they begin with the same letter, which hardly anybody mistypes. A word that
    none is like is left out.
    """
    asked = dict.fromkeys(word for group in parse(text).groups for term in group for word in term.words)
    missed = [word for word in asked if not count(connection, word)]
    return {word: near for word in missed if (near := _nearest(connection, word))}


def words_apart(connection: sqlite3.Connection, text: str, *, filters: Filters = EVERYTHING) -> dict[str, int]:
    """What a query of several words would find by each of them alone, the rarest first.

    Words that find nothing are left out, and those that most of all articles have: "när" tells nothing of what is asked.
    Empty for one word, of which no part can be left out.
    """
    groups = [" OR ".join(map(_typed, group)) for group in parse(text).groups]
    if len(groups) < 2:
        return {}
    common = count(connection, "") / 2
    telling = [typed for typed in groups[:_MOST_APART] if count(connection, typed) <= common]
    counts = ((typed, count(connection, typed, filters=filters)) for typed in telling)
    return dict(sorted(((typed, n) for typed, n in counts if n), key=lambda item: item[1]))


def _typed(term: Term) -> str:
    """A term as a reader writes it."""
    words = " ".join(term.words)
    return f'"{words}"' if term.exact else f"{words}*" if term.beginning else words


def _nearest(connection: sqlite3.Connection, word: str) -> list[str]:
    # A word that an edit has taken out of the last article stays in `words`; the vocabulary is what is found.
    rows = connection.execute(
        """SELECT word FROM words WHERE word GLOB ? AND length(word) BETWEEN ? AND ?
           AND EXISTS (SELECT 1 FROM articles_vocabulary WHERE term = word)""",
        [f"{word[0]}*", len(word) - _LENGTHS, len(word) + _LENGTHS],
    )
    others = [near for (near,) in rows if near != word]  # the word itself may stand in a hidden article
    return get_close_matches(word, others, n=_MOST, cutoff=_ALIKE)
