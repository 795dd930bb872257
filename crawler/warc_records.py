"""Where the records of a WARC file are: one after the other, behind damage, and in what has to be unpacked first.

A record is reached by its place. Those below ASIDE are offsets in the file. Where no record can be reached alone, in a
gzip member that holds several (`gzip x.warc`) and in zstd, they are unpacked aside; their places begin at ASIDE.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
import zlib
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader

from archive import DECODING_FAULTS, ZIP_FAULTS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from contextlib import ExitStack

    from warcio.recordloader import ArcWarcRecord

ASIDE = 1 << 48
"""Bytes that no file has."""

FAULTS = (ArchiveLoadFailed, ValueError, AttributeError, TypeError, *DECODING_FAULTS, *ZIP_FAULTS)
"""How warcio fails on what is no record; on one without an address, or with half a digest, as if it were a fault of its
own."""

_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 12
_IN_WARC = rb"WARC/[01]\.[0-9]+\r?\n"
_IN_ARC = rb"[a-z]+:\S+ \S+ [0-9]{14} \S+ [0-9]+\n"
"""The first line of a record."""
_IN_MEMBER = re.compile(rb"\s*(?:" + _IN_WARC + rb"|" + _IN_ARC + rb")")
_GZIP = b"\x1f\x8b\x08"
_BEGINNING = re.compile(_GZIP + rb"|" + _IN_WARC + rb"(?=[A-Za-z-]+:)|(?:\A|(?<=\n))" + _IN_ARC)
_ZSTD_FRAME, _ZSTD_DICTIONARY = _ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
"""How a frame begins, and how the dictionary does that may stand before the first one (.warc.zst)."""


class Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """The records from where the file is on; what is damaged raises one of FAULTS, and nothing is written to stderr."""

    INC_RECORD = ""

    def __init__(self, file: IO[bytes], *, check_digests: bool = False) -> None:
        super().__init__(file, arc2warc=True, check_digests=check_digests)
        self.reader = _Reader(file)


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]
    """Tells of a damaged member, instead of taking it to end there."""

    decompressor: Any

    def _decompress(self, data: bytes) -> bytes:
        try:
            return bytes(self.decompressor.decompress(data)) if self.decompressor and data else data
        except zlib.error:
            if self.num_block_read:
                raise
            self.decompressor = None  # it is not compressed
            return data


class Placed:
    """A record that is being read, and its offset in its file."""

    def __init__(self, record: ArcWarcRecord, records: Records, base: int) -> None:
        self.record = record
        self.offset = int(records.offset)
        self._records, self._base = records, base

    @cached_property
    def place(self) -> int | None:
        """Where it is reached; None for one that is cut or damaged. The rest of it is read for that."""
        try:
            self._records.read_to_end()
        except FAULTS:
            return None
        is_whole = not is_cut(self.record) and not self._is_followed_by_other_things()
        return self._base + self.offset if is_whole else None

    @property
    def end(self) -> int:
        """Where it ends in its file, the rest of it read."""
        return self.offset + int(self._records.get_record_length())

    @property
    def is_the_last(self) -> bool:
        """Whether the next one can't be read together with it."""
        return bool(self._records.err_count)

    @property
    def is_in_a_member_with_others(self) -> bool:
        """Whether its gzip member holds another record too, which can't be reached alone."""
        return bool(self._records.reader.decompressor and self._records.next_line)

    def _is_followed_by_other_things(self) -> bool:
        """Whether it has not the length that it says, as bytes after it show that are no beginning of a record."""
        if not self._records.err_count:
            return False
        self._records.fh.seek(self.end)
        return bool(self._records.reader.decompressor) or not _IN_MEMBER.match(self._records.fh.read(_LONGEST_LINE))


def is_cut(record: ArcWarcRecord) -> bool:
    """Whether a record that was read to its end is shorter than it says, or says no length."""
    return record.length is None or (isinstance(record.raw_stream, LimitReader) and record.raw_stream.limit > 0)


