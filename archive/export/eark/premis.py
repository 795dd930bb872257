"""PREMIS 3.0 of a package: the object, the collecting and the export that made it, and the program that did both."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from archive import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from archive.export.eark import Submission
    from archive.export.extent import Extent

NAMESPACE = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_AGENT = f"kommunarkiv/{__version__}"


def premis(submission: Submission, extent: Extent, made_at: datetime) -> bytes:
    """The PREMIS file of the package, as UTF-8 XML."""
    ET.register_namespace("premis", NAMESPACE)
    root = ET.Element(_name("premis"), {"version": "3.0"})
    package = ET.SubElement(root, _name("object"), {f"{{{_XSI}}}type": "premis:representation"})
    _identifier(package, "object", "local", submission.name)
    is_captured = bool(extent.first_fetched)
    _relations(package, ("capture", "creation") if is_captured else ("creation",))
    if is_captured:
        covered = f"{extent.first_fetched}/{extent.last_fetched}"
        detail = f"{extent.articles} articles of {', '.join(extent.sites)}"
        _event(root, submission, "capture", covered, f"Pages collected over HTTP: {detail}")
    _event(root, submission, "creation", made_at.isoformat(timespec="seconds"), "Package written from the archive")
    agent = ET.SubElement(root, _name("agent"))
    _identifier(agent, "agent", "local", _AGENT)
    _text(agent, "agentName", "kommunarkiv")
    _text(agent, "agentType", "software")
    _text(agent, "agentVersion", __version__)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _relations(package: ET.Element, events: Sequence[str]) -> None:
    """What the object is made of is METS's to tell; here only what links it to its events."""
    for kind in events:
        link = ET.SubElement(package, _name("linkingEventIdentifier"))
        _text(link, "linkingEventIdentifierType", "local")
        _text(link, "linkingEventIdentifierValue", kind)


def _event(root: ET.Element, submission: Submission, kind: str, when: str, detail: str) -> None:
    event = ET.SubElement(root, _name("event"))
    _identifier(event, "event", "local", kind)
    _text(event, "eventType", kind)
    _text(event, "eventDateTime", when)
    information = ET.SubElement(event, _name("eventDetailInformation"))
    _text(information, "eventDetail", detail)
    for role, value in (("linkingAgent", _AGENT), ("linkingObject", submission.name)):
        link = ET.SubElement(event, _name(f"{role}Identifier"))
        _text(link, f"{role}IdentifierType", "local")
        _text(link, f"{role}IdentifierValue", value)


def _identifier(parent: ET.Element, of: str, kind: str, value: str) -> None:
    identifier = ET.SubElement(parent, _name(f"{of}Identifier"))
    _text(identifier, f"{of}IdentifierType", kind)
    _text(identifier, f"{of}IdentifierValue", value)


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = text
