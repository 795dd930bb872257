"""Drift: what the archive's own history says has changed for the worse on a site, for a person to look at.

Everything is told from what is in the archive (articles, and the reports that runs leave), so that an alarm can be
looked into with the same file, and `kommunarkiv status` needs no network.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from archive import run_reports
from archive.exit_status import ExitStatus
from archive.schema import Refusal
from archive.wording import counted

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

    from archive.run_reports import SiteRun

Facts = dict[str, Any]
Kind = Literal["silent", "missing-field", "no-section", "no-list", "refused", "cms", "not-crawled"]
_SENTENCES: dict[Kind, str] = {
    "silent": "{section}: no news for {days}, before that never more than {longest}",
    "missing-field": "{field}: {share:.0%} of the last {of} articles lack it, {before:.0%} before",
    "no-section": "no section was found where {section} was before",
    "no-list": "the lists show no news any more",
    "refused": "the site refused everything ({reason})",
    "cms": "the pages look made with {cms}, before with {before}",
    "not-crawled": "the last run was {days} ago, before that never more than {longest}",
}
"""What each kind of alarm says, in English (docs/operations.md says what to do)."""
_SPANS = ("days", "longest")
KINDS = tuple(_SENTENCES)

_RHYTHM = 20
"""Pieces of news that a section's rhythm is taken from; a section with fewer than `_FEW` has none yet."""
_FEW = 5
_SILENCE, _LEAST_SILENCE = 1.5, 7
"""A section is silent after so many times its longest gap, and not before so many days: a week has no news in July."""
_RECENT, _MOST_EARLIER = 20, 200
_CHANCE = 0.001
"""An alarm of missing fields is one that chance would give once in a thousand looks."""
_FIELDS = {
    "date_published": "date_published IS NULL",
    "article_body": "article_body = ''",
    "image": "NOT EXISTS (SELECT 1 FROM article_images WHERE article_id = articles.id)",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that has changed for the worse: on which site, of which kind, and the facts.

    "silent" has the section's trail, and for how many `days` it and at the `longest` it was silent; "missing-field" the
    field (as in the record), the share `of` so many latest articles that lack it and the share `before`;
    "no-section" the trail that was there; "refused" the reason; "cms" the keys now and `before`; "not-crawled" `days`
    and `longest`.
    """

    site: str
    kind: Kind
    facts: Facts = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence for a person, in English."""
        spans = {name: counted(self.facts[name], "day") for name in _SPANS if name in self.facts}
        return _SENTENCES[self.kind].format(**self.facts | spans)

    def to_dict(self) -> dict[str, Any]:
        """The alarm for programs: site, kind, message and facts."""
        return {"site": self.site, "kind": self.kind, "message": self.message, "facts": self.facts}


def alarms(
    connection: sqlite3.Connection, at: datetime | None = None, *, keys: Collection[str] | None = None
) -> list[Alarm]:
    """Every alarm that holds at an instant (now, unless told), site by site; of all, or of those with these keys."""
    at = at or datetime.now(UTC)
    found: list[Alarm] = []
    for site_id, key in connection.execute("SELECT id, key FROM sites ORDER BY key").fetchall():
        if keys is not None and key not in keys:
            continue
        runs = run_reports.of_site(connection, site_id)
        found += [Alarm(key, kind, facts) for kind, facts in _of_site(connection, site_id, runs, at)]
    return found


def _of_site(
    connection: sqlite3.Connection, site_id: int, runs: Sequence[SiteRun], at: datetime
) -> Iterator[tuple[Kind, Facts]]:
    if runs:
        yield from _not_crawled(runs, at)
        runs = run_reports.that_tell(connection, site_id, runs)
        yield from _of_runs(connection, site_id, runs)
    # A site that could not be read is not silent, it was not heard.
    if not runs or _ended_well(runs[0]):
        yield from _silent(connection, site_id, _instant(runs[0].started_at) if runs else at)
    yield from _missing(connection, site_id)


def _of_runs(connection: sqlite3.Connection, site_id: int, runs: Sequence[SiteRun]) -> Iterator[tuple[Kind, Facts]]:
    """What the last run's report says beside those before it."""
    last, before = runs[0], runs[1:]
    if last.exit_status == ExitStatus.REFUSED:
        reasons = "; ".join(str(reason["reason"]) for reason in last.reasons[:1])
        yield "refused", {"reason": reasons or Refusal.UNTOLD.told()}
    elif not last.sections and any(run.sections for run in before):
        named = next(run.sections for run in before if run.sections)
        yield "no-section", {"section": ", ".join(named)}
    elif lost := _lost(connection, site_id, last, before):
        yield "no-section", {"section": ", ".join(lost)}
    elif last.counts.get("section") and not last.counts.get("listed") and any(r.counts.get("listed") for r in before):
        yield "no-list", {}
    earlier = next((run.cms for run in before if run.cms), None)
    if last.cms and earlier and last.cms != earlier:
        yield "cms", {"cms": last.cms, "before": earlier}


def _lost(connection: sqlite3.Connection, site_id: int, last: SiteRun, before: Sequence[SiteRun]) -> list[str]:
    """The sections that most of the earlier runs from the same starts followed, but not the last one, which ended well.

    A run of few pages (`--max-pages`) may end before it has looked everywhere.
    """
    if not _ended_well(last) or not {trail for run in before for trail in run.sections} - {*last.sections}:
        return []
    (reason,) = connection.execute("SELECT finish_reason FROM runs WHERE id = ?", [last.run_id]).fetchone()
    if reason != "finished":
        return []
    starts = run_reports.wanted(connection, site_id, last.run_id)
    alike = [run for run in before if run_reports.wanted(connection, site_id, run.run_id) == starts]
    followed = Counter(trail for run in alike for trail in run.sections)
    return [trail for trail, times in followed.items() if 2 * times > len(alike) and trail not in last.sections]


def _ended_well(run: SiteRun) -> bool:
    """Whether the run read all that it found of the site, be it that it did not find every section."""
    return run.exit_status == ExitStatus.DONE or (run.exit_status == ExitStatus.NOTHING and bool(run.sections))


def _not_crawled(runs: Sequence[SiteRun], at: datetime) -> Iterator[tuple[Kind, Facts]]:
    starts = sorted(start for run in runs if (start := _instant(run.started_at)) <= at)  # no clock that was ahead
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    if len(gaps) >= _FEW:
        waited = at - starts[-1]
        if waited > max(3 * max(gaps), timedelta(days=1)):
            yield "not-crawled", {"days": _whole_days(waited), "longest": _whole_days(max(gaps))}


def _silent(connection: sqlite3.Connection, site_id: int, seen_at: datetime) -> Iterator[tuple[Kind, Facts]]:
    """Sections whose last news is older, at the last visit, than their longest gap allows."""
    sections = connection.execute("SELECT id, trail FROM sections WHERE site_id = ? ORDER BY id", [site_id])
    for section_id, trail in sections.fetchall():
        days = [day for (day,) in connection.execute(_NEWS_DAYS, [section_id, _RHYTHM])]
        dates = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in days]
        if len(dates) < _FEW:
            continue  # no rhythm
        longest = max(later - earlier for later, earlier in pairwise(dates))
        silence = seen_at - dates[0]
        is_silent = silence > max(_SILENCE * longest, timedelta(days=_LEAST_SILENCE))
        if is_silent and _was_seen_live(connection, section_id):
            yield "silent", {"section": trail, "days": _whole_days(silence), "longest": _whole_days(longest)}


