"""An item of a list: its headline, its day and its text, whatever it is made of."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.document import Document
from crawler.listing import is_list, list_items
from crawler.listing.item_dates import item_date
from tests.crawler.lists import CARDS, HERE, NEWS, PLAIN, document


def test_dates_are_kept_as_shown_and_missing_ones_stay_missing() -> None:
    assert [item.date for item in list_items(document(CARDS))] == [
        "8 februari 2026",
        "5 februari 2026",
        "1 februari 2026",
    ]
    assert [item.date for item in list_items(document(PLAIN)) if item.listed] == ["2026-02-08", None, "2026-02-01"]


ONWARD_ALONE = """
<table class="blog">
 <tr><td><table><tr><td class="contentheading">Isbanan öppnar på lördag</td><td><a href="/pdf?id=3"><img alt=""></a>
  </td></tr></table><p class="createdate">8 februari 2026</p><a class="readon" href="/n?id=3">Läs mer...</a></td></tr>
 <tr><td><table><tr><td class="contentheading">Fullmäktige antog budgeten</td><td><a href="/pdf?id=2"><img alt=""></a>
  </td></tr></table><p class="createdate">5 februari 2026</p><a class="readon" href="/n?id=2">Läs mer...</a></td></tr>
</table>"""


def test_a_list_whose_headlines_are_no_links() -> None:
    items = [item for item in list_items(document(ONWARD_ALONE)) if item.listed]
    assert [(item.headline, item.url.partition("/n")[2], item.date) for item in items] == [
        ("Isbanan öppnar på lördag", "?id=3", "8 februari 2026"),
        ("Fullmäktige antog budgeten", "?id=2", "5 februari 2026"),
    ]


TOPIC_FIRST = "".join(
    f'<article><header><h3><a href="/omraden/{topic}">{topic.title()}</a>: <a href="/nytt/{number}">{headline}</a></h3>'
    f'<p>Av Bo för <a title="2026-02-0{number} 08:10" href="/dag">{9 - number} dagar</a> sedan</p></header></article>'
    for number, topic, headline in (
        (8, "fritid", "Isbanan öppnar på lördag"),
        (5, "skola", "Fullmäktige antog budgeten"),
        (1, "skola", "Bron vid ån stängs av"),
    )
)


def test_a_topic_before_the_headline_in_one_heading_is_no_item_and_a_counted_day_is_told_by_its_title() -> None:
    items = [item for item in list_items(document(TOPIC_FIRST)) if item.listed]
    assert [(urlsplit(item.url).path, item.date) for item in items] == [
        ("/nytt/8", "2026-02-08 08:10"),
        ("/nytt/5", "2026-02-05 08:10"),
        ("/nytt/1", "2026-02-01 08:10"),
    ]


LAID_OVER = """<div class="row">
 <div class=col><small>8 februari 2026</small><h3>Isbanan öppnar på lördag</h3>
  <a href="/nyheter/isbanan" aria-label="Läs mer om Isbanan öppnar på lördag"></a></div>
 <div class=col><small>5 februari 2026</small><h3>Fullmäktige antog budgeten</h3>
  <a href="/nyheter/budget" aria-label="Läs mer om Fullmäktige antog budgeten"></a></div></div>"""
TWO_LINKS = """<div class="entries">
 <div class=entry><div class=t><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a></div>
  <div>8 februari 2026</div><div class=more><a href="/nyheter/isbanan">Läs mer</a></div></div>
 <div class=entry><div class=t><a href="/nyheter/budget">Fullmäktige antog budgeten</a></div>
  <div>5 februari 2026</div><div class=more><a href="/nyheter/budget">Läs mer</a></div></div></div>"""
POSTED = """<table><tr><td>
 <table><tr><td><a href="/nyheter/isbanan"><b>Isbanan öppnar på lördag</b></a></td></tr>
  <tr><td>Postat av webmaster den 8 februari 2026 (31 läsningar hittills)</td></tr></table>
 <table><tr><td><a href="/nyheter/budget"><b>Fullmäktige antog budgeten</b></a></td></tr>
  <tr><td>Postat av webmaster den 5 februari 2026 (12 läsningar hittills)</td></tr></table></td></tr></table>"""


@pytest.mark.parametrize("main", [LAID_OVER, TWO_LINKS, POSTED], ids=["laid over", "two links", "posted by"])
def test_items_with_their_dates_whatever_their_links(main: str) -> None:
    items = [item for item in list_items(document(main)) if item.listed]
    assert [(item.headline, (item.date or "").removeprefix("den ")) for item in items] == [
        ("Isbanan öppnar på lördag", "8 februari 2026"),
        ("Fullmäktige antog budgeten", "5 februari 2026"),
    ]


def test_tables_that_are_one_piece_each_have_their_headline_in_the_first_row() -> None:
    piece = """<table class="border"><tr><td><a name="n{0}"></a>{1}</td></tr>
      <tr><td><a href="/amne?id={0}"><img src="/amne.gif" alt="Fritid"></a>Mer om det här.</td></tr>
      <tr><td class="news-footer">Skrivet av <a href="/medlem?id=1">Webbmästaren själv</a> den 08 februari 2026 10:02 ·
      <a href="/nyheter?las={0}">Läs mer</a> · <a href="/nyheter?las={0}#k">11 kommentarer</a></td></tr></table>"""
    headlines = ["Isbanan öppnar på lördag", "Fullmäktige antog budgeten"]
    box = "".join(f'<a class="side" href="/forum?trad={n}">En tråd i forumet om något</a><br>' for n in range(5))
    main = "".join(piece.format(number, headline) for number, headline in enumerate(headlines))
    listed = [item for item in list_items(document(main + f"<div class=side>{box}</div>")) if item.listed]
    assert [(item.url, item.headline, item.date) for item in listed] == [
        (f"{HERE}?las={number}", headline, "den 08 februari 2026 10:02") for number, headline in enumerate(headlines)
    ]


@pytest.mark.parametrize("head", ["h2", "dt"])
def test_headings_in_a_row_have_their_day_and_text_behind_them(head: str) -> None:
    """Mezzanine's blog, and lists by hand: nothing holds heading, day and text together."""
    body = "dd" if head == "dt" else "p"
    main = "".join(
        f"<{head}><a href=/nyheter/{name}>Isbanan i {name.title()} öppnar</a></{head}><!-- {name} -->"
        f"<{body} class=post-meta>Av <a href=/blogg/anna>Anna Ek</a></{body}><{body}>{day} februari 2026</{body}>"
        f"<{body}>{'Nu är isen tjock nog, och banan är öppen varje dag. ' * 3}</{body}>"
        for name, day in {"norrby": 8, "söderby": 5, "västerby": 1}.items()
    )
    page = document(f"<dl>{main}</dl>" if head == "dt" else main)
    listed = [item for item in list_items(page) if item.listed]
    assert [(item.headline, item.date) for item in listed] == [
        ("Isbanan i Norrby öppnar", "8 februari 2026"),
        ("Isbanan i Söderby öppnar", "5 februari 2026"),
        ("Isbanan i Västerby öppnar", "1 februari 2026"),
    ]
    assert all((item.text or "").count("Nu är isen tjock nog") == 3 for item in listed)
    assert is_list(page)


