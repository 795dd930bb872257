"""What links say: whether their words are a headline, lead on to the whole text, or to a list's next page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Link texts that lead on, to what readers say, or to a page of a list, never to an article of their own name.
_NOT_A_HEADLINE = re.compile(
    r"(?:läs (?:mer|hela|artikeln?|nyheten|inlägget)|fortsätt läsa|mer|more|länk|link|"
    r"continue(?: reading)?|read (?:article|post)|(?:view|full) post|visa (?:fler|alla|mer)|"
    r"till (?:nyheten|artikeln)|read more|"
    r"fler nyheter|alla nyheter|"
    r"nästa(?: sida)?|föregående(?: sida)?|äldre(?: inlägg)?|nyare(?: inlägg)?|sida \d+|"
    r"(?:\d+|inga) kommentar(?:er)?|kommentarer\?|\W*|\d+)\W*",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\W*(?:nästa|nästa sida|nästa \d+ \w+|framåt|äldre(?: inlägg| nyheter)?|tidigare (?:inlägg|nyheter)|"
    r"next(?: page)?|older(?: posts)?|visa (?:fler|äldre)(?: \w+)?)\W*",
    re.IGNORECASE,
)
_READ_ON = re.compile(r"^(?:läs mer|läs|mer|visa|gå till|till|öppna|read more)(?: om| about)?:?\s+", re.IGNORECASE)
_MIN_HEADLINE = 12
"""Letters in a headline at least; navigation words are shorter."""


def leads_on(text: str) -> bool:
    """Whether a link's text is "Läs mer", "2 kommentarer", a page number or the like, and no headline."""
    return _NOT_A_HEADLINE.fullmatch(text) is not None


def is_headline(text: str) -> bool:
    """Whether a link's text may be a headline.

    >>> is_headline("Isbanan öppnar på lördag"), is_headline("Läs mer »"), is_headline("Kontakt")
    (True, False, False)
    """
    return len(text) >= _MIN_HEADLINE and not leads_on(text)


def names_next(text: str) -> bool:
    """Whether a link's text names the list's next page. "Äldre nyheter" does, and may name a section as well.

    >>> names_next("Nästa sida »"), names_next("Visa fler nyheter"), names_next("Sida 2")
    (True, True, False)
    """
    return _NEXT.fullmatch(text) is not None


def link_text(anchor: HtmlElement) -> str:
    """What a link says; one without text, laid over a card, by its label."""
    if text := clean(text_of(anchor)):
        return text
    label = _READ_ON.sub("", clean(anchor.get("aria-label") or anchor.get("title") or ""))
    return label if is_headline(label) else ""
