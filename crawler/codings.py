"""The codings of HTTP undone, wholly or not at all (RFC 9110, 8.4.1; RFC 9112, 7.1; RFC 7932; RFC 8878)."""

from __future__ import annotations

import re
import sys
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

import brotli

from crawler.errors import BodyDamaged, BodyTooLarge

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 23}
"""A zstd content coding needs no window above 8 MB (RFC 9659); more is an attack on the memory."""
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_STEP = 1 << 16
"""Bytes that are inflated at a time."""
_FIRST_STEP = 1 << 10
"""Bytes of a member that are inflated first."""
_MOST_MEMBERS = 10_000
"""Members of a body at most: half a gigabyte in the blocks of bgzip, which are the smallest that anybody writes."""


def inflated(body: bytes, content_encodings: Iterable[str], limit: int) -> tuple[bytes, list[str]]:
    """The body without the codings that its Content-Encoding headers name, and the codings that are not understood.

    A body that says it is coded and is plain markup is returned as it is. Raises BodyDamaged for one that is cut or
    damaged, BodyTooLarge for one that is larger than `limit`.

    >>> inflated(b"<p>Hej</p>", ["gzip"], 1000)
    (b'<p>Hej</p>', ['gzip'])
    """
    codings = [coding.strip().lower() for value in content_encodings for coding in value.split(",")]
    while codings and codings[-1] in _INFLATE and not _is_plain(body):
        body = _INFLATE[codings.pop()](body, limit)
    return body, codings


def unchunked(body: bytes) -> bytes:
    """The body that was sent in chunks; as it is where it is not chunked. BodyDamaged for one that is cut or damaged.

    >>> unchunked(b"3\\r\\n<p>\\r\\n4;a=b\\r\\nHej!\\r\\n0\\r\\n\\r\\n"), unchunked(b"<p>Hej!")
    (b'<p>Hej!', b'<p>Hej!')
    """
    chunks: list[bytes] = []
    at = 0
    while size := _CHUNK.match(body, at):
        at = size.end() + int(size[1], 16)
        if at == size.end():
            return b"".join(chunks)
        chunks.append(body[size.end() : at])
        at += len(b"\r\n") if body.startswith(b"\r\n", at) else 0
    if not chunks:
        return body
    message = "the answer in chunks is cut or damaged"
    raise BodyDamaged(message)


def has_its_end(media_type: str, body: bytes) -> bool:
    """Whether a body of which it is not known that all of it came ends as its kind does."""
    kind, end = media_type.lower(), body.rstrip()[-1024:].lower()
    if "json" in kind:
        return end.endswith((b"}", b"]"))
    if "xml" in kind and "html" not in kind:
        return end.endswith(b">")
    return b"</html" in end


def _is_plain(body: bytes) -> bool:
    """Whether a body that says it is compressed is not: no compressed format begins like markup."""
    return body.lstrip()[:1] == b"<"


def _members(body: bytes, limit: int, new: Callable[[], Any], magic: bytes) -> bytes:
    """The bodies of all members that follow each other (RFC 1952, 2.2; RFC 8878, 3.1), without padding.

    A member is given a little, then more and more: what is left of that behind its end is copied, and a body may be
    nothing but small members.
    """
    pieces: list[bytes] = []
    size = at = 0
    for _ in range(_MOST_MEMBERS):
        if at == len(body) or (at and not body.startswith(magic, at)):
            return b"".join(pieces)
        inflate, step = new(), _FIRST_STEP
        while at < len(body) and not inflate.eof and size <= limit:
            try:
                pieces.append(inflate.decompress(body[at : at + step], limit + 1 - size))
            except (zlib.error, zstd.ZstdError) as error:
                raise _damaged(error) from error
            size += len(pieces[-1])
            at, step = min(at + step, len(body)), 2 * step
        _check(size, limit, ended=inflate.eof)
        at -= len(inflate.unused_data)
    message = f"the compressed answer has more than {_MOST_MEMBERS} parts"
    raise BodyDamaged(message)


def _gzip(body: bytes, limit: int) -> bytes:
    return _members(body, limit, partial(zlib.decompressobj, wbits=31), b"\x1f\x8b")


def _deflate(body: bytes, limit: int) -> bytes:
    """Zlib's format as RFC 9110, 8.4.1.2 has it, or the bare one that it warns of."""
    bare = body[:1] != b"\x78"
    return _members(body, limit, partial(zlib.decompressobj, wbits=-15 if bare else 15), b"\x78")


def _zstd(body: bytes, limit: int) -> bytes:
    return _members(body, limit, partial(zstd.ZstdDecompressor, options=_ZSTD_OPTIONS), b"\x28\xb5\x2f\xfd")


def _brotli(body: bytes, limit: int) -> bytes:
    inflate = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = inflate.process(body, output_buffer_limit=_STEP)
        while piece and size <= limit:
            pieces.append(piece)
            size += len(piece)
            piece = b"" if inflate.is_finished() else inflate.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise _damaged(error) from error
    _check(size, limit, ended=inflate.is_finished())
    return b"".join(pieces)


def _check(size: int, limit: int, *, ended: bool) -> None:
    if size > limit:
        message = f"the answer is larger than {limit / 2**20:.0f} MB when it is inflated"
        raise BodyTooLarge(message)
    if not ended:
        message = "the compressed answer is cut"
        raise BodyDamaged(message)


def _damaged(error: Exception) -> BodyDamaged:
    return BodyDamaged(f"the compressed answer is damaged ({error})")


_INFLATE: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
