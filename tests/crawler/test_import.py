"""Captures of other crawlers become articles, as if crawled at their time."""

from __future__ import annotations

import gzip
import io
import json
import re
import signal
import sqlite3
import subprocess
import tracemalloc
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import Archive
from crawler.captures import Captures
from crawler.errors import CaptureUnreadable
from crawler.importing import Import
from tests.crawler.command import canonical, crawl, run
from tests.crawler.test_resume import DRIVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.sites.server import WatchedSite

HOST = "https://www.exempelkommun.se"
ARTICLE = f"{HOST}/nyheter/isbanan"


def html(body: str, title: str = "Isbanan öppnar på lördag") -> bytes:
    trail = f"<nav aria-label=Brödsmulor><a href=/>Hem</a> / <a href=/nyheter>Nyheter</a> / {title}</nav>"
    return (f"<html lang=sv><title>{title}</title>{trail}<main><h1>{title}</h1><p>{body}</p></main></html>").encode()


LIST = html(
    "<ul><li><h2><a href=/nyheter/isbanan>Isbanan öppnar på lördag</a></h2> 1 mars 2017</li>"
    "<li><h2><a href=/nyheter/budget>Budgeten är antagen i fullmäktige</a></h2> 28 februari 2017</li></ul>",
    "Nyheter",
).replace(b" / Nyheter</nav>", b" / Nyheter</nav>", 1)


