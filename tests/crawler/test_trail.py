"""A page in, its trail out: each case is a page in trails/ and an entry of trails/cases.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.schema import Crumb
from crawler.document import Document
from crawler.trail import Trail, read_trail

TRAILS = Path(__file__).parent / "trails"
CASES = json.loads((TRAILS / "cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["page"] for case in CASES])
def test_the_trail_of_a_page(case):
    html = (TRAILS / f"{case['page']}.html").read_text(encoding="utf-8")
    crumbs = tuple(Crumb(position, name, item) for position, (name, item) in enumerate(case["crumbs"], 1))
    assert read_trail(Document.from_text(html, case["url"])) == Trail(crumbs, case["source"])


def test_every_page_is_a_case():
    assert sorted(path.stem for path in TRAILS.glob("*.html")) == sorted(case["page"] for case in CASES)
