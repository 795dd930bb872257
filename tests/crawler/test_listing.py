"""A section's page: what it lists."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.document import Document
from crawler.listing import is_list, items_of, list_items
from crawler.listing.blocks import read_blocks

HERE = "https://www.exempel.se/nyheter"


def document(main: str, url: str = HERE, head: str = "") -> Document:
    nav = "<nav><ul><li><a href=/bygga>Bygga, bo och miljö</a><li><a href=/skola>Förskola och skola</a></ul></nav>"
    links = "<li><a href=/om>Om webbplatsen och kakor</a><li><a href=/karta>Kartor över kommunen</a>"
    footer = f"<footer><ul>{links}</ul></footer>"
    return Document.from_text(f"<html><head>{head}</head><body>{nav}<main><h1>Nyheter</h1>{main}</main>{footer}", url)


CARDS = """
<div class="list">
 <article class="post-3"><h2><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a></h2>
  <time datetime="2026-02-08">8 februari 2026</time>
  <p>Nu är isen tjock nog. <a href="/nyheter/isbanan">Läs mer</a></p>
  <p class=cat><a href="/kategori/fritid">Fritid</a> <a href="/kategori/is">Isbanor</a></p></article>
 <article class="post-2"><h2><a href="/nyheter/budget">Fullmäktige antog budgeten</a></h2>
  <time datetime="2026-02-05">5 februari 2026</time>
  <p>Skatten höjs inte. <a href="/nyheter/budget">Läs mer</a></p>
  <p class=cat><a href="/kategori/politik">Politik</a> <a href="/kategori/pengar">Ekonomi</a></p></article>
 <article class="post-1"><h2><a href="https://www.exempel.se/nyheter/bron">Bron vid ån stängs av</a></h2>
  <time datetime="2026-02-01">1 februari 2026</time></article>
</div>"""
PLAIN = """
<ul class="sv-channel">
 <li class="sv-channel-item"><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a> <span>2026-02-08</span></li>
 <li class="sv-channel-item"><a href="/nyheter/budget">Fullmäktige antog budgeten</a></li>
 <li class="sv-channel-item"><a href="/nyheter/bron">Bron vid ån stängs av</a> <span>2026-02-01</span></li>
 <li class="sv-channel-item"><a href="/filer/protokoll.pdf">Protokoll från mötet i januari</a></li>
 <li class="sv-channel-item"><a href="https://annan.example/nyhet">Nyhet på en annan webbplats</a></li>
