"""Articles leave the archive whole, in words that others know."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from archive.export import feeds, jsonl, spreadsheet
from archive.export.records import newest_records, records
from archive.schema import Article
from archive.search import EVERYTHING, Filters
from tests.archive.conftest import HOST, SECTION
from tests.archive.export.conftest import BARE, FULL

if TYPE_CHECKING:
    from archive import Archive
    from tests.archive.conftest import Desk

CHANNEL = feeds.Channel("Nyheter från Exempelkommun", "https://arkiv.example.se/nyheter.atom")
ATOM = "{http://www.w3.org/2005/Atom}"


def test_hidden_articles_leave_by_no_door(filled: Archive) -> None:
    everything = "\n".join([*jsonl.lines(filled.connection), *jsonl.canonical_lines(filled.connection)])
    assert "Isbanan" in everything
    assert "Hemligheten" not in everything


def test_news_article_says_what_schema_org_has_words_for(filled: Archive) -> None:
    article = next(record for record in map(json.loads, jsonl.lines(filled.connection)) if record["url"] == FULL)
    assert article["@type"] == "NewsArticle"
    assert article["datePublished"] == "2026-02-28T10:15+01:00"
    assert article["articleBody"] == "Isbanan vid Tallmon öppnar klockan tio.\n\nVälkommen!"
    assert article["image"] == [
        {
            "@type": "ImageObject",
            "contentUrl": f"{HOST}/is.jpg",
            "description": "Is",
            "caption": "Isbanan i februari.",
            "creditText": "Bo Ny",
            "width": 800,
            "height": 600,
        }
    ]
    assert [item["name"] for item in article["mainEntityOfPage"]["breadcrumb"]["itemListElement"]] == [
        "Hem",
        "Nyheter",
        "Isbanan öppnar på lördag",
    ]


def test_json_ld_names_only_what_its_context_defines(filled: Archive) -> None:
    """Every member is schema.org's (@vocab), a JSON-LD keyword or has the prefix that the context declares."""
    for article in map(json.loads, jsonl.lines(filled.connection)):
        assert {name for name in article if ":" in name and not name.startswith("kommunarkiv:")} == set()
        assert {name for name in article if "_" in name and not name.startswith("kommunarkiv:")} == set()


def test_no_field_of_a_record_is_lost_in_json_ld(filled: Archive) -> None:
    record = next(record for record in records(filled.connection) if record["url"] == FULL)
    text = next(line for line in jsonl.lines(filled.connection) if f'"url": "{FULL}"' in line)
    values = [record[name] for name in record if isinstance(record[name], str)] + list(record["contact"].values())
    assert [value for value in values if json.dumps(value, ensure_ascii=False) not in text] == []


@pytest.mark.parametrize(
    ("filters", "urls"),
    [
        (Filters(since="2026"), [FULL]),
        (Filters(until="2025"), [BARE]),
        (Filters(section="Hem"), [BARE, FULL]),
        (Filters(section="Hem › Politik"), []),
        (Filters(site="exempelkommun.se", has_image=True), [FULL]),
    ],
)
def test_filters_choose_what_leaves(filled: Archive, filters: Filters, urls: list[str]) -> None:
    assert [record["url"] for record in records(filled.connection, filters)] == urls


def test_csv_holds_the_articles_and_no_formula(filled: Archive) -> None:
    out = io.StringIO(newline="")
    assert spreadsheet.write_csv(filled.connection, out) == 2
    rows = {row["url"]: row for row in csv.DictReader(io.StringIO(out.getvalue(), newline=""))}
    assert rows[FULL]["article_body"] == "Isbanan vid Tallmon öppnar klockan tio.\n\nVälkommen!"
    assert rows[FULL]["image"] == f"{HOST}/is.jpg"
    assert rows[BARE]["headline"] == '\'=HYPERLINK("http://ond.example")'
    assert [cell for row in rows.values() for cell in row.values() if cell.startswith(tuple("=+-@"))] == []


@pytest.mark.parametrize("formula", ["=1+1", "+46", "-1", "@SUM(A1)", "＝1"])
@pytest.mark.parametrize("before", ["", "\n", "Öppet;", "Öppet; ", "ett\n\n", "ett\r\n", "a\tb;\t"])
def test_no_cell_is_a_formula_in_a_program_that_parts_by_semicolons(before: str, formula: str) -> None:
    """As Excel and LibreOffice in Swedish do, and take a quotation mark within such a cell for text."""
    cells = re.split(r"[;\t\r\n]", spreadsheet.defused(f"{before}{formula}"))
    assert [cell for cell in cells if cell.strip()[:1] in set("=+-@＝")] == []
    assert "".join(cells).count("'") == 1 + (before[:1] == "\n")


def test_atom_feed_has_what_rfc_4287_demands(filled: Archive) -> None:
    feed = ET.fromstring(feeds.atom(CHANNEL, newest_records(filled.connection, EVERYTHING, 50)))
    assert [feed.findtext(f"{ATOM}{name}") for name in ("id", "title")] == [CHANNEL.feed_url, CHANNEL.title]
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [FULL, BARE]
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        assert entry.findtext(f"{ATOM}updated")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
    assert feed.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated", "") for entry in entries)


