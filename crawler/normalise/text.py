"""Text as the archive keeps it: one form for every space, letter and dash."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Soft hyphens are a layout hint, the others have no width and no meaning between Latin letters. The two joiners
# (U+200C, U+200D) stay: they change what Persian words and composed emoji say. JSON can name what is no text at all:
# halves of surrogate pairs (a text that was cut in an emoji), which no encoding can write, and control characters,
# which XML does not allow and at which SQL takes a text to end.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\ud800-\udfff\x00-\x08\x0e-\x1b\x7f]")
_WORD = re.compile(r"\w+")
_SPEECH = re.compile(r"[-‐‑‒−](?=[^\S\n])[^\S\n]+")


def clean(text: str) -> str:
    r"""The text in NFC with every run of spaces (no-break ones and line ends too) as one space, trimmed.

    >>> clean("Håbo\u00a0\u00a0 kom\u00admun \n")
    'Håbo kommun'
    """
    text = " ".join(text.split())
    is_printable = text.isprintable()
    if is_printable and text.isascii():
        return text
    if not is_printable:
        text = " ".join(_INVISIBLE.sub("", text).split())
    return unicodedata.normalize("NFC", text)


def speech_dash(text: str) -> str:
    """The paragraph with its talstreck: a hyphen and a space at its start become the dash that Swedish speech has.

    >>> speech_dash("- Samma år som jag föddes")
    '– Samma år som jag föddes'
    """
    return _SPEECH.sub("– ", text, count=1) if _SPEECH.match(text) else text


@lru_cache(maxsize=256)  # the texts of one page, most of them asked for by several readers
def folded(text: str) -> str:
    """The words of a text alone, in lower case: what two texts share that differ in spaces, case and punctuation.

    >>> folded("Håbo kommun – och Polisen!")
    'håbo kommun och polisen'
    """
    low = text.lower() if text.isascii() else clean(text).casefold()
    return " ".join(_WORD.findall(low))
