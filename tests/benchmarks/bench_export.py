"""Memory and speed of the exports on a small and a large archive: `python -m tests.benchmarks.bench_export`.

Each export runs in a process of its own; its peak memory must not grow with the archive. The peer is the archive's own
rows, fetched one by one by sqlite3 and written as JSON lines.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.big_archive import make

FORMATS = ("jsonl", "csv", "html", "sqlite")
# The high-water mark of a process's own memory; ru_maxrss would begin with that of the process that made it.
_TELL = """
import atexit, pathlib, re, sys
def tell(path=sys.argv.pop()):
    status = pathlib.Path("/proc/self/status").read_text()
    pathlib.Path(path).write_text(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
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
        child = os.posix_spawn(sys.executable, command, dict(os.environ))
        _, status, usage = os.wait4(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0, arguments
        return usage.ru_utime + usage.ru_stime, int(memory.read()) / 1024


def main(sizes: list[int]) -> None:
    """Print a row per export and size."""
    print("| export | articles | CPU s | articles per CPU s | peak MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            path = folder / f"{size}.db"
            make(path, size)
            programs = {"sqlite3 and json, five columns": (_PEER, path, folder / f"{size}.peer")}
            for format_ in FORMATS:
                out = folder / f"{size}.{format_}"
                programs[format_] = (_PROGRAM, "export", format_, out, "--archive", path)
            for label, program in programs.items():
                cpu, peak = measured(*program)
                print(f"| {label} | {size} | {cpu:.1f} | {size / cpu:.0f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [2_000, 40_000])
