"""An act that is killed, or can't empty the file, has not begun or is ended by compact."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from archive import Archive, compaction
from archive.errors import ArchiveUnusable
from archive.redaction import acts
from tests.archive.redaction.sample import ACT, NAME, places

KILLED = """
import os, signal, sys
from archive import Archive, compaction
from archive.redaction import acts, sweep
from tests.archive.redaction.sample import ACT, NAME
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
