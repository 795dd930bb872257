"""Whether a page is a list of news, or a piece of it."""

from __future__ import annotations

import pytest

from crawler.listing import is_list
from tests.crawler.lists import CARDS, NEWS, PLAIN, document

POSTING = (
    '<script type="application/ld+json">{{"@type": "BlogPosting", "headline": "Exempelby", "mainEntityOfPage": '
    '{{"@type": "WebPage", "@id": "https://www.exempel.se{}"}}}}</script>'
)


@pytest.mark.parametrize(
    ("main", "head", "wanted"),
    [
        (CARDS, "", True),
        (PLAIN, "", True),
        (CARDS, '<meta property="og:type" content="article">', False),
        (CARDS, POSTING.format("/nyheter"), False),
        (CARDS, POSTING.format("/"), True),
        (CARDS, "".join(POSTING.format(f"/nyheter/{name}") for name in NEWS), True),
        (CARDS, POSTING.format("/kort?id=7"), False),
        ("<p>Nu är isen tjock nog, meddelar fritidschefen. " * 20, "", False),
        (f"<p>{'Isbanan vid Tallmon öppnar klockan tio. ' * 30}</p>{PLAIN}", "", False),
    ],
    ids=[
        *(
            "cards",
            "channel",
            "says it is an article",
            "describes itself as a posting",
            "describes the home page as one",
        ),
        *("describes the postings of its list", "describes a posting of another address", "prose"),
        "article with a list of more news",
    ],
)
def test_list_or_article(main: str, head: str, wanted: bool) -> None:
    assert is_list(document(main, head=head)) is wanted


def test_an_article_of_long_lines_is_no_list() -> None:
    text = "Isbanan vid Tallmon öppnar klockan tio, meddelar fritidschefen i dag.<br><br>" * 6
    assert not is_list(document(f"<font size=2>{text}</font>{PLAIN}"))


PREVIEW = """<article class="sl-blog-preview"><header><a class="sl-blog-preview-link" href="/nyheter/{0}/">
<h2>{1}</h2></a><time datetime="2026-02-08">8 feb. 2026</time></header>
<div class="sl-blog-preview-excerpt"><p>{2}</p></div></article>"""
PREVIEWS = "".join(
    PREVIEW.format(name, headline, lead)
    for name, headline, lead in (
        ("is", "Isen bär inte på viken", "Vakar syns från land."),
        ("kana", "Rutschkanan på badet är hel", "Sprickan är lagad."),
        ("sill", "Sillen går till i sundet", "Ta med egen hink."),
    )
)
COLLECTION = '<script type="application/ld+json">{"@graph": [{"@type": "CollectionPage", "name": "Nyheter"}]}</script>'
PUBLISHED = '<meta property="article:published_time" content="2026-02-08">'
NEXT = '<a href="/nyheter/2/" rel="next">Äldre inlägg</a>'
PROSE = f"<p>{'Isen bröts upp av färjan i natt, och den som ska ut får ta vägen över land. ' * 3}</p>"


@pytest.mark.parametrize(
    ("head", "main", "wanted"),
    [
        ("", PREVIEWS + NEXT, True),
        (COLLECTION, PREVIEWS, True),
        ("", PREVIEWS, False),
        (PUBLISHED, PREVIEWS + NEXT, False),
        ("", PROSE + PREVIEWS + NEXT, False),
    ],
    ids=["a list that goes on", "a collection by its data", "all there is", "published on a day", "a text of its own"],
)
def test_a_list_whose_type_says_article_like_all_pages_of_its_site(head: str, main: str, wanted: bool) -> None:
    head = f'<meta property="og:type" content="article">{head}'
    assert is_list(document(main, head=head)) is wanted
