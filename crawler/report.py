"""What a run did: counts and reasons per site, and the exit status that follows from them."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive import ExitStatus, counted, meant, run_in_words, sized
from archive.cli import command
from crawler import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive import Alarm
    from archive.schema import Reading
    from crawler.survey import StepwiseSurvey

logger = logging.getLogger(__name__)

_EXAMPLES = 3
"""Addresses shown for each reason."""
_REASONS = 100
"""Reasons that are told apart: some name what a page says, so that there is no end to them."""
_OTHER = "other reasons"


@dataclass(slots=True)
class SiteReport:
    """What a run did on one site."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    unfound: dict[str, list[str]] = field(default_factory=dict)
    """The sections that were wanted and no page led to, each with the known ones that may have been meant."""
    nowhere: list[str] = field(default_factory=list)
    """Starts from which no section was found, whichever it might have been."""
    alone: list[str] = field(default_factory=list)
    """Start pages that were kept as articles though no section was found from them."""
    named: str | None = None
    """The start, no section itself, from which all sections were followed that links name as news."""
    surveyed: dict[str, int] = field(default_factory=dict)
    """Starts, no sections themselves, from which the site was looked through, and how many pages were looked at."""
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Pages of other sites that the site calls its news, by address, with their names."""
    kept: int = 0
    """The articles that the archive has, at the end of the run, of the sections that were followed."""
    refused: bool = False
    on_the_way: bool = False
    """Whether the run ended before it had looked everywhere for the section."""
    closed: bool = False
    """Whether the site's hours were not, or no longer, those of the run."""
    absent: str | None = None
    """The address, with the reason, at which there is no server, of a site that nothing was ever had of."""
    cms: str | None = None
    """What the start page looked made with, at the end of the run."""
    robots: dict[str, Any] | None = None
    """What the site's robots.txt said: `state` (allowed, refused, unreachable), `status`, `crawl_delay`."""
    began: float | None = None
    ended: float | None = None
    """When the first page was asked for and the last one was there, in seconds of the monotonic clock."""

    @property
    def seconds(self) -> int:
        """How long the run was busy with the site."""
        return round(self.ended - self.began) if self.began is not None and self.ended is not None else 0

    def tell(self, reason: str, url: str) -> None:
        """Count a reason why an address gave no article, with its first few addresses."""
        if reason not in self.reasons and len(self.reasons) >= _REASONS:
            reason = _OTHER
        self.reasons[reason] += 1
        shown = self.examples.setdefault(reason, [])
        if len(shown) < _EXAMPLES and url not in shown:
            shown.append(url)

    def take_back(self, reason: str, url: str) -> None:
        """Count one less: the address has given an article after all."""
        reason = reason if reason in self.reasons else _OTHER
        self.reasons[reason] -= 1
        self.reasons += Counter()  # drops what has come to nothing
        self.examples[reason] = [one for one in self.examples.get(reason, ()) if one != url]

    def to_dict(self) -> dict[str, Any]:
        """Everything so far, ready for JSON."""
        return {
            "sections": self.sections,
            "unfound": self.unfound,
            "nowhere": self.nowhere,
            "counts": dict(sorted(self.counts.items())),
            "reasons": [
                {"reason": reason, "count": count, "examples": self.examples.get(reason, [])}
                for reason, count in self.reasons.most_common()
            ],
            "cms": self.cms,
            "robots": self.robots,
            "seconds": self.seconds,
        }

    @property
    def status(self) -> ExitStatus:
        """The site's own exit status."""
        if self.refused and not self.counts["pages"]:
            return ExitStatus.REFUSED
        if self.refused or self.counts["failed"]:
            return ExitStatus.INCOMPLETE
        if self.nowhere or self.unfound or not (self.sections or self.closed or self.on_the_way):
            return ExitStatus.NOTHING
        return ExitStatus.DONE


