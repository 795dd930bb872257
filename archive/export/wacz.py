"""Stored pages as a WACZ package (Web Archive Collection Zipped 1.1.1): WARC, index and list of pages in one zip."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from archive import __version__
from archive.export.cdxj import Index, write_chunks
from archive.export.warc import Capture, LeftOut, write_warc
from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.search import Filters

VERSION = "1.1.1"
_WARC = "data.warc.gz"
_BUFFER = 1 << 20


class _Package:
    """A zip that remembers what it holds, for the data package's list of resources."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self._moment = datetime.now(UTC)
        self._resources: list[dict[str, Any]] = []

    def add(self, path: str, content: IO[bytes], *, compress: bool) -> None:
        """Add a file. WARC and compressed index must be stored as they are: readers seek in them."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._entry(path, compress=compress), "w", force_zip64=True) as entry:
            while block := content.read(_BUFFER):
                digest.update(block)
                size += len(block)
                entry.write(block)
        self._resources.append(
            {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        )

    def close(self, title: str) -> None:
        """Write the data package and its digest, and close the zip."""
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": title,
            "software": f"kommunarkiv/{__version__}",
            "created": self._moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "resources": self._resources,
        }
        text = json.dumps(package, ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
        self._zip.writestr(self._entry("datapackage.json", compress=True), text)
        self._zip.writestr(self._entry("datapackage-digest.json", compress=True), json.dumps(digest, indent=2))
        self._zip.close()

    def _entry(self, path: str, *, compress: bool) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(path, self._moment.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        return entry


def write_wacz(
    connection: sqlite3.Connection, out: IO[bytes], path: Path, filters: Filters = EVERYTHING
) -> Iterator[Capture | LeftOut]:
    """Write a WACZ of the pages that `write_warc` would write; yields each as it is written.

    `path` is where the file will lie: its name is the package's title, in its folder is room for the parts.
    """
    title = path.stem
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.") as folder, Index() as index:
        warc, pages, chunks = (Path(folder) / name for name in (_WARC, "pages.jsonl", "index.cdx.gz"))
        with warc.open("wb") as warc_file, pages.open("w", encoding="utf-8") as pages_file:
            header = {"format": "json-pages-1.0", "id": "pages", "title": title}
            pages_file.write(f"{json.dumps(header, ensure_ascii=False)}\n")
            for capture in write_warc(connection, warc_file, _WARC, filters):
                yield capture
                if isinstance(capture, LeftOut):
                    continue
                index.add(_WARC, capture)
                if capture.title is not None:
                    pages_file.write(f"{_page_line(capture)}\n")
        with chunks.open("wb") as chunks_file:
            summary = "".join(f"{line}\n" for line in write_chunks(index, chunks_file, "index.cdx.gz"))
        package = _Package(out)
        for name, file, compress in (
            (f"archive/{_WARC}", warc, False),
            ("indexes/index.cdx.gz", chunks, False),
            ("pages/pages.jsonl", pages, True),
        ):
            with file.open("rb") as content:
                package.add(name, content, compress=compress)
        package.add("indexes/index.idx", io.BytesIO(summary.encode()), compress=True)
        package.close(title)


def _page_line(capture: Capture) -> str:
    """A page as readers list it: an article's page by its headline."""
    instant = capture.fetched_at.replace("+00:00", "Z")
    return json.dumps({"url": capture.url, "ts": instant, "title": capture.title}, ensure_ascii=False)
