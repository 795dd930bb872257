"""Merging: whatever several machines saw, the result is the same in any order and however often; nothing is lost."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive, ArchiveMisused, dictionaries, search
from archive.export.jsonl import canonical_lines
from archive.merging import _attached, merge
from archive.schema import Article, Context, Crumb, FoundAddress, Image, Page, Reading
from tests.archive.conftest import HOST, SECTION, Desk
from tests.archive.fixtures import make
from tests.archive.test_pages import body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BRIDGE, SCHOOL = f"{HOST}/nyheter/bron", f"{HOST}/nyheter/skolan"
MOBILE = f"{HOST}/mobile/nyheter/bron"
OWN = {BRIDGE: BRIDGE, SCHOOL: SCHOOL, MOBILE: BRIDGE}
POLITICS = (Crumb(1, "Hem"), Crumb(2, "Politik"))

Visit = tuple[str, int, str]
"""An address, the minute of the visit, and what the page said then ("304" that nothing has changed)."""


@cache
def empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Archive.open(Path(folder) / "empty.db").close()
        return (Path(folder) / "empty.db").read_bytes()


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A new archive, or the one that is there, that does not wait for the disk: hundreds are made here."""
    if not path.exists():
        path.write_bytes(empty())
    with Archive.open(path) as archive:
        archive.connection.execute("PRAGMA synchronous = OFF")
        yield archive


def crawl(path: Path, visits: Sequence[Visit], section: tuple[Crumb, ...] = SECTION) -> Path:
    """An archive of a machine that made these visits in the order of time."""
    with opened(path) as archive:
        run_id = archive.begin_run({"machine": path.name})
        site_id = archive.ensure_site("exempelkommun.se", "Exempelkommun", f"{HOST}/")
        start, _ = archive.add_start(site_id, f"{HOST}/{section[-1].name}", (), run_id)
        urls = sorted({url for url, _, _ in visits})
        at = datetime(2026, 1, 1, tzinfo=UTC)
        archive.store_page(start.id, Page(start.url, f"<ul>{path.name}".encode(), at), run_id)
        names = tuple(crumb.name for crumb in section)
        found = [FoundAddress(u, "article", 1, Context(names, start.url, 1), listed=True) for u in urls]
        archive.record(start.id, Reading("section", section, found=tuple(found)))
        for url, minute, text in sorted(visits, key=lambda visit: visit[1]):
            _visit(archive, run_id, url, at.replace(minute=minute), text)
        archive.finish_run(run_id, {"pages": len(visits)}, "finished", 0)
    return path


def _visit(archive: Archive, run_id: int, url: str, at: datetime, text: str) -> None:
    address, _ = archive.entrance(url, run_id)
    if text == "304":
        if address.page_id is not None:
            archive.revisited(address.id, Page(url, b"", at, 304), run_id)
        return
    archive.store_page(address.id, Page(url, f"<p>{text}".encode(), at), run_id)
    article = Article(
        OWN[url], f"Om {text}", f"{text}. {url}", section=SECTION, image=(Image(f"{HOST}/{text}.jpg", text),)
    )
    archive.record(address.id, Reading("article", SECTION, article))


