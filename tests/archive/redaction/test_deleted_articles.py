"""A deleted article is nowhere in the file, and its address is asked for no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from archive import Archive, ArchiveMisused
from archive.commands.history import history
from archive.errors import NotRedacted
from archive.redaction import acts
from archive.redaction.masking import MASK
from archive.schema import Reading
from tests.archive.conftest import SECTION, Desk
from tests.archive.redaction.sample import ACT, ARTICLE, RECTOR


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


def test_deleted_address_is_not_crawled_when_it_is_named(crawled: Archive) -> None:
    acts.delete(crawled, ACT, everywhere=False)
    with pytest.raises(ArchiveMisused, match="deleted by a decision"):
        crawled.add_start(1, RECTOR, (), crawled.begin_run({}))


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
