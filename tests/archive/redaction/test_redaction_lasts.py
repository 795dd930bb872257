"""Neither a crawl nor a merge brings back what was taken out, and acts reach the archives that are merged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.export.jsonl import canonical_lines
from archive.merging import merge
from archive.redaction import acts
from archive.redaction.masking import MASK
from archive.schema import Context, FoundAddress, Reading
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from pathlib import Path

from tests.archive.redaction.sample import ACT, ARTICLE, NAME, RECTOR, SCHOOL, SECRETS, TELLING, crawl, places


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