_DATED_NEWS = """article_sections CROSS JOIN articles INDEXED BY articles_search ON articles.id = article_id
    WHERE article_sections.section_id = ? AND length(date_published) >= length('2026-03-01')"""
"""The section's news whose day is known; of the articles an index alone is read, without their texts."""
_NEWS_DAYS = f"SELECT DISTINCT substr(date_published, 1, 10) FROM {_DATED_NEWS} ORDER BY 1 DESC LIMIT ?"


def _was_seen_live(connection: sqlite3.Connection, section_id: int) -> bool:
    """Whether its news was found on more than one day: no section that was silent already when it was first crawled."""
    rows = connection.execute(
        f"""SELECT (SELECT substr(first_seen, 1, 10) FROM articles AS one WHERE one.id = found.id) FROM (
                SELECT articles.id FROM {_DATED_NEWS} ORDER BY date_published DESC LIMIT -1) AS found""",
        [section_id],
    )
    first = next(rows, None)
    return any(row != first for row in rows)


def _missing(connection: sqlite3.Connection, site_id: int) -> Iterator[tuple[Kind, Facts]]:
    """Fields that the latest articles lack more often than chance allows, by how often those before them did."""
    rows = connection.execute(
        f"""SELECT {", ".join(_FIELDS.values())} FROM (
                SELECT id AS latest FROM articles WHERE site_id = ? ORDER BY first_seen DESC, id DESC LIMIT ?)
            JOIN articles ON articles.id = latest ORDER BY first_seen DESC, articles.id DESC""",
        [site_id, _RECENT + _MOST_EARLIER],
    ).fetchall()
    if len(rows) < 2 * _RECENT:
        return
    for name, flags in zip(_FIELDS, zip(*rows, strict=True), strict=True):
        recent, earlier = flags[:_RECENT], flags[_RECENT:]
        usual = (sum(earlier) + 1) / (len(earlier) + 2)  # Laplace's rule: what was never missing may be once
        if _tail(sum(recent), len(recent), usual) < _CHANCE:
            share, before = sum(recent) / len(recent), sum(earlier) / len(earlier)
            yield "missing-field", {"field": name, "share": share, "of": len(recent), "before": before}


def _tail(hits: int, of: int, share: float) -> float:
    """How likely at least so many hits are where each has this chance (the binomial distribution's upper tail).

    >>> round(_tail(2, 2, 0.5), 2), _tail(0, 20, 0.5)
    (0.25, 1.0)
    """
    if hits == 0:
        return 1.0
    return sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(hits, of + 1))


def _instant(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def _whole_days(span: timedelta) -> int:
    return max(1, round(span / timedelta(days=1)))
