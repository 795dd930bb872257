"""CPU time to make a page's record, beside trafilatura and beside what parsing the page alone takes.

    python -m tests.benchmarks.bench_extract [PAGES] [ROUNDS]

PAGES are lines of {"url", "html"} (`.jsonl.gz`) or a folder of `.html` files, whose addresses stand in `.json` files of
the same names; without them the news pages beside the checkout are read, or where there are none those of tests/pages.
Page by page the ways take turns, so that what else the machine does meets all of them alike. Garbage is collected
between the turns, as `extract --jsonl` does it. The figures are the best of so many rounds (three unless told).
"""

from __future__ import annotations

import gc
import gzip
import json
import sys
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import lxml.html

from crawler.record import record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[2]
NEWS = ROOT.parent / "shared" / "eval" / "news.jsonl.gz"
BUILT = ROOT / "tests" / "pages"
WARM_UP = 5
"""Pages that are read first without being measured: profiles are loaded and expressions compiled with them."""


class Sample(NamedTuple):
    """A page to be read."""

    url: str
    html: str


def parse(page: Sample) -> None:
    """Only the tree, with lxml's own HTML parser."""
    lxml.html.document_fromstring(page.html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def record(page: Sample) -> None:
    record_of(page.html, page.url)


def trafilatura(page: Sample) -> None:
    from trafilatura import bare_extraction  # noqa: PLC0415 - a peer, which need not be installed

    bare_extraction(page.html, url=page.url or None, with_metadata=True, include_comments=False)


def ways() -> dict[str, Callable[[Sample], None]]:
    """What is measured, by name; the first is what the others are compared with."""
    found = {f"lxml {version('lxml')}, parsing alone": parse, "kommunarkiv, the whole record": record}
    if find_spec("trafilatura"):
        return {**found, f"trafilatura {version('trafilatura')}, text and metadata": trafilatura}
    print("trafilatura is not installed and is left out: pip install trafilatura")
    return found


def read_pages(source: Path) -> list[Sample]:
    if source.is_dir():
        return [Sample(address(path), path.read_text("utf-8", "replace")) for path in sorted(source.glob("*.html"))]
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        return [Sample(page.get("url") or "", page["html"]) for page in map(json.loads, lines)]


def address(path: Path) -> str:
    beside = path.with_suffix(".json")
    return str(json.loads(beside.read_text("utf-8")).get("url") or "") if beside.exists() else ""


def one_round(pages: Sequence[Sample], calls: Sequence[Callable[[Sample], None]]) -> list[float]:
    """CPU seconds of each call over all pages."""
    spent = [0.0] * len(calls)
    for page in pages:
        for number, call in enumerate(calls):
            started = time.process_time()
            call(page)
            spent[number] += time.process_time() - started
            gc.collect()
    return spent


def chosen_source() -> Path:
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    if NEWS.exists():
        return NEWS
    print(f"{NEWS.name} is not there; read are the built pages of tests/pages, which are smaller than real ones")
    return BUILT


def main() -> None:
    source = chosen_source()
    pages = read_pages(source) if source.exists() else []
    if not pages:
        sys.exit(f"{source}: there are no pages: give a folder of .html files, or a .jsonl.gz with url and html")
    measured = ways()
    one_round(pages[:WARM_UP], list(measured.values()))
    gc.collect()
    gc.freeze()
    gc.disable()
    rounds = [one_round(pages, list(measured.values())) for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3)]
    best = [min(times) for times in zip(*rounds, strict=True)]
    size = sum(len(page.html) for page in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {source.name}, {size:.0f} thousand letters each")
    for name, seconds in zip(measured, best, strict=True):
        print(f"{name}: {len(pages) / seconds:.0f} pages per CPU second, {seconds / best[0]:.1f} times the parsing")


if __name__ == "__main__":
    main()
