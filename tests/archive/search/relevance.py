"""The truth in data/relevance.txt and relevance-second.txt: which words a reader means who types a query."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SETS = {path.stem: path for path in sorted((Path(__file__).parent / "data").glob("relevance*.txt"))}


@dataclass(frozen=True)
class Truth:
    """`means` has the base form of every query, `words` what is meant by a base form, `near` what is neutral."""

    means: dict[str, str]
    words: dict[str, set[str]]
    near: dict[str, set[str]]
    vocabulary: list[str]


@dataclass(frozen=True)
class Score:
    """Means over all queries, and the queries that are not perfect with what was wrong and what was missing."""

    precision: float
    recall: float
    faults: dict[str, tuple[list[str], list[str]]] = field(repr=False)


def read(path: Path = SETS["relevance"]) -> Truth:
    """The truth as the file states it."""
    means: dict[str, str] = {}
    words: dict[str, set[str]] = defaultdict(set)
    near: dict[str, set[str]] = defaultdict(set)
    vocabulary: dict[str, None] = {}
    for section, line in _lines(path):
        left, _, right = (part.strip() for part in line.partition(":" if "words" in section else "="))
        if section == "queries":
            means[left] = right
        elif "words" in section:
            forms = [left.lower(), *right.lower().split()]
            means[left] = left.lower()
            words[left.lower()].update(forms)
            vocabulary |= dict.fromkeys(forms)
        else:
            forms = left.split()
            vocabulary |= dict.fromkeys(forms)
            for base in right.split():
                (near if section == "near" else words)[base].update(forms)
    return Truth(means, words, near, list(vocabulary))


def score(truth: Truth, find: Callable[[str], set[str]]) -> Score:
    """How well `find`, which gives the words of the articles that a query finds, agrees with the truth."""
    faults: dict[str, tuple[list[str], list[str]]] = {}
    precisions, recalls = [], []
    for query, base in truth.means.items():
        right = truth.words[base]
        found = find(query) - (truth.near[base] - right)
        precisions.append(len(found & right) / len(found) if found else 1.0)
        recalls.append(len(found & right) / len(right))
        if found != right:
            faults[query] = sorted(found - right), sorted(right - found)
    return Score(sum(precisions) / len(precisions), sum(recalls) / len(recalls), faults)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield section, line