def test_day_and_month_in_elements_of_their_own() -> None:
    card = '<li><div class="date-box"><b>{}</b><i>FEB</i></div><a href="/nyheter/{}">{} öppnar på lördag</a></li>'
    page = document(f"<ul>{card.format(8, 'a', 'Isbanan')}{card.format(5, 'b', 'Badhuset')}</ul>")
    assert [item.date for item in list_items(page) if item.listed] == ["8 FEB", "5 FEB"]


PLONE = """
<div class="entries">
 <article class="mb-3 row"><div class="col">
  <div class="mb-1"><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a></div>
  <div class="mb-1"><span>av <a href="/author/anna">Anna Ekström-Lind</a></span> &mdash;
   Senast ändrad 2026-02-08 06:15</div>
  <p class="me-3">Nu är isen tjock nog.</p></div></article>
 <article class="mb-3 row"><div class="col">
  <div class="mb-1"><a href="/nyheter/budget">Fullmäktige antog budgeten</a></div>
  <div class="mb-1"><span>av <a href="/author/webben">Webbredaktionen i Exempelby</a></span> &mdash;
   Publicerad 2026-02-05</div>
  <p class="me-3">Skatten höjs inte.</p></div></article>
</div>"""
TABULAR = """
<table><thead><tr><th>Titel</th><th>Skaparen</th><th>{head}</th></tr></thead><tbody>
 <tr><td><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a></td>
  <td><a href="/author/anna">Anna Ekström-Lind</a></td><td>2026-02-08 06:15</td></tr>
 <tr><td><a href="/nyheter/budget">Fullmäktige antog budgeten</a></td>
  <td><a href="/author/webben">Webbredaktionen i Exempelby</a></td><td>2026-02-05 12:00</td></tr></tbody></table>"""


def test_an_authors_page_beside_a_headline_is_no_item_and_a_change_keeps_its_label() -> None:
    items = list_items(document(PLONE))
    assert [(item.url.rpartition("/")[2], item.date) for item in items] == [
        ("isbanan", "Senast ändrad 2026-02-08 06:15"),
        ("budget", "2026-02-05"),
    ]
    assert "Nu är isen tjock nog." in (items[0].text or "")


