"""Tables of data, and the tables that older systems lay a page out with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extract.furniture import is_hidden_label
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PARTS = ("p", "h1", "h2", "h3", "h4", "div", "table", "ul", "ol")
_FEW = 3
"""Parts of a page in a cell of data at most."""
_CELL_LENGTH = 400
"""Letters in a cell of data at most; longer texts are a page that a table lays out."""


def is_data_table(table: HtmlElement) -> bool:
    """Whether a table holds data: more than one column, and no cell that holds a page's parts."""
    if (table.get("role") or "").lower() in {"presentation", "none"} or table.find(".//table") is not None:
        return False
    rows = list(table.iter("tr"))
    if max((sum(1 for _ in row.iterchildren("td", "th")) for row in rows), default=0) < 2:
        return False
    return not any(_lays_out(cell) for cell in table.iter("td"))


def _lays_out(cell: HtmlElement) -> bool:
    return (
        sum(1 for _ in cell.iter(*_PARTS)) > _FEW
        or len(text_of(cell)) > _CELL_LENGTH
        or sum(map(_ends_paragraph, cell.iter("br"))) > 1
    )


def _ends_paragraph(line_break: HtmlElement) -> bool:
    """Whether a second line break comes right after this one, as old editors part paragraphs."""
    after = line_break.getnext()
    return after is not None and after.tag == "br" and not (line_break.tail or "").strip()


def table_caption(table: HtmlElement) -> str:
    """What a table is called; empty where it says so to nobody, or to screen readers alone."""
    caption = table.find("caption")
    return "" if caption is None or is_hidden_label(caption) else clean(text_of(caption))


def table_rows(table: HtmlElement) -> tuple[tuple[str, ...], ...]:
    """The texts of a table's cells, row by row; rows without any text left out."""
    rows = (tuple(clean(text_of(cell)) for cell in row.iterchildren("td", "th")) for row in table.iter("tr"))
    return tuple(row for row in rows if any(row))
