"""The words of Swedish: base forms, and what may begin and end a compound.

Two sources are read, each at the first question to it: simplemma's table of forms (irregular ones too, a single base
form each) and, where a Swedish Hunspell dictionary is installed, its words with their paradigms and compound flags.
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from archive.search import hunspell
from archive.search.swedish import LINKED, OTHER_STEMS, SHORT_BASE_FORMS, SHORT_BEGINNINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from archive.search.hunspell import Dictionary, Entry, Reading

# The flags of the Swedish dictionary, as its affix file explains them.
_INFLECTIONS = frozenset("ABCDEFGHIJKLMNOPQRm")
_NOUN_FORMS = frozenset("BCDEFGHIJ")
_NOUN_FORMS_IN_A = frozenset("EGH")
_PLURALS_IN_A = frozenset("GH")
_ADJECTIVE_FORMS = frozenset("OPQ")
_DEFINITE_IN_A = "E"
_BASE_FORMS = frozenset("BCDEGHI") | _ADJECTIVE_FORMS
_DERIVATIONS = "T"
_DERIVED = (("r", "re"), ("a", "are"), ("i", "isk"))
_GENITIVE = "A"
_LONGEST_GROWTH = 3
_THREE_ALIKE = re.compile(r"(.)\1\1")
_BEGINS, _ENDS, _ONLY_PART = frozenset("XU"), "Y", "Z"
_LINK_S = frozenset("vfui")
_UNTRUSTED: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset("XY"))
"""Lines added without a paradigm: forms of all kinds, from which neither base form nor compound can be told."""


_remembered = lru_cache(maxsize=100_000)
"""Most parts that are tried stand in many words. There is one lexicon in a process, which lives as long as it does."""


class Lexicon:
    """Swedish words, asked by form; everything in lower case."""

    def __init__(self, dictionary: Dictionary, read_table: Callable[[], Mapping[str, str]]) -> None:
        self._dictionary = dictionary
        self._read_table = read_table

    @cached_property
    def _table(self) -> Mapping[str, str]:
        """The table of forms. It takes half of the time to load, and many questions are answered without it."""
        return self._read_table()

    def load(self) -> None:
        """Read now what would be read at the first question that needs it."""
        _ = self._table

    @_remembered
    def is_known(self, form: str) -> bool:
        """Whether the form is Swedish, or a name that the dictionary has."""
        known = any(not reading.continuation for reading in self._all_readings(form))
        return known or self._simple(form) is not None

    @_remembered
    def lemmas(self, form: str) -> frozenset[str]:
        """The base forms of a form; empty for an unknown one."""
        if form in OTHER_STEMS:
            return OTHER_STEMS[form]
        lemmas = self._lemmas(form, self._readings(form)) | self._irregular_lemmas(form)
        return frozenset(base for lemma in lemmas for base in self._usual(lemma)) or self._names(form)

    def is_sure(self, form: str) -> bool:
        """Whether the form is Swedish or a name by more than a bare line of the word list, which may be a misspelling."""
        readings = self._all_readings(form)
        sure = any(r.entry.flags not in _UNTRUSTED and not r.continuation for r in readings)
        return sure or self._simple(form) is not None

    def is_only_a_name(self, form: str) -> bool:
        """Whether the dictionary has the form as a name and as nothing else: "bergman" is no "man"."""
        readings = self._all_readings(form)
        return bool(readings) and all(reading.entry.is_name for reading in readings)

    def has_entry(self, word: str) -> bool:
        """Whether the dictionary has the word itself, so that its flags say how it is made."""
        return word in self._dictionary.entries

    @_remembered
    def endings(self, part: str) -> frozenset[str]:
        """The base forms that the last part of a compound can have."""
        return _itself(part, self._lemmas(part, (r for r in self._readings(part) if _ENDS in r.entry.flags)))

    @_remembered
    def loose_endings(self, part: str) -> frozenset[str]:
        """The same for words that the dictionary doesn't let into new compounds."""
        return _itself(part, self._lemmas(part, (r for r in self._readings(part) if r.entry.flags & _NOUN_FORMS)))

    @_remembered
    def beginnings(self, part: str) -> tuple[str, ...]:
        """The base forms of a part that may stand before others in a compound; empty where none may."""
        if part in LINKED:
            return (LINKED[part],)
        found: dict[str, None] = {}
        for reading in self._all_readings(part):
            begins = reading.continuation & _BEGINS or (not reading.suffix_flag and reading.entry.flags & _BEGINS)
            if not begins or (reading.entry.is_name and len(part) < 4):
                continue
            if _ONLY_PART in reading.entry.flags or not (self._is_base(reading.stem) or reading.entry.is_name):
                found[self._unlinked(reading.stem)] = None
            else:
                found[self._named(reading.stem) if reading.suffix_flag else reading.stem] = None
        if found and part not in found and part.endswith("s") and self.is_noun(noun := part.removesuffix("s")):
            return (noun,)  # "avtals" in "avtalsrörelse" is of avtal, whatever the verb avtala may begin
        return tuple(_itself(part, found))

    @_remembered
    def loose_beginning(self, part: str) -> str | None:
        """The base form of a part that no flag lets begin a compound, but that is a noun or an adjective; else None."""
        if len(part) < 3:
            return part if part in SHORT_BEGINNINGS else None
        if self.is_noun(part) or self._is_adjective(part):
            return part
        if unlinked := next((word for word in _unlink(part) if self.is_noun(word)), None):
            return unlinked
        if part.endswith("t") and self._is_adjective(neuter := self._simple(part) or part):
            return neuter
        return part + "a" if len(part) > 2 and self._is_verb(part + "a") else None

    def may_be_compound(self, word: str, head: str) -> bool:
        """Whether a word can be a compound that ends in `head`: it is inflected and joined on like the head.

        "kommun" has the plural of a compound with "mun" no more than "kamera" goes on like "era".
        """
        if len(head) > 5 and head.endswith("are") and self._inflected(head.removesuffix("re")):
            return True  # made of a verb: "besluts|fattare"
        return any(
            _alike(whole.flags & _NOUN_FORMS, last.flags & _NOUN_FORMS, len(head))
            and (whole.flags & _LINK_S or not whole.flags & _BEGINS or last.flags & _BEGINS)
            for whole in self._inflected(word)
            for last in self._inflected(head)
            if last.flags & _NOUN_FORMS
        )

    def is_countable(self, word: str) -> bool:
        """Whether the word is a noun with a plural."""
        flags = _PLURALS_IN_A if word.endswith("a") else _NOUN_FORMS
        return any(entry.flags & flags for entry in self._inflected(word))

    def is_noun(self, word: str) -> bool:
        """Whether the word is the base form of a noun."""
        inflected = self._inflected(word)
        if not inflected:
            return False
        flags = _NOUN_FORMS_IN_A if word.endswith("a") else _NOUN_FORMS
        return any(entry.flags & flags and _ONLY_PART not in entry.flags for entry in inflected)

    @_remembered
    def _all_readings(self, form: str) -> tuple[Reading, ...]:
        return tuple(self._dictionary.readings(form))

    def _readings(self, form: str) -> Iterable[Reading]:
        return (reading for reading in self._all_readings(form) if not reading.entry.is_name)

    def _inflected(self, word: str) -> tuple[Entry, ...]:
        entries = self._dictionary.entries.get(word)
        return _inflections(entries) if entries else ()  # most parts that are asked for are no words: () is cheap

    def _lemmas(self, form: str, readings: Iterable[Reading]) -> frozenset[str]:
        found: set[str] = set()
        for reading in readings:
            stem, entry, flag = reading.stem, reading.entry, reading.suffix_flag
            if reading.continuation or _ONLY_PART in entry.flags:
                continue
            if flag == _DERIVATIONS:
                found.add(stem + next(full for cut, full in _DERIVED if reading.suffix.startswith(cut)))
            elif flag in _PLURALS_IN_A and stem.endswith("a") and _DEFINITE_IN_A not in entry.flags:
                continue
            elif flag in _INFLECTIONS or (not flag and entry.flags not in _UNTRUSTED):
                found |= self._base(stem, entry)
        return frozenset(found)

    def _names(self, form: str) -> frozenset[str]:
        readings = self._all_readings(form)
        return frozenset(
            reading.stem for reading in readings if reading.entry.is_name and reading.suffix_flag in {"", _GENITIVE}
        )

    def _base(self, stem: str, entry: Entry) -> set[str]:
        """The base form behind an entry, which for "böcker" is another entry; "äldre" is a word of its own as well."""
        lemma = self._simple(stem) or stem
        if lemma == stem or entry.flags & _BASE_FORMS:
            return {stem}
        return {lemma, stem} if entry.flags & _BEGINS else {lemma}

    def _irregular_lemmas(self, form: str) -> frozenset[str]:
        lemma = self._simple(form)
        return frozenset() if lemma is None else frozenset({lemma})

    @_remembered
    def _simple(self, form: str) -> str | None:
        """The base form in the table; None for a form that is not there, or that stands there with something else.

        A base form is hardly longer than its forms: the table has abbreviations too ("krim", kriminalpolis), and
        misspellings ("jätttemånga").
        """
        lemma = self._table.get(form)
        if lemma is None or len(lemma) - len(form) > _LONGEST_GROWTH or _THREE_ALIKE.search(lemma):
            return None
        return lemma.lower()

    def _usual(self, lemma: str) -> tuple[str, ...]:
        """The base form under which a reader looks for the word, beside the one of its forms: "ansökan" for ansökning."""
        if lemma in SHORT_BASE_FORMS:
            return (SHORT_BASE_FORMS[lemma],)
        if lemma.endswith("ning") and len(lemma) > 6 and self._inflected(action := lemma.removesuffix("ning") + "an"):
            return lemma, action
        return (lemma,)

    def _is_base(self, word: str) -> bool:
        return bool(self._inflected(word)) or self._simple(word) == word

    def _is_verb(self, word: str) -> bool:
        """Whether the word is an infinitive of the second to fourth conjugation, whose stem begins compounds: ridhäst."""
        return any({"K", "J"} & entry.flags for entry in self._inflected(word))

    def _is_adjective(self, word: str) -> bool:
        return any(entry.flags & _ADJECTIVE_FORMS for entry in self._inflected(word))

    def _named(self, stem: str) -> str:
        """The base form of a stem that is none: "hyr" in "hyresrätt" is hyra."""
        return stem if self.is_noun(stem) or self._is_adjective(stem) else self._simple(stem) or stem

    @_remembered
    def _unlinked(self, part: str) -> str:
        """The word behind its form in compounds: "skol" is skola, "arbets" arbete, "gymnasie" gymnasium."""
        candidates = [word for word in _unlink(part) if self._is_base(word)]
        return next((word for word in candidates if self.is_noun(word)), candidates[0] if candidates else part)


