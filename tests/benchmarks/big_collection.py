"""A made-up collection of any size, as another crawler captures news: one WARC file, or a WACZ package.

Lists of fifty come before what they show; a tenth of the articles were captured again, edited, half of those a third
time, unchanged. Each article has a picture, captured as the answer that it was.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING

from PIL import Image
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.benchmarks.big_archive import Words

if TYPE_CHECKING:
    from pathlib import Path

HOST = "https://www.exempelkommun.se"
LISTED = 50
BEGAN = datetime(2017, 3, 1, 12, tzinfo=UTC)
NEWEST = datetime(2017, 2, 28, tzinfo=UTC)
TRAIL = "<nav aria-label=Brödsmulor><a href=/>Hem</a> / <a href=/nyheter>Nyheter</a>"
HTML = "text/html; charset=utf-8"


class Writer:
    """Writes captures, a second after each other; `written` of them are pages."""

    def __init__(self, out: IO[bytes]) -> None:
        self._writer = WARCWriter(out, gzip=True)
        self.written = 0
        self._at = BEGAN

    def answer(self, url: str, body: bytes, media_type: str = HTML) -> None:
        """An address answered with this."""
        self._at += timedelta(seconds=1)
        http = StatusAndHeaders("200 OK", [("Content-Type", media_type)], "HTTP/1.1")
        dated = {"WARC-Date": f"{self._at:%Y-%m-%dT%H:%M:%SZ}"}
        record = self._writer.create_warc_record(
            url, "response", io.BytesIO(body), len(body), http_headers=http, warc_headers_dict=dated
        )
        self._writer.write_record(record)
        self.written += media_type == HTML

    def picture(self, url: str, number: int) -> None:
        """A picture that is no other's."""
        out = io.BytesIO()
        Image.new("RGB", (8, 8), f"#{number % (1 << 24):06x}").save(out, "PNG")
        self.answer(url, out.getvalue(), "image/png")


def make(path: Path, captures: int, seed: int = 1) -> None:
    """Write so many captures of pages, and the pictures that they show; packed by what the path is called."""
    if path.suffix != ".wacz":
        with path.open("wb") as out:
            _write(Writer(out), captures, Words(seed))
        return
    with zipfile.ZipFile(path, "w") as package, package.open("archive/data.warc.gz", "w", force_zip64=True) as inside:
        _write(Writer(inside), captures, Words(seed))


def _write(writer: Writer, captures: int, words: Words) -> None:
    articles = round(captures / (1 + 1 / LISTED + 0.1 + 0.05))
    for first in range(0, articles, LISTED):
        titles = {number: words.text(7) for number in range(first, min(first + LISTED, articles))}
        place = first // LISTED
        writer.answer(_list_address(place), _list(titles, place, is_last=first + LISTED >= articles))
        for number, title in titles.items():
            writer.answer(f"{HOST}/nyheter/{number}.html", _article(words, number, title))
            writer.picture(f"{HOST}/bilder/{number}.png", number)
    for number in range(0, articles, 10):
        body = _article(words, number, words.text(7))
        for _ in range(1 + (number % 20 == 0)):
            writer.answer(f"{HOST}/nyheter/{number}.html", body)


def _list_address(place: int) -> str:
    return f"{HOST}/nyheter?sida={place + 1}" if place else f"{HOST}/nyheter"


def _list(titles: dict[int, str], place: int, *, is_last: bool) -> bytes:
    items = "".join(
        f"<li><h2><a href=/nyheter/{number}.html>{title}</a></h2><time>{_day(number)}</time></li>"
        for number, title in titles.items()
    )
    further = "" if is_last else f"<p class=pager><a rel=next href={_list_address(place + 1)}>Nästa sida</a></p>"
    return _page("Nyheter", f"{TRAIL}</nav>", f"<ul>{items}</ul>{further}")


def _article(words: Words, number: int, title: str) -> bytes:
    text = "".join(f"<p>{words.text(50)}</p>" for _ in range(4))
    picture = f"<img src=/bilder/{number}.png alt='{words.text(3)}' width=800 height=600>"
    shown = f"<p>Publicerad {_day(number)}</p>{picture}<p class=ingress>{words.text(25)}</p>{text}"
    return _page(title, f"{TRAIL} / {title}</nav>", shown)


def _page(title: str, trail: str, shown: str) -> bytes:
    main = f"<main><h1>{title}</h1>{shown}</main>"
    return f"<!doctype html><html lang=sv><title>{title}</title>{trail}{main}</html>".encode()


def _day(number: int) -> str:
    return f"{NEWEST - timedelta(hours=number):%Y-%m-%d}"
