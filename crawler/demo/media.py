"""Pictures and documents for made-up sites, drawn at run time so that none has to be kept: PNG and PDF."""

from __future__ import annotations

import random
import struct
import zlib

WIDTH, HEIGHT = 480, 320

Canvas = list[bytearray]
SKY, FAR, NEAR, WATER, SUN, WALL, ROOF, PINE = range(8)
# Each scene's colours in the order of the names above: a winter day, a summer day, an evening.
_PALETTES = (
    "deeaf4 a8bacc f0f4f7 7896b4 fff0c8 aa3c2d 3c3c46 32554b",
    "96cdf0 6ea078 82b450 3c78af ffe16e be4632 5a3c32 286437",
    "fac396 826e8c 5a5064 50648c ffebaa 78323c 2d2332 23323c",
)


def png(name: str) -> bytes:
    """A landscape of 480 × 320 pixels as PNG (about 2 kB); the same name always gives the same bytes."""
    dice = random.Random(name)  # noqa: S311 - a drawing, not a secret
    canvas = [bytearray([SKY]) * WIDTH for _ in range(HEIGHT)]
    horizon = dice.randint(140, 180)
    _disc(canvas, dice.randint(60, 420), dice.randint(40, 100), dice.randint(18, 34))
    for _ in range(4):
        _triangle(canvas, dice.randint(0, WIDTH), horizon - dice.randint(20, 70), horizon, dice.randint(80, 160), FAR)
    _box(canvas, 0, horizon, WIDTH, HEIGHT - horizon, NEAR)
    _box(canvas, 0, HEIGHT - dice.randint(40, 90), WIDTH, HEIGHT, WATER)
    for _ in range(dice.randint(1, 5)):
        _house(canvas, dice.randint(10, 400), horizon + dice.randint(-5, 15), dice.randint(36, 70))
    for _ in range(dice.randint(4, 12)):
        foot = horizon + dice.randint(10, 50)
        _triangle(canvas, dice.randint(0, WIDTH), foot - dice.randint(35, 60), foot, 14, PINE)
    return _png_file(canvas, dice.choice(_PALETTES))


def _box(canvas: Canvas, left: int, top: int, width: int, height: int, colour: int) -> None:
    left, right = max(left, 0), min(left + width, WIDTH)
    for row in canvas[max(top, 0) : top + height]:
        row[left:right] = bytes([colour]) * max(right - left, 0)


def _triangle(canvas: Canvas, middle: int, top: int, foot: int, half: int, colour: int) -> None:
    for y in range(top, foot):
        reach = half * (y - top) // (foot - top)
        _box(canvas, middle - reach, y, 2 * reach, 1, colour)


def _disc(canvas: Canvas, middle: int, centre: int, radius: int) -> None:
    for y in range(-radius, radius):
        reach = int((radius * radius - y * y) ** 0.5)
        _box(canvas, middle - reach, centre + y, 2 * reach, 1, SUN)


def _house(canvas: Canvas, left: int, foot: int, width: int) -> None:
    wall, roof = width // 2, width // 3
    _box(canvas, left, foot - wall, width, wall, WALL)
    _triangle(canvas, left + width // 2, foot - wall - roof, foot - wall, width // 2 + 5, ROOF)
    _box(canvas, left + width // 5, foot - wall * 3 // 4, width // 5, wall // 3, SUN)


def _png_file(canvas: Canvas, palette: str) -> bytes:
    """The rows as a PNG of colour type 3, 8 bits a pixel, no filter (PNG third edition, 5 and 11.2)."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + row for row in canvas)
    chunks = ((b"IHDR", header), (b"PLTE", bytes.fromhex(palette)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def pdf(*lines: str) -> bytes:
    """A one-page PDF that shows these lines; characters outside Latin-1 become question marks."""
    shown = [line.encode("latin-1", "replace") for line in lines]
    escaped = [line.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") for line in shown]
    drawing = b"BT /F1 14 Tf 60 780 Td 20 TL " + b" ".join(b"(%b) Tj T*" % line for line in escaped) + b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    return _pdf_file(objects)


def _pdf_file(objects: tuple[bytes, ...]) -> bytes:
    """The objects with the cross-reference table that tells where each begins (ISO 32000-1, 7.5.4)."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, b"".join(places))
    return body + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