class Warc:
    """A WARC file as some crawler would write it."""

    def __init__(self, *, zipped: bool = True) -> None:
        self.out = io.BytesIO()
        self._writer = WARCWriter(self.out, gzip=zipped)

    def add(self, url: str, body: bytes, date: str, status: str = "200 OK", **headers: str) -> None:
        shown = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
        http = StatusAndHeaders(status, list(shown.items()), "HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", io.BytesIO(body), len(body), http_headers=http, warc_headers_dict={"WARC-Date": date}
        )
        self._writer.write_record(record)

    def save(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path

    def add_file(self, url: str, body: bytes, media_type: str, date: str = "2017-03-02T12:00:00Z") -> None:
        headers = {"WARC-Date": date}
        record = self._writer.create_warc_record(
            url, "resource", io.BytesIO(body), len(body), media_type, warc_headers_dict=headers
        )
        self._writer.write_record(record)


def pages_of(path: Path, url: str) -> list[tuple[str, int, bytes]]:
    with Captures([path]) as captures:
        list(captures.index())
        return [(page.fetched_at.isoformat(), page.status, page.body) for page in captures.of(url)]


def test_page_that_comes_back_is_read_as_when_it_was_first_captured(tmp_path: Path) -> None:
    """ "Igår" in the same bytes is the same day, however often they were captured: re-extraction finds nothing else."""
    warc = Warc()
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T10:00:00Z")
    first, other = html("Publicerad igår. Isen bär nu."), html("Publicerad 2017-02-20. Isen bär inte.")
    for day, body in enumerate([first, other, first, html("Publicerad 2017-02-20. Isen bär åter.")], 1):
        warc.add(ARTICLE, body, f"2017-03-0{day}T12:00:00Z")
    path, archive = warc.save(tmp_path / "x.warc.gz"), tmp_path / "archive.db"
    assert run("import", path, "--start", f"{HOST}/nyheter", "--archive", archive).returncode == 0
    lines = canonical(archive)
    assert run("reextract", "--archive", archive).returncode == 0
    assert canonical(archive) == lines


def test_exported_archive_comes_back_as_it_was(demo_site: WatchedSite, tmp_path: Path) -> None:
    """What leaves as WARC or WACZ and is imported says the same as the archive that was crawled."""
    first = tmp_path / "first.db"
    section = "Hem › Övriga Nyheter › Kommuninfo"
    assert crawl(demo_site.url("/"), "--section", section, archive=first).returncode == 0
    for name in ("captures.warc.gz", "captures.wacz"):
        captures, imported = tmp_path / name, tmp_path / f"{name}.db"
        assert run("export", name.partition(".")[2].partition(".")[0], captures, "--archive", first).returncode == 0
        result = run("import", captures, "--start", demo_site.url("/"), "--section", section, "--archive", imported)
        assert result.returncode == 0, result.stderr
        assert canonical(imported) == canonical(first)


def test_archive_gains_nothing_from_the_import_of_its_own_export(demo_site: WatchedSite, tmp_path: Path) -> None:
    """Pages that were visited again, edited or answered 304, come back as the very captures they were."""
    first, imported, captures = tmp_path / "first.db", tmp_path / "imported.db", tmp_path / "captures.warc.gz"
    started = (demo_site.url("/"), "--section", "Hem › Övriga Nyheter › Kommuninfo")
    for edit in (False, False, True, False):
        if edit:
            path = next(one["path"] for one in demo_site.truth("article") if "Kommuninfo" in one["section"])
            demo_site.edit(path, title="Hjärtstartare saknas fortfarande")
        assert crawl(*started, "--full", archive=first).returncode == 0
    assert run("export", "warc", captures, "--archive", first).returncode == 0
    before = captures_in(first)
    assert {status for *_, status, _ in before} == {200, 304}
    result = run("import", captures, "--start", *started, "--archive", imported)
    assert result.returncode == 0, result.stderr
    assert captures_in(imported) == before
    assert run("merge", imported, "--archive", first).returncode == 0
    assert captures_in(first) == before


def captures_in(archive: Path) -> set[tuple[str, str, int, str]]:
    with closing(sqlite3.connect(archive)) as connection:
        return set(connection.execute("SELECT url, fetched_at, status, digest FROM pages"))


@pytest.mark.parametrize(
    ("point", "count"),
    [
        ("before store_page", 2),
        ("after store_page", 1),
        ("after record", 2),
        ("after finish_run", 1),
        ("before close", 2),
    ],
)
def test_killed_import_is_completed_by_the_same_command(tmp_path: Path, point: str, count: int) -> None:
    """Killed at any point, aside or while it is merged, it leaves a sound archive, and the next one lacks nothing."""
    warc = Warc()
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T12:00:00Z")
    warc.add(ARTICLE, html("Isbanan öppnar klockan tio."), "2017-03-01T12:00:01Z")
    captures = warc.save(tmp_path / "x.warc.gz")
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    arguments = ("import", captures, "--start", f"{HOST}/nyheter", "--archive")
    assert run(*arguments, whole).returncode == 0
    dead = subprocess.run(
        [*DRIVER, point, str(count), *arguments, killed], check=False, capture_output=True, timeout=60
    )
    assert dead.returncode == -signal.SIGKILL
    result = run(*arguments, killed)
    assert result.returncode == 0, result.stderr
    assert canonical(killed) == canonical(whole)
    assert run("check", "--archive", killed).returncode == 0


def test_capture_is_found_whatever_scheme_www_and_slash(tmp_path: Path) -> None:
    warc = Warc()
    warc.add("http://exempelkommun.se/nyheter/isbanan/", html("Välkommen."), "2017-03-01T12:00:00Z")
    path = warc.save(tmp_path / "x.warc.gz")
    assert pages_of(path, ARTICLE) == [("2017-03-01T12:00:00+00:00", 200, html("Välkommen."))]


def test_capture_is_found_where_links_with_an_index_page_or_tracking_lead(tmp_path: Path) -> None:
    """A site whose links have `index.php` in them, as Joomla's, was captured at those addresses and no other."""
    warc = Warc()
    places = {
        "/nyheter/index.html": "/nyheter/",
        "/index.php?option=com_content&id=7": "/?option=com_content&id=7",
        "/nyheter/isbanan?utm_source=brev": "/nyheter/isbanan",
    }
    for path in places:
        warc.add(f"{HOST}{path}", html(path), "2017-03-01T12:00:00Z")
    saved = warc.save(tmp_path / "x.warc.gz")
    for path, followed in places.items():
        assert [body for *_, body in pages_of(saved, f"{HOST}{followed}")] == [html(path)]
        assert [body for *_, body in pages_of(saved, f"{HOST}{path}")] == [html(path)]


@pytest.mark.parametrize("zipped", [True, False], ids=["gzip", "plain"])
def test_coded_body_is_decoded(tmp_path: Path, *, zipped: bool) -> None:
    warc = Warc(zipped=zipped)
    warc.add(ARTICLE, gzip.compress(html("Välkommen.")), "2017-03-01T12:00:00Z", Content_Encoding="gzip")
    chunked = b"5\r\n<p>He\r\n5\r\nj</p>\r\n0\r\n\r\n"
    warc.add(f"{HOST}/b", chunked, "2017-03-01T12:00:00Z", Transfer_Encoding="chunked")
    path = warc.save(tmp_path / "x.warc")
    assert pages_of(path, ARTICLE)[0][2] == html("Välkommen.")
    assert pages_of(path, f"{HOST}/b")[0][2] == b"<p>Hej</p>"


def test_redirect_is_followed_among_the_captures(tmp_path: Path) -> None:
    warc = Warc()
    warc.add(ARTICLE, b"", "2017-03-01T12:00:00Z", "301 Moved Permanently", Location="/nyheter/isbanan-ny")
    warc.add(f"{HOST}/nyheter/isbanan-ny", html("Ny adress."), "2017-03-01T12:00:01Z")
    path = warc.save(tmp_path / "x.warc.gz")
    assert [body for _, _, body in pages_of(path, ARTICLE)] == [html("Ny adress.")]


def test_redirects_over_http_and_https_lead_to_the_page(tmp_path: Path) -> None:
    """Http and https are one address: its redirect from the one to the other does not lead to itself."""
    warc = Warc()
    new = "www.exempelkommun.se/nyheter/isbanan-ny"
    warc.add(ARTICLE, b"", "2017-03-01T12:00:00Z", "301 Moved Permanently", Location=f"http://{new}")
    warc.add(f"http://{new}", b"", "2017-03-01T12:00:01Z", "301 Moved Permanently", Location=f"https://{new}")
    warc.add(f"https://{new}", html("Ny adress."), "2017-03-01T12:00:02Z")
    path = warc.save(tmp_path / "x.warc.gz")
    assert [(status, body) for _, status, body in pages_of(path, ARTICLE)] == [(200, html("Ny adress."))]
    assert [status for _, status, _ in pages_of(path, f"https://{new}")] == [301, 200]


def test_file_that_is_cut_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    warc = Warc()
    warc.add(ARTICLE, html("Välkommen."), "2017-03-01T12:00:00Z")
    whole = len(warc.out.getvalue())
    warc.add(f"{HOST}/b", html("Kapad."), "2017-03-01T12:00:00Z")
    path = tmp_path / "x.warc.gz"
    path.write_bytes(warc.out.getvalue()[: whole + 80])
    assert len(pages_of(path, ARTICLE)) == 1
    assert pages_of(path, f"{HOST}/b") == []


@pytest.mark.parametrize("content", [b"", b"hej\n", b"\x1f\x8b\x08\x00ingen gzip"], ids=["empty", "text", "bad gzip"])
def test_file_that_is_no_warc_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with Captures([path]) as captures, pytest.raises(CaptureUnreadable, match=r"x\.warc\.gz"):
        list(captures.index())


def test_refused_file_leaves_nothing_behind_and_no_bytes_of_it_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "skrap.warc.gz"
    path.write_bytes(bytes(range(256)) * 40)
    result = run("import", path, "--archive", tmp_path / "archive.db")
    assert result.returncode == 2
    assert result.stderr.endswith("skrap.warc.gz: it is neither a WARC file nor a WACZ package\n")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def news(name: str, host: str = HOST, days: Sequence[str] = ("1 mars 2017", "28 februari 2017")) -> dict[str, bytes]:
    """A section by its addresses: the list, and the two articles that it shows."""
    folder = f"{host}/{name.lower()}"
    titles = {f"{folder}/{n}": f"{name}: det här har hänt nummer {n} i veckan" for n in (1, 2)}
    items = "".join(
        f"<li><h2><a href={url}>{title}</a></h2> {day}</li>"
        for (url, title), day in zip(titles.items(), days, strict=True)
    )
    trail = f"<nav aria-label=Brödsmulor><a href=/>Hem</a> / <a href={folder}>{name}</a> / "
    pages = {url: html("Så var det.", title) for url, title in titles.items()}
    pages = {u: re.sub(rb"<nav.*?/ <a.*?/ ", trail.encode(), page, flags=re.DOTALL) for u, page in pages.items()}
    page = f"<html lang=sv><title>{name}</title>{trail[: trail.rindex(' / <a')]} / {name}</nav><main><h1>{name}</h1>"
    return {folder: f"{page}<ul>{items}</ul></main></html>".encode(), **pages}


def test_without_a_start_every_list_of_news_is_taken_over_and_the_rest_told(tmp_path: Path) -> None:
    warc = Warc()
    services = news("Bygglov", days=("Ansök", "Överklaga"))
    other = "https://www.grannkommunen.se"
    for url, page in {**news("Nyheter"), **news("Idrott"), **services, **news("Aktuellt", other)}.items():
        warc.add(url, page, "2017-03-01T12:00:00Z")
    archive = tmp_path / "archive.db"
    result = run("import", warc.save(tmp_path / "x.warc.gz"), "--archive", archive)
    assert result.returncode == 0, result.stderr
    sections = {(row["site"], row["sections"][0]) for row in map(json.loads, canonical(archive))}
    assert sections == {
        ("exempelkommun.se", "Hem › Nyheter"),
        ("exempelkommun.se", "Hem › Idrott"),
        ("grannkommunen.se", "Hem › Aktuellt"),
    }
    assert "3 captured pages that no list of news led to were left out, as https://www.exempelkommun.se/bygglov" in (
        result.stderr
    )


def wacz(path: Path, *, locked: bool = False, broken: bool = False) -> Path:
    warc, out = Warc(), io.BytesIO()
    warc.add(ARTICLE, html("Isbanan öppnar klockan tio."), "2017-03-01T12:00:01Z")
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("archive/data.warc.gz", warc.out.getvalue())
    content = bytearray(out.getvalue())
    if locked:
        for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(signature) + place] |= 1  # the flag of an encrypted entry
    if broken:
        content[content.index(b"PK\x01\x02") + 16] ^= 0xFF  # the entry's check sum
    path.write_bytes(content)
    return path


