"""The lead (ingress): what the page sets apart between headline and text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract.block_looks import is_caption
from crawler.extract.blocks import HEADINGS, parted
from crawler.extract.junk import is_date_line, is_junk_line
from crawler.extract.selectors import selected_texts
from crawler.extract.structured import descriptions
from crawler.normalise.text import folded
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document
    from crawler.extract.blocks import Block
    from crawler.extract.walk import Picture

_NAMES = re.compile(
    r"(?:^|[\s_-]|nyhets?|artikel|(?<![a-z])news)(?:ingress|ingres|preamble|lead|lede|lead-?text|lead-?in|intro|introduction|manchet|standfirst|subtitle|sub-?heading|subheadline|dek|teaser|teasertext|"
    r"teaser-text|excerpt|abstract|(?<!with-)summary|vorspann|chapo|chapeau|sous-titre|sottotitolo|entradilla|bajada|perex|underrubrik|deck|strapline|sapo|kurzfassung)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_PARTS = (
    "ingres", "preamble", "lead", "lede", "intro", "manchet", "standfirst", "sub", "dek", "teaser", "excerpt", "abstract", "summary",
    "vorspann", "chapo", "chapeau", "titre", "titolo", "entradilla", "bajada", "perex", "rubrik", "deck", "strapline", "sapo", "fassung",
)  # fmt: skip
"""One of these is in every name that `_NAMES` knows: looked for first, for it is cheap."""
_ENDS_SENTENCE = re.compile(r"[.!?…][”\"’»]?$")
_MOST_BOLD = 3
"""Paragraphs of a lead in bold at most."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_QUOTED = '”“»«"'
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LENGTH = (25, 1200)
"""Letters in a lead: fewer are a label, more are the text."""
_SHORTEST_NAMED = 12
"""Letters of a sentence that the page itself calls its lead at least."""
_SENTENCES = 120
"""Letters from which on a paragraph is prose, however it ends."""
_PROSE = 60
"""Letters of what goes on after a lead in one paragraph at least; fewer are a caption's credit."""
_SAID = 40
"""Letters of a heading that ends in a full stop and is a sentence rather than a subheading, at least."""
_REACH = 8
"""How many blocks after the headline a lead may stand: dates, bylines and captions come between."""
_TOLD_REACH = 4
"""How many lines may stand over a lead that the page's description repeats: kickers and headlines in other words."""
_NEXT = 4
"""How many blocks after it a lead is compared with, to see whether it is set apart from them."""


class Lead(NamedTuple):
    """The lead's text, its blocks, and the strategy that found it."""

    text: str
    blocks: tuple[Block, ...]
    source: str

    @property
    def is_named(self) -> bool:
        """Whether the page itself calls it the lead; otherwise its place and looks do."""
        return self.source in {"site", "cms", "class"}


def find_lead(
    document: Document,
    blocks: Sequence[Block],
    container: HtmlElement,
    profile: Cms | None,
    selectors: Mapping[str, str],
    *,
    by_name: bool = True,
) -> Lead | None:
    """The lead among the blocks after the headline; None where the page sets none apart from its text (`container`).

    A first paragraph that looks like those after it is no lead, also where the page's description repeats it. Without
    `by_name` only looks count: where all of the text stands in what is named a summary, the name says nothing.
    """
    if texts := selected_texts(document, selectors, "description"):
        wanted = folded(" ".join(texts))
        return Lead("\n\n".join(texts), tuple(block for block in blocks if folded(block.text) in wanted), "site")
    named = [block for block in _over_the_text(blocks[:_REACH], container) if _could_be(block)]
    first = [block for block in named if len(block.text) >= _LENGTH[0]]
    own = set(profile.find("description", document)) if profile else set()
    told = [folded(text) for text, _ in descriptions(document)]
    rules: tuple[tuple[str, Callable[[HtmlElement], bool]], ...] = (("cms", own.__contains__), ("class", names_lead))
    whole = {container, *container.iterancestors()}
    for source, is_lead in rules if by_name else ():
        if found := _named(blocks, named, is_lead, whole):
            return Lead("\n\n".join(block.text for block in found), found, source)
    for block in first[:_TOLD_REACH]:
        following = _following(blocks, block)
        if _is_told(folded(block.text), told) and _is_apart(block, following):
            return Lead(block.text, (block,), "description")
    if first and _could_stand_alone(first[0], container):
        if _is_apart(first[0], _following(blocks, first[0])):
            return Lead(first[0].text, (first[0],), "set apart")
        if bold := _bold_paragraphs(blocks, first[0]):
            return Lead("\n\n".join(block.text for block in bold), bold, "set apart")
    return None


def _bold_paragraphs(blocks: Sequence[Block], first: Block) -> tuple[Block, ...]:
    """The few paragraphs in bold that a text begins with, where the prose after them is not; none but in the plural."""
    start = next(index for index, one in enumerate(blocks) if one is first)
    bold = tuple(takewhile(lambda one: one.kind == "p" and _is_bold(one), blocks[start:]))
    if not 1 < len(bold) <= _MOST_BOLD or sum(len(one.text) for one in bold) > _LENGTH[1]:
        return ()
    said = all(_ENDS_SENTENCE.search(one.text) for one in bold)
    after = _following(blocks, bold[-1])
    return bold if said and len(after) > 1 and not any(map(_is_bold, after)) else ()


def _over_the_text(blocks: Sequence[Block], container: HtmlElement) -> Iterator[Block]:
    """The blocks without the headings below a paragraph of the text: "subtitle" is a subheading there."""
    has_begun = False
    for block in blocks:
        if not (has_begun and block.kind in HEADINGS):
            yield block
        is_prose = block.kind == "p" and len(block.text) >= _SENTENCES
        has_begun = has_begun or (is_prose and container in (block.element, *block.element.iterancestors()))


