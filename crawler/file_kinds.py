"""Which files are kept beside the references to them, as a person writes it: "images", "attachments", both, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.schema import FILE_KINDS

if TYPE_CHECKING:
    from archive.schema import FileKind

NONE = "none"


def parse_file_kinds(text: str) -> tuple[FileKind, ...]:
    """The kinds of files that a text names; ValueError for one that there is not.

    >>> parse_file_kinds("attachments, images"), parse_file_kinds("none"), parse_file_kinds("")
    (('images', 'attachments'), (), ())
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == [NONE]:
        return ()
    for name in names:
        if name not in FILE_KINDS:
            message = f"{name!r} is no kind of file. Give images, attachments, images,attachments or none."
            raise ValueError(message)
    return tuple(kind for kind in FILE_KINDS if kind in names)