def merged(folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """What an empty archive says after these files were merged into it."""
    name = "-".join(file.stem for file in files)
    with opened(folder / f"merged-{name}.db") as archive:
        for file in files:
            merge(archive, file)
        return contents(archive)


def contents(archive: Archive) -> dict[str, Any]:
    """Everything that an archive says, without ids, runs, and the instants at which addresses came to be known."""

    def rows(query: str) -> list[tuple[Any, ...]]:
        return archive.connection.execute(query).fetchall()

    assert list(archive.check()) == []
    return {
        "articles": list(canonical_lines(archive.connection)),
        "visits": rows("SELECT url, first_seen, last_seen, gone_at FROM articles ORDER BY url"),
        "versions": rows(
            """SELECT url, version, article_versions.headline, article_versions.article_body FROM article_versions
               JOIN articles ON articles.id = article_id ORDER BY url, version"""
        ),
        "pages": rows(
            """SELECT addresses.url, pages.fetched_at, digest, status, revisit_of IS NULL FROM pages
               JOIN addresses ON addresses.id = address_id ORDER BY 1, 2, 3, 4"""
        ),
        "addresses": rows("""SELECT url, kind, state, placing, addresses.fetched_at FROM addresses ORDER BY url"""),
        "found": sorted(hit.url for hit in search.search(archive.connection, "om")),
        "words": rows("SELECT word, lemmas FROM words ORDER BY word"),
    }


VISITS = st.lists(
    st.tuples(
        st.sampled_from(sorted(OWN)),
        st.integers(0, 12),
        st.sampled_from(["bron", "skolan", "isen", "304"]),
    ),
    max_size=7,
    unique_by=lambda visit: visit[:2],
)


# Always the same examples, so that two runs of the suite say the same; a case that failed once has its test below.
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(machines=st.tuples(VISITS, VISITS, VISITS))
def test_order_does_not_matter_and_twice_is_once(machines: tuple[list[Visit], ...]) -> None:
    unite_in_any_order(machines)


def test_order_does_not_matter_where_another_address_takes_over() -> None:
    unite_in_any_order(([(MOBILE, 0, "bron")], [(MOBILE, 0, "bron"), (BRIDGE, 1, "skolan")], [(BRIDGE, 0, "bron")]))


def unite_in_any_order(machines: tuple[list[Visit], ...]) -> None:
    # The same address visited in the same minute shows the same page, whichever machine asks.
    shown: dict[tuple[str, int], str] = {}
    for visits in machines:
        visits[:] = [(url, minute, shown.setdefault((url, minute), text)) for url, minute, text in visits]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sections = (SECTION, POLITICS, SECTION)
        files = [crawl(folder / f"{n}.db", visits, sections[n]) for n, visits in enumerate(machines)]
        wanted = merged(folder, files)
        for order in list(permutations(files))[1:3]:
            assert merged(folder, order) == wanted
        with opened(folder / "pair.db") as pair:
            merge(pair, files[1])
            merge(pair, files[2])
        assert merged(folder, [folder / "pair.db", files[0]]) == wanted, "in groups"
        assert merged(folder, [*files, files[0], files[2]]) == wanted, "twice"


def test_nothing_is_lost_and_both_edits_are_versions(tmp_path: Path) -> None:
    one = crawl(tmp_path / "one.db", [(BRIDGE, 1, "bron"), (BRIDGE, 5, "isen")])
    two = crawl(tmp_path / "two.db", [(BRIDGE, 3, "skolan"), (SCHOOL, 3, "skolan")], POLITICS)
    with Archive.open(one) as archive:
        result = merge(archive, two)
        said = contents(archive)
    assert (result.articles, result.pages, result.article_versions) == (1, 3, 1)
    assert [row[:3] for row in said["versions"]] == [(BRIDGE, 1, "Om bron"), (BRIDGE, 2, "Om skolan")]
    bridge = json.loads(said["articles"][0])
    assert (bridge["headline"], bridge["sections"]) == ("Om isen", ["Hem › Nyheter", "Hem › Politik"])


def test_dictionary_of_pages_that_are_here_already_is_not_taken_over(tmp_path: Path) -> None:
    one, two = (crawl(tmp_path / f"{name}.db", [(BRIDGE, 1, "bron")]) for name in ("one", "two"))
    with Archive.open(two) as archive, archive.transaction() as connection:
        (site_id,) = connection.execute("SELECT id FROM sites").fetchone()
        dictionaries.add(connection, site_id, b"<nav>Storviks kommun</nav>" * 9, 1)
    with Archive.open(one) as archive:
        merge(archive, two)
        assert archive.connection.execute("SELECT count(*) FROM dictionaries").fetchone() == (0,)
        assert list(archive.check()) == []


def test_desktop_and_mobile_of_two_machines_are_one_article(tmp_path: Path) -> None:
    one = crawl(tmp_path / "one.db", [(MOBILE, 9, "bron")])
    two = crawl(tmp_path / "two.db", [(BRIDGE, 1, "bron")])
    with Archive.open(one) as archive:
        merge(archive, two)
        ((url, body),) = archive.connection.execute("SELECT url, article_body FROM articles").fetchall()
    assert (url, body) == (BRIDGE, f"bron. {BRIDGE}")


def test_merging_into_nothing_gives_the_same_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "one.db") as one:
        make.fill(one)
        wanted = contents(one)
    assert merged(tmp_path, [tmp_path / "one.db"]) == wanted