def test_package_that_is_locked_is_named(tmp_path: Path) -> None:
    path = wacz(tmp_path / "x.wacz", locked=True)
    result = run("import", path, "--start", ARTICLE, "--archive", tmp_path / "a.db")
    assert result.returncode == 2, result.stderr
    assert f"{path}: " in result.stderr
    assert "is encrypted" in result.stderr


def test_package_whose_check_sum_does_not_hold_is_told(tmp_path: Path) -> None:
    path = wacz(tmp_path / "x.wacz", broken=True)
    with Captures([path]) as captures, pytest.raises(CaptureUnreadable, match="Bad CRC-32 for file 'archive/data"):
        list(captures.index())


def test_zip_without_captures_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", "{}")
    with pytest.raises(CaptureUnreadable, match="no WACZ"):
        Captures([path])


def test_each_capture_of_an_article_is_a_version_at_its_time(tmp_path: Path) -> None:
    warc = Warc()
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T12:00:00Z")
    warc.add(ARTICLE, html("Isbanan öppnar klockan tio."), "2017-03-01T12:00:01Z")
    warc.add(ARTICLE, html("Isbanan är stängd på grund av tö."), "2017-03-05T12:00:01Z")
    captures, archive = warc.save(tmp_path / "x.warc.gz"), tmp_path / "archive.db"
    result = run("import", captures, "--start", f"{HOST}/nyheter", "--archive", archive)
    assert result.returncode == 0, result.stderr
    with Archive.open(archive, "read") as opened:
        connection = opened.connection
        assert connection.execute("SELECT url, article_body, first_seen, last_changed FROM articles").fetchall() == [
            (
                ARTICLE,
                "Isbanan är stängd på grund av tö.",
                "2017-03-01T12:00:01+00:00",
                "2017-03-05T12:00:01+00:00",
            )
        ]
        versions = connection.execute("SELECT article_body, seen_at FROM article_versions").fetchall()
        assert versions == [("Isbanan öppnar klockan tio.", "2017-03-01T12:00:01+00:00")]
    assert "it is not among the captures" in result.stdout + result.stderr


