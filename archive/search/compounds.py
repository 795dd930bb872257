"""Swedish compounds taken apart: lokalpolisområde is lokal, polis and område."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive.search.swedish import (
    NOT_COMPOUNDS,
    PARTICLES,
    SHORT_BEGINNINGS,
    SHORT_ENDINGS,
    SUFFIXES,
    UNSTRESSED,
    VERBAL_ENDINGS,
    VOWELS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.search.lexicon import Lexicon

SHORTEST_ENDING = 2
_PART, _SHORT, _SHARED, _LOOSE, _LOOSE_FORM, _LINKED = 10, 6, 2, 3, 7, 4
"""Costs: of each part; of one of three letters or fewer; of a consonant that stands for two; of a word that makes no new
compounds by its flags, as it stands and in another form; of an s that links a word of one syllable, which seldom takes
one ("lov|skola" before "lovs|kola"). So the fewest and longest parts win."""


class Part(NamedTuple):
    """One word in a compound: as it stands there, and its base forms."""

    text: str
    lemmas: tuple[str, ...]


Compound = tuple[Part, ...]


def split(word: str, lexicon: Lexicon) -> Compound:
    """The parts of a word; empty for a word that is no compound.

    A word that the dictionary has is taken apart only where the dictionary's own data show a compound; an unknown one
    wherever it falls into known words.
    """
    if word in NOT_COMPOUNDS or lexicon.is_only_a_name(word):
        return ()
    lemmas = lexicon.lemmas(word)
    parts = _cheapest(word, lexicon, loose=not lemmas or not lexicon.has_entry(word))
    if not parts and word in lemmas:
        parts = _split_known(word, lexicon)
    parts = _join_particles(parts, lexicon)
    if len(parts) < 2:
        return ()
    return tuple(piece for part in parts for piece in _open(part, len(word), lexicon))


def _cheapest(word: str, lexicon: Lexicon, *, loose: bool) -> Compound:
    """The way through the word that costs least; `loose` lets every dictionary word take part."""
    best: dict[int, tuple[int, Compound]] = {0: (0, ())}
    found: list[tuple[int, Compound]] = []
    for start in range(len(word) - SHORTEST_ENDING + 1):
        if start not in best:
            continue
        cost, parts = best[start]
        if start and (ending := _ending(word[start:], parts[-1].text, lexicon, loose=loose)):
            found.append((cost + ending[0], (*parts, ending[1])))
        for end, step, part in _beginnings(word, start, lexicon, loose=loose):
            if end not in best or cost + step < best[end][0]:
                best[end] = (cost + step, (*parts, part))
    return min(found, key=_cost, default=(0, ()))[1]


def _cost(way: tuple[int, Compound]) -> tuple[int, int]:
    """Of ways that cost the same the one with the longest beginning: "levnads|år" before "levnad|sår"."""
    return way[0], -len(way[1][0].text)


def _beginnings(word: str, start: int, lexicon: Lexicon, *, loose: bool) -> Iterator[tuple[int, int, Part]]:
    """Every part that may stand at `start` with others after it, as (where the next starts, cost, part)."""
    for end in range(start + 2, len(word) - SHORTEST_ENDING + 1):
        text = word[start:end]
        if begins := _beginning(text, lexicon, loose=loose or text in SHORT_BEGINNINGS):
            cost, part = begins
            yield end, cost, part
            if len(text) > 3 and text[-1] == text[-2] and text[-1] not in VOWELS:
                yield end - 1, cost + _SHARED, part


def _beginning(text: str, lexicon: Lexicon, *, loose: bool) -> tuple[int, Part] | None:
    """The cost and the part, for letters that may stand before others in a compound."""
    if len(text) > 2 and (lemmas := lexicon.beginnings(text)):
        linked = text.endswith("s") and text[:-1] in lemmas
        if any(lemma in PARTICLES and lemma != text for lemma in lemmas):
            return None
        cost = _PART + (_SHORT if len(text) - linked <= 3 else 0)
        return cost + (_LINKED if linked and sum(sign in VOWELS for sign in text) == 1 else 0), Part(text, lemmas)
    cost = _PART + (_SHORT if len(text) <= 3 else 0)
    if loose and (lemma := lexicon.loose_beginning(text)):
        return cost + (_LOOSE if lemma == text else _LOOSE_FORM), Part(text, (lemma,))
    return None


def _ending(text: str, before: str, lexicon: Lexicon, *, loose: bool) -> tuple[int, Part] | None:
    """The cost and the part, for letters that may end a compound after `before`."""
    cost = _PART + (_SHORT if len(text) <= 3 else 0)
    if text in SHORT_ENDINGS:
        return cost, Part(text, (text,))
    if len(text) < 3:
        return None
    if lemmas := {lemma for lemma in lexicon.endings(text) if _may_follow(lemma, before)}:
        return cost, Part(text, tuple(sorted(lemmas)))
    if loose and len(text) > 3 and (loose_lemmas := lexicon.loose_endings(text)):
        return cost + _LOOSE, Part(text, tuple(sorted(loose_lemmas)))
    return None


def _may_follow(lemma: str, before: str) -> bool:
    return before.endswith("s") or lemma not in SUFFIXES


def _split_known(word: str, lexicon: Lexicon) -> Compound:
    """A dictionary word in two, where it is inflected and goes on like its second half; the cheapest first half wins."""
    found = []
    for end in range(2, len(word) - SHORTEST_ENDING + 1):
        text, last = word[:end], word[end:]
        begins = (0, Part(text, (text,))) if text in PARTICLES else _beginning(text, lexicon, loose=True)
        if not begins and len(text) > 3 and lexicon.has_entry(text):
            begins = (_PART + _LOOSE_FORM, Part(text, (text,)))
        if begins and _may_follow(last, text) and lexicon.may_be_compound(word, last):
            found.append((begins[0], end, (begins[1], Part(last, (last,)))))
    return min(found, default=(0, 0, ()))[2]


def _join_particles(parts: Compound, lexicon: Lexicon) -> Compound:
    """The parts with each particle joined to what it makes another word of."""
    joined: list[Part] = []
    for part in parts:
        particle = joined[-1].text if joined else ""
        if particle in UNSTRESSED or (particle in PARTICLES and not _stays_itself(part.lemmas[0], lexicon)):
            before = joined.pop().text
            joined.append(Part(before + part.text, tuple(before + lemma for lemma in part.lemmas)))
        else:
            joined.append(part)
    return tuple(joined)


def _stays_itself(lemma: str, lexicon: Lexicon) -> bool:
    """Whether a word after a particle keeps its meaning: "förskola" is a school, "avtal" no "tal" ("number")."""
    syllables = sum(sign in VOWELS for sign in lemma)
    return syllables > 1 and lexicon.is_countable(lemma) and not lemma.endswith(VERBAL_ENDINGS)


def _open(part: Part, length: int, lexicon: Lexicon) -> Compound:
    """The parts of a part that is a compound itself, the last of them as it stands in the whole of that length."""
    lemma = part.lemmas[0]
    inner = split(lemma, lexicon) if len(lemma) < length else ()
    before = "".join(piece.text for piece in inner[:-1])
    if not inner or not part.text.startswith(before):
        return (part,)
    return (*inner[:-1], Part(part.text[len(before) :], inner[-1].lemmas))
