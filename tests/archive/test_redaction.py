"""Taking down: what was taken out is nowhere in the file, and neither a crawl nor a merge brings it back."""

from __future__ import annotations

import gzip
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from archive import Archive, ArchiveMisused, compaction, dictionaries, pages, search
from archive.commands.history import history
from archive.commands.redact import redact
from archive.errors import ArchiveUnusable, NotRedacted
from archive.export.jsonl import canonical_lines
from archive.files import FileStore
from archive.merging import merge
from archive.redaction import acts, rules, sweep
from archive.redaction.masking import MASK, Masker, Rule
from archive.schema import Article, Contact, Context, FoundAddress, Image, Reading
from archive.status import status
from archive.surt import surt
from tests.archive.conftest import HOST, SECTION, Desk
from tests.archive.test_pages import TEMPLATE

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Åsa Granqvist"
SECRETS = ("Granqvist", "granqvist", "GRANQVIST")
RECTOR = f"{HOST}/nyheter/asa-granqvist-ny-rektor"
SCHOOL, POOL = f"{HOST}/nyheter/skolan", f"{HOST}/nyheter/simhallen"
ACT = acts.Act(RECTOR, "begäran enligt dataskyddsförordningen", "KS 2026/17", "arkivarien")
ARTICLE = Article(
    url=RECTOR,
    headline=f"{NAME} blir ny rektor",
    description=f"Från hösten leds skolan av {NAME}.",
    article_body=f"– Det känns bra, säger {NAME}.\n\nÅsa Granqvists kontor ligger i Ekbacken.",
    article_body_html=f"<p>– Det känns bra, säger {NAME}.</p>",
    section=SECTION,
    image=(Image(f"{HOST}/bilder/asa-granqvist.jpg", NAME, f"{NAME} på skolgården.", "Per Ek"),),
    contact=Contact(NAME, "rektor", "skolan@exempelkommun.se"),
)
TELLING = f"""<html><head><title>{NAME} blir ny rektor</title><meta content="&Aring;sa&nbsp;Granqvist"></head><body>
<a class="card" href="/nyheter/asa-granqvist-ny-rektor">Läs om <b>Åsa</b> <i class="x">Granqvist</i></a>
<script>{{"author": "\\u00c5sa Granqvist", "link": "/sok?q=%C3%85sa%20Granqvist"}}</script>{TEMPLATE}</body></html>"""


def crawl(archive: Archive) -> Desk:
    """A list that shows the article, the article with an earlier version, another one with a box about it."""
    desk = Desk(archive)
    desk.lists(RECTOR, SCHOOL, POOL, body=TELLING.encode())
    told = Context(("Hem", "Nyheter"), f"{HOST}/nyheter", 1, ARTICLE.headline, ARTICLE.description)
    with archive.transaction() as connection:
        connection.execute("UPDATE addresses SET context = ? WHERE url = ?", [told.to_json(), RECTOR])
    earlier = replace(ARTICLE, headline=f"Rektorn heter {NAME}")
    desk.reads(RECTOR, earlier, body=f"{TELLING} tidigare".encode())
    desk.reads(RECTOR, ARTICLE, body=f"{TELLING} sedan".encode(), day=2)
    desk.reads(SCHOOL, replace(ARTICLE, url=SCHOOL, headline="Skolan målas om", description=None, contact=None,
               article_body="Skolan målas om i sommar.", article_body_html="", image=()),
               body=f"{TELLING} skolan".encode())  # fmt: skip
    for number in range(dictionaries.ENOUGH + 4):
        archive.store_page(desk.start.id, desk.page(f"{HOST}/nyheter", f"{TELLING} {number}".encode()), desk.run_id)
    archive.failed(archive.entrance(POOL, desk.run_id)[0].id, f"HTTP 500 efter {NAME}", desk.run_id)
    archive.finish_run(desk.run_id, {"pages": 9}, "finished", 0)
    return desk


