"""The language of an article: what the markup says, unless the text plainly says another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.document import Document

# The commonest words of each language that its neighbours in this table do not have.
_STOPWORDS = {
    code: frozenset(words.split())
    for code, words in {
        "sv": "och att är för av inte ett som på också från eller vid men när kommer hos efter mer",
        "da": "og at er ikke af på til jeg også fra eller ved hvor efter mere når kommer blev",
        "nb": "og å er ikke av på til jeg også fra eller ved hvor etter mer når kommer ble som",
        "en": "the and of to that is was for with are this from have not they which their",
        "de": "der die und das ist nicht von mit den für auf eine dem sich auch wird",
        "fi": "ja on ei että oli se hän mutta myös ovat kun joka sekä tai mukaan",
        "fr": "le la les et des est une dans pour que qui sur avec pas du",
        "es": "el la los las y que en del por con una para es se no",
    }.items()
}
_CODES_OF = {
    word: [code for code, stopwords in _STOPWORDS.items() if word in stopwords]
    for word in frozenset().union(*_STOPWORDS.values())
}
"""The languages that a word is a stopword of."""
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
_WORDS = 40
"""Words that a text must have for its stopwords to count."""
_FEWEST_WORDS = 20
"""Words from which on a text tells against a declared language that it has no stopword of."""
_AHEAD = 1.5
"""How many times the stopwords of any other language a short text of which nothing tells the language must have."""
_SHARE = 0.08
"""The share of stopwords below which a text says nothing; measured: Swedish news has .15 to .3 of its own."""


def read_language(document: Document, text: str, element: HtmlElement) -> tuple[str | None, str]:
    """The language as a two-letter code (ISO 639-1, three where there is no such) and what gave it.

    The page's own word counts (the nearest `lang` around the text's `element`, `og:locale`, Content-Language) unless
    the text has twice as many stopwords of another language; a short text has to have none of the declared one.
    """
    declared, source = _declared(document, element)
    shares = _shares(text)
    best = max(shares, key=lambda code: shares[code], default=None)
    if best is None or shares[best] < _SHARE:
        return declared, source
    if len(text.split(maxsplit=_WORDS)) < _WORDS and declared is None:
        second = max(share for code, share in shares.items() if code != best)
        return (best, "text") if shares[best] > _AHEAD * second else (None, "none")
    if len(text.split(maxsplit=_WORDS)) < _WORDS and shares.get(_known(declared or "")):
        return declared, source
    if declared is None or (_known(declared) in shares and shares[best] > 2 * shares[_known(declared)]):
        return best, "text"
    return declared, source


def _known(code: str) -> str:
    return {"no": "nb", "nn": "nb"}.get(code, code)


def _declared(document: Document, element: HtmlElement) -> tuple[str | None, str]:
    around = (element, *element.iterancestors())
    for value, source in (
        (next((lang for one in around if one.tag != "html" and (lang := one.get("lang"))), None), "lang"),
        (document.root.get("lang") or document.root.get("{http://www.w3.org/XML/1998/namespace}lang"), "html"),
        (document.meta("og:locale"), "og"),
        (document.meta("content-language", "dc.language", "language"), "meta"),
    ):
        if value and (match := _TAG.fullmatch(value.strip())):
            return match[1].lower(), source
    return None, "none"


def _shares(text: str) -> dict[str, float]:
    words = text[:5000].lower().split()
    if len(words) < _FEWEST_WORDS:
        return {}
    found = Counter(chain.from_iterable(filter(None, map(_CODES_OF.get, words))))
    return {code: found[code] / len(words) for code in _STOPWORDS}
