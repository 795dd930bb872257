"""Time to read one date, form by form, beside dateparser; and the share of dates and trail in a whole record.

    python tests/benchmarks/bench_dates.py [PAGES.jsonl.gz]

CPU time in microseconds a text, the best of five rounds; dateparser with the settings that Swedish dates need
(`DATE_ORDER` DMY, languages sv and en). PAGES are lines of {"url", "html"}; without them only the forms are measured.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import defaultdict
from functools import wraps
from typing import TYPE_CHECKING, Any

from dateparser.date import DateDataParser

import crawler.extract
from crawler.normalise.dates import read_date
from crawler.record import record_of

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = (
    "2017-02-08",
    "2017-02-08T13:45:00+01:00",
    "8 februari 2017",
    "02 juli 2026",
    "8 feb 2017",
    "26/8-2021",
    "8/2-17",
    "170208",
    "28.5.2020 17:43",
    "8 februari 2017 kl. 13.45",
    "Tisdag 25 september 2018",
    "Publicerad: 8 februari 2017",
    "vecka 6 2017",
    "februari 2017",
    "February 8, 2017",
    "8 février 2017",
)
PARTS = ("extract_dates", "read_places")


def microseconds(call: Callable[[str], Any], text: str, count: int) -> float:
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        for _ in range(count):
            call(text)
        best = min(best, (time.process_time() - started) / count)
    return best * 1e6


def forms() -> None:
    parser = DateDataParser(languages=["sv", "en"], settings={"DATE_ORDER": "DMY"})
    print(f"{'text':32} {'here':>8} {'dateparser':>11}   what dateparser makes of it")
    for text in FORMS:
        ours, theirs = microseconds(read_date, text, 2000), microseconds(parser.get_date_data, text, 10)
        print(f"{text:32} {ours:8.1f} {theirs:11.0f}   {parser.get_date_data(text).date_obj}")


def shares(path: str) -> None:
    taken: dict[str, float] = defaultdict(float)

    def timed(name: str) -> None:
        part = getattr(crawler.extract, name)

        @wraps(part)
        def call(*args: Any, **options: Any) -> Any:
            started = time.process_time()
            try:
                return part(*args, **options)
            finally:
                taken[name] += time.process_time() - started

        setattr(crawler.extract, name, call)

    for name in PARTS:
        timed(name)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    for page in pages:
        record_of(page["html"], page["url"])
    taken.clear()
    started = time.process_time()
    for page in pages:
        record_of(page["html"], page["url"])
    whole = time.process_time() - started
    for name, seconds in (*taken.items(), ("whole record", whole)):
        print(f"{name:16} {seconds / len(pages) * 1000:6.2f} ms a page {seconds / whole:6.1%}")


if __name__ == "__main__":
    forms()
    if len(sys.argv) > 1:
        shares(sys.argv[1])
