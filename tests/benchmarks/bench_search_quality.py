"""Precision and recall of the search beside plain FTS5, Snowball stems and trigrams, in one run.

    python tests/benchmarks/bench_search_quality.py [--faults] [--headlines ARTICLES]

One article for every word of each tests/archive/search/data/relevance*.txt, the same sentence around each. Every query
is asked of all four; precision and recall are means over the queries of a set. `--faults` lists what ours found
wrongly and missed.
PyStemmer is needed for Snowball (pip install PyStemmer).

`--headlines` makes an archive of so many made-up articles and tells how many of the first twenty hits of one-word
queries have a relevant word in the headline.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import Stemmer

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from archive import Archive, search
from archive.search import hunspell
from tests.archive.search.library import Library, Text
from tests.archive.search.relevance import SETS, read, score
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.headlines import share_in_headline

if TYPE_CHECKING:
    from collections.abc import Callable

Find = "Callable[[str], set[str]]"


def fts5(words: list[str], tokenizer: str, form: Callable[[str], str]) -> Callable[[str], set[str]]:
    """A search by FTS5 alone over words and queries that both went through `form`."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, tokenize='{tokenizer}')")
    connection.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", [(n, form(w)) for n, w in enumerate(words)])

    def find(query: str) -> set[str]:
        rows = connection.execute("SELECT rowid FROM t WHERE t MATCH ?", [f'"{form(query.lower())}"'])
        return {words[row[0]] for row in rows}

    return find


def ours(words: list[str], folder: Path) -> Callable[[str], set[str]]:
    """The archive's own search."""
    archive = Archive.open(folder / "archive.db")
    library = Library(archive)
    with archive.db.atomic():
        ids = library.add(*(Text("Notis", f"Om {word} står det mer här.") for word in words))
    word_of = dict(zip(ids, words, strict=True))
    return lambda query: {word_of[hit.article_id] for hit in search.search(archive.connection, query, limit=10_000)}


def print_headlines(articles: int) -> None:
    """The share of first hits with a relevant word in the headline."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder) / "archive.db") as archive:
        library = Library(archive)
        with archive.db.atomic():
            items = Corpus().articles(articles)
            library.add(*(Text(item.headline, item.body, item.lead, item.date) for item in items))
        share, queries = share_in_headline(archive.connection)
    print(f"{articles} articles, {queries} queries of one word: "
          f"{share:.3f} of the first twenty have a relevant word in the headline")  # fmt: skip


def main() -> None:
    if "--headlines" in sys.argv:
        print_headlines(int(sys.argv[sys.argv.index("--headlines") + 1]))
        return
    print(f"Hunspell dictionary: {hunspell.find()}")
    for path in SETS.values():
        compare(path)


def compare(path: Path) -> None:
    """Print how well each search agrees with one set of queries."""
    truth = read(path)
    stem = Stemmer.Stemmer("swedish").stemWord
    words = truth.vocabulary
    print(f"{path.stem}: {len(truth.means)} queries, {len(words)} words")
    with tempfile.TemporaryDirectory() as folder:
        finders = {
            "kommunarkiv": ours(words, Path(folder)),
            "plain FTS5": fts5(words, "unicode61 remove_diacritics 0", str),
            "Snowball stems": fts5(words, "unicode61 remove_diacritics 0", stem),
            "trigram of stems": fts5(words, "trigram", lambda text: text if len(text) < 4 else stem(text)),
        }
        for name, find in finders.items():
            result = score(truth, find)
            print(f"{name:18} precision {result.precision:.3f}  recall {result.recall:.3f}")
            if name == "kommunarkiv" and "--faults" in sys.argv:
                for query, (wrong, missing) in result.faults.items():
                    print(f"  {query}: wrong {' '.join(wrong) or '-'}; missing {' '.join(missing) or '-'}")


if __name__ == "__main__":
    main()
