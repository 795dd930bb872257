"""The texts of a page as one string, so that one expression searches them all."""

from __future__ import annotations

import sys
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from lxml import etree

from crawler.document import per_document

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.document import Document

_SILENT = frozenset({"script", "style", "noscript", "template", "title", "textarea", "option", "iframe", "svg"})
"""Elements whose own text a reader of the page does not see as text."""
_PROSE = 60
"""Letters from which a text counts as reading matter."""


class Texts:
    """The texts of a page that are shown, by number and roughly in page order.

    What follows an element comes before what its children hold. `owners` are the elements that the texts stand in, or
    after where `is_tail` says so, `orders` those elements' numbers in page order, `lengths` the texts' letters.
    """

    def __init__(self, document: Document) -> None:
        found: list[tuple[str, HtmlElement, bool, int]] = []
        for order, (element, tag) in enumerate(zip(document.elements, document.tags, strict=True)):
            # The tag first: to ask a script for its text is to copy it.
            if tag not in _SILENT and (text := element.text) and not text.isspace():
                found.append((text, element, False, order))
            if (text := element.tail) and not text.isspace():
                found.append((text, element, True, order))
        self.texts: list[str] = [one[0] for one in found]
        self.lengths = list(map(len, self.texts))
        self.owners: list[HtmlElement] = [one[1] for one in found]
        self.is_tail: list[bool] = [one[2] for one in found]
        self.orders: list[int] = [one[3] for one in found]

    @cached_property
    def whole(self) -> str:
        """All texts with NUL between them, which no text has."""
        return "\0".join(self.texts)

    @cached_property
    def _low(self) -> str:
        low = self.whole.lower()
        return low if len(low) == len(self.whole) else self.whole  # "İ" becomes two letters

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate([length + 1 for length in self.lengths]))

    def matching(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """The numbers of the texts with a match, each once, in order; the pattern matches no NUL."""
        last = -1
        for match in pattern.finditer(self.whole):
            number = bisect_right(self._ends, match.start())
            if number != last:
                yield number
                last = number

    def with_words(self, words: Sequence[str], longest: int = sys.maxsize) -> Iterator[int]:
        """The numbers of the texts of at most so many letters that have one of these words (lower case) in them."""
        for word in words:
            at = self._low.find(word)
            while at >= 0:
                number = bisect_right(self._ends, at)
                if self.lengths[number] <= longest:
                    yield number
                at = self._low.find(word, self._ends[number])

    @cached_property
    def _matter(self) -> list[int]:
        return list(accumulate([length if length > _PROSE else 0 for length in self.lengths], initial=0))

    def matter_before(self, number: int) -> int:
        """How many letters of reading matter stand before a text."""
        return self._matter[number]

    def first_after(self, order: int) -> int:
        """The number of the first text that stands after the beginning of an element with this number."""
        return bisect_right(self.orders, order - 1)


def text_of(element: HtmlElement) -> str:
    """All text in an element; lxml's own `text_content` asks XPath for the same, and takes twice as long."""
    if not len(element):  # as half of those that are asked
        return element.text or ""
    return etree.tostring(element, encoding="unicode", method="text", with_tail=False)


@per_document
def page_texts(document: Document) -> Texts:
    """The page's texts, collected once."""
    return Texts(document)
