"""What changed between two texts, in words, for people to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["same", "removed", "added"]

_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_PARAGRAPH = re.compile(r"\n\n|(?:(?!\n\n).)+", re.DOTALL)
_ALIKE = 0.3
"""Two paragraphs that have less of their words in common are two paragraphs, not one that was edited."""
_MOST = 10_000
"""Pieces of a text, twice as many as words, that are compared one by one: what it costs grows with their square."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text: the same in both, removed from the earlier or added in the later."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> tuple[Part, ...]:
    """The parts of both texts in reading order.

    The same and removed parts together are the earlier text, the same and added ones the later. Paragraphs are matched
    first and words inside them, so that a paragraph that moved or went does not tear its neighbours apart. Neighbouring
    paragraphs of very many words that were all rewritten are told whole.

    >>> difference("Isbanan öppnar klockan tio.", "Isbanan öppnar klockan elva.")[1:3]
    (Part(kind='removed', text='tio'), Part(kind='added', text='elva'))
    """
    old, new = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    return tuple(_joined(_paragraphs(old, new)))


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    if len(old) * len(new) > _MOST**2:
        yield from _words("".join(old), "".join(new))
        return
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(old[i:j]))
        else:
            yield from _words("".join(old[i:j]), "".join(new[k:m]))


def _words(before: str, after: str) -> Iterator[Part]:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) * len(new) > _MOST**2 or matcher.quick_ratio() < _ALIKE:
        yield from (Part("removed", before), Part("added", after))
        return
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(old[i:j]))
        else:
            yield from (Part("removed", "".join(old[i:j])), Part("added", "".join(new[k:m])))


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts without empty ones, each change whole: what is removed, then what is added.

    A space or a comma that happens to stand between two changes belongs to both.
    """
    filled = [part for part in parts if part.text]
    changes = [
        part.kind != "same"
        or (0 < place < len(filled) - 1 and not re.search(r"\w|\n\n", part.text) and _between(filled, place))
        for place, part in enumerate(filled)
    ]
    for is_change, group in groupby(zip(changes, filled, strict=True), key=lambda pair: pair[0]):
        run = [part for _, part in group]
        if not is_change:
            yield Part("same", "".join(part.text for part in run))
            continue
        for kind, other in (("removed", "added"), ("added", "removed")):
            if text := "".join(part.text for part in run if part.kind != other):
                yield Part(kind, text)  # type: ignore[arg-type]  # the tuple above names the kinds


def _between(parts: Sequence[Part], place: int) -> bool:
    return parts[place - 1].kind != "same" and parts[place + 1].kind != "same"
