"""What a reader typed, understood: words, "exact phrases", -without, beginning* and OR."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from archive.search.tokens import fold, tokens

LONGEST_QUERY = 500
"""Signs of a query that are read; nobody types more, and what is pasted must not cost minutes."""

MOST_TERMS = 24
"""Terms of a query that are read, for the same reason."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
"""Signs of a quotation as telephones and word processors write them."""

_ITEM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = {"OR", "ELLER"}
_NOT = {"NOT", "INTE"}
_CONNECTIVES = _OR | _NOT | {"AND", "OCH"}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: words that stand side by side, in lower case.

    `exact` means as written (a quotation); `beginning` that the last word may go on.
    """

    words: tuple[str, ...]
    exact: bool = False
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A reader's query: of each group one alternative must be found, and none of `without`.

    `asks` is False where nothing was typed, so that only filters choose; signs alone ask, but for nothing there is.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    asks: bool = True


def parse(text: str) -> Query:
    """A reader's query, whatever was typed; signs without meaning are passed over.

    >>> parse('"öppet hus" skola OR förskola -bibliotek simhall*').groups[1]
    (Term(words=('skola',), exact=False, beginning=False), Term(words=('förskola',), exact=False, beginning=False))
    >>> parse("”öppet hus”") == parse('"öppet hus"')
    True
    >>> parse("( -) *").groups
    ()
    """
    groups: list[tuple[Term, ...]] = []
    without: list[Term] = []
    connective = ""
    for item in islice(_ITEM.finditer(text[:LONGEST_QUERY].translate(_QUOTES)), MOST_TERMS):
        if item["word"] in _CONNECTIVES:
            connective = item["word"]
            continue
        term = _term(item["phrase"], item["word"])
        if term is None:
            continue
        if item["minus"] or connective in _NOT:
            without.append(term)
        elif connective in _OR and groups:
            groups[-1] = (*groups[-1], term)
        else:
            groups.append((term,))
        connective = ""
    return Query(tuple(groups), tuple(without), asks=bool(text.strip()))


def _term(phrase: str | None, word: str | None) -> Term | None:
    text = phrase if word is None else word
    words = tuple(token.word for token in tokens(fold(text or "")))
    if not words:
        return None
    return Term(words, exact=word is None, beginning=word is not None and word.endswith("*"))