def test_archive_of_an_earlier_schema_is_merged_and_stays_as_it_is(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(gzip.decompress((make.FOLDER / "schema-1.db.gz").read_bytes()))
    before = old.read_bytes()
    with Archive.open(tmp_path / "new.db") as archive:
        assert merge(archive, old).articles == 3
        assert list(archive.check()) == []
    assert old.read_bytes() == before


def test_archive_that_is_written_meanwhile_is_neither_waited_for_nor_held_up(tmp_path: Path) -> None:
    with opened(tmp_path / "other.db") as other:
        make.fill(other)
    with opened(tmp_path / "here.db") as here, closing(sqlite3.connect(tmp_path / "other.db", timeout=0)) as crawl:
        crawl.execute("UPDATE runs SET process = process")
        assert merge(here, tmp_path / "other.db").articles == 3
        crawl.commit()
        with _attached(here.connection, tmp_path / "other.db"), here.transaction():
            crawl.execute("UPDATE runs SET process = process")


def test_archive_is_not_merged_into_itself(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive, pytest.raises(ArchiveMisused, match="merged into"):
        merge(archive, tmp_path / "a.db")


KILLED = """
import os, signal, sys
from pathlib import Path
from archive import Archive
from archive.merging import acts, articles, merge, tables
points = {
    "copied": (acts, "share"),
    "unite": (tables, "_pages"),
    "articles": (articles, "_take_over"),
    "end": (articles, "_list_in_sections"),
}
setattr(*points[sys.argv[3]], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
with Archive.open(sys.argv[1]) as archive:
    merge(archive, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("moment", ["unite", "articles", "end"])
def test_killed_merge_leaves_the_archive_as_it_was(tmp_path: Path, moment: str) -> None:
    one = crawl(tmp_path / "one.db", [(BRIDGE, 1, "bron")])
    two = crawl(tmp_path / "two.db", [(BRIDGE, 3, "isen"), (SCHOOL, 3, "skolan")])
    shutil.copy(one, tmp_path / "before.db")
    killed = subprocess.run([sys.executable, "-c", KILLED, one, two, moment], check=False, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL
    with Archive.open(one) as archive, Archive.open(tmp_path / "before.db") as before:
        assert contents(archive) == contents(before)
        merge(archive, two)
        assert len(contents(archive)["articles"]) == 2


def test_copy_that_a_killed_merge_leaves_is_removed_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    one, old = crawl(folder / "one.db", [(BRIDGE, 1, "bron")]), tmp_path / "old.db"
    old.write_bytes(gzip.decompress((make.FOLDER / "schema-1.db.gz").read_bytes()))
    killed = subprocess.run([sys.executable, "-c", KILLED, one, old, "copied"], check=False, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in folder.rglob("old.db")] == ["old.db"]
    with Archive.open(one) as archive:
        merge(archive, crawl(tmp_path / "two.db", [(SCHOOL, 3, "skolan")]))
    assert [path.name for path in folder.rglob("*") if "one.db" not in path.name or path.is_dir()] == []


@pytest.mark.parametrize("damage", ["UPDATE dictionaries SET payload = zeroblob(9)", "DELETE FROM dictionaries"])
def test_dictionary_that_is_damaged_or_gone_comes_from_an_archive_that_has_it(
    archive: Archive, desk: Desk, tmp_path: Path, damage: str
) -> None:
    """As from a backup: the pages themselves are the same bytes in both."""
    for number in range(2 * dictionaries.ENOUGH):
        archive.store_page(desk.start.id, desk.page(f"{HOST}/a", body(number)), desk.run_id)
    archive.close()
    backup = shutil.copy(archive.path, tmp_path / "backup.db")
    with closing(sqlite3.connect(archive.path)) as connection:
        connection.execute(damage)
        connection.commit()
    with opened(archive.path) as healed:
        merge(healed, backup)
        assert list(healed.check()) == []
        for (page_id,) in healed.connection.execute("SELECT id FROM pages"):
            healed.page(page_id)


@pytest.mark.parametrize("order", [("whole", "damaged"), ("damaged", "whole")], ids=" ".join)
@pytest.mark.parametrize("same_visit", [True, False], ids=["copies", "two machines"])
def test_what_is_whole_in_one_archive_is_whole_in_the_united_one(
    tmp_path: Path, order: tuple[str, str], *, same_visit: bool
) -> None:
    """Of pages and files that one of the archives has damaged, the other's bytes are taken, in either order."""
    crawl(tmp_path / "whole.db", [(BRIDGE, 5, "Bron är klar.")])
    if same_visit:
        shutil.copy(tmp_path / "whole.db", tmp_path / "damaged.db")
    else:
        crawl(tmp_path / "damaged.db", [(BRIDGE, 1 if order[0] == "whole" else 9, "Bron är klar.")])
    content = b"%PDF-1.7 regler"
    sha256 = hashlib.sha256(content).hexdigest()
    for name in order:
        with opened(tmp_path / f"{name}.db") as archive, archive.transaction() as connection:
            connection.execute("INSERT INTO attachments (content_url, sha256) VALUES (?, ?)", [f"{HOST}/r.pdf", sha256])
            kept = content if name == "whole" else b"\xff" + content[1:]
            row = [sha256, "application/pdf", len(kept), "", kept]
            names = "sha256, media_type, size, kept_at, payload"
            connection.execute(f"INSERT INTO files ({names}) VALUES (?, ?, ?, ?, ?)", row)
            if name == "damaged":
                connection.execute("UPDATE pages SET payload = zeroblob(9) WHERE url = ?", [BRIDGE])
    with opened(tmp_path / "united.db") as united:
        for name in order:
            merge(united, tmp_path / f"{name}.db")
        assert list(united.check()) == []