</ul>
<div class="puffs"><h3><a href="/evenemang/loppis">Loppis på torget i Bålsta</a></h3></div>"""
WHOLE_CARDS = """
<ul><li><a href="/nyheter/isbanan"><h3>Isbanan öppnar på lördag</h3><p>8 februari 2026 Nu är isen tjock.</p></a></li>
<li><a href="/nyheter/budget"><h3>Fullmäktige antog budgeten</h3><p>5 februari 2026 Skatten höjs inte.</p></a></li>
<li><a href="/nyheter/bron"><h3>Bron vid ån stängs av</h3><p>1 februari 2026 Bron är sliten.</p></a></li></ul>"""
NEWS = ["isbanan", "budget", "bron"]
POSTING = (
    '<script type="application/ld+json">{{"@type": "BlogPosting", "headline": "Exempelby", "mainEntityOfPage": '
    '{{"@type": "WebPage", "@id": "https://www.exempel.se{}"}}}}</script>'
)


def test_last_page_of_a_list_is_read_like_the_page_before_it() -> None:
    """A box beside it has more headlines than is left of the list."""
    row = '<table class={}><tr><td><a href="/nyheter/{}">{}</a></td></tr></table>'
    kind = read_blocks(document("".join(row.format("story", n, f"Nyhet nummer {n} från kommunen") for n in "123"))).kind
    last = "".join(row.format("story", n, f"Nyhet nummer {n}") for n in "45")
    box = "".join(row.format("popular", n, f"Det här läser alla andra just nu, nummer {n}") for n in "6789")
    page = document(last + box)
    assert [item.url for item in items_of(page, kind) if item.listed] == [f"{HERE}/4", f"{HERE}/5"]
    assert [item.url for item in list_items(page) if item.listed] == [f"{HERE}/{n}" for n in "6789"]
    assert items_of(document(CARDS), kind) == list_items(document(CARDS))


@pytest.mark.parametrize("main", [CARDS, PLAIN, WHOLE_CARDS], ids=["cards", "channel", "linked cards"])
def test_lists_its_news_in_order_and_nothing_else(main: str) -> None:
    listed = [item for item in list_items(document(main)) if item.listed]
    assert [item.url for item in listed] == [f"{HERE}/{name}" for name in NEWS]
    assert [item.headline for item in listed] == [
        "Isbanan öppnar på lördag",
        "Fullmäktige antog budgeten",
        "Bron vid ån stängs av",
    ]


def test_dates_are_kept_as_shown_and_missing_ones_stay_missing() -> None:
    assert [item.date for item in list_items(document(CARDS))] == [
        "8 februari 2026",
        "5 februari 2026",
        "1 februari 2026",
    ]
    assert [item.date for item in list_items(document(PLAIN)) if item.listed] == ["2026-02-08", None, "2026-02-01"]


def test_other_headings_that_link_are_found_but_not_listed() -> None:
    others = [item for item in list_items(document(PLAIN)) if not item.listed]
    assert [item.url for item in others] == ["https://www.exempel.se/evenemang/loppis"]


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


def test_an_item_alone_in_its_month_is_one_of_the_list() -> None:
    line = '<li>2026-{:02}-0{} <a href="/nyheter/{}">Isbanan öppnar på lördag, nyhet {}</a></li>'
    months = [[line.format(month, n, f"{month}-{n}", n) for n in days] for month, days in ((3, (2, 1)), (2, (4,)))]
    lists = "".join(f"<h2>En månad</h2><ul class=posts>{''.join(month)}</ul>" for month in months)
    urls = [item.url.rpartition("/")[2] for item in list_items(document(lists)) if item.listed]
    assert urls == ["3-2", "3-1", "2-4"]


def test_an_item_alone_in_its_year_is_one_of_the_list_though_the_list_is_wrapped() -> None:
    card = (
        '<article class=post><time>{0}-02-0{1}</time><h2><a href="/{0}/{1}">Isbanan öppnar på lördag</a></h2></article>'
    )
    years = [(2026, "21"), (2025, "4"), (2024, "3")]
    main = "".join(
        f"<section class=year><div><a href=/arkiv/{year}>{year}</a></div>"
        f"<div class=posts>{''.join(card.format(year, day) for day in days)}</div></section>"
        for year, days in years
    )
    urls = [urlsplit(item.url).path for item in list_items(document(main)) if item.listed]
    assert urls == ["/2026/2", "/2026/1", "/2025/4", "/2024/3"]


def test_what_is_named_after_its_pager_may_hold_the_list() -> None:
    around = '<div class="ajax-pagination-container">{}<div class="pagination"><a href="?page=2">Äldre</a></div></div>'
    listed = [item for item in list_items(document(around.format(CARDS))) if item.listed]
    assert [item.url for item in listed] == [f"{HERE}/{name}" for name in NEWS]


def test_what_is_named_a_navigation_may_hold_the_list_and_a_menu_of_headings_does_not() -> None:
    """Danish municipalities on Drupal list their news as `inline-navigation-item`; menus have no days in them."""
    entry = """<li class="inline-navigation-item"><a href="{}"><div class="inline-navigation-item__content"><h2>{}</h2>
      <div class="inline-navigation-item__date">{}</div></div></a></li>"""
    news = [(f"{HERE}/{name}", f"Så gick det med {name} i vår", "8. november 2026") for name in NEWS]
    menu = [(f"/tema-{n}", f"Så fungerar det med bygglov och tomter, del {n}", "") for n in range(5)]
    lists = ["".join(entry.format(*one) for one in entries) for entries in (news, menu)]
    page = document("".join(f'<ul class="inline-navigation">{entries}</ul>' for entries in lists))
    assert [item.url for item in list_items(page)] == [url for url, _, _ in news]


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


def test_box_headed_related_is_no_list_of_a_short_article() -> None:
    page = document(f"<p>Bron lagas till påsk.</p><div><h2>Relaterade nyheter</h2>{CARDS}</div>")
    assert list_items(page) == ()
    assert not is_list(page)


@pytest.mark.parametrize("tag", ["article", "div"])
def test_items_have_the_topic_of_their_post_as_a_class(tag: str) -> None:
    """Ghost and WordPress name an item after its tags; what is only named so holds the topics themselves."""
    card = '<{0} class="post-card post tag-{1}"><a href="/{1}"><h2>Nytt om {1} i Exempelby</h2></a></{0}>'
    page = document("".join(card.format(tag, topic) for topic in ("kalender", "press", "kommuninfo")))
    assert [item.headline for item in list_items(page) if item.listed] == [
        "Nytt om kalender i Exempelby",
        "Nytt om press i Exempelby",
        "Nytt om kommuninfo i Exempelby",
    ]
    assert list_items(document(f'<div class="tag-list">{CARDS}</div>')) == ()


def test_day_and_month_in_elements_of_their_own() -> None:
    card = '<li><div class="date-box"><b>{}</b><i>FEB</i></div><a href="/nyheter/{}">{} öppnar på lördag</a></li>'
    page = document(f"<ul>{card.format(8, 'a', 'Isbanan')}{card.format(5, 'b', 'Badhuset')}</ul>")
    assert [item.date for item in list_items(page) if item.listed] == ["8 FEB", "5 FEB"]


def test_links_of_another_column_are_no_items() -> None:
    lines = "".join(f"<p><a href=/n/{n}>Nyhet nummer {n} av alla</a> (2026-02-0{n})</p>" for n in range(1, 5))
    beside = "<p><a href=/lov>Ansök om bygglov här</a></p><p><a href=/blanketter>Blanketter och avgifter</a></p>"
    page = document(f"<div id=mitten>{lines}</div><div id=hoger>{beside}</div>")
    assert [item.url.rpartition("/")[2] for item in list_items(page) if item.listed] == ["1", "2", "3", "4"]


def test_menus_named_in_one_word_are_no_list() -> None:
    menu = "".join(f"<li><a href=/m{n}>Barn och utbildning {n}</a></li>" for n in range(4))
    assert not list_items(document(f'<div id="SubMenuArea"><ul>{menu}</ul></div>'))


def test_an_article_of_long_lines_is_no_list() -> None:
    text = "Isbanan vid Tallmon öppnar klockan tio, meddelar fritidschefen i dag.<br><br>" * 6
    assert not is_list(document(f"<font size=2>{text}</font>{PLAIN}"))


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


def test_the_page_about_a_file_is_no_news() -> None:
    row = '<li><a href="/nyheter/{0}">{1}</a></li>'
    rows = ("isbanan", "Isbanan öppnar på lördag"), ("budget", "Fullmäktige antog budgeten")
    files = ("karta.pdf/view", "Karta över isbanorna"), ("isen.jpg/view", "Isen en solig dag")
    listed = list_items(document(f"<ul>{''.join(row.format(*one) for one in (*rows, *files))}</ul>"))
    assert [item.url.rpartition("/")[2] for item in listed] == ["isbanan", "budget"]


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


def test_news_shown_large_over_the_list_is_listed_where_it_has_a_day_and_lies_with_the_others() -> None:
    large = '<section><div><h3><a href="/{}">{}</a></h3><div>{}</div></div></section>'
    over = large.format("nyheter/simhallen", "Simhallen är renoverad", "<time>2026-02-09</time>")
    undated = large.format("nyheter/om-nyheterna", "Så gör vi våra nyheter", "")
    elsewhere = large.format("evenemang/loppis", "Loppis på torget i Bålsta", "<time>2026-02-14</time>")
    page = document(over + undated + elsewhere + CARDS)
    listed = [urlsplit(item.url).path for item in list_items(page) if item.listed]
    assert listed == ["/nyheter/simhallen", *(f"/nyheter/{name}" for name in NEWS)]
