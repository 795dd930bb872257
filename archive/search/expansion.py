"""A reader's query turned into the words that the archive really has, as an FTS5 expression."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from archive.search.analysis import base_forms, is_known, is_name
from archive.search.index import INFLECTION
from archive.search.query import Query, Term, parse
from archive.search.spelling import swedish_spellings
from archive.search.tokens import is_analysable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

NOTHING = '""'
"""A valid FTS5 expression that no row matches."""


class Quality(IntEnum):
    """How near a found word is to the word that was asked for; the lower the nearer."""

    EXACT = 0
    INFLECTION = 1
    PART = 2


@dataclass(frozen=True, slots=True)
class Expansion:
    """One term of a query with the words that stand for it in this archive, by quality, in alphabetical order.

    `before` are the words that must stand right before them, as "e" in "e-post"; `beginning` says that the words may
    go on.
    """

    words: tuple[tuple[str, ...], ...]
    before: tuple[str, ...] = ()
    beginning: bool = False

    def to_fts(self, quality: Quality = Quality.PART) -> str:
        """The FTS5 expression for the words of this quality and every nearer one."""
        return " OR ".join(self.phrases(Quality.EXACT, quality))

    def phrases(self, nearest: Quality, farthest: Quality) -> list[str]:
        """The words of these qualities and those between, each as an FTS5 phrase."""
        words = [word for group in self.words[nearest : farthest + 1] for word in group]
        star = "*" if self.beginning else ""
        return [f'"{" ".join((*self.before, word))}"{star}' for word in words]

    def finder(self) -> Callable[[Sequence[str]], bool]:
        """What tells whether a text of so many words holds one of these, right after those that must stand before it."""
        found = FoundWords(frozenset(self.spellings()), tuple(self.spellings()) if self.beginning else ())
        length = len(self.before)
        return lambda words: any(
            word in found and index >= length and tuple(words[index - length : index]) == self.before
            for index, word in enumerate(words)
        )

    def spellings(self) -> list[str]:
        """Every word that stands for the term, those that must stand before it aside."""
        return [word for group in self.words for word in group]


@dataclass(frozen=True, slots=True)
class FoundWords:
    """The words that a hit may show, `in` which a word of a text is or is not: whole ones, and beginnings of words."""

    whole: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self.whole or word.startswith(self.beginnings))


@dataclass(frozen=True, slots=True)
class ExpandedQuery:
    """A query ready to run: of each group one must be found, and none of `without`; `asks` as in `Query`."""

    groups: tuple[tuple[Expansion, ...], ...] = ()
    without: tuple[Expansion, ...] = ()
    asks: bool = True

    def to_fts(self, quality: Quality = Quality.PART, columns: Sequence[str] = ()) -> str:
        """The whole as one valid FTS5 expression; with `columns`, each group must be found in one of them."""
        if not self.groups:
            return NOTHING
        within = f"{{{' '.join(columns)}}} : " if columns else ""
        groups = (" OR ".join(term.to_fts(quality) for term in group) for group in self.groups)
        expression = " AND ".join(f"{within}({group})" for group in groups)
        return f"({expression}) NOT ({self.without_to_fts()})" if self.without else expression

    def has_compounds(self) -> bool:
        """Whether any word stands for a term only as a compound."""
        return any(term.words[Quality.PART] for group in self.groups for term in group)

    def pieces(self, columns: Sequence[str] = ()) -> list[list[str]]:
        """Each group in several expressions that together find what one would: words and inflections, then compounds.

        FTS5 goes through every alternative at every row that any of them has, so that a query costs rows times words.
        The many compounds of a word stand in few rows each; a few at a time they cost a tenth.
        """
        within = f"{{{' '.join(columns)}}} : " if columns else ""
        return [[f"{within}({' OR '.join(phrases)})" for phrases in _pieces(group)] for group in self.groups]

    def without_to_fts(self) -> str:
        """The FTS5 expression of what must not be found."""
        return " OR ".join(term.to_fts() for term in self.without) or NOTHING

    def finder(self) -> Callable[[Sequence[str]], bool]:
        """What tells whether a text of so many words, in their order, meets the query."""
        groups = [[term.finder() for term in group] for group in self.groups]
        without = [term.finder() for term in self.without]
        return lambda words: (
            all(any(holds(words) for holds in group) for group in groups) and not any(holds(words) for holds in without)
        )

    def found_words(self) -> FoundWords:
        """Every word that a hit may show, for marking."""
        terms = [term for group in self.groups for term in group]
        return FoundWords(
            frozenset(word for term in terms for word in (*term.before, *term.spellings())),
            tuple(word for term in terms if term.beginning for word in term.spellings()),
        )


_WORDS_IN_PIECE = 20
_MOST_PIECES = 200
"""SQLite joins 500 SELECTs to one at most, and a query of two groups needs as many pieces for each."""


def _pieces(group: tuple[Expansion, ...]) -> list[list[str]]:
    near = [phrase for term in group for phrase in term.phrases(Quality.EXACT, Quality.INFLECTION)]
    far = [phrase for term in group for phrase in term.phrases(Quality.PART, Quality.PART)]
    size = max(_WORDS_IN_PIECE, -(-len(far) // _MOST_PIECES))
    return [near, *(far[at : at + size] for at in range(0, len(far), size))]


def expand(connection: sqlite3.Connection, query: str) -> str:
    """The FTS5 MATCH expression for what a reader typed; always valid, whatever was typed.

    A query without a word to look for gives an expression that matches nothing.
    """
    return expand_query(connection, parse(query)).to_fts()


def expand_query(connection: sqlite3.Connection, query: Query) -> ExpandedQuery:
    """Every term of a query with the words of this archive that stand for it."""
    return ExpandedQuery(
        tuple(tuple(_expand_term(connection, term) for term in group) for group in query.groups),
        tuple(_expand_term(connection, term) for term in query.without),
        query.asks,
    )


def _expand_term(connection: sqlite3.Connection, term: Term) -> Expansion:
    *before, word = term.words
    if term.exact or term.beginning:
        return Expansion(((word,), (), ()), tuple(before), term.beginning)
    found = _words_for(connection, _lemmas(connection, word))
    if word.isascii() and is_analysable(word) and (not is_known(word) or (not found and not is_name(word))):
        found += _words_for(connection, _lemmas_without_dots(connection, word))
    inflected = tuple(sorted(other for other, kind in found if kind == INFLECTION and other != word))
    parts = tuple(sorted(other for other, kind in found if kind != INFLECTION and other != word))
    return Expansion(((word,), inflected, parts), tuple(before))


def _lemmas(connection: sqlite3.Connection, word: str) -> Sequence[str]:
    row = connection.execute("SELECT lemmas FROM words WHERE word = ?", [word]).fetchone()
    return row[0].split() if row else base_forms(word)


def _lemmas_without_dots(connection: sqlite3.Connection, word: str) -> list[str]:
    """The base forms that may be meant by a word typed without dots: of spellings that the archive or Swedish has."""
    spellings = swedish_spellings(word)
    rows = connection.execute(
        """SELECT lemmas FROM words WHERE word IN (SELECT value FROM json_each(?1))
           UNION SELECT form FROM word_forms WHERE form IN (SELECT value FROM json_each(?1))""",
        [json.dumps(spellings)],
    )
    lemmas = dict.fromkeys(lemma for row in rows for lemma in row[0].split())
    return [*(lemmas or dict.fromkeys(form for word in spellings if is_known(word) for form in base_forms(word)))]


def _words_for(connection: sqlite3.Connection, forms: Sequence[str]) -> list[tuple[str, int]]:
    """The words of the archive that have one of the forms, with the nearer kind; a word is a form of itself."""
    return connection.execute(
        """SELECT word, min(kind) FROM (
               SELECT words.word, word_forms.kind FROM word_forms JOIN words ON words.id = word_forms.word_id
               WHERE word_forms.form IN (SELECT value FROM json_each(?1))
               UNION ALL SELECT word, ?2 FROM words WHERE word IN (SELECT value FROM json_each(?1)))
           GROUP BY word""",
        [json.dumps(forms), INFLECTION],
    ).fetchall()
