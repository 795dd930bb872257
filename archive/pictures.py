"""What a picture's bytes say: its type, size, a hash that its other sizes share, and a small copy for browsing."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from archive.errors import UnreadablePicture

THUMBNAIL_SIDE = 480
"""Longest side of a thumbnail, in pixels: two columns of a wall of pictures on a phone of 3 pixels a point."""
MAX_PIXELS = 100_000_000
"""A larger picture is not opened; the largest press pictures of cameras have 60 million pixels."""

_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
"""Exif orientations that turn a picture by a quarter (Exif 2.32, 4.6.4)."""
_HASH_SIDE = 8
_QUALITY = 78


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was opened: media type by its content, pixels as it is shown, `dhash` as 16 hexadecimal digits.

    `thumbnail` is a WebP of at most 480 pixels a side, turned as its Exif orientation says and without its metadata.
    """

    media_type: str
    width: int
    height: int
    dhash: str
    thumbnail: bytes


def read_picture(body: bytes) -> Picture:
    """The picture in these bytes; UnreadablePicture when they hold none that can be opened."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of a decompression bomb between its limit and twice that; ours is checked below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    message = f"it has {opened.width} x {opened.height} pixels, more than {MAX_PIXELS // 10**6} million"
                    raise UnreadablePicture(message)
                media_type = Image.MIME.get(opened.format or "", "application/octet-stream")
                width, height = opened.size
                if opened.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE:
                    width, height = height, width
                # JPEG decoders give a smaller picture for a fraction of the work.
                opened.draft("RGB", (THUMBNAIL_SIDE * 2, THUMBNAIL_SIDE * 2))
                shown = ImageOps.exif_transpose(opened)
                return Picture(media_type, width, height, dhash(shown), _thumbnail(shown))
    except UnidentifiedImageError as error:
        message = "it is no picture of a known type"
        raise UnreadablePicture(message) from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as error:
        message = f"the picture can't be opened: {error}"
        raise UnreadablePicture(message) from error


def dhash(picture: Image.Image) -> str:
    """The difference hash of a picture: 64 bits, each whether brightness rises from one cell to the next in its row.

    The same picture in another size or another compression differs in a few bits (Neal Krawetz, "Kind of Like That",
    2013).
    """
    grey = picture.convert("RGBA").convert("L").resize((_HASH_SIDE + 1, _HASH_SIDE), Image.Resampling.LANCZOS)
    cells = grey.tobytes()
    bits = 0
    for row in range(_HASH_SIDE):
        for column in range(_HASH_SIDE):
            start = row * (_HASH_SIDE + 1) + column
            bits = bits << 1 | (cells[start] < cells[start + 1])
    return f"{bits:016x}"


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=_QUALITY)
    return out.getvalue()
