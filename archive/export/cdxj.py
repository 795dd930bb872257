"""The index of a WARC file: CDXJ lines sorted by address, as pywb reads them, whole or in compressed chunks."""

from __future__ import annotations

import gzip
import json
import sqlite3
from typing import IO, TYPE_CHECKING

from archive.surt import surt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.export.warc import Capture

_CHUNK = 1024
"""Lines in a compressed chunk, as py-wacz writes them."""


class Index:
    """The lines of an index, collected in any order and given back sorted; on disk, so that millions fit."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("")  # a database without a name is a temporary file
        self._connection.execute("CREATE TABLE lines (line TEXT NOT NULL)")

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, filename: str, capture: Capture) -> None:
        """Take up one capture in the WARC file of this name."""
        self._connection.execute("INSERT INTO lines VALUES (?)", [line(filename, capture)])

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._connection.execute("SELECT line FROM lines ORDER BY line"))


def line(filename: str, capture: Capture) -> str:
    """One line: the address's key, the instant as 14 digits, and where the record stands."""
    fields = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.revisit else capture.media_type,
        "status": str(capture.status),
        "digest": capture.digest,
        "length": str(capture.length),
        "offset": str(capture.offset),
        "filename": filename,
    }
    return f"{surt(capture.url)} {timestamp(capture.fetched_at)} {json.dumps(fields, ensure_ascii=False)}"


def timestamp(instant: str) -> str:
    """An instant of the archive as the 14 digits of web archives, which count in UTC.

    >>> timestamp("2026-02-08T12:45:00+00:00")
    '20260208124500'
    """
    return "".join(character for character in instant[:19] if character.isdecimal())


def write_chunks(lines: Iterable[str], out: IO[bytes], chunks_name: str) -> list[str]:
    """Write sorted lines as gzip members of 1,024 lines (ZipNum); the lines of the index over these chunks."""
    summary = [f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': chunks_name})}"]
    chunk: list[str] = []

    def flush() -> None:
        if chunk:
            data = gzip.compress("".join(f"{each}\n" for each in chunk).encode(), mtime=0)
            place = {"offset": out.tell(), "length": len(data)}
            key = " ".join(chunk[0].split(" ", 2)[:2])
            summary.append(f"{key} {json.dumps(place)}")
            out.write(data)
            chunk.clear()

    for each in lines:
        chunk.append(each)
        if len(chunk) == _CHUNK:
            flush()
    flush()
    return summary
