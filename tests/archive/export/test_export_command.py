"""`kommunarkiv export` as people call it: what is missing is named, and no file is left half written."""

from __future__ import annotations

import errno
import gzip
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from archive import FileStore
from archive.commands import export as command
from archive.commands.backup import backup
from archive.commands.export import export
from archive.errors import ArchiveMisused, ArchiveUnusable
from archive.export.html import write_html
from tests.archive.export.conftest import ARTICLES, FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive import Archive
    from tests.archive.conftest import Desk


def run(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(export, [*arguments, "--archive", str(archive.path)])


@pytest.mark.parametrize("format_", ["jsonl", "csv", "atom", "jsonfeed"])
def test_text_goes_to_stdout_or_to_a_file(filled: Archive, tmp_path: Path, format_: str) -> None:
    shown = run(filled, format_)
    assert shown.exit_code == 0, shown.output
    assert FULL in shown.stdout
    out = tmp_path / "ut"
    assert run(filled, format_, str(out)).exit_code == 0
    assert FULL in out.read_text(encoding="utf-8")


def test_a_dash_is_stdout_and_no_file(filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = list(tmp_path.iterdir())
    assert run(filled, "csv", "-").stdout == run(filled, "csv").stdout
    assert "Name what to write" in run(filled, "html", "-").stderr
    assert list(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["csv", "--canonical"], "--canonical belongs to jsonl, not to csv."),
        (["html", "sidor", "--title", "Nyheter"], "--title belongs to atom, jsonfeed, eark, dcat, not to html."),
        (["jsonl", "--access-url", "https://arkiv.example.se/"], "--access-url belongs to"),
    ],
)
def test_an_option_that_a_format_has_no_place_for_is_refused(filled: Archive, given: list[str], told: str) -> None:
    result = run(filled, *given)
    assert (result.exit_code, told in result.stderr) == (2, True)


@pytest.mark.parametrize("format_", ["sqlite", "warc", "wacz", "html"])
def test_package_needs_a_name_and_takes_it_when_it_is_whole(filled: Archive, tmp_path: Path, format_: str) -> None:
    assert run(filled, format_).exit_code == 2
    out = tmp_path / "paket"
    result = run(filled, format_, str(out))
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("paket")) == ["paket"]


@pytest.mark.parametrize("format_", ["jsonl", "csv", "sqlite", "warc", "html"])
def test_archive_is_not_written_over(filled: Archive, tmp_path: Path, format_: str) -> None:
    """Neither the one that is exported nor another: a word too few on the command line must not cost its pages."""
    other = tmp_path / "annat.db"
    assert CliRunner().invoke(backup, [str(other), "--archive", str(filled.path)]).exit_code == 0
    for out in (filled.path, other):
        before = out.read_bytes()
        result = run(filled, format_, str(out))
        assert (result.exit_code, out.read_bytes() == before) == (2, True)
        assert "is an archive, and nothing is written over one" in " ".join(result.output.split())


def test_published_copy_takes_the_place_of_the_one_before(filled: Archive, tmp_path: Path) -> None:
    copy = tmp_path / "publicerat.db"
    for narrowing, holds in ((), "2 articles"), (("--since", "2099"), "0 articles"):
        result = run(filled, "sqlite", str(copy), *narrowing)
        assert result.exit_code == 0, result.output
        assert holds in result.stderr


@pytest.mark.parametrize(
    ("format_", "holds", "nothing"),
    [
        ("jsonl", "2 articles", "0 articles"),
        ("csv", "2 articles", "0 articles"),
        ("atom", "2 articles", "0 articles"),
        ("jsonfeed", "2 articles", "0 articles"),
        ("sqlite", "2 articles", "0 articles"),
        ("html", "2 articles", "0 articles"),
        ("warc", "3 captures", "0 captures"),
    ],
)
def test_what_a_file_holds_is_told(filled: Archive, tmp_path: Path, format_: str, holds: str, nothing: str) -> None:
    assert run(filled, format_, str(tmp_path / "allt")).stderr.endswith(f"allt: {holds}\n")
    assert run(filled, format_, str(tmp_path / "intet"), "--since", "2099").stderr.endswith(f"intet: {nothing}\n")


