"""Members of a zip that are read here and there: a file in WACZ is looked into as often as it has captures.

`zipfile` reads a member from its beginning again whenever it is to go back in it, which takes hours where there are
thousands of captures. One that is stored as it is (WACZ asks for that) is a part of the package's own bytes; one that
is compressed is unpacked aside.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

from archive import DECODING_FAULTS, ZIP_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

_LOCAL_HEADER = struct.Struct("<26xHH")
"""Its last two fields: the lengths of the name and of the extra field that follow (APPNOTE 4.3.7)."""

_BLOCK = 1 << 16
"""Bytes that are unpacked at a time: as many are lost before a place that is damaged."""


class Part(io.RawIOBase):
    """So many bytes of a file, from an offset on, as a file of their own."""

    def __init__(self, file: IO[bytes], offset: int, size: int) -> None:
        self._file, self._offset, self._size = file, offset, size
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where it is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go there; where that is."""
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer with the bytes that follow; how many there were."""
        into = memoryview(buffer).cast("B")
        self._file.seek(self._offset + self._at)
        read = self._file.read(max(0, min(len(into), self._size - self._at)))
        into[: len(read)] = read
        self._at += len(read)
        return len(read)


def reachable(file: IO[bytes], package: zipfile.ZipFile, name: str, stack: ExitStack) -> IO[bytes]:
    """The member of a package, which is the whole of `file`, to be read here and there until the stack is closed.

    Of one that is damaged there is what stands before the damage; that it is shows when `zipfile` reads it to its end.
    A member that is locked, or packed in a way that `zipfile` does not know, raises what that says of it (ZIP_FAULTS).
    """
    entry = package.getinfo(name)
    member = stack.enter_context(package.open(entry))
    if entry.compress_type == zipfile.ZIP_STORED:
        file.seek(entry.header_offset)
        lengths = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
        start = entry.header_offset + _LOCAL_HEADER.size + sum(lengths)
        return io.BufferedReader(Part(file, start, entry.file_size))
    unpacked: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the stack closes it)
    stack.enter_context(unpacked)
    for block in _blocks(member):
        unpacked.write(block)
    return unpacked


def _blocks(member: IO[bytes]) -> Iterator[bytes]:
    """What is in a member as far as it is whole."""
    with suppress(*DECODING_FAULTS, *ZIP_FAULTS):
        while block := member.read(_BLOCK):
            yield block
