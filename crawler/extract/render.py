"""Blocks as the archive keeps them: as text with a blank line between, and as minimal HTML that is safe to show."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.extract.blocks import BREAK, Run
from crawler.extract.tables import table_caption
from crawler.normalise.urls import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.extract.blocks import Block

_DASH = re.compile(r"\A\W*?[-‐‑‒−–]")
"""The dash before speech as a page writes it."""
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def as_text(blocks: Iterable[Block]) -> str:
    """The blocks as text: a blank line between blocks, the items of one list and the rows of a table each on a line."""
    groups = groupby(blocks, key=_group)
    return "\n\n".join("\n".join(block.text for block in group) for _, group in groups)


def as_html(blocks: Iterable[Block], base_url: str) -> str:
    """The blocks as HTML of p, h2–h4, ul, ol, li, table, blockquote, a, em and strong alone; links are absolute."""
    return "".join(_group_html(list(group), base_url) for _, group in groupby(blocks, key=_group))


def _group(block: Block) -> object:
    """What consecutive blocks share that belong together: the outermost list, the quotation; nothing else."""
    if block.kind == "li":
        return _lists(block)[0]
    return next(block.element.iterancestors("blockquote"), block.element) if block.kind == "quote" else object()


def _group_html(blocks: Sequence[Block], base_url: str) -> str:
    first = blocks[0]
    if first.kind == "li":
        return "".join(_list_html(blocks, base_url))
    if first.kind == "table":
        return _table_html(first)
    if first.kind == "quote":
        inner = "".join(_paragraphs("p", block, base_url) for block in blocks)
        return f"<blockquote>{inner}</blockquote>"
    return _paragraphs("p" if first.kind == "caption" else first.kind, first, base_url)


def _paragraphs(tag: str, block: Block, base_url: str) -> str:
    """A block as one element a line: there is no `<br>` in the minimal HTML."""
    return "".join(f"<{tag}>{line}</{tag}>" for line in _inline(block, base_url).split("<br>"))


def _lists(item: Block) -> tuple[HtmlElement, ...]:
    """The lists around an item; of one that stands in none, as old editors write them, what holds its like."""
    element = item.element
    own = element if element.tag == "li" else next(element.iterancestors("li"), element)
    return item.lists or (own if (around := own.getparent()) is None else around,)


def _tag(around: HtmlElement) -> str:
    return "ol" if around.tag == "ol" else "ul"


def _list_html(items: Sequence[Block], base_url: str) -> Iterator[str]:
    """Items as nested lists: a list opens inside the item before it and closes before the next item of an outer one."""
    open_lists: list[HtmlElement] = []
    for item in items:
        path = list(_lists(item))
        shared = 0
        while shared < min(len(path), len(open_lists)) and path[shared] is open_lists[shared]:
            shared += 1
        for closing in reversed(open_lists[shared:]):
            yield f"</li></{_tag(closing)}>"
        if shared == len(path) and open_lists:
            yield "</li>"
        del open_lists[shared:]
        for depth, opening in enumerate(path[shared:], shared):
            yield f"<{_tag(opening)}>" if depth == len(path) - 1 else f"<{_tag(opening)}><li>"
        open_lists = path
        yield f"<li>{_inline(item, base_url).replace('<br>', ' ')}"
    for closing in reversed(open_lists):
        yield f"</li></{_tag(closing)}>"


def _table_html(block: Block) -> str:
    head = block.rows[0] if next(block.element.iter("th"), None) is not None else ()
    rows = block.rows[1:] if head else block.rows
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    caption = f"<caption>{escape(name)}</caption>" if (name := table_caption(block.element)) else ""
    return f"<table>{caption}{f'<thead><tr>{cells}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


def _inline(block: Block, base_url: str) -> str:
    runs = list(_joined(block.runs)) or [Run(block.text)]
    if block.text.startswith("– "):
        said = next(number for number, run in enumerate(runs) if run.text.strip())
        runs[said] = runs[said]._replace(text=_DASH.sub("–", runs[said].text, count=1))
    return "".join(_run_html(run, base_url) for run in runs).strip()


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs with neighbours of one style made one and spaces made single, across runs too."""
    if len(runs) == 1 and (words := " ".join(runs[0].text.split())):  # as in most blocks
        yield Run(f"{words} " if runs[0].text[-1].isspace() else words, *runs[0][1:])
        return
    space = True
    for style, group in groupby(runs, key=lambda run: (run is BREAK, *run[1:])):
        if style[0]:
            yield BREAK
            space = True
            continue
        text = "".join(run.text for run in group)
        words = " ".join(text.split())
        lead = " " if text[:1].isspace() and not space else ""
        trail = " " if words and text[-1:].isspace() else ""
        if words or lead:
            yield Run(f"{lead}{words}{trail}", *style[1:])
            space = bool(trail or (lead and not words))


def _run_html(run: Run, base_url: str) -> str:
    if run is BREAK:
        return "<br>"
    html = escape(run.text, quote=False)
    if run.italic:
        html = f"<em>{html}</em>"
    if run.bold:
        html = f"<strong>{html}</strong>"
    if run.href and run.text.strip() and (url := safe_address(base_url, run.href)):
        html = f'<a href="{escape(url)}">{html}</a>'
    return html


def safe_address(base_url: str, href: str) -> str | None:
    """A link's absolute address where it is one that is safe to follow (http, https, mailto, tel); else None."""
    try:
        url = joined(base_url, href)
        return url if urlsplit(url).scheme.lower() in _SCHEMES else None
    except ValueError:
        return None
