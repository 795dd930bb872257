"""Text as blocks: paragraphs, headings, list items, quotations and tables, made of runs in one style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from crawler.normalise.text import clean, speech_dash
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

Kind = Literal["p", "h2", "h3", "h4", "li", "quote", "table", "caption"]

HEADINGS: frozenset[Kind] = frozenset({"h2", "h3", "h4"})
"""The kinds of blocks that are subheadings."""
_HEADING_LENGTH = 100
"""Letters of a bold line that can be a subheading at most; longer ones are paragraphs in bold."""
_SENTENCE_LENGTH = 40
"""Letters from which on a bold first line is a sentence rather than a label, and what follows it no credit."""


class Run(NamedTuple):
    """A piece of text in one style; `href` as written in the page."""

    text: str
    href: str | None = None
    bold: bool = False
    italic: bool = False


BREAK = Run("\n")
"""A line break inside a block."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, quotation, table or caption.

    `text` is its text, cleaned, `linked` the letters of it that are links, `element` where it stands, `lists` the lists
    around an item (outermost first), `rows` the cells of a table.
    """

    kind: Kind
    text: str
    element: HtmlElement
    runs: tuple[Run, ...] = ()
    linked: int = 0
    lists: tuple[HtmlElement, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_bold(self) -> bool:
        """Whether all of its text is in bold."""
        return bool(self.runs) and all(run.bold or not run.text.strip() for run in self.runs)

    @property
    def is_italic(self) -> bool:
        """Whether all of its text is in italics."""
        return bool(self.runs) and all(run.italic or not run.text.strip() for run in self.runs)

    @property
    def link_share(self) -> float:
        """The share of its letters that are links, 0 to 1."""
        return self.linked / max(1, len(self.text))


def parted(block: Block, inner: HtmlElement) -> tuple[Block, Block] | None:
    """A block as two where the inner element holds its beginning and text follows; None where it does not."""
    wanted = clean(text_of(inner))
    for end in range(1, len(block.runs)):
        begun = clean("".join(run.text for run in block.runs[:end]))
        if len(begun) >= len(wanted):
            rest = block_of(block.kind, block.element, block.lists, block.runs[end:])
            if begun != wanted or not rest.text:
                return None
            return block_of(block.kind, inner, block.lists, block.runs[:end]), rest
    return None


def after_line(block: Block, number: int) -> Block | None:
    """What follows a line of a block, as a block of its own; None where nothing does."""
    rest = [run for line in _lines(block.runs)[number + 1 :] for run in (BREAK, *line)][1:]
    return block_of(block.kind, block.element, block.lists, rest) if rest else None


def block_of(kind: Kind, element: HtmlElement, lists: tuple[HtmlElement, ...], runs: Sequence[Run]) -> Block:
    """The block of these runs."""
    if len(runs) == 1:  # as in most blocks
        text = clean(runs[0].text)
    else:
        text = "\n".join([clean("".join([run.text for run in line])) for line in _lines(runs)])
    linked = sum([len(run.text.strip()) for run in runs if run.href])
    return Block(kind, speech_dash(text), element, tuple(runs), linked, lists)


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs between line breaks, empty lines left out."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run is BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    return [line for line in lines if any(run.text.strip() for run in line)]


def paragraphs(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs between two line breaks in a row, which is how old editors end a paragraph."""
    if BREAK not in runs:
        if any(run.text.strip() for run in runs):
            yield runs
        return
    paragraph: list[Run] = []
    breaks = 0
    for run in runs:
        if run is BREAK:
            breaks += 1
        elif run.text.strip():
            if breaks > 1 and paragraph:
                yield paragraph
                paragraph = []
            elif breaks and paragraph:
                paragraph.append(BREAK)
            breaks = 0
            paragraph.append(run)
        elif not breaks and paragraph:
            paragraph.append(run)
    if paragraph:
        yield paragraph


def subheading_apart(block: Block) -> Iterator[Block]:
    """A bold line of its own is a subheading, also where only a line break parts it from its text; a sentence is a lead."""
    if block.kind != "p" or not any(run.bold for run in block.runs):
        yield block
        return
    first, *rest = lines = _lines(block.runs)
    texts = block.text.split("\n")
    if len(lines) != len(texts) or not _is_bold(first):
        yield block
        return
    runs = [run for line in rest for run in (BREAK, *line)][1:]
    if len(texts[0]) <= _HEADING_LENGTH and not texts[0].endswith((".", ":", "!", ",")):
        yield block_of("h3", block.element, block.lists, first)
    elif min(len(texts[0]), len(block.text) - len(texts[0])) > _SENTENCE_LENGTH and not any(run.bold for run in runs):
        yield block_of(block.kind, block.element, block.lists, first)
    else:
        yield block
        return
    if rest:
        yield block_of(block.kind, block.element, block.lists, runs)


def _is_bold(line: list[Run]) -> bool:
    """Whether a line is in bold and no link."""
    return all(run.bold or not run.text.strip() for run in line) and not any(run.href for run in line)
