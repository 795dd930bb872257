"""The exit status follows from what happened on each site, worst first."""

from __future__ import annotations

import pytest

from archive import ExitStatus
from archive.schema import Context, FoundAddress, Reading
from crawler.report import Report

SECTION = "Hem › Nyheter"


def done(report: Report, key: str) -> None:
    report.following(key, SECTION)


def failed(report: Report, key: str) -> None:
    done(report, key)
    report.failed(key, "HTTP 500", "https://a.se/1", refused=False)


def refused(report: Report, key: str) -> None:
    report.failed(key, "robots.txt is answered HTTP 503", "https://a.se/", refused=True)


def nothing(report: Report, key: str) -> None:
    report.site(key)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([done], ExitStatus.DONE),
        ([failed], ExitStatus.INCOMPLETE),
        ([refused], ExitStatus.REFUSED),
        ([nothing], ExitStatus.NOTHING),
        ([refused, done], ExitStatus.INCOMPLETE),
        ([refused, refused], ExitStatus.REFUSED),
        ([nothing, failed], ExitStatus.INCOMPLETE),
        ([done, nothing], ExitStatus.NOTHING),
    ],
    ids=lambda value: "+".join(event.__name__ for event in value) if isinstance(value, list) else value.name,
)
def test_exit_status_of_a_run(events: list, status: ExitStatus) -> None:  # type: ignore[type-arg]
    report = Report()
    for number, event in enumerate(events):
        event(report, f"site{number}")
    assert report.exit_status() is status
    assert report.exit_status(interrupted=True) is ExitStatus.INTERRUPTED
    report.fault = "Traceback …"
    assert report.exit_status() is ExitStatus.FAULT


def test_what_unchanged_lists_show_is_counted_as_shown() -> None:
    """Else a run in which only an empty list has changed raises the alarm that the lists show no news any more."""
    report = Report()
    told = Context(("Nyheter",), "https://exempel.se/nyheter")
    news = tuple(FoundAddress(f"https://exempel.se/{n}", "article", n, told, listed=True) for n in range(3))
    report.read("exempel.se", "section", Reading("section"), "https://exempel.se/nyheter/arkiv")
    report.unchanged("exempel.se", Reading("section", found=news))
    report.unchanged("exempel.se")
    assert report.site("exempel.se").counts["listed"] == 3


def test_lines_tell_sections_counts_and_reasons_with_examples() -> None:
    report = Report()
    report.following("a.se", SECTION)
    report.fetched("a.se", 2_500_000)
    for number in range(5):
        report.failed("a.se", "HTTP 500", f"https://a.se/{number}", refused=False)
    assert list(report.lines()) == [
        "a.se: Hem › Nyheter",
        "  0 articles (0 new, 0 changed, 0 gone), 1 page, 2.5 MB, 5 failed",
        "  0 requests for pages in 0 s; robots.txt was not asked for",
        "  5 × HTTP 500",
        "      https://a.se/0",
        "      https://a.se/1",
        "      https://a.se/2",
    ]


def test_reasons_without_end_are_told_apart_up_to_a_hundred() -> None:
    report = Report()
    for number in range(150):
        report.site("a.se").tell(f"the page's trail is {number}", f"https://a.se/{number}")
    site = report.site("a.se")
    assert len(site.reasons) == 101
    assert site.reasons["other reasons"] == 50
    site.take_back("the page's trail is 149", "https://a.se/149")
    assert site.reasons["other reasons"] == 49
