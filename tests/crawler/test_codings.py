"""Content codings undone: whole bodies or none, within a limit and a bounded time."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest

from crawler.codings import inflated, zstd
from crawler.errors import BodyDamaged, BodyTooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = b"".join(b"Bron nr %d \xc3\xb6ppnar igen. " % number for number in range(4_000))
LIMIT = 10 * 1024 * 1024


def bare(body: bytes) -> bytes:
    """Deflate without the header that RFC 9110 wants and some servers leave out."""
    return zlib.compress(body)[2:-4]


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-Gzip ", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without a header": ("deflate", bare),
    "zstd": ("zstd", zstd.compress),
    "brotli": ("br", brotli.compress),
}
EACH = [pytest.param(*packer, id=name) for name, packer in PACKERS.items()]


@pytest.mark.parametrize(("coding", "pack"), EACH)
def test_body_is_what_was_packed(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert inflated(pack(TEXT), [coding], LIMIT) == (TEXT, [])
    assert inflated(pack(TEXT), [coding], len(TEXT)) == (TEXT, [])


@pytest.mark.parametrize(("coding", "pack"), EACH)
def test_body_above_the_limit_is_told(coding: str, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(BodyTooLarge, match="larger than"):
        inflated(pack(TEXT), [coding], len(TEXT) - 1)


@pytest.mark.parametrize(("coding", "pack"), EACH)
@pytest.mark.parametrize("kept", [0.99, 0.5, 0.01])
def test_body_that_is_cut_is_damaged(coding: str, pack: Callable[[bytes], bytes], kept: float) -> None:
    packed = pack(TEXT)
    with pytest.raises(BodyDamaged):
        inflated(packed[: int(len(packed) * kept)], [coding], LIMIT)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_members_follow_each_other_and_padding_is_none(pack: Callable[[bytes], bytes]) -> None:
    coding = "gzip" if pack is gzip.compress else "zstd"
    assert inflated(pack(TEXT) + pack(b"") + pack(b"Slut.") + bytes(20), [coding], LIMIT) == (TEXT + b"Slut.", [])
    with pytest.raises(BodyDamaged):
        inflated(pack(TEXT) + pack(TEXT)[:-9], [coding], LIMIT)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_members_without_end_take_a_bounded_time(pack: Callable[[bytes], bytes]) -> None:
    coding, empty = ("gzip" if pack is gzip.compress else "zstd"), pack(b"")
    started = time.process_time()
    with pytest.raises(BodyDamaged, match="more than 10000 parts"):
        inflated(empty * (LIMIT // len(empty)), [coding], LIMIT)
    assert time.process_time() - started < 4


def test_codings_are_undone_from_the_last_to_the_first_that_is_known() -> None:
    packed = gzip.compress(zlib.compress(TEXT))
    assert inflated(packed, ["deflate, gzip"], LIMIT) == (TEXT, [])
    assert inflated(packed, ["deflate", "gzip"], LIMIT) == (TEXT, [])
    assert inflated(gzip.compress(TEXT), ["dictionary", "gzip"], LIMIT) == (TEXT, ["dictionary"])
    assert inflated(b"x", ["gzip, dictionary"], LIMIT) == (b"x", ["gzip", "dictionary"])


@pytest.mark.parametrize("body", [b"", b"<p>Bron", b"  \n<!doctype html>"])
def test_body_that_is_empty_or_plain_markup_stays(body: bytes) -> None:
    assert inflated(body, ["gzip"], LIMIT)[0] == body
