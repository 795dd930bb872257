"""Every command that writes, killed at any moment or on a full disk, leaves a sound archive and can be repeated."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.export.jsonl import canonical_lines
from crawler.demo import DEMO_SECTION
from crawler.demo.site import LocalPortal
from tests.crawler.command import crawl, run
from tests.crawler.failing import run_failing
from tests.sites.server import watched

if TYPE_CHECKING:
    from pathlib import Path

SPOILED = (
    "UPDATE articles SET article_body = article_body || ' förvanskad', headline = 'Fel' WHERE id % 2",
    "DELETE FROM article_images WHERE article_id % 3 = 0",
)
UNINDEXED = (*SPOILED, "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
UNTITLED = ("jsonl", "csv", "atom", "jsonfeed", "sqlite", "html", "warc", "wacz")
"""Formats that need not be told whose archive it is."""
PUBLISHER = ("--title", "T", "--organisation", "O")
COMMANDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "backup": ((), ("backup", "ut")),
    "compact": ((), ("compact",)),
    "reindex": ((), ("reindex",)),
    "history": ((), ("history", "URL")),
    "reextract": (SPOILED, ("reextract",)),
    "repair": (UNINDEXED, ("repair",)),
    "merge": ((), ("merge", "other.db")),
    "import": ((), ("import", "captures.warc.gz", "--start", "START", "--section", DEMO_SECTION)),
    "redact --hide": ((), ("redact", "URL", "--hide", "--reason", "x")),
    "redact --lift": (
        ("UPDATE articles SET hidden = 1 WHERE id = (SELECT min(id) FROM articles)",),
        ("redact", "URL", "--lift", "--reason", "x"),
    ),
    "redact --text": ((), ("redact", "URL", "--text", "kommunens", "--everywhere", "--reason", "x")),
    "redact --delete": ((), ("redact", "URL", "--delete", "--everywhere", "--reason", "x")),
    **{f"export {name}": ((), ("export", name, "ut")) for name in UNTITLED},
    "export eark": ((), ("export", "eark", "ut", *PUBLISHER)),
    "export dcat": ((), ("export", "dcat", "ut", *PUBLISHER, "--access-url", "https://a.se/", "--contact", "a@a.se")),
}
"""What spoils the archive first, and the command; "ut" is what it writes beside the archive."""
SMALL = {"export atom", "export jsonfeed", "export dcat"}
FILL_THE_DISK = ["import", "backup", "compact", "reextract", "repair", "merge", "reindex"] + [
    name for name in COMMANDS if name.startswith(("redact", "export ")) and name not in SMALL
]
ONCE = {"redact --delete", "redact --lift"}
"""What is refused when it is done already: a kill right after its commit leaves nothing to do."""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of the demo site, `other.db`, one that holds more of it, and that one's captures."""
    folder = tmp_path_factory.mktemp("archives")
    with watched(LocalPortal()) as site:
        for name, most in (("archive.db", ("--max-pages", "20")), ("other.db", ())):
            result = crawl(site.base_url, "--section", DEMO_SECTION, *most, archive=folder / name)
            assert result.returncode == 0, result.stderr
    captures = run("export", "warc", folder / "captures.warc.gz", "--archive", folder / "other.db")
    assert captures.returncode == 0, captures.stderr
    return folder


def prepared(archives: Path, folder: Path, name: str) -> list[str]:
    """The command's arguments, for copies of the archives in this new folder."""
    folder.mkdir()
    for file in ("archive.db", "other.db", "captures.warc.gz"):
        shutil.copy(archives / file, folder / file)
    spoil, command = COMMANDS[name]
    with closing(sqlite3.connect(folder / "archive.db")) as connection, connection:
        (url,) = connection.execute("SELECT url FROM articles ORDER BY id LIMIT 1").fetchone()
        (start,) = connection.execute("SELECT url FROM addresses WHERE kind = 'start'").fetchone()
        for statement in spoil:
            connection.execute(statement)
    return [*({"URL": url, "START": start}.get(word, word) for word in command), "--archive", "archive.db"]


def said(path: Path) -> list[str]:
    with Archive.open(path, "read", whole=False) as archive:
        assert archive.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return list(canonical_lines(archive.connection))


def assert_output_is_whole(out: Path) -> None:
    """What stands under its name is whole: a database is sound, a package can be read to its end."""
    if out.is_file() and out.read_bytes().startswith(b"SQLite"):
        assert said(out)


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_any_moment(archives: Path, tmp_path: Path, name: str) -> None:
    arguments = prepared(archives, tmp_path / "whole", name)
    before = said(tmp_path / "whole" / "archive.db")
    whole = run_failing(tmp_path / "whole", arguments)
    assert whole.returncode == 0, whole.stderr
    after = said(tmp_path / "whole" / "archive.db")
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for number in range(2):
        folder = tmp_path / str(number)
        arguments = prepared(archives, folder, name)
        killed = run_failing(folder, arguments, after=dice.randrange(1, max(2, whole.calls * 9 // 10)))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        lines = said(folder / "archive.db")
        if name not in {"reextract", "repair"}:  # those commit batch by batch
            assert lines in (before, after)
        assert set(lines) <= {*before, *after}
        assert_output_is_whole(folder / "ut")
        again = run_failing(folder, arguments)
        finished = (folder / "ut").exists() and name == "backup"
        assert again.returncode == 0 or finished or name in ONCE, again.stderr
        if name == "redact --delete" and again.returncode:  # it was deleted by then; what is left is writing anew
            assert run("compact", "--archive", folder / "archive.db").returncode == 0
        assert said(folder / "archive.db") == after
        assert run("check", "--archive", folder / "archive.db").returncode == 0
        assert list(folder.glob("*.part")) == []
        assert (folder / "ut").exists() == (tmp_path / "whole" / "ut").exists()


@pytest.mark.parametrize("name", FILL_THE_DISK)
def test_full_disk(archives: Path, tmp_path: Path, name: str) -> None:
    statuses = set()
    for number, size in enumerate((3_000, 40_000)):
        folder = tmp_path / str(number)
        arguments = prepared(archives, folder, name)
        before = said(folder / "archive.db")
        full = run_failing(folder, arguments, largest_file=size)
        statuses.add(full.returncode)
        assert "Traceback" not in full.stderr
        if full.returncode == 0:  # what it writes are many small files
            continue
        assert full.returncode == 5, full.stderr
        assert "disk" in full.stderr
        assert not (folder / "ut").exists()
        assert list(folder.glob("*.part")) == []
        if name not in {"reextract", "repair"}:
            assert said(folder / "archive.db") == before
        again = run_failing(folder, arguments)
        assert again.returncode == 0, again.stderr
        assert run("check", "--archive", folder / "archive.db").returncode == 0
    assert 5 in statuses