class Report:
    """The run's counts, told as they happen."""

    def __init__(self) -> None:
        self.sites: dict[str, SiteReport] = {}
        self.run_id: int | None = None
        self.fault: str | None = None
        self.of_captures = False
        """Whether the pages come from captures: what of them is new to the archive is told once they are merged."""
        self.whole_run: dict[str, int] = {}
        """What the run did in all, once it has ended: more than is told here where it was taken up again."""
        self.waiting = 0
        """Addresses that are known to be left where the run ended because it had its pages (`--max-pages`)."""
        self.alarms: tuple[Alarm, ...] = ()

    def site(self, key: str) -> SiteReport:
        """The report of one site, begun when it is first asked for."""
        if key not in self.sites:
            self.sites[key] = SiteReport()
        return self.sites[key]

    @property
    def pages(self) -> int:
        """Pages fetched so far."""
        return self.total("pages")

    def total(self, name: str) -> int:
        """One count over all sites."""
        return sum(site.counts[name] for site in self.sites.values())

    @property
    def counts(self) -> dict[str, int]:
        """All counts over all sites, as the archive keeps them with the run."""
        total: Counter[str] = Counter()
        for site in self.sites.values():
            total.update(site.counts)
        return dict(sorted(total.items()))

    def asked(self, key: str) -> None:
        """An address is asked for."""
        site = self.site(key)
        site.counts["requests"] += 1
        site.began = site.began if site.began is not None else time.monotonic()

    def not_asked(self, key: str) -> None:
        """An address that was to be asked for was not, as the run ended before its turn came."""
        self.site(key).counts["requests"] -= 1

    def settled(self, key: str) -> None:
        """What was asked for has come, or will not."""
        self.site(key).ended = time.monotonic()

    def fetched(self, key: str, size: int) -> None:
        """A page came."""
        self.site(key).counts.update(pages=1, bytes=size)

    def read(self, key: str, outcome: str, reading: Reading, url: str, *, told: str | None = None) -> None:
        """A page was read: what `Archive.record` said that came of it, and the reason that this run told before."""
        site = self.site(key)
        self._log(logging.INFO, outcome, key, url, reading.reason)
        site.counts[outcome] += 1
        site.counts["listed"] += sum(found.listed for found in reading.found)
        if reading.article is not None:
            site.counts["articles"] += 1
            if told:
                site.take_back(told, url)
        elif reading.reason:
            site.tell(reading.reason, url)
        if outcome.startswith("replaced"):
            site.tell("shows something wholly different, which is not believed yet", url)
        for cut in reading.cut:
            site.counts["cut"] += 1
            site.tell(f"not followed: {cut.reason} ({cut.pattern})", cut.url)

    def unchanged(self, key: str, reading: Reading | None = None) -> None:
        """The server said that the page is as it was; `reading` is what a list says still."""
        listed = sum(found.listed for found in reading.found) if reading else 0
        self.site(key).counts.update(pages=1, unchanged=1, listed=listed)

    def missing(self, key: str, reason: str, url: str) -> None:
        """The address is not there; the next run looks again."""
        self._log(logging.WARNING, "missing", key, url, reason)
        self.site(key).counts.update(missing=1)
        self.site(key).tell(reason, url)

    def gone(self, key: str, count: int) -> None:
        """So many articles are marked as gone."""
        self.site(key).counts["gone"] += count

    def doubted(self, key: str, count: int, url: str) -> None:
        """So many articles are missing that it must be the site's fault."""
        self.site(key).tell(f"missing, as {count - 1} others: the site is taken to be broken, nothing is gone", url)

    def seen(self, key: str) -> int:
        """How many pages of the site were read as what they are, or found unchanged."""
        counts = self.site(key).counts
        return counts["articles"] + counts["section"] + counts["unchanged"]

    def failed(self, key: str, reason: str, url: str, *, refused: bool) -> None:
        """The address could not be fetched or read."""
        site = self.site(key)
        self._log(logging.WARNING, "refused" if refused else "failed", key, url, reason)
        site.counts["failed"] += 1
        site.refused |= refused
        site.tell(reason, url)

    def left(self, key: str, reason: str) -> None:
        """The site's host is asked for nothing more in this run."""
        self._log(logging.WARNING, "left to the next run", key, reason=reason)
        self.site(key).counts["failed"] += 1
        self.site(key).reasons[reason] += 1

    def closed(self, key: str, hours: str) -> None:
        """The site may not be visited at this hour; what is left waits for a run within its hours."""
        self.site(key).closed = True
        self.site(key).reasons[f"its hours are {hours}: the rest waits for a run within them"] += 1

    def excluded(self, key: str, reason: str, url: str, *, refused: bool) -> None:
        """The address is not to be fetched; `refused` when that keeps us out of the site."""
        site = self.site(key)
        self._log(logging.WARNING if refused else logging.INFO, "excluded", key, url, reason)
        site.counts["excluded"] += 1
        site.refused |= refused
        site.tell(reason, url)

    def following(self, key: str, trail: str) -> None:
        """The section with this trail is followed."""
        if trail not in self.site(key).sections:
            self.site(key).sections.append(trail)

    def surveyed(self, key: str, start: str, survey: StepwiseSurvey) -> None:
        """The site was looked through from this start; where no section was found, why each page is none.

        Else only the lists that were left beside the news are told: whether they are news is for a person to say.
        """
        site, draft = self.site(key), survey.draft
        site.surveyed[start] = survey.pages
        site.elsewhere |= dict(draft.elsewhere)
        if not draft.sections:
            for url, reason in draft.looked_at:
                site.tell(f"looked at for news: {reason}", url)
        else:
            for url, reason in draft.left_beside:
                site.tell(f"looked at for news: {reason}; a crawl from its address follows it", url)

    def unfound(self, key: str, trail: str, near: list[str]) -> None:
        """No page led to this section; `near` are the site's known ones that may have been meant."""
        self.site(key).unfound[trail] = near

    def _log(self, level: int, what: str, key: str, url: str | None = None, reason: str | None = None) -> None:
        """Tell what happened as it happens, to those who read JSON lines; the report tells it to people."""
        if logs.as_json():
            message = f"{what}: {reason}" if reason else what
            logger.log(level, message, extra={"run": self.run_id, "site": key, "url": url, "reason": reason})

    def log(self, status: ExitStatus) -> None:
        """The report as JSON lines: one for each site, one for each alarm, and one for the run, which ended so."""
        for key, site in self.sites.items():
            told = {"run": self.run_id, "site": key, "counts": dict(sorted(site.counts.items()))}
            level = logging.INFO if site.status is ExitStatus.DONE else logging.WARNING
            logger.log(level, "site finished", extra={**told, "exit_status": int(site.status)})
        for alarm in self.alarms:
            extra = {"run": self.run_id, "site": alarm.site, "reason": alarm.kind}
            logger.warning("alarm: %s", alarm.message, extra=extra)
        level = logging.INFO if status is ExitStatus.DONE else logging.WARNING
        logger.log(level, "run finished", extra={"run": self.run_id, "counts": self.counts, "exit_status": int(status)})

    def exit_status(self, *, interrupted: bool = False) -> ExitStatus:
        """The run's exit status: the first that holds (docs/crawling.md)."""
        if interrupted:
            return ExitStatus.INTERRUPTED
        if self.fault:
            return ExitStatus.FAULT
        statuses = [site.status for site in self.sites.values()]
        if statuses and all(status is ExitStatus.REFUSED for status in statuses):
            return ExitStatus.REFUSED
        if ExitStatus.REFUSED in statuses or ExitStatus.INCOMPLETE in statuses:
            return ExitStatus.INCOMPLETE
        return ExitStatus.NOTHING if ExitStatus.NOTHING in statuses else ExitStatus.DONE

    def to_dict(self) -> dict[str, Any]:
        """Everything, by site, ready for JSON."""
        return {key: site.to_dict() | {"exit_status": int(site.status)} for key, site in self.sites.items()}

    def lines(self, *, only_bad: bool = False) -> Iterator[str]:
        """The summary that a person reads at the end of a run, of all sites or of those that did not end well."""
        for key, site in self.sites.items():
            if only_bad and site.status is ExitStatus.DONE:
                continue
            if site.absent:
                yield _absent_line(site.absent)
            else:
                yield from _section_lines(key, site)
                yield from self._count_lines(site)
                yield from _reason_lines(site)
        if self.whole_run.get("requests", 0) > self.total("requests") and not only_bad:
            yield f"The whole run, from its beginning: {run_in_words(self.whole_run)}"

    def _count_lines(self, site: SiteReport) -> Iterator[str]:
        """What was read and kept of a site, and what asking for it took."""
        counts = site.counts
        yield f"  {run_in_words(counts, changes=not self.of_captures, kept=site.kept)}"
        if counts["files"]:
            yield f"  {counted(counts['files'], 'file')} of pictures and attachments, {sized(counts['file_bytes'])}"
        made_with = f"; CMS: {site.cms}" if site.cms else ""
        if self.of_captures:
            yield f"  {counted(counts['requests'], 'address')} looked up in {site.seconds} s{made_with}"
        else:
            asked = f"{counted(counts['requests'], 'request')} for pages in {site.seconds} s"
            yield f"  {asked}; {_robots_words(site.robots)}{made_with}"


