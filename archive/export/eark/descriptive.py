"""Dublin Core of a package: what it is, for a catalogue (ISO 15836)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from archive.municipalities import kommun_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from archive.export.eark import Submission
    from archive.export.extent import Extent

ELEMENTS = "http://purl.org/dc/elements/1.1/"


def dublin_core(submission: Submission, extent: Extent, made_at: datetime) -> bytes:
    """The Dublin Core record of the package, as UTF-8 XML."""
    ET.register_namespace("dc", ELEMENTS)
    root = ET.Element("metadata")
    for name, value in _statements(submission, extent, made_at):
        ET.SubElement(root, f"{{{ELEMENTS}}}{name}").text = value
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _statements(submission: Submission, extent: Extent, made_at: datetime) -> Iterator[tuple[str, str]]:
    yield "title", submission.title
    yield "creator", submission.organisation
    yield "identifier", submission.name
    when = f", insamlade {extent.collected}" if extent.collected else ""
    yield "description", f"{extent.counted} från {', '.join(extent.sites) or 'ingen webbplats'}{when}."
    yield "date", made_at.date().isoformat()
    yield "type", "Collection"
    yield "format", "text/html"
    yield "format", "application/warc"
    yield "language", "sv"
    for municipality in extent.municipalities:
        yield "coverage", kommun_name(municipality)
    if extent.first_published and extent.last_published:
        yield "coverage", f"{extent.first_published}/{extent.last_published}"
