"""A Hunspell dictionary, read without Hunspell: word list and affix rules, asked backwards from a form to its entries.

The file formats are those of hunspell(5). Only suffixes are read, which is all that the Swedish dictionary uses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SYSTEM_FOLDERS = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"), Path("/opt/homebrew/share/hunspell"))
"""Where Debian, Fedora and Homebrew keep the dictionaries of the system."""


class Entry(NamedTuple):
    """One line of the word list: its flags, a letter each, and whether it is written with a capital (a name)."""

    flags: frozenset[str]
    is_name: bool


class Reading(NamedTuple):
    """One way to get a form: an entry as it stands (`suffix_flag` is empty), or with a suffix that its flags allow.

    `continuation` are the flags that the suffix itself brings, as for the form of a word that begins a compound.
    """

    stem: str
    entry: Entry
    suffix_flag: str = ""
    suffix: str = ""
    continuation: frozenset[str] = frozenset()


class _Rule(NamedTuple):
    flag: str
    condition: re.Pattern[str]
    continuation: frozenset[str]


_NONE: Mapping[str, list[_Rule]] = {}


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Entries by their spelling in lower case, and suffix rules by the letters they add, then by those they take."""

    entries: dict[str, tuple[Entry, ...]]
    rules: dict[str, dict[str, list[_Rule]]]
    longest: int = 0
    """Letters of the longest suffix."""

    def readings(self, form: str) -> Iterator[Reading]:
        """Every entry that gives this form in lower case, and how.

        >>> dictionary = parse(["skola/G"], ["SFX G Y 1", "SFX G a or a"])
        >>> [(reading.stem, reading.suffix_flag) for reading in dictionary.readings("skolor")]
        [('skola', 'G')]
        """
        for entry in self.entries.get(form, ()):
            yield Reading(form, entry)
        for cut in range(len(form), max(0, len(form) - self.longest - 1), -1):
            for stripped, rules in self.rules.get(form[cut:], _NONE).items():
                stem = form[:cut] + stripped
                for entry in self.entries.get(stem, ()):
                    for rule in rules:
                        if rule.flag in entry.flags and rule.condition.search(stem):
                            yield Reading(stem, entry, rule.flag, form[cut:], rule.continuation)


def parse(words: Iterable[str], affixes: Iterable[str]) -> Dictionary:
    """The dictionary in the lines of a `.dic` and an `.aff` file; lines that are no words or suffixes are passed over."""
    flags_of: dict[str, str] = {}
    for line in words:
        spelling, _, flags = line.partition("\t")[0].strip().partition("/")
        word = spelling.lower()
        entry = f"{_NAME if spelling[:1].isupper() else ''}{flags}"
        flags_of[word] = f"{flags_of[word]} {entry}" if word in flags_of else entry
    # Words with the same flags share their entries: a quarter of a million objects would make Python's garbage
    # collector, which looks through all of them again and again, the slowest part of an analysis.
    entries = {flags: tuple(map(_entry, flags.split(" "))) for flags in set(flags_of.values())}
    rules: dict[str, dict[str, list[_Rule]]] = defaultdict(lambda: defaultdict(list))
    for line in affixes:
        match line.split():
            case ["SFX", flag, stripped, added, condition, *_]:
                suffix, _, continuation = added.partition("/")
                rule = _Rule(flag, re.compile(f"{condition}$"), frozenset(continuation))
                rules[suffix.strip("0")][stripped.strip("0")].append(rule)
    return Dictionary(
        {word: entries[flags] for word, flags in flags_of.items()}, dict(rules), max(map(len, rules), default=0)
    )


_NAME = "^"
"""Stands before the flags of a name while a word list is read; no dictionary has it for a flag."""


def _entry(flags: str) -> Entry:
    return Entry(frozenset(flags.removeprefix(_NAME)), flags.startswith(_NAME))


def find(language: str = "sv_SE") -> Path | None:
    """The word list of a language: the one that the package `hunspell-sv` installed, else the system's; None for none."""
    candidates = [folder / f"{language}.dic" for folder in SYSTEM_FOLDERS]
    try:
        installed = metadata.files("hunspell-sv") or []
    except metadata.PackageNotFoundError:
        installed = []
    candidates[:0] = [Path(str(file.locate())) for file in installed if file.name == f"{language}.dic"]
    return next((path for path in candidates if path.exists() and path.with_suffix(".aff").exists()), None)


def name(language: str = "sv_SE") -> str:
    """Which dictionary `find` gives, by file name and size; empty for none."""
    path = find(language)
    return f"{path.name}, {path.stat().st_size} bytes" if path else ""


def load(path: Path) -> Dictionary:
    """The dictionary whose word list is the file `path`, with the affix file beside it."""
    with path.open(encoding="utf-8") as words, path.with_suffix(".aff").open(encoding="utf-8") as affixes:
        return parse(words, affixes)