def test_newest_articles_are_found_in_the_order_of_an_index(filled: Archive) -> None:
    """A feed of fifty was made by sorting every article of the archive, its text among what was sorted."""
    connection, asked = filled.connection, list[str]()
    with filled.transaction():
        connection.execute("UPDATE articles SET date_published = NULL, first_seen = '2026-01-05' WHERE url = ?", [BARE])
    connection.set_trace_callback(asked.append)
    newest = newest_records(connection, EVERYTHING, 50)
    connection.set_trace_callback(None)
    assert [(record["url"], record["date_published"]) for record in newest] == [
        (FULL, "2026-02-28T10:15+01:00"),
        (BARE, None),
    ]
    assert [record["url"] for record in newest_records(connection, EVERYTHING, 1)] == [FULL]
    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert "SEARCH articles USING INDEX articles_shown (date_published>?)" in plan
    assert not [step for step in plan if step.startswith("SCAN articles")]


def test_feeds_invent_no_hour(filled: Archive) -> None:
    """An article of which only the month is known has no instant of publication, but its date is there."""
    newest = newest_records(filled.connection, EVERYTHING, 50)
    first, second = ET.fromstring(feeds.atom(CHANNEL, newest)).findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}published") == "2026-02-28T10:15:00+01:00"
    assert second.findtext(f"{ATOM}published") is None
    assert second.findtext("{http://purl.org/dc/elements/1.1/}date") == "2025-12"
    items = json.loads(feeds.json_feed(CHANNEL, newest))["items"]
    assert [item.get("date_published") for item in items] == ["2026-02-28T10:15:00+01:00", None]
    assert items[1]["_kommunarkiv"]["date_published"] == "2025-12"


def test_feed_without_an_address_has_a_name_and_tells_no_path(filled: Archive) -> None:
    channel = feeds.Channel("Nyheter")
    atom, again = (feeds.atom(channel, newest_records(filled.connection, EVERYTHING, 50)) for _ in range(2))
    name = ET.fromstring(atom).findtext(f"{ATOM}id", "")
    assert name.startswith("urn:uuid:")
    assert name == ET.fromstring(again).findtext(f"{ATOM}id")
    assert b'rel="self"' not in atom
    assert "feed_url" not in json.loads(feeds.json_feed(channel, ()))


def test_json_feed_has_what_version_1_1_demands_when_nothing_is_in_it(filled: Archive) -> None:
    empty = json.loads(feeds.json_feed(CHANNEL, ()))
    assert (empty["version"], empty["title"], empty["items"]) == (
        "https://jsonfeed.org/version/1.1",
        CHANNEL.title,
        [],
    )
    record = next(records(filled.connection)) | {"article_body_html": ""}
    (item,) = json.loads(feeds.json_feed(CHANNEL, [record]))["items"]
    assert item["content_html"] == ""


def test_feed_is_xml_whatever_an_article_holds(filled: Archive) -> None:
    record = next(records(filled.connection))
    hostile = record | {"headline": "A\x00B\x0bC]]>&<\ud800", "article_body_html": "<p>\x1f\uffff</p>"}
    entry = ET.fromstring(feeds.atom(CHANNEL, [hostile])).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "ABC]]>&<"


def test_nothing_runs_in_a_feed_reader(filled: Archive) -> None:
    """Whatever an archive that was taken over holds: readers of feeds show the body as a page of their own."""
    record = next(records(filled.connection))
    body = '<p onclick="alert(1)">Hej <a href="javascript:alert(1)">då</a></p><script>alert(1)</script>'
    hostile = record | {"article_body_html": body}
    entry = ET.fromstring(feeds.atom(CHANNEL, [hostile])).find(f"{ATOM}entry")
    assert entry is not None
    (item,) = json.loads(feeds.json_feed(CHANNEL, [hostile]))["items"]
    assert entry.findtext(f"{ATOM}content") == item["content_html"] == '<p>Hej <a rel="noreferrer">då</a></p>'


def _peak(archive: Archive, *, at_least: int) -> int:
    """The most memory that an export takes; what else the process does meanwhile may count too, but not every time."""
    tracemalloc.start()
    assert sum(len(line) for line in jsonl.lines(archive.connection)) > at_least
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_archive(archive: Archive, desk: Desk) -> None:
    """One article is in memory at a time: of three hundred it takes hardly more than of thirty."""
    body = "Isbanan vid Tallmon öppnar klockan tio. " * 100
    urls = [f"{HOST}/nyheter/{number}" for number in range(300)]
    desk.lists(*urls)
    peaks = []
    for some in (urls[:30], urls[30:]):
        for url in some:
            desk.reads(url, Article(url, f"Nyhet {url}", f"{url} {body}", section=SECTION))
        peaks.append(min(_peak(archive, at_least=len(some) * len(body)) for _ in range(3)))
    assert peaks[1] < peaks[0] + 20 * len(body)