@pytest.fixture
def crawled(archive: Archive) -> Archive:
    crawl(archive)
    assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (1,)
    return archive


def places(archive: Archive) -> list[str]:
    """Where the words stand: every column of every table, every payload and dictionary, the bytes of the files."""
    tables = archive.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = [
        f"{table}: {row}"
        for (table,) in tables
        for row in archive.connection.execute(f"SELECT * FROM {table}")
        if any(secret in str(value) for value in row for secret in SECRETS if not isinstance(value, bytes))
    ]
    for (page_id,) in archive.connection.execute("SELECT id FROM pages").fetchall():
        if any(secret.encode() in pages.body(archive.connection, page_id) for secret in SECRETS):
            found.append(f"payload of page {page_id}")
    for (dictionary_id,) in archive.connection.execute("SELECT id FROM dictionaries").fetchall():
        if any(secret.encode() in dictionaries.read(archive.connection, dictionary_id) for secret in SECRETS):
            found.append(f"dictionary {dictionary_id}")
    files = archive.path.parent.glob(f"{archive.path.name}*")
    found += [file.name for file in files if any(secret.encode() in file.read_bytes() for secret in SECRETS)]
    return found


def test_the_search_for_the_words_finds_them_where_they_are(crawled: Archive) -> None:
    found = "\n".join(places(crawled))
    for place in ("articles:", "article_versions:", "addresses:", "words:", "payload", "dictionary", "archive.db"):
        assert place in found


def test_masked_words_are_nowhere_in_the_file(crawled: Archive) -> None:
    assert acts.mask(crawled, ACT, NAME, everywhere=False).places > 5
    assert places(crawled) == []
    assert list(crawled.check()) == []
    headline, body = crawled.connection.execute("SELECT headline, article_body FROM articles WHERE id = 1").fetchone()
    assert headline == f"{MASK} blir ny rektor"
    assert "kontor ligger i Ekbacken" in body
    (said,) = crawled.connection.execute("SELECT word_count FROM articles WHERE id = 1").fetchone()
    assert said == replace(ARTICLE, description=f"Från hösten leds skolan av {MASK}.", article_body=body).word_count
    assert search.search(crawled.connection, "granqvist") == []
    assert [hit.headline for hit in search.search(crawled.connection, "rektor")] == [headline]
    rows = crawled.connection.execute("SELECT act, url, reason, decision, acted_by, erased_at IS NULL FROM redactions")
    assert rows.fetchall() == [("mask", None, ACT.reason, ACT.decision, ACT.acted_by, 0)]
    (altered,) = crawled.connection.execute("SELECT count(*) FROM pages WHERE original_digest IS NOT NULL").fetchone()
    assert altered > dictionaries.ENOUGH


def test_masked_words_are_not_in_the_record_of_earlier_acts(crawled: Archive, tmp_path: Path) -> None:
    acts.hide(crawled, replace(ACT, reason=f"{NAME} ringde"))
    with Archive.open(tmp_path / "other.db") as other:
        merge(other, crawled.path)
        acts.mask(crawled, ACT, NAME, everywhere=True)
        assert places(crawled) == []
        for target, source in ((other, crawled), (crawled, other), (other, crawled)):
            merge(target, source.path)
            assert places(target) == []
            names = target.connection.execute("SELECT act FROM redactions ORDER BY act").fetchall()
            assert names == [("hide",), ("mask",)]