class Places:
    """The records of one file. `cut` says that some of its bytes belong to no whole record, `fault` why to begin with.

    `reach` is the same file where one is better read from end to end and another here and there.
    """

    def __init__(self, file: IO[bytes], stack: ExitStack, reach: IO[bytes] | None = None) -> None:
        self.cut = False
        self.fault: Exception | None = None
        self._file, self._reach = file, reach or file
        self._aside: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the stack closes it)
        stack.enter_context(self._aside)

    def at(self, place: int) -> IO[bytes]:
        """The file that the record of this place is in, to be read from there on."""
        file = self._reach if place < ASIDE else self._aside
        file.seek(place % ASIDE)
        return file

    def records(self) -> Iterator[Placed]:
        """Every record, from the beginning on; what stands between those that can be read is passed over."""
        head = self.at(0).read(_LONGEST_LINE)
        if head.startswith(_ZSTD):
            self._unpack_zstd()
            yield from self._from(self._aside, 0, ASIDE)
        else:
            yield from self._from(self._file, len(head) - len(head.lstrip(b"\r\n")), 0)

    def _from(self, file: IO[bytes], start: int, base: int) -> Iterator[Placed]:
        at: int | None = start
        while at is not None:
            behind = yield from self._stretch(file, at, base)
            file = self._reach if base == 0 else file
            at, is_lost = _next_record(file, max(behind, at + 1))
            self.cut |= is_lost

    def _stretch(self, file: IO[bytes], start: int, base: int) -> Generator[Placed, None, int]:
        """The records that follow each other from an offset on; the offset behind the last of them that is whole."""
        file.seek(start)
        records, end = Records(file), start
        try:
            for record in records:
                placed = Placed(record, records, base)
                yield placed
                if placed.place is None:
                    self.cut = True
                    return placed.offset + 1
                if placed.is_in_a_member_with_others:
                    return (yield from self._member(placed.offset))
                end = placed.end
                if placed.is_the_last:
                    break
        except FAULTS as error:
            self.fault = self.fault or error
            self.cut = True
        return end

    def _member(self, start: int) -> Generator[Placed, None, int]:
        """The records of a gzip member that holds several, but for the first; the offset behind it."""
        beginning = self._aside.seek(0, io.SEEK_END)
        inflate = zlib.decompressobj(wbits=31)
        self._reach.seek(start)
        with suppress(zlib.error):  # of one that is damaged, the last record is found to be cut
            while not inflate.eof and (block := self._reach.read(_BLOCK)):
                self._aside.write(inflate.decompress(block))
        behind = self._reach.tell() - len(inflate.unused_data)
        yield from islice(self._from(self._aside, beginning, ASIDE), 1, None)
        return behind

    def _unpack_zstd(self) -> None:
        file = self.at(0)
        magic, size = file.read(4), int.from_bytes(file.read(4), "little")
        with suppress(EOFError, zstd.ZstdError):
            dictionary = _zstd_dictionary(file.read(size)) if magic == _ZSTD_DICTIONARY else None
            with zstd.ZstdFile(self.at(0), zstd_dict=dictionary) as stream:
                shutil.copyfileobj(stream, self._aside)


def _zstd_dictionary(content: bytes) -> zstd.ZstdDict:
    """The dictionary that stands before the first record, which may itself be compressed."""
    plain = zstd.decompress(content) if content.startswith(_ZSTD_FRAME) else content
    return zstd.ZstdDict(plain, is_raw=not plain.startswith(b"\x37\xa4\x30\xec"))


def _next_record(file: IO[bytes], start: int) -> tuple[int | None, bool]:
    """Where the next record begins that may be one, and whether there is something else before it."""
    at, skipped = start, b""
    while True:
        file.seek(at)
        block = file.read(_BLOCK)
        skipped = skipped or block
        for match in _BEGINNING.finditer(block):
            place = at + match.start()
            if match[0] != _GZIP or _is_member(file, place):
                return place, bool(skipped[: place - start].strip())
        if len(block) < _BLOCK:
            return None, bool(skipped.strip())
        at += len(block) - _LONGEST_LINE


def _is_member(file: IO[bytes], start: int) -> bool:
    """Whether the gzip member there begins like a record."""
    file.seek(start)
    with suppress(zlib.error):
        return bool(_IN_MEMBER.match(zlib.decompressobj(wbits=31).decompress(file.read(_LONGEST_LINE), _LONGEST_LINE)))
    return False