def test_read_only_disk_is_told_with_what_to_do(
    filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses to remove what was never written, too."""

    def refuse(path: Path, **_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    for name in ("unlink", "open"):
        monkeypatch.setattr(Path, name, refuse)
    for error in (
        run(filled, "csv", str(tmp_path / "ut.csv")).exception,
        CliRunner().invoke(backup, [str(tmp_path / "kopia.db"), "--archive", str(filled.path)]).exception,
    ):
        assert isinstance(error, ArchiveUnusable)
        assert "it can't be written: Read-only file system. Check the folder and the disk." in str(error)
        assert ".part" not in str(error)


def test_archive_is_never_written_over(filled: Archive) -> None:
    before = filled.path.read_bytes()
    assert run(filled, "sqlite", str(filled.path)).exit_code == 2
    assert filled.path.read_bytes() == before


def test_folder_that_is_there_is_not_written_over(filled: Archive, tmp_path: Path) -> None:
    (tmp_path / "paket").mkdir()
    result = run(filled, "html", str(tmp_path / "paket"))
    assert result.exit_code == 2
    assert "there is a folder" in result.output


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--access-url", "arkiv på nätet", "--contact", "arkiv@exempel.se"], "is not a web address"),
        (["--access-url", "https://", "--contact", "arkiv@exempel.se"], "is not a web address"),
        (["--access-url", "https://exempel.se/arkiv", "--contact", "arkivet, rum 2"], "is not an e-mail address"),
        (["--licence", "CC0"], "is not a web address"),
        (["--media-type", "html"], "is not a media type"),
    ],
)
def test_value_that_no_catalogue_may_hold_is_refused(filled: Archive, given: list[str], told: str) -> None:
    result = run(filled, "dcat", "--title", "Nyheter", "--organisation", "Exempelkommun", *given)
    assert result.exit_code == 2
    assert told in result.output


def test_export_that_fails_leaves_the_earlier_file(
    filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "nyheter.jsonl"
    out.write_text("gårdagens", encoding="utf-8")

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(command._TEXTS, "jsonl", failing)
    assert run(filled, "jsonl", str(out)).exit_code != 0
    assert out.read_text(encoding="utf-8") == "gårdagens"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("nyheter")] == ["nyheter.jsonl"]


def test_record_that_must_name_somebody_says_which_option_is_missing(filled: Archive, tmp_path: Path) -> None:
    result = run(filled, "eark", str(tmp_path / "paket"))
    assert result.exit_code == 2
    assert "--organisation" in result.output


def test_damaged_page_is_named_and_the_status_says_incomplete(filled: Archive, tmp_path: Path) -> None:
    with filled.db.atomic():
        filled.connection.execute("UPDATE pages SET digest = 'sha256:00' WHERE url = ?", [FULL])
    result = run(filled, "warc", str(tmp_path / "nyheter.warc.gz"))
    assert result.exit_code == 3
    assert FULL in result.output


@pytest.mark.parametrize("format_", ["html", "eark"])
def test_damaged_file_is_named_once_and_leaves_in_no_package(filled: Archive, tmp_path: Path, format_: str) -> None:
    files, now = FileStore(filled), datetime(2026, 3, 1, tzinfo=UTC)
    (attachment,) = files.wanted("attachments", ["exempelkommun.se"], now, 9)
    sha256 = files.keep(attachment, b"%PDF-1.7 regler", "application/pdf", now)
    with filled.db.atomic():
        filled.connection.execute("UPDATE files SET payload = ?", [b"%PDF-1.7 annat!"])
    by = ["--organisation", "Exempelkommun"] if format_ == "eark" else []
    result = run(filled, format_, str(tmp_path / "paket"), *by)
    assert result.exit_code == 3
    assert result.output.count(f"left out: file {sha256} ({attachment.url})") == 1
    assert [path for path in (tmp_path / "paket").rglob("*") if path.is_file() and b"annat!" in path.read_bytes()] == []
    assert [path.name for path in (tmp_path / "paket").rglob("*") if sha256 in path.name] == []


def test_of_very_many_damaged_pages_some_are_named_and_the_rest_counted(
    filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_NAMED", 1)
    with filled.db.atomic():
        filled.connection.execute("UPDATE pages SET digest = 'sha256:00'")
    result = run(filled, "warc", str(tmp_path / "nyheter.warc.gz"))
    assert result.exit_code == 3
    assert result.output.count("left out: page ") == 1
    assert "left out: 2 more; kommunarkiv check names them all" in result.output


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--since", "hej", "no day"),
        ("--until", "2026-13", "no day"),
        ("--site", "annan.se", "none in the archive"),
        ("--section", "Hem › Finns inte", "none in the archive"),
        ("--municipality", "Upsala", "Did you mean Uppsala"),
    ],
)
def test_filter_that_names_nothing_is_an_error_and_no_empty_export(
    filled: Archive, option: str, value: str, message: str
) -> None:
    result = run(filled, "csv", option, value)
    assert result.exit_code == 2
    assert message in result.output


def test_pipe_is_written_into_and_stays_one(filled: Archive, tmp_path: Path) -> None:
    """As `export jsonl >(gzip > nyheter.gz)` and /dev/stdout are: a file in their place would cut who reads off."""
    pipe = tmp_path / "ut"
    os.mkfifo(pipe)
    with os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as reader:
        assert run(filled, "jsonl", str(pipe)).exit_code == 0
        assert FULL in reader.read()
    assert pipe.is_fifo()


def test_two_that_write_the_same_file_do_not_put_half_of_the_other_in_place(
    filled: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, real, second = tmp_path / "nyheter.jsonl", command._TEXTS["jsonl"], list[Result]()

    def slow(export: Any, sink: Any) -> None:
        monkeypatch.setitem(command._TEXTS, "jsonl", real)
        second.append(run(filled, "jsonl", str(out)))
        real(export, sink)

    whole = run(filled, "jsonl").stdout
    monkeypatch.setitem(command._TEXTS, "jsonl", slow)
    assert run(filled, "jsonl", str(out)).exit_code == 0
    assert isinstance(second[0].exception, ArchiveMisused)
    assert out.read_text(encoding="utf-8") == whole
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("nyheter")] == ["nyheter.jsonl"]


def test_package_is_of_one_moment_whatever_is_crawled_meanwhile(
    filled: Archive, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No capture of an article that has no page in it, and as many as are told."""

    def crawled_after(*arguments: Any) -> Iterator[object]:
        yield from write_html(*arguments)
        with_news = replace(ARTICLES[FULL], headline="Kom emellan")
        desk.reads(FULL, with_news, body=b"<h1>Kom emellan</h1>", day=2)

    monkeypatch.setattr("archive.export.eark.write_html", crawled_after)
    told = run(filled, "eark", str(tmp_path / "paket"), "--organisation", "Exempelkommun").stderr
    (warc,) = (tmp_path / "paket").rglob("*.warc.gz")
    captures = gzip.decompress(warc.read_bytes())
    assert captures.count(b"WARC-Type: response") == 3
    assert told.endswith("3 captures\n")
    assert b"Kom emellan" not in captures