def test_words_of_two_acts_of_one_second_both_reach_another_archive(crawled: Archive, tmp_path: Path) -> None:
    acts.mask(crawled, ACT, NAME, everywhere=True)
    with Archive.open(tmp_path / "other.db") as other:
        crawl(other)
        merge(other, crawled.path)
        acts.mask(crawled, replace(ACT, url=SCHOOL), "Ekbacken", everywhere=True)
        with crawled.transaction() as connection:
            connection.execute("UPDATE redactions SET acted_at = (SELECT min(acted_at) FROM redactions)")
        merge(other, crawled.path)
        assert not any("Ekbacken" in line for line in other.connection.iterdump())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<p>{NAME}</p>".encode() + "<i>sm\xf6r</i>".encode("latin-1"), id="a letter of another encoding"),
        pytest.param(f"<p>{NAME}</p>".encode("latin-1") + "<i>smör</i>".encode(), id="the other way round"),
        pytest.param(f"<p>{NAME}</p>".encode("utf-16") + b"\x00", id="a byte too many"),
        pytest.param(f"<p>{NAME}</p>".encode("utf-16-le"), id="UTF-16 without a byte order mark"),
    ],
)
def test_words_are_masked_in_pages_of_several_encodings(body: bytes) -> None:
    masked = Masker([rule] if (rule := Rule.of(NAME)) else []).body(body)
    assert b"Granqvist" not in masked.replace(b"\x00", b"")
    assert MASK.encode() in masked.replace(b"\x00", b"")


def test_masked_address_is_an_address() -> None:
    """In a host the brackets of the mask were those of an IPv6 address, and no export of captures came to its end."""
    masked = Masker([Rule.of(NAME) or Rule(0, "")]).text(f"av {NAME}, https://www.asa-granqvist.se/asa-granqvist.html")
    assert masked.startswith(f"av {MASK}, https://")
    address = masked.partition(", ")[2]
    assert urlsplit(address).hostname
    assert surt(address)
    assert MASK in unquote(urlsplit(address).path)


@pytest.mark.parametrize("lost", [0, 9])
def test_words_are_masked_in_a_packed_page(lost: int) -> None:
    """A sitemap.xml.gz is a page like others, of several members maybe, or cut."""
    packed = b"".join(gzip.compress(f"<loc>/{text}</loc>".encode()) for text in ("asa-granqvist", "skolan", "å" * 9))
    masked = Masker([Rule.of(NAME) or Rule(0, "")]).body(packed[: len(packed) - lost])
    assert gzip.decompress(masked).decode(errors="replace").startswith(f"<loc>/{MASK}-</loc><loc>/skolan</loc>")
    unlike = gzip.compress(b"<loc>/skolan</loc>")
    assert Masker([Rule(2, "")]).body(unlike) is unlike


