"""The two commits, the run, and the file."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive, ArchiveLocked, ArchiveUnusable, PageDamaged, run_reports, statistics
from archive.migrations import SCHEMA_VERSION, migrations
from archive.rederivation import Rederived
from archive.schema import Article, Attachment, Crumb, Image, Reading
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = f"{HOST}/nyheter/isbanan", f"{HOST}/nyheter/budget"
ARTICLE = Article(
    url=FIRST,
    headline="Isbanan öppnar på lördag",
    description="Nu är isen tjock nog.",
    article_body="Isbanan vid Tallmon öppnar klockan tio.",
    date_published="2026-02-28",
    date_published_precision="day",
    date_published_source="label",
    section=SECTION,
    breadcrumb=(*SECTION, Crumb(3, "Isbanan öppnar på lördag")),
    image=(Image(f"{HOST}/is.jpg", "Is", "Isbanan i februari.", "Anna Ek"),),
    attachments=(Attachment(f"{HOST}/regler.pdf", "Regler", "application/pdf", "12 kB"),),
    extracted_by={"headline": "generic"},
)


def rows(archive: Archive, query: str) -> list[tuple[object, ...]]:
    return archive.connection.execute(query).fetchall()


def test_page_is_kept_before_it_is_read(archive: Archive, desk: Desk) -> None:
    desk.lists(FIRST)
    address, _ = archive.entrance(FIRST, desk.run_id)
    archive.store_page(address.id, desk.page(FIRST, b"<h1>Isbanan</h1>"), desk.run_id)
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]
    assert [stored.url for stored in archive.stored_addresses()] == [FIRST]
    archive.record(address.id, Reading("article", SECTION, ARTICLE))
    assert list(archive.stored_addresses()) == []
    assert rows(archive, "SELECT state, placing FROM addresses WHERE kind = 'article'") == [("done", "article")]


def test_article_stands_with_everything_that_hangs_on_it(archive: Archive, desk: Desk) -> None:
    desk.lists(FIRST)
    assert desk.reads(FIRST, ARTICLE) == "new"
    assert rows(
        archive, "SELECT headline, published_year, trail FROM articles JOIN sections ON sections.id = section_id"
    ) == [("Isbanan öppnar på lördag", 2026, "Hem › Nyheter")]
    assert rows(archive, "SELECT position, alt, caption, credit_text FROM article_images") == [
        (1, "Is", "Isbanan i februari.", "Anna Ek")
    ]
    assert rows(
        archive, "SELECT content_url, name, encoding_format, content_size FROM attachments JOIN article_attachments"
    ) == [(f"{HOST}/regler.pdf", "Regler", "application/pdf", "12 kB")]
    assert rows(archive, "SELECT trail, depth, url FROM sections ORDER BY depth") == [
        ("Hem", 1, f"{HOST}/"),
        ("Hem › Nyheter", 2, f"{HOST}/nyheter"),
    ]


def test_edit_makes_a_version_with_the_whole_earlier_record(archive: Archive, desk: Desk) -> None:
    desk.lists(FIRST)
    desk.reads(FIRST, ARTICLE)
    edited = replace(ARTICLE, article_body="Isbanan vid Tallmon är stängd.", date_modified="2026-03-02")
    assert desk.reads(FIRST, edited, body=b"<p>2", day=2) == "changed"
    ((version, changed, record),) = rows(archive, "SELECT version, changed, record FROM article_versions")
    assert (version, json.loads(changed)) == (1, ["article_body", "date_modified"])
    assert json.loads(record)["article_body"] == "Isbanan vid Tallmon öppnar klockan tio."
    assert json.loads(record)["image"][0]["caption"] == "Isbanan i februari."


def test_reading_a_page_better_makes_no_version(archive: Archive, desk: Desk) -> None:
    desk.lists(FIRST)
    desk.reads(FIRST, ARTICLE)
    address, _ = archive.entrance(FIRST, desk.run_id)
    better = replace(ARTICLE, headline="Isbanan öppnar")
    page_id = archive.distinct_pages(address.id)[0]
    done = archive.rederive([(address.id, [(page_id, Reading("article", SECTION, better))])], None)
    assert done == [Rederived("changed", FIRST, ("headline", "content_hash"))]
    assert rows(archive, "SELECT headline FROM articles") == [("Isbanan öppnar",)]
    assert rows(archive, "SELECT count(*) FROM article_versions") == [(0,)]


def test_two_articles_that_turn_out_to_be_one_are_spoken_for_by_its_own_address(archive: Archive, desk: Desk) -> None:
    """A mobile site that begins to name the desktop address: as if it had done so from the beginning."""
    mobile = f"{HOST}/mobile/nyheter/isbanan"
    short = replace(ARTICLE, url=mobile, article_body="Kortare text för telefonen.")
    desk.lists(FIRST, mobile)
    desk.reads(mobile, short, day=1, body=b"mobile")
    desk.reads(FIRST, ARTICLE, day=2, body=b"desktop")
    desk.reads(mobile, replace(short, article_body="Kort text."), day=3, body=b"mobile, edited")
    desk.reads(FIRST, replace(ARTICLE, article_body="Ny text."), day=4, body=b"desktop, edited")
    desk.reads(mobile, replace(ARTICLE, article_body="Kort text."), day=5, body=b"mobile, with a canonical link")
    (row,) = rows(archive, "SELECT url, article_body, substr(first_seen, 9, 2), substr(last_seen, 9, 2) FROM articles")
    assert row == (FIRST, "Ny text.", "01", "05")
    versions = rows(
        archive, "SELECT version, substr(seen_at, 9, 2), article_body FROM article_versions ORDER BY version"
    )
    assert versions == [(1, "01", short.article_body), (2, "02", ARTICLE.article_body)]


def test_article_that_names_anothers_address_is_that_one(archive: Archive, desk: Desk) -> None:
    """A redesign: the old address leads by way of one that was crawled for itself to a page with a canonical link."""
    old, between = f"{HOST}/18.1/isbanan.html", f"{HOST}/nyheter/isbanan-oppnar"
    desk.lists(between, old)
    desk.reads(between, replace(ARTICLE, url=between), day=1)
    led = replace(ARTICLE, url=FIRST, article_body="Ny text.", addresses=((between, "duplicate"),))
    desk.reads(old, led, day=2, body=b"with a canonical link")
    owners = rows(archive, "SELECT url, count(DISTINCT article_id) FROM article_addresses GROUP BY url ORDER BY url")
    assert owners == [(old, 1), (FIRST, 1), (between, 1)]
    address, _ = archive.entrance(old, desk.run_id)
    assert archive.note_missing(address.id, "HTTP 404", desk.run_id) is False
    assert archive.settle_missing(address.id, "HTTP 404", desk.run_id) == 0  # `between` shows it still


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["desktop first", "mobile first"])
def test_mobile_mirror_is_the_same_article_in_any_order(archive: Archive, desk: Desk, order: tuple[int, int]) -> None:
    mobile = f"{HOST}/mobile/nyheter/isbanan"
    visits = [(FIRST, ARTICLE), (mobile, replace(ARTICLE, article_body="Kortare text för telefonen."))]
    desk.lists(FIRST, mobile)
    for index in order:
        desk.reads(*visits[index])
    assert rows(archive, "SELECT url, article_body FROM articles") == [(FIRST, ARTICLE.article_body)]
    assert rows(archive, "SELECT url FROM article_addresses ORDER BY url") == [(mobile,), (FIRST,)]


def test_article_that_another_sections_list_shows_belongs_to_both(archive: Archive, desk: Desk) -> None:
    elsewhere = (Crumb(1, "Hem"), Crumb(2, "Politik"))
    desk.lists(FIRST)
    desk.reads(FIRST, replace(ARTICLE, section=elsewhere))
    assert rows(archive, "SELECT trail FROM article_sections JOIN sections ON id = section_id ORDER BY trail") == [
        ("Hem › Nyheter",),
        ("Hem › Politik",),
    ]


def test_list_pages_end_when_two_in_a_row_show_nothing_new(archive: Archive, desk: Desk) -> None:
    pages = [f"{HOST}/nyheter?page={number}" for number in range(1, 9)]
    section_id = desk.lists(FIRST, SECOND, next_page=pages[0])
    visited = []
    while due := [a for a in archive.due_addresses(desk.run_id, desk.site_id, [section_id], 10) if a.kind == "list"]:
        visited.append(due[0].url)
        desk.lists(FIRST, SECOND, next_page=pages[len(visited)], address_id=due[0].id, body=str(len(visited)).encode())
    assert visited == pages[:2]


def test_newest_news_is_due_first_and_what_was_tried_is_not_due_again(archive: Archive, desk: Desk) -> None:
    section_id = desk.lists(FIRST, SECOND, next_page=f"{HOST}/nyheter?page=2")

    def due() -> list[str]:
        return [address.url for address in archive.due_addresses(desk.run_id, desk.site_id, [section_id], 10)]

    assert due() == [FIRST, SECOND, f"{HOST}/nyheter?page=2"]
    desk.reads(FIRST, ARTICLE)
    archive.failed(archive.entrance(SECOND, desk.run_id)[0].id, "HTTP 500", desk.run_id)
    assert due() == [f"{HOST}/nyheter?page=2"]


def test_missing_article_is_gone_on_the_second_visit_and_its_text_stays(archive: Archive, desk: Desk) -> None:
    desk.lists(FIRST)
    desk.reads(FIRST, ARTICLE)
    address, _ = archive.entrance(FIRST, desk.run_id)
    assert archive.settle_missing(address.id, "HTTP 404", desk.run_id) == 0
    assert archive.settle_missing(address.id, "HTTP 404", desk.run_id) == 1
    ((gone_at, body),) = rows(archive, "SELECT gone_at, article_body FROM articles")
    assert gone_at is not None
    assert body == ARTICLE.article_body


def test_last_visit_is_the_latest_though_the_clock_was_set_back(archive: Archive, desk: Desk) -> None:
    desk.lists(FIRST)
    desk.reads(FIRST, ARTICLE, day=5)
    address, _ = archive.entrance(FIRST, desk.run_id)
    archive.revisited(address.id, desk.page(FIRST, b"", 3, 304), desk.run_id)
    assert rows(archive, "SELECT substr(first_seen, 9, 2), substr(last_seen, 9, 2) FROM articles") == [("05", "05")]


def test_same_bytes_are_stored_once_and_read_back_checked(archive: Archive, desk: Desk) -> None:
    first = archive.store_page(desk.start.id, desk.page(FIRST, b"<p>lika</p>", 1), desk.run_id).id
    again = archive.store_page(desk.start.id, desk.page(FIRST, b"<p>lika</p>", 2), desk.run_id).id
    assert rows(archive, "SELECT id, payload IS NULL, revisit_of FROM pages") == [(first, 0, None), (again, 1, first)]
    as_first = replace(desk.page(FIRST, b"<p>lika</p>", 2), fetched_at=archive.page(first).fetched_at)
    assert archive.page(again) == as_first


def test_damaged_page_is_never_handed_out(archive: Archive, desk: Desk) -> None:
    page_id = archive.store_page(desk.start.id, desk.page(FIRST, b"<p>hel</p>"), desk.run_id).id
    (payload,) = rows(archive, "SELECT payload FROM pages")[0]
    damaged = bytes(payload)[:-1] + bytes([payload[-1] ^ 1])
    archive.connection.execute("UPDATE pages SET payload = ? WHERE id = ?", [damaged, page_id])
    with pytest.raises(PageDamaged, match=f"page {page_id}"):
        archive.page(page_id)


def test_page_that_kills_its_reader_is_set_aside(archive: Archive, desk: Desk) -> None:
    """The reading that follows the storing of the page is the first attempt."""
    archive.store_page(desk.start.id, desk.page(FIRST, b"<p>"), desk.run_id)
    assert [archive.begin_derivation(desk.start.id) for _ in range(2)] == [True, False]


def test_interrupted_run_goes_on_and_a_finished_one_does_not(archive: Archive) -> None:
    arguments = {"starts": [[HOST, []]]}
    killed = archive.begin_run(arguments)
    assert archive.begin_run(arguments) == killed
    assert archive.begin_run({"starts": []}) != killed
    other = archive.begin_run(arguments)
    archive.finish_run(other, {"pages": 1}, "shutdown", 130)
    assert archive.begin_run(arguments) == other
    archive.finish_run(other, {"pages": 1}, "finished", 0)
    assert archive.begin_run(arguments) != other


def test_run_that_goes_on_counts_what_it_did_before(archive: Archive, desk: Desk) -> None:
    """What failed is tried again, and counts only where it fails again."""

    def piece(new: int, reasons: dict[str, int], end: str) -> dict[str, int]:
        counts = {"new": new, "pages": new + 1, "failed": reasons.get("HTTP 500", 0)}
        told = [{"reason": reason, "count": n, "examples": [f"{HOST}/{reason}/{new}"]} for reason, n in reasons.items()]
        site = {"counts": counts, "reasons": told, "sections": ["Hem › Nyheter"], "seconds": 5, "exit_status": 0}
        archive.report_run(desk.run_id, {"exempelkommun.se": site})
        return archive.finish_run(desk.run_id, counts, end, 0)

    archive.failed(desk.start.id, "HTTP 500", desk.run_id)
    assert piece(3, {"HTTP 500": 1, "HTTP 404": 2}, "max-pages") == {"failed": 1, "new": 3, "pages": 4}
    assert archive.begin_run({"starts": [[f"{HOST}/nyheter", []]]}) == desk.run_id
    assert piece(2, {"HTTP 404": 1}, "finished") == {"failed": 0, "new": 5, "pages": 7}
    (report,) = run_reports.of_site(archive.connection, desk.site_id)
    assert report.counts == {"failed": 0, "new": 5, "pages": 7}
    assert report.reasons == [{"reason": "HTTP 404", "count": 3, "examples": [f"{HOST}/HTTP 404/{n}" for n in (3, 2)]}]
    assert (report.sections, report.seconds) == (["Hem › Nyheter"], 10)


def test_registry_is_in_every_archive_and_a_site_finds_its_municipality(archive: Archive) -> None:
    assert rows(archive, "SELECT count(*), count(DISTINCT code), count(DISTINCT county_code) FROM municipalities") == [
        (290, 290, 21)
    ]
    archive.ensure_site("habo.se", "Håbo", "https://www.habo.se/")
    archive.ensure_site("habokommun.se", "Habo", "https://habokommun.se/")
    assert rows(archive, "SELECT key, municipality_code FROM sites ORDER BY key") == [
        ("habo.se", "0305"),
        ("habokommun.se", "0643"),
    ]


def test_second_writer_is_told_since_when_the_holder_writes(archive: Archive, desk: Desk) -> None:
    """Not since the run began that it took up, and whether it crawls or does something else."""
    with archive.transaction() as connection:
        connection.execute("UPDATE runs SET started_at = '2026-01-01T00:00:00+00:00', process = 'process 1 on annan'")
    with pytest.raises(ArchiveLocked) as error:
        Archive.open(archive.path)
    since = re.fullmatch(rf"process {os.getpid()} on .+ since (.+) UTC", error.value.holder)
    assert since
    assert abs(datetime.fromisoformat(f"{since[1]}Z") - datetime.now(UTC)) < timedelta(minutes=5)


def test_second_writer_is_told_who_holds_the_file_and_a_reader_is_not_hindered(archive: Archive, desk: Desk) -> None:
    with pytest.raises(ArchiveLocked, match=f"process {os.getpid()}"):
        Archive.open(archive.path)
    with Archive.open(archive.path, "read") as reader:
        assert rows(reader, "SELECT count(*) FROM runs") == [(1,)]


def _text(path: Path) -> None:
    path.write_text("Detta är ingen databas, bara text som är lång nog för att läsas." * 20, encoding="utf-8")


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bokmarken (id)")
    connection.close()


def _newer(path: Path) -> None:
    Archive.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    path.with_name(f"{path.name}.lock").unlink()


@pytest.mark.parametrize(
    ("make", "message"),
    [(_text, "not an SQLite database"), (_foreign, "not an archive of kommunarkiv"), (_newer, "newer kommunarkiv")],
    ids=["text", "another database", "newer schema"],
)
@pytest.mark.parametrize("mode", ["read", "write"])
def test_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path, make, message: str, mode) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(ArchiveUnusable, match=message):
        Archive.open(path, mode)
    assert path.read_bytes() == before
    if mode == "write":
        assert list(tmp_path.iterdir()) == [path]


def test_file_that_is_refused_is_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _newer(tmp_path / "newer.db")
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        made.append(connect(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    with pytest.raises(ArchiveUnusable):
        Archive.open(tmp_path / "newer.db", "read")
    for connection in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_empty_file_has_nothing_to_read_until_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(ArchiveUnusable, match=r"empty\.db: there is nothing in it yet"):
        Archive.open(path, "read")
    assert path.read_bytes() == b""
    Archive.open(path).close()
    Archive.open(path, "read").close()


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnusable, match=r"none\.db: there is no such file"):
        Archive.open(tmp_path / "none.db", "read")
    with pytest.raises(ArchiveUnusable, match="does not exist"):
        Archive.open(tmp_path / "none" / "archive.db")


def test_schema_version_counts_the_migrations(archive: Archive) -> None:
    assert len(migrations.applied(archive.db)) == SCHEMA_VERSION
    assert rows(archive, "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_every_foreign_key_is_indexed(archive: Archive) -> None:
    missing = []
    for (table,) in rows(
        archive, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_fts%'"
    ):
        keys = {row[3] for row in rows(archive, f"PRAGMA foreign_key_list({table})")}
        first = {
            rows(archive, f"PRAGMA index_info({index[1]})")[0][2]
            for index in rows(archive, f"PRAGMA index_list({table})")
        }
        missing += [(table, key) for key in keys - first]
    # Forms lead to words, never back, and no word is ever deleted: an index on word_id would cost space for nothing.
    assert missing == [("word_forms", "word_id")]


def test_a_run_leaves_statistics_where_there_are_many_articles(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any, SQLite took all indexes of sites for alike: the front page of a million articles answered 503."""
    archive = desk.archive
    desk.lists(FIRST)
    desk.reads(FIRST, ARTICLE)
    archive.finish_run(desk.run_id, {}, "finished", 0)
    assert rows(archive, "SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'") == []
    monkeypatch.setattr(statistics, "MANY", 1)
    asked: list[str] = []
    archive.connection.set_trace_callback(asked.append)
    archive.finish_run(archive.begin_run({}), {}, "finished", 0)
    archive.connection.set_trace_callback(None)
    assert asked.index("PRAGMA analysis_limit = 1000") < asked.index("ANALYZE main")
    known = {index for (index,) in rows(archive, "SELECT idx FROM sqlite_stat1 WHERE tbl = 'articles'")}
    assert {"articles_site_id", "articles_first_seen", "articles_search"} <= known
    assert rows(archive, "SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'") == [("sqlite_stat1",)]
