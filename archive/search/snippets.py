"""Short pieces of text around the words that were found, with those words marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Container

    from archive.search.tokens import Token

MARK_START, MARK_END = "\x02", "\x03"
"""Around each found word. They stand in no text that a page can give, so whoever shows a snippet escapes it first and
then puts `<mark>` for them."""

WORDS_IN_SNIPPET = 30
_ELLIPSIS = "…"


def mark(text: str, found: Container[str]) -> str:
    """The text with every found word between the marks.

    >>> mark("Nya skolan", {"skolan"}).replace(MARK_START, "[").replace(MARK_END, "]")
    'Nya [skolan]'
    """
    return _mark(text, [token for token in tokens(text) if token.word in found], 0, len(text))


def snippet(text: str, found: Container[str], *, length: int = WORDS_IN_SNIPPET) -> str:
    """The stretch of `length` words that holds the most different found words, marked, with … where text is left out.

    Of equal stretches the first; without a hit the beginning of the text.
    """
    all_tokens = tokens(text)
    if not all_tokens:
        return ""
    start = _best_start(all_tokens, found, length)
    window = all_tokens[start : start + length]
    begin = 0 if start == 0 else window[0].start
    end = len(text) if start + length >= len(all_tokens) else window[-1].end
    marked = _mark(text, [token for token in window if token.word in found], begin, end)
    return f"{_ELLIPSIS if begin else ''}{' '.join(marked.split())}{_ELLIPSIS if end < len(text) else ''}"


def _best_start(words: list[Token], found: Container[str], length: int) -> int:
    """Where the best window starts: a few words before its first hit, so that the hit is read in its sentence."""
    hits = [index for index, token in enumerate(words) if token.word in found]
    best, best_score = 0, 0
    for hit in hits:
        start = max(0, min(hit - length // 5, len(words) - length))
        score = len({words[index].word for index in hits if start <= index < start + length})
        if score > best_score:
            best, best_score = start, score
    return best


def _mark(text: str, marked: list[Token], begin: int, end: int) -> str:
    pieces, position = [], begin
    for token in marked:
        pieces += [text[position : token.start], MARK_START, text[token.start : token.end], MARK_END]
        position = token.end
    return "".join((*pieces, text[position:end]))