@cache
def _inflections(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those of a word's entries that have a paradigm. Words with the same flags share their entries."""
    return tuple(entry for entry in entries if entry.flags & _INFLECTIONS and not entry.is_name)


def _alike(whole: frozenset[str], head: frozenset[str], length: int) -> bool:
    """Whether a word may be inflected as it is because its head of that length is.

    The dictionary may know fewer or more forms of the one; that counts for a long head, which is there by no chance.
    """
    return whole == head or (len(whole & head) > (0 if length > 4 else 1) and (whole < head or head < whole))


def _itself(part: str, lemmas: Collection[str]) -> frozenset[str]:
    """Of a part's base forms the part alone where it is one: "data" in "databas" is no form of anything else."""
    return frozenset({part}) if part in lemmas else frozenset(lemmas)


def _unlink(part: str) -> Iterable[str]:
    for ending, replacements in _LINKS:
        if part.endswith(ending):
            yield from (part.removesuffix(ending) + replacement for replacement in replacements)


_LINKS = (
    ("s", ("", "e", "a")),
    ("o", ("a", "e")),
    ("u", ("a",)),
    ("ie", ("ium",)),
    ("e", ("", "a")),
    ("i", ("um",)),
    ("ra", ("er",)),
    ("a", ("",)),
    ("", ("a", "e")),
    ("el", ("la",)),
    ("er", ("ra",)),
)
"""How a word changes before another: what stands in the compound, and what may stand in the dictionary instead."""


_loading = Lock()
"""Held while the sources are read: a server reads them beside its first readers, who wait for them, not read them again."""


def lexicon() -> Lexicon:
    """The Swedish lexicon, one in a process."""
    with _loading:
        return _lexicon()


def load() -> None:
    """Read the lexicon's sources (about a second), as a server does before its first reader asks."""
    with _loading:
        _lexicon().load()


@cache
def _lexicon() -> Lexicon:
    path = hunspell.find()
    dictionary = hunspell.load(path) if path else hunspell.Dictionary({}, {})
    return Lexicon(dictionary, _swedish_table)


def _swedish_table() -> Mapping[str, str]:
    """The table of simplemma. It stays compressed: 17 MB and 9 µs a question, where the usual one takes 108 MB."""
    from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamDictionaryFactory  # noqa: PLC0415

    return StreamDictionaryFactory().get_dictionary("sv")
