"""The quality gate: on real pages no figure falls below what was reached before (tests/quality_baseline.json).

The pages lie beside the project, not in it; where they are missing the gate is skipped. To accept new figures:
`python tests/test_quality.py` rewrites the baseline.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import pytest

from crawler.record import record_of

if TYPE_CHECKING:
    from types import ModuleType

EVAL = Path(__file__).parent.parent.parent / "shared" / "eval"
BASELINE = Path(__file__).with_name("quality_baseline.json")
SETS = ("swedish", "news", "trails", "synthetic")
TOLERANCE = 0.0005
"""Baseline figures are rounded to three decimals."""


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", EVAL / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(name: str) -> dict[str, float]:
    """The set's figures as the scorer prints them; wrong dates are counted as "not wrong", so that more is better."""
    score = scorer().score
    with gzip.open(EVAL / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        scores = [score(page["truth"], record_of(page["html"], page["url"])) for page in map(json.loads, lines)]
    found: dict[str, float] = {}
    for key in ("lead_kept", "lead_as_lead", "headline", "trail"):
        if values := [s[key] for s in scores if key in s]:
            found[key] = fmean(values)
    if dates := [s["date"] for s in scores if "date" in s]:
        found["date_right"] = fmean(date == "right" for date in dates)
        found["date_not_wrong"] = fmean(date != "wrong" for date in dates)
    if bodies := [s["body"] for s in scores if "body" in s]:
        precision, recall = (fmean(body[i] for body in bodies) for i in (0, 1))
        found["body_f1"] = 2 * precision * recall / (precision + recall)
    if images := [s["image"] for s in scores if "image" in s]:
        found["image_recall"], found["image_precision"] = (fmean(image[i] for image in images) for i in (0, 1))
    return {key: round(value, 3) for key, value in found.items()}


@pytest.mark.skipif(not EVAL.is_dir(), reason="the real pages (../shared/eval) are not here")
@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls(name: str) -> None:
    baseline: dict[str, Any] = json.loads(BASELINE.read_text(encoding="utf-8"))[name]
    now = figures(name)
    assert {key: (now[key], before) for key, before in baseline.items() if now[key] < before - TOLERANCE} == {}


if __name__ == "__main__":
    text = json.dumps({name: figures(name) for name in SETS}, indent=2)
    BASELINE.write_text(f"{text}\n", encoding="utf-8")
    print(text)
