"""The lead (ingress): the paragraph that the page sets apart before the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract.junk import is_junk_line
from crawler.extract.selectors import selected_texts
from crawler.extract.structured import descriptions
from crawler.normalise.text import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document
    from crawler.extract.blocks import Block

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:ingress|ingres|preamble|lead|lede|leadtext|intro|introduction|manchet|standfirst|subtitle|sub-?heading|subheadline|dek|teaser|"
    r"abstract|summary|vorspann|chapo|chapeau|sous-titre|sottotitolo|entradilla|bajada|perex|underrubrik|deck|strapline|sapo|kurzfassung)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LENGTH = (25, 1200)
"""Letters in a lead: fewer are a label, more are the text."""
_REACH = 6
"""How many blocks after the headline a lead may stand: dates, bylines and captions come between."""


class Lead(NamedTuple):
    """The lead's text, its blocks, and the strategy that found it."""

    text: str
    blocks: tuple[Block, ...]
    source: str


def find_lead(
    document: Document, blocks: Sequence[Block], profile: Cms | None, selectors: Mapping[str, str]
) -> Lead | None:
    """The lead among the blocks after the headline; None where the page sets none apart."""
    if texts := selected_texts(document, selectors, "description"):
        wanted = folded(" ".join(texts))
        return Lead("\n\n".join(texts), tuple(block for block in blocks if folded(block.text) in wanted), "site")
    first = [block for block in blocks[:_REACH] if _could_be(block)]
    own = set(profile.find("description", document)) if profile else set()
    told = [folded(text) for text, _ in descriptions(document)]
    for name, rule in (
        ("cms", lambda block: bool(own) and not own.isdisjoint(_around(block, 4))),
        ("class", lambda block: any(_names_lead(element) for element in _around(block, 3))),
        ("description", lambda block: _is_told(folded(block.text), told)),
    ):
        if block := next(filter(rule, first), None):
            return Lead(block.text, (block,), name)
    if len(first) > 1 and first[0].is_bold and not first[1].is_bold:
        return Lead(first[0].text, (first[0],), "bold")
    return None


def _could_be(block: Block) -> bool:
    low, high = _LENGTH
    return (
        low <= len(block.text) <= high
        and block.kind not in {"caption", "li", "table"}
        and block.link_share < 0.5
        and not is_junk_line(block)
    )


def _around(block: Block, levels: int) -> list[HtmlElement]:
    around = [block.element]
    for element in block.element.iterancestors():
        if len(around) >= levels:
            break
        around.append(element)
    return around


def _names_lead(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (len(names) > 1 and _is_lead_name(names)) or element.get("itemprop") in {
        "description",
        "alternativeHeadline",
    }


@lru_cache(maxsize=4096)
def _is_lead_name(names: str) -> bool:
    return _NAMES.search(_CAMEL.sub("-", names)) is not None


def _is_told(text: str, told: list[str]) -> bool:
    return any(text == other or (len(other) > 40 and text.startswith(other[: len(other) - 12])) for other in told)