def _absent_line(absent: str) -> str:
    """That there is no server at an address, and what may be wrong with it."""
    or_http = ", whether it begins with http://" if absent.startswith("https:") else ""
    return (
        f"{absent}. Check how it is spelt{or_http}, and that this machine is on the network; "
        "nothing of it is kept in the archive."
    )


def _section_lines(key: str, site: SiteReport) -> Iterator[str]:
    """Which sections of a site were followed, and which were looked for in vain."""
    none = "no section found yet" if site.on_the_way else "no section found"
    if site.refused and not site.counts["pages"]:
        none = "nothing of it could be read"
    yield f"{key}: " + (", ".join(site.sections) or none)
    if site.named:
        yield f"  {site.named} is no section of news itself; followed is what its site's links name as news."
        yield f"  {command('add-site', site.named)} looks for more."
    for start, pages in site.surveyed.items():
        looked = f"{counted(pages, 'page')} of the site {'was' if pages == 1 else 'were'} looked at for sections"
        yield f"  {start} is no section of news itself; {looked}."
    for url, name in site.elsewhere.items():
        yield f"  “{name}” is on another site, {url}: crawl that by itself."
    for url in site.alone:
        yield f"  No news section was found from {url}; only that page was kept."
    for url in site.nowhere:
        if site.sections and url not in site.alone:
            yield f"  No news section was found from {url}."
    for trail, near in site.unfound.items():
        yield f"  No such section as {trail} was found." + (f" {meant(near)}" if near else "")


def _reason_lines(site: SiteReport) -> Iterator[str]:
    """Why addresses of a site gave no article, the commonest reason first, each with a few addresses."""
    for reason, count in site.reasons.most_common():
        yield f"  {count} × {reason}"
        yield from (f"      {url}" for url in site.examples.get(reason, ()))


def _robots_words(robots: dict[str, Any] | None) -> str:
    """What a robots.txt said, for a person."""
    if robots is None:
        return "robots.txt was not asked for"
    answer = f"HTTP {robots['status']}" if robots["status"] else "no answer"
    delay = f", Crawl-delay {robots['crawl_delay']:g} s" if robots["crawl_delay"] else ""
    return f"robots.txt: {robots['state']} ({answer}){delay}"
