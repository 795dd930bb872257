"""Coverage-guided fuzzing of what reads pages: any bytes, any text.

    pip install atheris
    python tests/fuzz/fuzz_readers.py page FOLDER -max_total_time=600 -timeout=5
    python tests/fuzz/fuzz_readers.py date FOLDER -max_total_time=600 -timeout=1

FOLDER collects inputs that reach new code; copies of tests/pages/*.html are a good beginning. libFuzzer's own options
follow it. An input that breaks a rule is written to `crash-…`, one that takes too long to `timeout-…`: it becomes a
case of tests/broken. No part of the tests: a run has no end of its own.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import atheris

with atheris.instrument_imports(include=["crawler"]):
    from archive.schema import Context, Page
    from crawler.normalise.dates import find_dates, find_labels, read_date
    from crawler.reading import read_page
    from crawler.sites import ad_hoc

URL = "https://www.exempel.se/nyheter/kommuninfo/1-sida.html"
SITE = ad_hoc(URL)
FETCHED = datetime(2026, 6, 1, 10, tzinfo=UTC)
CONTEXT = Context(section=("Hem", "Nyheter"), listing="https://www.exempel.se/nyheter", neighbours=("2026-05-01",))
KINDS = ("article", "list", "start", "walk")


def page(data: bytes) -> None:
    """A page is an article, a list, outside with a reason or unreadable with a reason; its record can be written."""
    kind = KINDS[data[0] % len(KINDS)] if data else "article"
    reading = read_page(Page(URL, data[1:], FETCHED), SITE, kind, CONTEXT)
    assert reading.placing in {"article", "section"} or reading.reason
    if reading.article:
        assert reading.article.headline.strip()
        json.dumps(reading.article.to_dict(), ensure_ascii=False).encode()
        for date in reading.article.dates:
            assert date.value or date.reason


def date(data: bytes) -> None:
    """A date's words are the text's own, at their place."""
    text = data.decode("utf-8", "replace")
    reading = read_date(text, FETCHED)
    for found in (*find_dates(text), *([reading] if reading else [])):
        assert found.text == text[found.start : found.end]
        assert found.value
    for label in find_labels(text):
        assert 0 <= label.start < label.end <= len(text)


if __name__ == "__main__":
    read_date("8 février 2017")  # loads dateparser's languages, which takes a second once
    target = {"page": page, "date": date}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
