"""METS files of a package, as CSIP 2.1.0 and SIP 2.1.0 of the DILCIS Board demand; their requirement numbers beside."""

from __future__ import annotations

import hashlib
import mimetypes
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from archive import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from archive.export.eark import Submission

NAMESPACES = {
    "xmlns": "http://www.loc.gov/METS/",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:csip": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
    "xmlns:sip": "https://DILCIS.eu/XML/METS/SIPExtensionMETS",
}
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"

_MEDIA_TYPES = {".gz": "application/gzip", ".xml": "application/xml", ".xsd": "application/xml"}


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Files of one use: `use` in the vocabulary of CSIP, `key` for the XML ids, the paths (folders with all in them).

    `mets` is the METS file of the representation that the group is.
    """

    use: str
    key: str
    paths: tuple[str, ...]
    mets: str | None = None


@dataclass(frozen=True, slots=True)
class MetadataFile:
    """A metadata file: where it stands in METS ("descriptive" or "preservation"), its METS MDTYPE, its path."""

    kind: str
    mdtype: str
    path: str


class Mets:
    """The METS file of a package or of one representation, written as it is made, however many files there are."""

    def __init__(self, name: str, submission: Submission, made_at: datetime) -> None:
        self._name = name
        self._submission = submission
        self._made_at = _instant(made_at)

    def write(self, folder: Path, groups: Sequence[FileGroup], metadata: Sequence[MetadataFile]) -> None:
        """Write METS.xml into the folder that the paths are relative to."""
        with (folder / "METS.xml").open("w", encoding="utf-8") as out:
            self._xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
            self._xml.startDocument()
            root = {
                **NAMESPACES,
                "OBJID": self._name,  # CSIP1
                "LABEL": self._submission.title,  # SIP1
                "TYPE": "Websites",  # CSIP2
                "csip:CONTENTINFORMATIONTYPE": "MIXED",  # CSIP4
                "PROFILE": PROFILE,  # SIP2
            }
            with self._element("mets", root):
                self._header()
                self._metadata(folder, metadata)
                with self._element("fileSec", {"ID": self._id("file-section")}):  # CSIP58, 59
                    for group in groups:
                        self._group(folder, group)
                self._structure(groups, metadata)
            self._xml.endDocument()

    def _header(self) -> None:
        """CSIP117, CSIP7 to 16, SIP4, SIP9 to 21."""
        dates = {"CREATEDATE": self._made_at, "LASTMODDATE": self._made_at}
        with self._element("metsHdr", {**dates, "csip:OAISPACKAGETYPE": "SIP"}):
            with self._element("agent", {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}):
                self._text("name", "kommunarkiv")
                self._text("note", __version__, {"csip:NOTETYPE": "SOFTWARE VERSION"})
            for role in ("ARCHIVIST", "CREATOR"):
                with self._element("agent", {"ROLE": role, "TYPE": "ORGANIZATION"}):
                    self._text("name", self._submission.organisation)

    def _metadata(self, folder: Path, metadata: Sequence[MetadataFile]) -> None:
        """CSIP17 to 44: each file of metadata by reference."""
        for each in (m for m in metadata if m.kind == "descriptive"):
            section = {"ID": self._id(each.path), "CREATED": self._made_at, "STATUS": "CURRENT"}
            with self._element("dmdSec", section):
                self._reference(folder, each)
        preservation = [each for each in metadata if each.kind == "preservation"]
        if preservation:
            with self._element("amdSec", {"ID": self._id("administrative")}):
                for each in preservation:
                    with self._element("digiprovMD", {"ID": self._id(each.path), "STATUS": "CURRENT"}):
                        self._reference(folder, each)

    def _reference(self, folder: Path, metadata: MetadataFile) -> None:
        attributes = {**_location(metadata.path), "MDTYPE": metadata.mdtype, **_facts(folder / metadata.path)}
        self._empty("mdRef", attributes)

    def _group(self, folder: Path, group: FileGroup) -> None:
        """CSIP60 to 79, 113, 114."""
        attributes = {"ID": self._id(group.key), "USE": group.use}
        if group.mets:
            attributes["csip:CONTENTINFORMATIONTYPE"] = "MIXED"  # CSIP62
        with self._element("fileGrp", attributes):
            for path in _files(folder, group.paths):
                name = path.relative_to(folder).as_posix()
                with self._element("file", {"ID": self._id(name), **_facts(path)}):
                    self._empty("FLocat", _location(name))

    def _structure(self, groups: Sequence[FileGroup], metadata: Sequence[MetadataFile]) -> None:
        """CSIP80 to 112, 116, 118, 119."""
        structure = {"ID": self._id("structure"), "TYPE": "PHYSICAL", "LABEL": "CSIP"}
        package = {"ID": self._id("package"), "LABEL": self._name}
        with self._element("structMap", structure), self._element("div", package):
            self._empty("div", {"ID": self._id("metadata"), "LABEL": "Metadata", **self._metadata_ids(metadata)})
            for group in groups:
                label = group.use.partition("/")[0]
                with self._element("div", {"ID": self._id(f"div {label}"), "LABEL": label}):
                    self._empty("fptr", {"FILEID": self._id(group.key)})
                    if group.mets:  # CSIP105 to 112: a division of its own, which points to the representation's METS
                        with self._element("div", {"ID": self._id(f"div {group.key}"), "LABEL": group.use}):
                            self._empty("mptr", {**_location(group.mets), "xlink:title": self._id(group.key)})

    def _metadata_ids(self, metadata: Sequence[MetadataFile]) -> dict[str, str]:
        ids = {
            attribute: " ".join(self._id(each.path) for each in metadata if each.kind == kind)
            for attribute, kind in (("DMDID", "descriptive"), ("ADMID", "preservation"))
        }
        return {attribute: value for attribute, value in ids.items() if value}

    def _id(self, key: str) -> str:
        """An XML id that is the package's own and the same in every run."""
        return f"uuid-{uuid.uuid5(uuid.NAMESPACE_URL, f'{self._submission.name}/{self._name}/{key}')}"

    @contextmanager
    def _element(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        self._xml.startElement(name, AttributesImpl(dict(attributes)))
        yield
        self._xml.endElement(name)

    def _empty(self, name: str, attributes: Mapping[str, str]) -> None:
        with self._element(name, attributes):
            pass

    def _text(self, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        with self._element(name, attributes or {}):
            self._xml.characters(text)


def _location(path: str) -> dict[str, str]:
    """CSIP22 to 24, 77 to 79: where a file is, relative to the METS file."""
    return {"LOCTYPE": "URL", "xlink:type": "simple", "xlink:href": quote(path)}


def _facts(path: Path) -> dict[str, str]:
    """CSIP26 to 30, 68 to 72: media type, size, time and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    media_type = _MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return {
        "MIMETYPE": media_type,
        "SIZE": str(path.stat().st_size),
        "CREATED": _instant(datetime.fromtimestamp(path.stat().st_mtime, UTC)),
        "CHECKSUM": digest,
        "CHECKSUMTYPE": "SHA-256",
    }


def _files(folder: Path, paths: Sequence[str]) -> Iterator[Path]:
    for name in paths:
        yield from _below(folder / name)


def _below(path: Path) -> Iterator[Path]:
    """The files in a folder and below it, sorted; one folder's names are in memory at a time."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            yield from _below(each)
    else:
        yield path


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
