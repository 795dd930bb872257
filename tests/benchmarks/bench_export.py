"""Memory and speed of the exports on a small and a large archive.

    python -m tests.benchmarks.bench_export [--of pages|articles|whole|reextract|import|upkeep] [SIZE …]

`--of pages` measures the formats that carry pages (WARC, WACZ, E-ARK), of bodies of 70 kB; `--of whole` what reads the
whole archive (re-extraction, take-downs, check), of bodies of a few kB; `--of reextract` re-extraction that writes, in
this process and in two more; `--of upkeep` what goes through its rows alone; `--of import` the way in, of so many
captures of other crawlers, twice.
Each command runs in a process of its own; its peak memory must not grow with the archive, nor that of the largest of
the processes that it starts. The peer is the archive's own rows, fetched one by one by sqlite3 and written as JSON
lines.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import big_collection
from tests.benchmarks.big_archive import make

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("jsonl", "csv", "html", "sqlite")
OF_PAGES = ("warc", "wacz", "eark")
COMMANDS: dict[str, dict[str, tuple[str, ...]]] = {
    "whole": {
        "check": ("check",),
        "reextract --dry-run": ("reextract", "--dry-run", "--json"),
        "redact --hide": ("redact", "URL", "--hide", "--reason", "x"),
        "redact --text": ("redact", "URL", "--text", "TITLE", "--reason", "x"),
    },
    "reextract": {
        "reextract": ("reextract", "--json"),
        "reextract --jobs 2, nothing has changed": ("reextract", "--jobs", "2", "--json"),
    },
    "upkeep": {
        "status": ("status", "--json"),
        "merge into nothing": ("merge", "ARCHIVE", "--archive", "MERGED"),
        "merge once more": ("merge", "ARCHIVE", "--archive", "MERGED"),
        "compact": ("compact",),
    },
}
KILOBYTES = {"articles": 0, "pages": 70, "whole": 1, "reextract": 1, "upkeep": 0}
# The high-water mark of a process's own memory, or of the largest that it started; ru_maxrss of a process begins with
# that of the one that made it.
_TELL = """
import atexit, pathlib, re, resource, sys
def tell(path=sys.argv.pop()):
    own = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    pathlib.Path(path).write_text(str(max(int(own), started)))
atexit.register(tell)
"""
_PROGRAM = f"{_TELL}\nfrom crawler.cli import main; main(prog_name='kommunarkiv')"
_PEER = f"""{_TELL}
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
with open(sys.argv[2], "w") as out:
    for row in connection.execute("SELECT url, headline, description, article_body, date_published FROM articles"):
        out.write(json.dumps(row, ensure_ascii=False) + "\\n")
"""


def measured(code: str, *arguments: object) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a Python program, its start included."""
    with tempfile.NamedTemporaryFile("r") as memory:
        command = [sys.executable, "-c", code, *map(str, arguments), memory.name]
        silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        child = os.posix_spawn(sys.executable, command, dict(os.environ), file_actions=silent)
        _, status, usage = os.wait4(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, arguments
        return usage.ru_utime + usage.ru_stime, int(memory.read()) / 1024


def programs(kind: str, path: Path) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What is measured on an archive, by name."""
    if kind == "import":
        for label, more in (("import", ()), ("once more, --download images", ("--download", "images"))):
            yield label, (_PROGRAM, "import", _captures(path), *more, "--archive", path)
        return
    if kind in COMMANDS:
        with closing(sqlite3.connect(path)) as connection:
            url, title = connection.execute("SELECT url, headline FROM articles WHERE hidden = 0 LIMIT 1").fetchone()
        given = {"URL": url, "TITLE": title, "ARCHIVE": path, "MERGED": path.with_name(f"merged-{path.name}")}
        for label, words in COMMANDS[kind].items():
            where = () if "--archive" in words else ("--archive", path)
            yield label, (_PROGRAM, *(given.get(word, word) for word in words), *where)
        return
    if kind == "articles":
        yield "sqlite3 and json, five columns", (_PEER, path, path.with_suffix(".peer"))
    for format_ in OF_PAGES if kind == "pages" else FORMATS:
        more = ("--organisation", "Exempelkommun") if format_ == "eark" else ()
        yield format_, (_PROGRAM, "export", format_, path.with_suffix(f".{format_}"), *more, "--archive", path)


def _captures(path: Path) -> Path:
    return path.with_name(f"captures-{path.stem}.warc.gz")


def main(kind: str, sizes: list[int]) -> None:
    """Print a row per export and size."""
    print("| export | articles | CPU s | articles per CPU s | peak MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            path = folder / f"{size}.db"
            if kind == "import":
                big_collection.make(_captures(path), size)
            else:
                make(path, size, kilobytes=KILOBYTES[kind])
            for label, program in programs(kind, path):
                cpu, peak = measured(*program)
                print(f"| {label} | {size} | {cpu:.1f} | {size / cpu:.0f} | {peak:.0f} |", flush=True)
                for out in folder.glob(f"{size}.*"):
                    if out != path and not out.name.startswith(f"{path.name}-"):
                        shutil.rmtree(out) if out.is_dir() else out.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--of", choices=[*KILOBYTES, "import"], default="articles")
    parser.add_argument("sizes", nargs="*", type=int, default=[2_000, 40_000])
    options = parser.parse_args()
    main(options.of, options.sizes)
