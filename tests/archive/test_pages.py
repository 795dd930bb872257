"""Raw pages: dictionaries, older pages compressed again, and every read checked."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from archive import Archive, PageDamaged, compaction, dictionaries
from tests.archive.conftest import HOST, Desk

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = "".join(f"<li><a href='/tjanst/{number * 7919 % 1009}'>Tjänst {number}</a></li>" for number in range(900))
REDESIGN = "".join(f"<div id=b{number * 6101 % 1013}><p>Puff {number}</p></div>" for number in range(900))


def body(number: int, template: str = TEMPLATE) -> bytes:
    words = random.Random(number).choices("bron vägen skolan vatten ny öppnar stängs lagas".split(), k=60)
    return f"<html><nav>{template}</nav><main>{number} {' '.join(words)}</main></html>".encode()


def store(archive: Archive, desk: Desk, numbers: range, template: str = TEMPLATE) -> dict[int, bytes]:
    """The bodies that were stored, by their pages' ids."""
    bodies = [body(number, template) for number in numbers]
    return {archive.store_page(desk.start.id, desk.page(f"{HOST}/a", b), desk.run_id).id: b for b in bodies}


def rooms(archive: Archive) -> list[int]:
    return [row[0] for row in archive.connection.execute("SELECT length(payload) FROM pages ORDER BY id")]


def test_pages_of_a_site_come_to_share_a_dictionary_and_older_ones_follow(archive: Archive, desk: Desk) -> None:
    stored = store(archive, desk, range(dictionaries.ENOUGH - 1))
    before = rooms(archive)
    stored |= store(archive, desk, range(100, 120))
    after = rooms(archive)
    assert max(after) * 10 < min(before)
    assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (1,)
    assert {page_id: archive.page(page_id).body for page_id in stored} == stored


def test_redesign_gets_a_dictionary_of_its_own_and_what_the_old_one_holds_stays_readable(
    archive: Archive, desk: Desk
) -> None:
    stored = store(archive, desk, range(40))
    stored |= store(archive, desk, range(100, 140), REDESIGN)
    assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (2,)
    assert rooms(archive)[-1] * 10 < rooms(archive)[41]
    dictionaries._ready.clear()
    assert {page_id: archive.page(page_id).body for page_id in stored} == stored


def test_compact_does_all_at_once_and_drops_what_nobody_needs(archive: Archive, desk: Desk, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(compaction.Tending, "tend", lambda *_: None)
    stored = store(archive, desk, range(150))
    stored |= store(archive, desk, range(200, 220), REDESIGN)
    with archive.transaction() as connection:
        dictionaries.add(connection, desk.site_id, b"gammal" * 100, 1)
    before = rooms(archive)
    assert list(compaction.compact(archive.transaction))[-1] == (170, 170)
    assert sum(rooms(archive)) * 10 < sum(before)
    assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (1,)
    assert {page_id: archive.page(page_id).body for page_id in stored} == stored
    assert list(compaction.compact(archive.transaction)) == []


def test_pages_with_nothing_in_common_get_no_dictionary(archive: Archive, desk: Desk) -> None:
    for number in range(40):
        noise = random.Random(number).randbytes(3000)
        archive.store_page(desk.start.id, desk.page(f"{HOST}/a", noise), desk.run_id)
    assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (0,)


def test_pages_too_short_to_share_anything_are_stored(archive: Archive, desk: Desk) -> None:
    bodies = [b"%d" % number for number in range(40)]
    ids = [archive.store_page(desk.start.id, desk.page(f"{HOST}/a", body), desk.run_id).id for body in bodies]
    assert [archive.page(page_id).body for page_id in ids] == bodies


def test_page_of_another_address_with_the_same_bytes_is_a_revisit(archive: Archive, desk: Desk) -> None:
    desk.lists(f"{HOST}/a", f"{HOST}/b")
    ids = [
        archive.store_page(archive.entrance(url, desk.run_id)[0].id, desk.page(url, b"<p>lika</p>"), desk.run_id).id
        for url in (f"{HOST}/a", f"{HOST}/b")
    ]
    assert archive.connection.execute("SELECT revisit_of FROM pages WHERE id = ?", [ids[1]]).fetchone() == (ids[0],)
    assert archive.page(ids[1]) == desk.page(f"{HOST}/b", b"<p>lika</p>")


def test_damaged_dictionary_is_told_from_a_page_and_changes_nothing(archive: Archive, desk: Desk) -> None:
    stored = store(archive, desk, range(40))
    with archive.transaction() as connection:
        connection.execute("UPDATE dictionaries SET payload = ?", [dictionaries.zstd.compress(b"annat" * 1000)])
    dictionaries._ready.clear()
    before = rooms(archive)
    with pytest.raises(PageDamaged, match=r"dictionary 1: it does not have the digest"):
        archive.page(min(stored))
    list(compaction.compact(archive.transaction))
    assert rooms(archive) == before


KILLED = """
import os, signal, sys
from archive import Archive, compaction
steps, real = 0, compaction.recompress
def recompress(*arguments):
    global steps
    steps += 1
    if steps == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments)
compaction.recompress = recompress
with Archive.open(sys.argv[1]) as archive:
    list(compaction.compact(archive.transaction))
"""


@pytest.mark.parametrize("moment", [1, 60, 101, 150])
def test_kill_while_compacting_leaves_every_page_readable(tmp_path: Path, monkeypatch, moment: int) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(compaction.Tending, "tend", lambda *_: None)
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        stored = store(archive, Desk(archive), range(150))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), str(moment)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Archive.open(path) as archive:
        assert archive.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {page_id: archive.page(page_id).body for page_id in stored} == stored
        list(compaction.compact(archive.transaction))
        assert {page_id: archive.page(page_id).body for page_id in stored} == stored
        assert max(rooms(archive)) < 600


def test_the_same_bytes_again_are_read_as_of_their_first_capture(archive: Archive, desk: Desk) -> None:
    first = archive.store_page(desk.start.id, desk.page(f"{HOST}/a", b"<p>ig\xc3\xa5r", day=1), desk.run_id).id
    other = archive.store_page(desk.start.id, desk.page(f"{HOST}/a", b"<p>i dag", day=2), desk.run_id).id
    again = archive.store_page(desk.start.id, desk.page(f"{HOST}/a", b"<p>ig\xc3\xa5r", day=3), desk.run_id).id
    assert [archive.page(page_id).fetched_at.day for page_id in (first, other, again)] == [1, 2, 1]
