"""Articles as a table for spreadsheets: CSV (RFC 4180), one line an article, safe to open."""

from __future__ import annotations

import csv
import re
from typing import IO, TYPE_CHECKING, Any

from archive.export.records import records
from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3

    from archive.search import Filters

COLUMNS = (
    "url", "headline", "description", "article_body", "date_published", "date_published_precision", "date_modified",
    "author", "municipality", "county", "site", "section", "in_language", "word_count", "image", "image_credit",
    "attachments", "first_seen", "last_seen", "gone_at",
)  # fmt: skip

_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))([ \xa0]*)(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])")
"""Where a spreadsheet would take what follows for a formula (OWASP, CSV Injection): at the beginning of a cell, and
where one begins for a program that parts cells by semicolons or tabs, as Swedish ones do whatever the file says."""


def write_csv(connection: sqlite3.Connection, out: IO[str], filters: Filters = EVERYTHING) -> int:
    """Write the articles that pass the filters; how many. `out` must be open with newline=""."""
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    count = 0
    for record in records(connection, filters):
        writer.writerow({name: defused(value) for name, value in _row(record).items()})
        count += 1
    return count


def _row(record: dict[str, Any]) -> dict[str, Any]:
    municipality = record["municipality"] or {}
    credit_texts = dict.fromkeys(image["credit_text"] for image in record["image"] if image["credit_text"])
    flat = {
        "site": record["site"]["key"],
        "municipality": municipality.get("name"),
        "county": municipality.get("county"),
        "image": " ".join(image["content_url"] for image in record["image"]),
        "image_credit": "; ".join(credit_texts),
        "attachments": " ".join(attachment["content_url"] for attachment in record["attachments"]),
    }
    return {name: flat[name] if name in flat else record[name] for name in COLUMNS}


def defused(value: Any) -> Any:
    """The value as a cell that no spreadsheet computes: what looks like a formula gets an apostrophe before it.

    >>> defused("=HYPERLINK(1)"), defused("- Vi bygger nytt"), defused("Öppet; =1+1"), defused(12)
    ("'=HYPERLINK(1)", "'- Vi bygger nytt", "Öppet; '=1+1", 12)
    """
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value
