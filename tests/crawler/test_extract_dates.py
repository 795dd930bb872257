"""Whatever dates a page shows: what is decided can be true, and what is refused says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.schema import Context
from crawler.document import Document
from crawler.extract.dates import extract_dates
from crawler.normalise.date_values import STOCKHOLM

FETCHED = datetime(2017, 2, 14, 9, 30, tzinfo=UTC)
LATEST = (FETCHED.astimezone(STOCKHOLM) + timedelta(days=1)).date().isoformat()
DATES = st.sampled_from(
    [
        *(
            "8 februari 2017",
            "2017-02-08T12:45:00Z",
            "2017-02-08",
            "8/2-17",
            "170208",
            "8 feb",
            "24 dec",
            "onsdag 8 februari",
        ),
        *(
            "igår 14:05",
            "i fredags",
            "v. 6",
            "februari 2017",
            "2017",
            "0000-00-00",
            "2099-12-31",
            "3 juni 2027",
            "§ 24",
        ),
        *("31 februari 2017", "2017-02-08 kl. 25.00", "Maj", "0123-45 67 89", "", "9999999999", "8.2.2017 – 10.2.2017"),
    ]
)
LABELS = st.sampled_from(
    ["Publicerad: ", "Senast uppdaterad ", "Granskad", "Senast publicerad: ", "Datum ", "Sista dag: ", ""]
)
MARKUP = st.sampled_from(
    [
        *("<p>{}{}</p>", "<p><b>{}</b> <span>{}</span></p>", "<time datetime='{1}'>{0}</time>", "<time>{}{}</time>"),
        *(
            "<dl><dt>{}</dt><dd>{}</dd></dl>",
            "<li class='published'>{}{}</li>",
            "<span class='updated date'>{}{}</span>",
        ),
        *("<meta itemprop='datePublished' content='{1}'>{0}", "<aside>{}{}</aside>", "<footer>{}{}</footer>"),
        *("<meta property='article:published_time' content='{1}'>", "<meta name='DC.Date.Modified' content='{1}'>"),
        *("<a href='/x'>{}{}</a>", "<div class='card'><h3><a href='/x'>Annat</a></h3>{}{}</div>"),
    ]
)
LINES = st.lists(st.builds(lambda markup, label, date: markup.format(label, date), MARKUP, LABELS, DATES), max_size=6)
CONTEXTS = st.sampled_from(
    [Context(), Context(teaser_date="8 feb 2017", neighbours=("2017-02-09", "2017-02-07", "2017-01-30"))]
)


@settings(max_examples=300, deadline=None)
@given(LINES, LINES, CONTEXTS)
def test_what_is_decided_can_be_true_and_what_is_refused_says_why(above, below, context):
    html = f"<title>Nyhet</title><body>{''.join(above)}<main><h1>Nyhet</h1>{''.join(below)}</main>"
    document = Document.from_text(html, "https://www.exempel.se/nyheter/1", FETCHED)
    dates = extract_dates(document, content=document.root.find(".//main"), body_text="Den 8 februari.", context=context)
    for one, role in ((dates.published, "published"), (dates.modified, "modified")):
        if one:
            assert one.role == role
            assert one.precision != "month-day"
            assert one in dates.all
            day = one.value[:4] if one.precision == "week" else one.value[:10]
            assert "1990" <= day <= LATEST
    for one in dates.all:
        assert one.value is None or one.precision
        assert one.value or one.reason
        assert one.source != "inferred" or one.reason


@settings(max_examples=100, deadline=None)
@given(LINES, LINES)
def test_a_page_is_read_alike_each_time(above, below):
    html = f"<title>Nyhet</title><body>{''.join(above)}<main><h1>Nyhet</h1>{''.join(below)}</main>"
    one, other = (
        extract_dates(
            Document.from_text(html, "https://www.exempel.se/nyheter/1", FETCHED),
            content=None,
            body_text="",
            context=Context(),
        )
        for _ in range(2)
    )
    assert one == other