def test_collection_without_a_front_page_is_begun_at_what_leads_to_news(tmp_path: Path) -> None:
    """What wget writes when it is sent after one section: that, robots.txt, pictures and pages of another kind."""
    warc = Warc()
    warc.add(f"{HOST}/robots.txt", b"User-agent: *", "2017-03-01T12:00:00Z", Content_Type="text/plain")
    warc.add(f"{HOST}/a.png", b"\x89PNG", "2017-03-01T12:00:00Z", Content_Type="image/png")
    warc.add(f"{HOST}/om", b"<html lang=sv><h1>Om kommunen</h1></html>", "2017-03-01T12:00:00Z")
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T12:00:00Z")
    warc.add(ARTICLE, html("Isbanan öppnar klockan tio."), "2017-03-01T12:00:01Z")
    warc.add("https://annan.example/", LIST, "2017-03-01T12:00:00Z")
    captures, archive = warc.save(tmp_path / "x.warc.gz"), tmp_path / "archive.db"
    result = run("import", captures, "--archive", archive)
    assert result.returncode == 0, result.stderr
    with Archive.open(archive, "read") as opened:
        assert opened.connection.execute("SELECT url FROM articles").fetchall() == [(ARTICLE,)]


def test_older_captures_become_earlier_versions_of_what_the_archive_has(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    for day, text in ((5, "Isbanan är stängd på grund av tö."), (1, "Isbanan öppnar klockan tio.")):
        warc = Warc()
        warc.add(f"{HOST}/nyheter", LIST, f"2017-03-0{day}T12:00:00Z")
        warc.add(ARTICLE, html(text), f"2017-03-0{day}T12:00:01Z")
        captures = warc.save(tmp_path / f"{day}.warc.gz")
        result = run("import", captures, "--start", f"{HOST}/nyheter", "--archive", archive)
        assert result.returncode == 0, result.stderr
    with Archive.open(archive, "read") as opened:
        connection = opened.connection
        assert connection.execute("SELECT article_body, first_seen FROM articles").fetchall() == [
            ("Isbanan är stängd på grund av tö.", "2017-03-01T12:00:01+00:00")
        ]
        assert connection.execute("SELECT article_body FROM article_versions").fetchall() == [
            ("Isbanan öppnar klockan tio.",)
        ]
    assert [path.name for path in tmp_path.iterdir() if ".import" in path.name] == []


def test_address_that_was_captured_often_is_read_capture_by_capture(tmp_path: Path) -> None:
    """A list that was captured every day for years would not fit into memory at once."""
    warc, filling = Warc(), "x" * 1_500_000
    for day in range(1, 15):
        page = LIST.replace(b"</main>", f"<!-- {day} {filling} --></main>".encode())
        warc.add(f"{HOST}/nyheter", page, f"2017-02-{day:02}T12:00:00Z")
    captures = warc.save(tmp_path / "x.warc.gz")
    del warc, page
    with Archive.open(tmp_path / "a.db") as archive, Captures([captures]) as found:
        list(found.index())
        job = Import(archive, found)
        tracemalloc.start()
        list(job.run([(f"{HOST}/nyheter", ())]))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert archive.connection.execute("SELECT count(*) FROM pages").fetchone() == (14,)
    assert peak < 35_000_000, "what one capture takes to be read, and not all of them beside it"


def test_import_tells_what_is_new_to_the_archive_and_is_a_run_of_its_own_kind(tmp_path: Path) -> None:
    """Twice the same captures: the second time nothing is new, and nothing differs when the pages are read again."""
    warc = Warc()
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T12:00:00Z")
    warc.add(ARTICLE, html("<p>Publicerad: 1 mars 2017</p><p>Öppet den 7 april.</p>"), "2017-03-01T12:00:01Z")
    warc.add(ARTICLE, html("<p>Publicerad: 1 mars 2017</p><p>Öppet den 8 april.</p>"), "2017-03-05T12:00:01Z")
    captures, archive = warc.save(tmp_path / "x.warc.gz"), tmp_path / "archive.db"
    arguments = ("import", captures, "--start", f"{HOST}/nyheter", "--archive", archive)
    first, second = run(*arguments), run(*arguments)
    assert f"New in {archive}: 1 article, 1 earlier version, 3 page captures." in first.stderr
    assert f"New in {archive}: 0 articles, 0 earlier versions, 0 page captures." in second.stderr
    assert "new," not in first.stdout + first.stderr
    with Archive.open(archive, "read") as opened:
        assert opened.connection.execute("SELECT DISTINCT kind FROM runs").fetchall() == [("import",)]
    again = run("reextract", "--dry-run", "--archive", archive)
    assert "changed" not in again.stdout, again.stdout
