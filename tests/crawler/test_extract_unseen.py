"""Articles of the families of sites whose markup the rules had not seen: all of the text and nothing around it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import Message
from typing import TYPE_CHECKING, Any

import pytest

from archive.schema import Page
from crawler.demo.server import Request
from crawler.record import record_of_page
from tests.sites.unseen import KEYS, SAID, UnseenSite

if TYPE_CHECKING:
    from tests.sites.unseen import Story

FETCHED = datetime(2026, 11, 10, 12, tzinfo=UTC)
OF_A_SECTION = 3
"""Articles of each section that are read: they have the same markup."""
WITH_MORE = {("umbraco13", "drift"), *(("joomla3", kind) for kind in SAID)}
"""Families, and kinds of their news, whose markup has more of the text: a list of facts, the day in a sentence."""
UNDATED = {("nuxt", "outage"), ("nuxt", "advice")}
"""Families, and kinds of what they list, whose pages do not say when they were published."""
BESIDE: dict[str, str] = {}
"""Families of which the text of articles has what stands around it, and what."""
MARKS = {key: [pytest.mark.xfail(reason=reason, strict=True)] for key, reason in BESIDE.items()}
SITES = {key: UnseenSite(key) for key in KEYS}
STORIES = [
    pytest.param(site, story, id=f"{key}-{story.number}", marks=MARKS.get(key, ()))
    for key, site in SITES.items()
    for section in site.sections
    if (key, section.kind) not in WITH_MORE
    for story in section.stories[:OF_A_SECTION]
]


def record(site: UnseenSite, story: Story) -> dict[str, Any]:
    answer = site.answer(Request("GET", story.url, Message(), "https://www.exempel.se"))
    return record_of_page(
        Page(
            f"https://www.exempel.se{story.url}",
            answer.body,
            FETCHED,
            response_headers=(("Content-Type", answer.content_type),),
        )
    )


@pytest.mark.parametrize(("site", "story"), STORIES)
def test_an_article_has_its_text_and_nothing_else(site: UnseenSite, story: Story) -> None:
    found = record(site, story)
    assert found["headline"] == story.headline
    assert found["description"] in {None, story.lead}
    led = [] if found["description"] else [story.lead]
    assert found["article_body"].split("\n\n") == [*led, *story.paragraphs]
    said = None if (site.key, story.section.kind) in UNDATED else story.iso
    assert (found["date_published"] and found["date_published"][:10]) == said


@pytest.mark.parametrize("story", [story for one in SITES["joomla3"].sections for story in one.stories])
def test_a_day_in_the_prose_alone_is_kept_as_mentioned_and_dates_no_article(story: Story) -> None:
    found = record(SITES["joomla3"], story)
    assert (found["date_published"], found["date_published_source"]) == (None, "none")
    told = {"role": "mentioned", "value": f"--{story.date:%m-%d}", "precision": "month-day", "source": "body"}
    assert found["dates"] == (told | {"text": f"Den {story.date.day} {story.month}", "reason": None},)