@pytest.mark.parametrize(
    ("head", "date"), [("Senast ändrad", "Senast ändrad 2026-02-08 06:15"), ("Publicerad", "2026-02-08 06:15")]
)
def test_the_head_of_a_table_says_what_its_dates_are(head: str, date: str) -> None:
    items = list_items(document(TABULAR.format(head=head)))
    assert [item.url.rpartition("/")[2] for item in items] == ["isbanan", "budget"]
    assert items[0].date == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Den 14 februari 2026 blev det mörkt i hela byn och på landet", "Den 14 februari 2026"),
        ("Mötet om den nya bron hålls i stadshuset den 14 februari 2026", None),
        ("Postat av webbredaktionen den 14 februari 2026 (31 läsningar)", "den 14 februari 2026"),
        ("Stadshuset, 14 februari 2026", "14 februari 2026"),
    ],
)
def test_a_day_in_the_middle_of_a_sentence_is_not_when_it_was_published(line: str, date: str | None) -> None:
    block = Document.from_text(f"<li><a href=/n/1>Bron vid ån stängs av</a> {line}</li>", HERE).tagged("li")[0]
    assert item_date(block) == date


def test_a_day_of_six_digits_beside_a_headline_is_its_date() -> None:
    rows = (
        '<li>170208 <a href="/n/1.htm">Isbanan öppnar på lördag</a><li>170231 <a href="/n/2.htm">Bron vid ån rivs</a>'
    )
    assert [item.date for item in list_items(document(f"<ul>{rows}</ul>"))] == ["170208", None]


def test_a_topic_linked_behind_a_headline_in_its_line_is_a_part_of_the_item() -> None:
    """The list of Eleventy's blog template."""
    item = (
        '<li class="postlist-item"><a href="/inlagg/{0}/" class="postlist-link">{1}</a> <time class="postlist-date" '
        'datetime="{2}">{3}</time> <a href="/taggar/gator/" class="post-tag">Gator och vägar</a></li>'
    )
    posts = (
        ("bron", "Bron vid kvarnen målas om", "2026-02-08", "08 feb. 2026"),
        ("grus", "Gruset på torget byts mot sten", "2026-02-05", "05 feb. 2026"),
    )
    items = list_items(document(f'<ol reversed class="postlist">{"".join(item.format(*post) for post in posts)}</ol>'))
    assert [(urlsplit(one.url).path, one.headline, one.date) for one in items if one.listed] == [
        (f"/inlagg/{name}/", headline, shown) for name, headline, _, shown in posts
    ]


CARD = """<div class="card"><div class="card-image"><a href="/nyheter/{0}"><img src="/{0}.jpg" alt=""></a></div>
<div class="card-header"><div class="card-subtitle"><time datetime="{2}">{2}</time></div><div class="card-title">
<a href="/nyheter/{0}">{1}</a></div></div><div class="card-body"><p>{3}</p></div>
<div class="card-footer"><span class="tags"><a href="/nyheter/tag:gator">Gator och vägar</a></span></div></div>"""
COVERED = """<div class="post-card content-box"><div class="post-card__content"><h2 class="post-card__title">{1}</h2>
<p>{3}</p><div class="post-meta">Posted {2}.</div><div class="post-tags"><a href="/tag/gator/">Gator och vägar</a></div>
<a href="/nyheter/{0}" class="post-card__link">Link</a></div></div>"""
DEEP = """<article class="h-entry"><div class="inner"><div class="main"><header class="head"><div class="title-bar"><h1>
<a href="/nyheter/{0}">{1}</a></h1></div><div class="meta-bar"><time datetime="{2}">{2}</time><div class="cate">
<a href="/kategori/gator">Gator och vägar</a></div></div></header><div class="entry"><p>{3}</p></div></div>
<a class="panel" href="/nyheter/{0}"><i class="icon"></i></a></div></article>"""
TOLD = "Arbetet börjar på måndag och beräknas pågå i tre veckor, säger kommunens projektledare."
SHOWN = [
    ("isbanan", "Isbanan öppnar på lördag", "2026-02-08", TOLD),
    ("budget", "Fullmäktige antog budgeten", "2026-02-05", TOLD),
    ("bron", "Bron vid ån stängs av", "2026-02-01", TOLD),
]


@pytest.mark.parametrize("card", [CARD, COVERED, DEEP], ids=["parts", "a link over the whole card", "deep in the card"])
def test_a_card_is_one_item_with_its_day_and_text(card: str) -> None:
    page = document("<div>" + "".join(card.format(*item) for item in SHOWN) + "</div>")
    items = [item for item in list_items(page) if item.listed]
    assert [urlsplit(item.url).path for item in items] == [f"/nyheter/{name}" for name in NEWS]
    assert [(item.headline, item.date) for item in items] == [(shown[1], shown[2]) for shown in SHOWN]
    assert all(TOLD in (item.text or "") for item in items)
    assert is_list(page)
