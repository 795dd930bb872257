"""What a block of a page looks like by itself: prose, a caption, a day, a list of links, a fact."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.extract.captions import CAPTION_LETTERS, ends_in_credit
from crawler.extract.junk import is_date_line, is_junk_line
from crawler.normalise.date_words import MONTHS
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extract.blocks import Block

Place = tuple[str, str, str | None]
"""The markup that a block stands in: whether it is a paragraph, and the tag and class of what tells."""

LINK_SHARE = 0.6
"""The share of a block that may be links; measured: prose with links stays under .5, lists of links over .8."""
PROSE = 100
"""Letters from which on a paragraph is prose wherever it stands; shorter ones may be labels."""
LABEL = 60
"""Letters of a label at most."""
WORDS_BY_DATE = 4
"""Words beside a date in the line over a text: a name, a place, a section."""
SAID = re.compile(r"^\W*[A-ZÅÄÖÆØ]\w*(?: \S+){2,}[.!?][”\"’]?$")
"""A sentence, however short."""
_FULL_DAY = re.compile(rf"(?:den )?\d{{1,2}}(?::?e)? (?:{'|'.join(MONTHS)}) \d{{4}}", re.IGNORECASE)
_DAY_IN_DIGITS = re.compile(r"\W*(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})\W*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FILE_SIZE = re.compile(
    r"[\s,(\[]+(?:(?:pdf|docx?|xlsx?|pptx?),? )?\d[\d.,]* ?(?:[kMG]i?B|bytes)[)\]]?$", re.IGNORECASE
)
"""What stands behind the name of a file: "(120.5 KB)"."""
_ENDS = (")", "]", "B", "b", "s", "S")
"""What a text ends in that ends in a file's size or in a count."""
_COUNTS = re.compile(r"\s*\(\d{1,5}\)$", re.MULTILINE)
"""How many articles a month or a topic has, behind its name in a list of them: "maj (8)"."""
_DAY_BEHIND = re.compile(rf"(?:{_FULL_DAY.pattern}|\d{{4}}-\d\d-\d\d)(?:,? (?:kl\.? )?\d\d[.:]\d\d)?$", re.IGNORECASE)
"""When other news came, behind the link to it."""
_FACTS = re.compile(r"(?<![a-z])(?:fakta|facts?)(?:ruta|box|block)?(?![a-z])", re.IGNORECASE)
_FACT_LEVELS = 4
"""Elements between a block and its box of facts at most."""


def place_of(block: Block) -> Place:
    """The markup that a block stands in: a paragraph's is that of the element around it, whatever its own style."""
    element = block.element
    if element.tag == "p" and (parent := element.getparent()) is not None:
        return "p", parent.tag, parent.get("class")
    return "", element.tag, element.get("class")


def stands_in(block: Block, container: HtmlElement) -> bool:
    """Whether the container is, or holds, what the block was made from."""
    return block.element is container or container in block.element.iterancestors()


def is_prose(block: Block) -> bool:
    """Whether a block is a paragraph that is text wherever it stands."""
    return block.kind == "p" and len(block.text) >= PROSE and block.link_share < LINK_SHARE


def is_introduction(block: Block) -> bool:
    """Whether a block between headline and text is prose rather than a label, a date or a byline."""
    is_said = block.kind == "p" and block.element.tag == "p" and SAID.search(block.text) is not None
    if len(block.text) <= LABEL and not is_said:
        return False
    if block.link_share >= 0.3 or block.kind == "caption" or is_caption(block):
        return False
    return not is_junk_line(block) and not is_date_line(block.text, WORDS_BY_DATE)


def is_caption(block: Block) -> bool:
    """Whether a paragraph beside a picture, or the words in its item of a list, end in a credit."""
    return block.kind in {"p", "li"} and len(block.text) < CAPTION_LETTERS and ends_in_credit(block.text)


def is_fact(block: Block) -> bool:
    """Whether a block stands in a box of facts, which many pages have below their text."""
    around = (block.element, *islice(block.element.iterancestors(), _FACT_LEVELS))
    return any(_FACTS.search(element.get("class") or "") for element in around)


def names_whole_day(text: str) -> bool:
    """Whether a heading names a day with its year: the article's, where those of a page that goes on leave it out.

    >>> names_whole_day("Torsdag den 3 oktober 2024"), names_whole_day("3.10.2024"), names_whole_day("3 oktober 19.00")
    (True, True, False)
    """
    return _FULL_DAY.search(text) is not None or _DAY_IN_DIGITS.fullmatch(text) is not None


def is_whole_day(block: Block) -> bool:
    """Whether a line is a day with its year, or marked as a time, perhaps its hour, and nothing else."""
    if block.kind not in {"p", "li"} or not is_date_line(block.text, 0):
        return False
    if _YEAR.search(block.text):
        return True
    return any(clean(text_of(time)) == block.text for time in block.element.iterchildren("time"))


def share_of_links(block: Block) -> float:
    """The share of a block that is links, of a linked file without its type and size, of lists without their counts."""
    if not block.linked:
        return 0.0
    text = block.text
    if block.kind == "li" and text[-1:].isdigit():
        text = _DAY_BEHIND.sub("", text)
    if text.endswith(_ENDS) or ")\n" in text:  # as few do, and the expressions try every number and space of a text
        text = _FILE_SIZE.sub("", _COUNTS.sub("", text))
    return min(1.0, block.linked / max(1, len(text)))
