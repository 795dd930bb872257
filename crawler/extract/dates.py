"""When an article was published and changed, from all the evidence a page holds.

Trust, from most to least: the site's own selectors; JSON-LD; microdata; meta tags; a visible label ("Publicerad …");
`<time>`; telling class names; meta tags of creation; a bare date beside the headline; a day in the address; the date in
the list that showed the article; a bare date without its year; and, as a guess that says so, what its neighbours in that
list have in common.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from archive.schema import ArticleDate, DateReason
from crawler.extract.date_evidence import evidence, together
from crawler.extract.date_years import as_date, between_neighbours, marked_as_inferred, with_years
from crawler.extract.structured_dates import (
    CREATED_METAS,
    MODIFIED_METAS,
    PUBLISHED_METAS,
    event_days,
    json_ld_dates,
    meta_dates,
    selected_dates,
    url_dates,
)
from crawler.extract.visible_dates import visible_dates
from crawler.normalise.date_values import STOCKHOLM
from crawler.normalise.dates import find_dates, label_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from archive.schema import Context, DateRole
    from crawler.document import Document

_NO_SELECTORS: Mapping[str, str] = MappingProxyType({})
_MENTIONS = 20  # dates in the prose that are kept as evidence; a calendar or a register has hundreds
_EXACT = frozenset({"day", "minute"})
_STATED = frozenset({"json-ld", "microdata", "meta"})
_SHOWN = frozenset({"label", "time", "class", "headline"})
_TELLS_DAY = frozenset({"microdata", "url", "listing"})
"""Sources besides what is shown: at half past midnight in Sweden UTC names the day before."""


@dataclass(frozen=True, slots=True)
class PageDates:
    """The dates of an article, and in `all` every piece of evidence for them, the refused ones with their reason."""

    published: ArticleDate | None
    modified: ArticleDate | None
    all: tuple[ArticleDate, ...]


def extract_dates(
    document: Document,
    *,
    content: HtmlElement | None,
    body_text: str,
    context: Context,
    selectors: Mapping[str, str] = _NO_SELECTORS,
    headline: HtmlElement | None = None,
) -> PageDates:
    """The dates of the article on a page; `published` and `modified` are None where nothing tells them.

    `content` is the element of the main content (None when unknown), `body_text` the article's text, whose dates are
    only ever `mentioned`, `selectors` the site's CSS selectors by field, `headline` what shows the headline. A published
    date has a year, at least.
    """
    events = event_days(document)
    shown = [
        one
        for one in visible_dates(document, content, headline)
        if one.source == "microdata" or _day(one) not in events
    ]
    told = list(_evidence(document, shown, context, selectors))
    found = with_years(told, document.url, context.neighbours)
    published = _decided("published", found) or between_neighbours(context.neighbours)
    modified = _decided("modified", found)
    decided = [one for one in (published, modified) if one]
    used = {(one.role, one.source, one.text) for one in decided}
    others = [one for one in found if (one.role, one.source, one.text) not in used]
    everything = map(marked_as_inferred, (*decided, *others, *_mentions(body_text)))
    return PageDates(
        published and marked_as_inferred(published),
        modified and marked_as_inferred(modified),
        tuple(dict.fromkeys(everything)),
    )


def _evidence(
    document: Document, shown: Sequence[ArticleDate], context: Context, selectors: Mapping[str, str]
) -> Iterator[ArticleDate]:
    """All evidence but the prose's, the most trusted first."""
    yield from selected_dates(document, selectors)
    yield from json_ld_dates(document)
    yield from _of_source(shown, "microdata")
    yield from meta_dates(document, PUBLISHED_METAS, "published")
    yield from meta_dates(document, MODIFIED_METAS, "modified")
    yield from _of_source(shown, "label", "time", "class")
    yield from meta_dates(document, CREATED_METAS, "published")
    beside = list(_of_source(shown, "headline"))
    yield from (one for one in beside if one.precision != "month-day")
    yield from url_dates(document)
    if context.teaser_date:
        role: DateRole = "modified" if label_role(context.teaser_date) == "modified" else "published"
        yield evidence(role, "listing", context.teaser_date, document.fetched_at)
    yield from (one for one in beside if one.precision == "month-day")


def _of_source(dates: Sequence[ArticleDate], *sources: str) -> Iterator[ArticleDate]:
    for source in sources:
        yield from (one for one in dates if one.source == source)


def _decided(role: DateRole, found: Sequence[ArticleDate]) -> ArticleDate | None:
    """The most trusted date of a role, made more exact by the others that name the same day.

    A label that names another day than the page's data wins when more sources name its day and the two lie more than
    a day apart: a day is what time zones and the dates of printed editions come to.
    """
    usable = [one for one in found if one.role == role and one.value and one.precision != "month-day"]
    if not usable:
        return None
    # A mere month, week or year gives way to a day: "Kommunbladet, februari 2017" is an issue's.
    best = next((one for one in usable if one.precision in _EXACT), usable[0])
    label = next((one for one in usable if one.source == "label"), None)
    if (
        label
        and best.source in _STATED
        and _days_apart(best, label) > 1
        and _votes(label, usable) > _votes(best, usable)
    ):
        best = label
    for other in usable:
        if best.source in _STATED and (other.source in _SHOWN or _tells_day(other, best)):
            best = together(best, other) or best
        elif best.precision == "day" and other.precision == "minute" and _day(other) == best.value:
            best = replace(
                best, value=other.value, precision="minute", reason=DateReason.TIME_FROM.told(source=other.source)
            )
    return best


def _tells_day(other: ArticleDate, instant: ArticleDate) -> bool:
    """Whether a day, or the same instant in Swedish time, may tell which day an instant in UTC is in Sweden."""
    if other.source not in _TELLS_DAY or instant.precision != "minute" or other.precision not in _EXACT:
        return False
    if other.precision == "day":
        return True
    clock = datetime.fromisoformat(other.value or "")
    is_swedish = clock.utcoffset() == clock.astimezone(STOCKHOLM).utcoffset()
    return is_swedish and clock == datetime.fromisoformat(instant.value or "")


def _votes(one: ArticleDate, usable: Sequence[ArticleDate]) -> int:
    """How many sources name the day that this one names."""
    return len({other.source for other in usable if _day(other) == _day(one)})


def _days_apart(one: ArticleDate, other: ArticleDate) -> int:
    """The days between two dates; none where one of them has no day."""
    first, second = as_date(_day(one)), as_date(_day(other))
    return abs((first - second).days) if first and second else 0


def _day(one: ArticleDate) -> str:
    return (one.value or "")[:10]


def _mentions(body_text: str) -> Iterator[ArticleDate]:
    """The dates in the prose, which are evidence and nothing more."""
    for reading in islice(find_dates(body_text), _MENTIONS):
        yield ArticleDate("mentioned", reading.value, reading.precision, "body", reading.text, reading.assumed)
