"""The example the project was given, in every markup that Joomla may have had for it, becomes one and the same record.

Its text is in seed/article.json, the looks of three Joomla generations beside it. A case is one way to write each part.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.schema import ArticleDate, Context, Page, trail_text
from crawler.document import Document
from crawler.extract import extract_article
from crawler.sites import ad_hoc

if TYPE_CHECKING:
    from archive.schema import Article

SEED = Path(__file__).with_name("seed")
ARTICLE = json.loads((SEED / "article.json").read_text(encoding="utf-8"))
HEADLINE = ARTICLE["headline"]
TALSTRECK = "\xa0 \xa0- \xa0"
"""How the page writes the dash before speech."""
TEXTS = [text.replace(TALSTRECK, "– ").strip() for _, text in ARTICLE["blocks"]]
URL = "http://www.haboportalen.se/mobile/nyheter/kommuninfo/5530-samverkansavtal-starker-samarbetet-ytterligare-mellan-habo-kommun-och-polisen.html"
FETCHED = datetime.fromisoformat("2017-03-01T12:00+01:00")
SECTION = [
    ("Hem", "http://www.haboportalen.se/mobile/"),
    ("Övriga Nyheter", "http://www.haboportalen.se/mobile/nyheter.html"),
    ("Kommuninfo", "http://www.haboportalen.se/mobile/nyheter/kommuninfo.html"),
]

NAMES = [name for name, _ in SECTION]
LINKED = [f'<a href="{url}" class="pathway">{name}</a>' for name, url in SECTION]
TRAILS = {
    "trail-linked": f'<span class="breadcrumbs pathway">{" | ".join([*LINKED, HEADLINE])}</span>',
    "trail-list": '<ul class="breadcrumb">{}<li class="active"><span>{}</span></li></ul>'.format(
        "".join(f'<li>{link}<span class="divider"> | </span></li>' for link in LINKED), HEADLINE
    ),
    "trail-text": f'<span class="breadcrumbs pathway">{" | ".join([*NAMES, HEADLINE])}</span>',
    "trail-unnamed": f"<div>{' | '.join([*NAMES, HEADLINE])}</div>",
}
HEADINGS = {"h1": "<h1>{}</h1>", "h2": '<h2 itemprop="headline">{}</h2>'}
PICTURES = {
    "alt-image": '<img src="/images/stories/2017/avtal.jpg" border="0" alt="image" width="250" height="188" />',
    "no-alt": '<img src="/images/stories/2017/avtal.jpg" style="float: left; margin: 5px;" />',
}
SUBHEADINGS = {"strong": "<strong>{}</strong>", "h3": "<h3>{}</h3>"}
LEADS = {
    "lead-plain": {"p": "<p>{}</p>", "br": "{}<br /><br />"},
    "lead-bold": {"p": "<p><strong>{}</strong></p>", "br": "<strong>{}</strong><br /><br />"},
    "lead-class": {"p": '<p class="ingress">{}</p>', "br": '<div class="ingress">{}</div>'},
}


def in_paragraphs(lead: str, subheading: str) -> str:
    """The text with `<p>`, bold subheadings in the paragraph that they begin."""
    written, waiting = [lead], ""
    for kind, text in ARTICLE["blocks"][1:]:
        if kind == "p":
            written.append(f"<p>{waiting}{text}</p>")
            waiting = ""
        elif "h3" in subheading:
            written.append(subheading.format(text))
        else:
            waiting = f"{subheading.format(text)}<br />\n"
    return "\n".join(written)


def in_lines(lead: str, subheading: str) -> str:
    """The text with `<br />` alone, two of them between paragraphs."""
    after_heading = "" if "h3" in subheading else "<br />"
    lines = [
        f"{text}<br /><br />" if kind == "p" else f"{subheading.format(text)}{after_heading}"
        for kind, text in ARTICLE["blocks"][1:]
    ]
    return "\n".join([lead, *lines])


WRITINGS = {"p": in_paragraphs, "br": in_lines}
LOOKS = ("joomla-1.5", "joomla-3", "joomla-4")
CASES = list(product(LOOKS, TRAILS, HEADINGS, WRITINGS, SUBHEADINGS, LEADS))


@cache
def article(case: tuple[str, ...], picture: str = "alt-image") -> Article:
    look, trail, heading, writing, subheading, lead = case
    first = LEADS[lead][writing].format(ARTICLE["blocks"][0][1])
    html = (SEED / f"{look}.html").read_text(encoding="utf-8")
    html = html.format(
        headline=HEADLINE,
        trail=TRAILS[trail],
        headline_element=HEADINGS[heading].format(HEADLINE),
        picture=PICTURES[picture],
        text=WRITINGS[writing](first, SUBHEADINGS[subheading]),
    )
    page = Page(URL, html.encode(), FETCHED)
    return extract_article(Document.from_page(page), ad_hoc(URL), Context())


every_markup = pytest.mark.parametrize("case", CASES, ids="/".join)


@every_markup
def test_trail_and_headline(case: tuple[str, ...]) -> None:
    found = article(case)
    assert trail_text(found.breadcrumb) == trail_text((*NAMES, HEADLINE))
    assert trail_text(found.section) == trail_text(tuple(NAMES))
    assert found.headline == HEADLINE


@every_markup
def test_no_word_is_lost_and_no_line_is_added(case: tuple[str, ...]) -> None:
    found = article(case)
    lines = [line for line in found.article_body.split("\n") if line]
    assert [*filter(None, [found.description]), *lines] == TEXTS
    assert found.description == (None if case[-1] == "lead-plain" else TEXTS[0])


@pytest.mark.parametrize("picture", PICTURES)
@every_markup
def test_one_picture_whatever_its_alt_says(case: tuple[str, ...], picture: str) -> None:
    pictures = [image.content_url for image in article(case, picture).image]
    assert pictures == ["http://www.haboportalen.se/images/stories/2017/avtal.jpg"]


@every_markup
def test_the_mention_is_kept_and_no_date_is_made_of_it(case: tuple[str, ...]) -> None:
    found = article(case)
    assert found.date_published is None
    assert found.date_published_source == "none"
    assert found.dates == (ArticleDate("mentioned", "--02-08", "month-day", "body", "Den 8 februari"),)
    assert found.in_language == "sv"
