"""Drafts for the whole registry: resumable, with a report that grows by one line a municipality."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.sites import ad_hoc, site_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from archive import Municipality
    from crawler.survey.draft import Draft

REPORT = "drafts.jsonl"
"""The report's name in the folder of profiles: a line of JSON for every municipality that was looked at."""


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What came of each municipality, kept in a file."""

    path: Path

    def entries(self) -> dict[str, dict[str, Any]]:
        """The last line of every municipality by its code; a line that a kill has cut is left out."""
        found: dict[str, dict[str, Any]] = {}
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                    found[entry["code"]] = entry
                except (ValueError, KeyError, TypeError):
                    continue
        return found

    def left(self, municipalities: Sequence[Municipality]) -> list[Municipality]:
        """Those without a profile that were not looked at yet, or could not be reached."""
        entries, folder = self.entries(), self.path.parent
        return [
            one
            for one in municipalities
            if entries.get(one.code, {}).get("result") not in {"drafted", "nothing"}
            and not (folder / f"{ad_hoc(one.website).key}.toml").exists()
            and site_for(one.website).status == "ad-hoc"
        ]

    def add(self, municipality: Municipality, draft: Draft) -> str:
        """Write down what came of a municipality: "drafted", "nothing" or "refused"."""
        result = "refused" if draft.refused else "drafted" if draft.sections else "nothing"
        entry = {
            "code": municipality.code,
            "name": municipality.name,
            "website": municipality.website,
            "result": result,
            "sections": [[*section.trail] for section in draft.sections_by_trust],
            "confidence": [section.confidence for section in draft.sections_by_trust],
            "cms": draft.cms,
            "missing": list(draft.missing()),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        return result

    def summary(self) -> Iterator[str]:
        """How many of each result, and the names of those without a draft."""
        entries = self.entries().values()
        counts = Counter(entry["result"] for entry in entries)
        yield ", ".join(f"{counts[result]} {result}" for result in ("drafted", "nothing", "refused"))
        for entry in entries:
            if entry["result"] != "drafted":
                yield f"  {entry['name']} ({entry['code']}): {'; '.join(entry['missing'][:1])}"
