"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "removed", "added"]

MOST_COMPARISONS = 2_000_000
"""Comparisons of word with word that one text may cost (0.3 s); paragraphs beyond it are shown as removed and added."""

_WORDS = re.compile(r"\s+|\w+|[^\s\w]")


class Piece(NamedTuple):
    """A stretch of text that was kept, taken away or put in."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[list[Piece]]:
    """The paragraphs of both texts in reading order, each as its kept, removed and added pieces.

    >>> differences("Stängt på fredag.", "Öppet på fredag.")
    [[Piece(kind='removed', text='Stängt'), Piece(kind='added', text='Öppet'), Piece(kind='same', text=' på fredag.')]]
    """
    return [list(_merged(pieces)) for pieces in _paragraphs(_split(before), _split(after))]


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _paragraphs(before: list[str], after: list[str]) -> Iterator[list[Piece]]:
    """Whole paragraphs first, so that words are compared only where a paragraph has changed."""
    cost = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        for one, other in zip_longest(before[i1:i2], after[j1:j2], fillvalue=""):
            if tag == "equal":
                yield [Piece("same", one)]
                continue
            old, new = _WORDS.findall(one), _WORDS.findall(other)
            cost += len(old) * len(new)
            yield _words(old, new) if cost <= MOST_COMPARISONS else [Piece("removed", one), Piece("added", other)]


def _words(old: list[str], new: list[str]) -> list[Piece]:
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
        else:
            pieces += [Piece("removed", "".join(old[i1:i2])), Piece("added", "".join(new[j1:j2]))]
    return pieces


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces with text, neighbours of one kind joined; a lone space between two changes is taken into them."""
    removed = added = ""
    for index, (kind, text) in enumerate(pieces):
        between = kind == "same" and text.isspace() and 0 < index < len(pieces) - 1 and (removed or added)
        if kind == "same" and not between:
            yield from (piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text)
            removed = added = ""
            yield Piece("same", text)
        else:
            removed += text if kind != "added" else ""
            added += text if kind != "removed" else ""
    yield from (piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text)
