"""What a file is, told by its content rather than by what the server calls it."""

from __future__ import annotations

import re

# Signatures of the files that municipalities attach, as their formats define them.
_SIGNATURES = (
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_IN_ZIP = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_LOOK = 4096


def by_content(body: bytes) -> str | None:
    """The media type that a file's first bytes tell; None where they tell none."""
    if b"%PDF-" in body[:1024]:  # readers accept a header that far in (ISO 32000-1, annex H)
        return "application/pdf"
    if not body.startswith(b"PK\x03\x04"):
        return next((media_type for signature, media_type in _SIGNATURES if body.startswith(signature)), None)
    # OpenDocument and EPUB name their type in the zip's first entry, stored as it is (ODF 1.3, part 2, 3.3).
    declared = re.match(rb".{26}\x08\x00.{2}mimetype(application/[\w.+-]+?)(?=PK)", body[:200], re.DOTALL)
    if declared:
        return declared[1].decode("ascii")
    return next((media_type for sign, media_type in _IN_ZIP if sign in body[:_LOOK]), "application/zip")


def is_web_page(body: bytes) -> bool:
    """Whether the file begins like an HTML page."""
    start = body[:256].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def is_svg(body: bytes) -> bool:
    """Whether the file is a drawing in SVG."""
    start = body[:1024].lstrip().lower()
    return start.startswith((b"<?xml", b"<svg", b"<!--")) and b"<svg" in body[:_LOOK].lower()