@pytest.mark.parametrize("at_once", [1, 7])
def test_rows_are_masked_a_few_at_a_time(crawled: Archive, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(sweep, "_AT_ONCE", at_once)
    acts.mask(crawled, ACT, NAME, everywhere=False)
    assert places(crawled) == []
    assert list(crawled.check()) == []


def test_words_are_looked_for_without_the_archive_in_memory(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_AT_ONCE", 2)
    monkeypatch.setattr(Masker, "body", lambda _mask, body: body)  # what one page takes is not measured
    desk, dice = Desk(archive), random.Random(1)
    for number in range(40):
        archive.store_page(desk.start.id, desk.page(f"{HOST}/{number}", dice.randbytes(250_000)), desk.run_id)
    rule = Rule.of(NAME)
    assert rule
    tracemalloc.start()
    with archive.transaction() as connection:
        sweep.mask_everything(connection, Masker([rule]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000, "a few pages, not all ten megabytes"


def test_deleted_article_is_nowhere_in_the_file(crawled: Archive) -> None:
    assert acts.delete(crawled, ACT, everywhere=False)[0] == 2
    assert list(crawled.check()) == []
    assert [row[0] for row in crawled.connection.execute("SELECT headline FROM articles")] == ["Skolan målas om"]
    secrets = ("blir ny rektor", "asa-granqvist-ny-rektor", "leds skolan av")
    assert not any(secret in line for secret in secrets for line in crawled.connection.iterdump())
    for file in crawled.path.parent.glob("archive.db*"):
        assert not any(secret.encode() in file.read_bytes() for secret in secrets)
    for (page_id,) in crawled.connection.execute("SELECT id FROM pages").fetchall():
        text = crawled.page(page_id).body.decode()
        assert not any(secret in text for secret in secrets)
        assert f'href="{MASK}"' in text


def test_deleted_article_is_not_in_the_record_of_earlier_acts(crawled: Archive) -> None:
    acts.hide(crawled, ACT)
    acts.delete(crawled, ACT, everywhere=False)
    assert not any("asa-granqvist-ny-rektor" in line for line in crawled.connection.iterdump())


def test_article_of_another_site_on_the_same_bytes_keeps_its_page(archive: Archive) -> None:
    desk = Desk(archive)
    desk.lists(RECTOR)
    desk.reads(RECTOR, replace(ARTICLE, headline="Ny rektor", description=None), body=b"<p>the same")
    portal = "https://www.annan.se/ny-rektor"
    site_id = archive.ensure_site("annan.se", "Annan", "https://www.annan.se/")
    start, _ = archive.add_start(site_id, portal, (), desk.run_id)
    for day in (1, 2):
        archive.store_page(start.id, desk.page(portal, b"<p>the same", day), desk.run_id)
    archive.record(start.id, Reading("article", SECTION, replace(ARTICLE, url=portal, headline="Rektorn")))
    acts.delete(archive, ACT, everywhere=True)
    assert list(archive.check()) == []
    assert archive.connection.execute("SELECT url FROM articles").fetchall() == [(portal,)]
    page_id = archive.address(start.id).page_id
    assert page_id is not None
    assert archive.page(page_id).body == b"<p>the same"
    visits = archive.connection.execute("SELECT count(*) FROM pages WHERE address_id = ?", [start.id]).fetchone()
    assert visits == (2,)


def test_hidden_article_stays_in_the_file_and_is_shown_nowhere(crawled: Archive) -> None:
    acts.hide(crawled, ACT)
    assert [line for line in canonical_lines(crawled.connection) if "Granqvist" in line] == []
    assert search.search(crawled.connection, "rektor") == []
    assert "rektor" not in search.nearest_words(crawled.connection, "rektor").get("rektor", [])
    assert crawled.connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    (site,) = status(crawled.connection)["sites"]
    assert (site["articles"], site["hidden"], [one["articles"] for one in site["sections"]]) == (1, 1, [1])
    shown = CliRunner().invoke(history, [RECTOR, "--archive", str(crawled.path)])
    assert (shown.exit_code, "is hidden" in shown.output, "Granqvist" in shown.output) == (2, True, False)
    assert crawled.connection.execute("SELECT act, url FROM redactions").fetchall() == [("hide", RECTOR)]


@pytest.mark.parametrize("act", ["mask", "delete"])
def test_a_recrawl_does_not_bring_it_back(crawled: Archive, act: str) -> None:
    if act == "mask":
        acts.mask(crawled, ACT, NAME, everywhere=False)
    else:
        acts.delete(crawled, ACT, everywhere=False)
    run_id = crawled.begin_run({"again": True})
    start, _ = crawled.add_start(1, f"{HOST}/nyheter", (), run_id)
    desk = Desk.__new__(Desk)
    desk.archive, desk.run_id, desk.site_id, desk.start = crawled, run_id, 1, start
    crawled.store_page(start.id, desk.page(start.url, TELLING.encode(), 5), run_id)
    told = Context(("Hem", "Nyheter"), start.url, 1, ARTICLE.headline, ARTICLE.description)
    found = (FoundAddress(RECTOR, "article", 1, told, listed=True), FoundAddress(SCHOOL, "article", 2, told))
    crawled.record(start.id, Reading("section", SECTION, found=found))
    desk.reads(SCHOOL, replace(ARTICLE, url=SCHOOL), body=f"{TELLING} skolan sen".encode(), day=5)
    words = SECRETS if act == "mask" else ("asa-granqvist-ny-rektor", "blir ny rektor")
    assert [line for word in words for line in crawled.connection.iterdump() if word in line] == []
    for (page_id,) in crawled.connection.execute("SELECT id FROM pages").fetchall():
        assert not any(word.encode() in crawled.page(page_id).body for word in words)


@pytest.mark.parametrize("act", ["mask", "delete", "hide"])
@pytest.mark.parametrize("into", ["redacted", "other"])
def test_a_merge_does_not_bring_it_back(crawled: Archive, tmp_path: Path, act: str, into: str) -> None:
    with Archive.open(tmp_path / "other.db") as other:
        crawl(other)
        if act == "mask":
            acts.mask(crawled, ACT, NAME, everywhere=False)
        elif act == "delete":
            acts.delete(crawled, ACT, everywhere=False)
        else:
            acts.hide(crawled, ACT)
        target, source = (crawled, other) if into == "redacted" else (other, crawled)
        merge(target, source.path)
        if act == "mask":
            assert places(target) == []
        assert [line for line in canonical_lines(target.connection) if "ny-rektor" in line or "ny rektor" in line] == (
            [] if act != "mask" else [line for line in canonical_lines(target.connection) if MASK in line]
        )
        assert [finding for finding in target.check() if finding.remedy != "derive"] == []


@pytest.mark.parametrize("order", [("deleted", "both"), ("both", "deleted")])
def test_a_deleted_article_goes_by_whichever_address_an_archive_knows_it(
    archive: Archive, tmp_path: Path, order: tuple[str, str]
) -> None:
    """One archive knows that the two addresses are one article; those that are merged know one each."""
    moved = f"{HOST}/nyheter/skolan/rektor"
    told = {"deleted": [(RECTOR, RECTOR)], "both": [(RECTOR, RECTOR), (moved, RECTOR)]}
    for name, visits in told.items():
        with Archive.open(tmp_path / f"{name}.db") as other:
            desk = Desk(other)
            desk.lists(*(fetched for fetched, _ in visits))
            for fetched, own in visits:
                desk.reads(fetched, replace(ARTICLE, url=own), body=fetched.encode())
            if name == "deleted":
                acts.delete(other, ACT, everywhere=True)
    desk = Desk(archive)
    desk.lists(moved)
    desk.reads(moved, replace(ARTICLE, url=moved), body=b"<p>moved")
    for name in order:
        merge(archive, tmp_path / f"{name}.db")
    assert archive.connection.execute("SELECT url FROM articles").fetchall() == []
    assert not any("Granqvist blir" in line for line in archive.connection.iterdump())


def test_words_that_other_articles_say_are_left_unless_everywhere_is_said(crawled: Archive) -> None:
    with pytest.raises(NotRedacted, match=f"--everywhere.*\n  {SCHOOL}"):
        acts.mask(crawled, ACT, "skolan", everywhere=False)
    assert crawled.connection.execute("SELECT count(*) FROM redactions").fetchone() == (0,)
    acts.mask(crawled, ACT, "skolan", everywhere=True)
    assert crawled.connection.execute("SELECT headline FROM articles WHERE url LIKE '%maskat%'").fetchone() is not None


def test_reason_that_names_the_words_is_refused(crawled: Archive) -> None:
    with pytest.raises(NotRedacted, match="they would stay in the file"):
        acts.mask(crawled, replace(ACT, reason=f"{NAME} har begärt det"), NAME, everywhere=False)


def test_deleted_address_is_not_crawled_when_it_is_named(crawled: Archive) -> None:
    acts.delete(crawled, ACT, everywhere=False)
    with pytest.raises(ArchiveMisused, match="deleted by a decision"):
        crawled.add_start(1, RECTOR, (), crawled.begin_run({}))


KILLED = """
import os, signal, sys
from archive import Archive, compaction
from archive.redaction import acts, sweep
from tests.archive.test_redaction import ACT, NAME
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "sweep":
    sweep.forget_words = die
elif sys.argv[2] == "compact":
    compaction.compact = die
else:
    Archive.vacuum = die
with Archive.open(sys.argv[1]) as archive:
    acts.mask(archive, ACT, NAME, everywhere=False)
"""


@pytest.mark.parametrize("moment", ["sweep", "compact", "vacuum"])
def test_killed_redaction_has_not_begun_or_is_ended_by_compact(crawled: Archive, moment: str) -> None:
    path = crawled.path
    crawled.close()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, path, moment], check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    assert killed.returncode == -signal.SIGKILL
    with Archive.open(path) as archive:
        begun = archive.connection.execute("SELECT count(*) FROM redactions").fetchone() == (1,)
        assert begun == (moment != "sweep")
        assert [finding.remedy for finding in archive.check()] == (["compact"] if begun else [])
        if not begun:
            acts.mask(archive, ACT, NAME, everywhere=False)
        else:
            list(compaction.compact(archive.transaction))
            archive.vacuum()
        assert places(archive) == []
        assert list(archive.check()) == []


def test_act_beside_a_reader_says_what_is_left_until_compact_ends_it(crawled: Archive) -> None:
    """An export or a page that is being browsed holds the file as it was: the words stood on in it, and nobody said."""
    crawled.connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(crawled.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        with pytest.raises(ArchiveUnusable, match=r"another program reads it.+kommunarkiv compact"):
            acts.mask(crawled, ACT, NAME, everywhere=False)
        assert any("archive.db" in place for place in places(crawled))
        assert ["was not written anew" in finding.text for finding in crawled.check()] == [True]
    crawled.vacuum()
    assert places(crawled) == []
    assert list(crawled.check()) == []


def test_command_names_what_is_missing_and_does_what_it_says(crawled: Archive) -> None:
    path = crawled.path
    crawled.close()
    runner = CliRunner()
    neither = runner.invoke(redact, [RECTOR, "--reason", "skäl", "--archive", str(path)])
    assert (neither.exit_code, "Give one of" in neither.output) == (2, True)
    both = runner.invoke(redact, [RECTOR, "--hide", "--delete", "--reason", "skäl", "--archive", str(path)])
    assert (both.exit_code, "Give one of" in both.output) == (2, True)
    nowhere = runner.invoke(redact, [RECTOR, "--text", "Bo Ekk", "--reason", "skäl", "--archive", str(path)])
    assert (nowhere.exit_code, "The words stand nowhere in the archive yet" in nowhere.output) == (0, True)
    path.with_name(f"{path.name}.import").touch()
    done = runner.invoke(redact, [RECTOR, "--text", NAME, "--reason", "skäl", "--by", "jag", "--archive", str(path)])
    assert done.exit_code == 0, done.output
    assert "Backups and exports made before are as they were" in done.output
    assert "archive.db.import, of an import that was interrupted, is as it was too" in done.output.replace("\n", "")


@pytest.mark.parametrize("words", ["o", "å", "Bo", "- 7 å -", "&Aring;"])
def test_words_of_fewer_than_three_letters_are_refused(crawled: Archive, words: str) -> None:
    with pytest.raises(NotRedacted, match="Give 3 letters or digits or more"):
        acts.mask(crawled, ACT, words, everywhere=True)
    for table in ("redactions", "redacted_words"):
        assert crawled.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_masked_address_is_not_asked_for(crawled: Archive) -> None:
    """The site has no such page: two crawls later the article was said to be gone."""

    def asked() -> tuple[set[str], set[str]]:
        run_id = crawled.begin_run({"full": True})
        start, _ = crawled.add_start(1, f"{HOST}/nyheter", (), run_id)
        section_id = crawled.set_scope(run_id, start.id, 1, SECTION)
        pages = crawled.due_addresses(run_id, 1, [section_id], 100)
        files = FileStore(crawled).wanted("images", ["exempelkommun.se"], datetime(2026, 3, 1, tzinfo=UTC), 100)
        return {address.url for address in pages if address.kind == "article"}, {file.url for file in files}

    assert asked() == ({RECTOR, SCHOOL, POOL}, {ARTICLE.image[0].content_url})
    acts.mask(crawled, ACT, NAME, everywhere=False)
    assert asked() == ({SCHOOL, POOL}, set())
    assert [due.url for due in crawled.would_fetch(f"{HOST}/nyheter", full=True) if "maskat" in due.url] == []


@pytest.mark.parametrize("given", [["--reason", " "], ["--reason", "GDPR", "--by", ""]])
def test_no_act_is_kept_without_who_and_why(crawled: Archive, given: list[str]) -> None:
    crawled.close()
    result = CliRunner().invoke(redact, [RECTOR, "--hide", *given, "--archive", str(crawled.path)])
    assert result.exit_code == 2
    assert "An act is kept with who did it and why" in result.output


def test_what_is_deleted_already_is_told_as_such(crawled: Archive) -> None:
    acts.delete(crawled, ACT, everywhere=False)
    with pytest.raises(NotRedacted, match="was deleted by a decision"):
        acts.delete(crawled, ACT, everywhere=False)


def test_history_of_what_was_deleted_tells_the_decision_and_when(crawled: Archive) -> None:
    acts.delete(crawled, ACT, everywhere=False)
    with crawled.transaction() as connection:
        connection.execute("UPDATE redactions SET acted_at = '2026-11-27T14:12:41+00:00'")
    result = CliRunner().invoke(history, [RECTOR, "--archive", str(crawled.path)])
    told = f"Error: the article '{RECTOR}' was deleted by a decision (KS 2026/17) at 2026-11-27 14:12 UTC.\n"
    assert (result.exit_code, result.output.endswith(told)) == (2, True)


def test_history_of_what_was_deleted_by_another_of_its_addresses_says_so(crawled: Archive) -> None:
    with crawled.transaction() as connection:
        connection.execute("INSERT INTO article_addresses SELECT id, url || '?print=1', 'print' FROM articles")
    acts.delete(crawled, ACT, everywhere=False)
    result = CliRunner().invoke(history, [f"{RECTOR}?print=1", "--archive", str(crawled.path)])
    assert f"the article '{RECTOR}?print=1' was deleted by a decision." in result.output


def test_hiding_what_is_hidden_makes_no_second_act_and_says_since_when(crawled: Archive) -> None:
    acts.hide(crawled, ACT)
    acts.lift(crawled, ACT)
    acts.hide(crawled, ACT)
    with crawled.transaction() as connection:
        connection.execute("INSERT INTO article_addresses SELECT id, url || '?print=1', 'print' FROM articles")
        connection.execute("UPDATE redactions SET acted_at = '2036-11-27T14:12:41+00:00' WHERE id = 3")
    crawled.close()
    for url in (RECTOR, f"{RECTOR}?print=1"):
        result = CliRunner().invoke(redact, [url, "--hide", "--reason", "igen", "--archive", str(crawled.path)])
        told = "The article is hidden already, since 2036-11-27 14:12 UTC. No second act is recorded.\n"
        assert (result.exit_code, result.output) == (0, told)
    with Archive.open(crawled.path, "read") as archive:
        assert archive.connection.execute("SELECT count(*) FROM redactions").fetchone() == (3,)


def test_link_of_a_masked_list_leads_nowhere(crawled: Archive) -> None:
    """A list that is kept with its words masked is read later: the mask in a link is no address to ask the site for."""
    masked = FoundAddress("https://www.exempelkommun.se/%5Bmaskat%5D", "article", 1, Context())
    other = FoundAddress("https://www.exempelkommun.se/nyheter/isbanan", "article", 2, Context())
    kept = rules.reading_to_keep(crawled.connection, Reading("section", found=(masked, other)))
    assert [found.url for found in kept.found] == [other.url]


def test_what_was_hidden_can_be_shown_again_in_a_recorded_act(crawled: Archive, tmp_path: Path) -> None:
    lines = list(canonical_lines(crawled.connection))
    before = Archive.open(tmp_path / "before.db")
    acts.hide(crawled, ACT)
    assert len(list(canonical_lines(crawled.connection))) == len(lines) - 1
    merge(before, crawled.path)
    later = replace(ACT, reason="överklagat", decision="KS 2026/18")
    with crawled.transaction() as connection:  # the acts are a day apart
        connection.execute("UPDATE redactions SET acted_at = '2026-01-01T00:00:00+00:00', erased_at = acted_at")
    acts.lift(crawled, later)
    assert list(canonical_lines(crawled.connection)) == lines
    assert search.search(crawled.connection, "rektor")
    rows = crawled.connection.execute("SELECT act, reason, decision, acted_by FROM redactions ORDER BY id").fetchall()
    assert rows == [
        ("hide", ACT.reason, ACT.decision, ACT.acted_by),
        ("lift", "överklagat", "KS 2026/18", ACT.acted_by),
    ]
    assert list(crawled.check()) == []
    before.close()


def test_a_lifted_act_is_lifted_in_archives_that_are_merged(crawled: Archive, tmp_path: Path) -> None:
    """In whichever order: the later act holds."""
    hiding = tmp_path / "hiding.db"
    acts.hide(crawled, ACT)
    with Archive.open(hiding) as copy:
        merge(copy, crawled.path)
        assert copy.connection.execute("SELECT sum(hidden) FROM articles").fetchone() == (1,)
    acts.lift(crawled, replace(ACT, reason="överklagat"))
    lines = list(canonical_lines(crawled.connection))
    for first, second in ((hiding, crawled.path), (crawled.path, hiding)):
        with Archive.open(tmp_path / f"{first.stem}-first.db") as united:
            merge(united, first)
            merge(united, second)
            assert united.connection.execute("SELECT sum(hidden) FROM articles").fetchone() == (0,)
            assert list(canonical_lines(united.connection)) == lines


def test_an_article_is_lifted_in_other_archives_by_whichever_of_its_addresses(archive: Archive, tmp_path: Path) -> None:
    printed = f"{HOST}/utskrift/17"
    desk = Desk(archive)
    desk.lists(RECTOR)
    desk.reads(RECTOR, ARTICLE)
    acts.hide(archive, ACT)
    with archive.transaction() as connection:  # the acts are a day apart
        connection.execute("UPDATE redactions SET acted_at = '2026-01-01T00:00:00+00:00', erased_at = acted_at")
    with Archive.open(tmp_path / "other.db") as other:
        merge(other, archive.path)
        desk.reads(RECTOR, replace(ARTICLE, addresses=((printed, "print"),)), day=2)
        acts.lift(archive, replace(ACT, url=printed, reason="överklagat"))
        merge(other, archive.path)
        assert other.connection.execute("SELECT hidden FROM articles").fetchall() == [(0,)]


def test_a_hidden_article_that_turns_out_to_be_another_one_stays_hidden(archive: Archive) -> None:
    mobile = f"{HOST}/m/rektor"
    desk = Desk(archive)
    desk.lists(RECTOR, mobile)
    desk.reads(RECTOR, ARTICLE)
    desk.reads(mobile, replace(ARTICLE, url=mobile, headline="Rektor utsedd"), body=b"<p>mobile", day=2)
    acts.hide(archive, replace(ACT, url=mobile))
    desk.reads(mobile, ARTICLE, body=b"<p>mobile, with its canonical link", day=3)
    assert archive.connection.execute("SELECT hidden FROM articles").fetchall() == [(1,)]


def test_what_is_not_hidden_can_not_be_lifted(crawled: Archive) -> None:
    result = CliRunner().invoke(redact, [RECTOR, "--lift", "--reason", "x", "--archive", str(crawled.path)])
    assert result.exit_code != 0
    with pytest.raises(NotRedacted, match="is not hidden"):
        acts.lift(crawled, ACT)
    assert crawled.connection.execute("SELECT count(*) FROM redactions").fetchone() == (0,)
