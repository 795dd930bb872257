"""Whether a page is a list of news, or a piece of it."""

from __future__ import annotations

import pytest

from crawler.document import Document
from crawler.listing import is_list, list_items
from crawler.reading.trails import own_trail
from crawler.trail import read_trail
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


POST = """<div class="inlinepage"><div class="inlineheader"><span class="author">Bo Ek</span>
<span class="header"><a href="./{0}/">Ån steg över bron vid {0}</a></span></div>
<div class="inlinecontent"><p><strong>Vattnet är på väg ner igen.</strong></p>{1}</div>
<div class="inlinefooter"><span class="pagedate">Posted <span class="date">2026-02-0{2} 10:15</span></span>
<span class="tags">Tags: <a href="/tag/vatten/" rel="tag">vatten</a>
<a href="/tag/bro/" rel="tag">bro</a></span></div></div>"""


def test_posts_shown_whole_below_heads_of_their_own_are_a_list_with_their_days() -> None:
    text = "<p>Räddningstjänsten har pumpat sedan i tisdags, och vägen öppnas för bussar i morgon.</p>" * 8
    page = document("".join(POST.format(place, text, n) for n, place in enumerate(("kvarn", "holme", "udde"), 1)))
    assert is_list(page)
    assert [item.date for item in list_items(page) if item.listed] == [f"2026-02-0{n} 10:15" for n in (1, 2, 3)]


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


def test_page_of_a_list_without_heading_goes_by_its_title_below_its_trail() -> None:
    trail = '<div class="parentlinks"><a href="/">Åby</a>/ <a href="/nyheter">nyheter</a>/</div>'
    page = Document.from_text(
        f"<title>Vatten och avlopp</title>{trail}<main>{PLAIN}</main>", "https://www.exempel.se/nyheter/vatten"
    )
    assert [crumb.name for crumb in own_trail(read_trail(page).crumbs, page)] == ["Åby", "nyheter", "Vatten och avlopp"]