def with_lead_apart(blocks: Sequence[Block], pictures: list[Picture]) -> tuple[Sequence[Block], list[Picture]]:
    """The blocks with a lead that begins a paragraph, `<p><span class="ingress">…</span> …`, in a block of its own.

    The pictures come with the places that they then have among the blocks.
    """
    for number, block in enumerate(blocks[:_REACH]):
        inner = next(filter(names_lead, _inside(block)), None)
        if inner is not None and (parts := parted(block, inner)) and len(parts[1].text) > _PROSE:
            moved = [one._replace(position=one.position + (one.position > number)) for one in pictures]
            return [*blocks[:number], *parts, *blocks[number + 1 :]], moved
    return blocks, pictures


def _could_stand_alone(block: Block, container: HtmlElement) -> bool:
    """Whether a block that nothing calls a lead reads like one: a heading over the text, a paragraph of sentences.

    A heading in the text is one where it is a whole sentence. What is all in quotation marks is a quotation set apart.
    """
    if block.kind in HEADINGS:
        is_said = block.text.endswith(".") and len(block.text) >= _SAID
        return is_said or container not in block.element.iterancestors()
    if block.text[0] in _QUOTED and block.text[-1] in _QUOTED:
        return False
    return len(block.text) > _SENTENCES or block.text.rstrip('”"’»').endswith((".", "!", "?", "…"))


def _named(
    blocks: Sequence[Block],
    first: Sequence[Block],
    is_lead: Callable[[HtmlElement], bool],
    whole: Collection[HtmlElement],
) -> tuple[Block, ...]:
    """The blocks in the first element that a rule calls the lead, none where it holds more than a lead.

    `whole` are the elements that hold the whole text.
    """
    for block in first:
        if any(is_lead(inner) and folded(text_of(inner)) == folded(block.text) for inner in _inside(block)):
            return (block,)
        for element in _around(block, 4):
            if element not in whole and is_lead(element):
                found = tuple(one for one in blocks if one.element is element or element in one.element.iterancestors())
                if sum(len(one.text) for one in found) <= _LENGTH[1]:
                    return tuple(one for one in found if one.kind != "caption" and not is_junk_line(one))
                break
    return ()


def _following(blocks: Sequence[Block], block: Block) -> list[Block]:
    """The paragraphs that come next."""
    start = next(index for index, one in enumerate(blocks) if one is block) + 1
    return [one for one in blocks[start : start + 2 * _NEXT] if one.kind == "p" and len(one.text) > _LENGTH[0]][:_NEXT]


def _is_apart(block: Block, following: Sequence[Block]) -> bool:
    """Whether a block looks unlike all that come next: in bold, a heading, in markup of its own."""
    if not following or block.kind == "quote":
        return False
    if _is_bold(block) or block.kind in HEADINGS:
        return not any(map(_is_bold, following))
    if block.is_italic and not any(one.is_italic for one in following):
        return True
    look = _look(block)
    return all(_look(one) != look for one in following)


def _is_bold(block: Block) -> bool:
    """Whether all of a block is in bold, by its markup or its own style."""
    if block.is_bold:
        return True
    whole = block.element[0] if len(block.element) == 1 and not (block.element.text or "").strip() else None
    styled = [block.element] if whole is None or (whole.tail or "").strip() else [block.element, whole]
    return any(_BOLD.search(element.get("style") or "") for element in styled)


def _look(block: Block) -> tuple[str | None, ...]:
    element = block.element
    parent = element.getparent()
    around = () if parent is None else (parent.tag, parent.get("class"))
    return (element.tag, element.get("class"), *around)


def _could_be(block: Block) -> bool:
    length = len(block.text)
    is_short_sentence = length >= _SHORTEST_NAMED and block.text.endswith((".", "!", "?"))
    return (
        (length >= _LENGTH[0] or is_short_sentence)
        and length <= _LENGTH[1]
        and block.kind not in {"caption", "table"}
        and block.link_share < 0.5
        and not is_caption(block)
        and not is_junk_line(block)
        and not is_date_line(block.text, 4)
    )


def is_short(element: HtmlElement) -> bool:
    """Whether an element holds no more text than a lead does."""
    return len(text_of(element).strip()) <= _LENGTH[1]


def _inside(block: Block) -> Iterator[HtmlElement]:
    """The named elements in a line, of which one may hold all of it: `<p><span class="ingress">`."""
    if len(block.element):
        yield from (
            inner for inner in block.element.iter("span", "strong", "em", "b", "i", "big", "font") if inner.attrib
        )


def _around(block: Block, levels: int) -> list[HtmlElement]:
    around = [block.element]
    for element in block.element.iterancestors():
        if len(around) >= levels:
            break
        around.append(element)
    return around


def names_lead(element: HtmlElement) -> bool:
    """Whether an element is called a lead by its class, id or itemprop."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (len(names) > 1 and _is_lead_name(names)) or element.get("itemprop") in {
        "description",
        "alternativeHeadline",
    }


@lru_cache(maxsize=4096)
def _is_lead_name(names: str) -> bool:
    low = names.lower()
    return any(map(low.__contains__, _PARTS)) and _NAMES.search(_CAMEL.sub("-", names)) is not None


def _is_told(text: str, told: list[str]) -> bool:
    return any(text == other or (len(other) > 40 and text.startswith(other[: len(other) - 12])) for other in told)
