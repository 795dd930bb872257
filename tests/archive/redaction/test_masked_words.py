"""Masked words are nowhere: in no row, page, dictionary or byte of the file."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from archive import Archive, dictionaries, search
from archive.errors import NotRedacted
from archive.files import FileStore
from archive.merging import merge
from archive.redaction import acts, rules, sweep
from archive.redaction.masking import MASK, Masker, Rule
from archive.schema import Context, FoundAddress, Reading
from archive.surt import surt
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from pathlib import Path

from tests.archive.redaction.sample import ACT, ARTICLE, NAME, POOL, RECTOR, SCHOOL, places


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


def test_words_that_other_articles_say_are_left_unless_everywhere_is_said(crawled: Archive) -> None:
    with pytest.raises(NotRedacted, match=f"--everywhere.*\n  {SCHOOL}"):
        acts.mask(crawled, ACT, "skolan", everywhere=False)
    assert crawled.connection.execute("SELECT count(*) FROM redactions").fetchone() == (0,)
    acts.mask(crawled, ACT, "skolan", everywhere=True)
    assert crawled.connection.execute("SELECT headline FROM articles WHERE url LIKE '%maskat%'").fetchone() is not None


def test_reason_that_names_the_words_is_refused(crawled: Archive) -> None:
    with pytest.raises(NotRedacted, match="they would stay in the file"):
        acts.mask(crawled, replace(ACT, reason=f"{NAME} har begärt det"), NAME, everywhere=False)


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
    assert [due.url for due in crawled.would_fetch(f"{HOST}/nyheter", {"full": True}) if "maskat" in due.url] == []


def test_link_of_a_masked_list_leads_nowhere(crawled: Archive) -> None:
    """A list that is kept with its words masked is read later: the mask in a link is no address to ask the site for."""
    masked = FoundAddress("https://www.exempelkommun.se/%5Bmaskat%5D", "article", 1, Context())
    other = FoundAddress("https://www.exempelkommun.se/nyheter/isbanan", "article", 2, Context())
    kept = rules.reading_to_keep(crawled.connection, Reading("section", found=(masked, other)))
    assert [found.url for found in kept.found] == [other.url]
