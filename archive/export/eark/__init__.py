"""Articles and captures as a submission package: E-ARK SIP 2.1.0, which is Riksarkivet's FGS Paketstruktur 2.0.

The package holds one representation, `webb`, with the plain HTML pages and the WARC file of the chosen articles, and
around it METS (what is in it, with SHA-256), PREMIS (how it came about), Dublin Core (what it is), a text for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from archive import __version__
from archive.errors import FileDamaged
from archive.export.eark.descriptive import dublin_core
from archive.export.eark.mets import FileGroup, MetadataFile, Mets
from archive.export.eark.premis import premis
from archive.export.extent import extent_of
from archive.export.html import write_html
from archive.export.warc import LeftOut, write_warc
from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from archive.export.extent import Extent
    from archive.search import Filters

REPRESENTATION = "webb"
_README = """{title}

Nyheter från svenska kommuners webbplatser, insamlade och uttagna med kommunarkiv {version}.
Inlämnas av {organisation}: {articles}{period}.
Paketet följer E-ARK SIP 2.1.0 (FGS Paketstruktur 2.0).

representations/{representation}/data/html   artiklarna som enkla HTML-sidor; börja med index.html
representations/{representation}/data/warc   de insamlade webbsidorna som WARC 1.1 (ISO 28500)
metadata                       vad paketet är (Dublin Core) och hur det kom till (PREMIS)
"""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person has to say of a package: its name (also the folder's), its title, and who hands it in."""

    name: str
    title: str
    organisation: str


def write_eark(
    connection: sqlite3.Connection, folder: Path, submission: Submission, filters: Filters = EVERYTHING
) -> Iterator[str | LeftOut]:
    """Write the package into an empty folder; yields the articles' pages and captures as they are written.

    A stored page that is damaged is yielded as the error and left out.
    """
    made_at = datetime.now(UTC)
    home = folder / "representations" / REPRESENTATION
    html, warc = home / "data" / "html", home / "data" / "warc"
    for each in (html, warc, folder / "metadata/descriptive", folder / "metadata/preservation"):
        each.mkdir(parents=True)
    for path in write_html(connection, html, filters):
        if not isinstance(path, FileDamaged):  # the captures below name the same files
            yield path
    with (warc / f"{submission.name}.warc.gz").open("wb") as out:
        for capture in write_warc(connection, out, f"{submission.name}.warc.gz", filters):
            yield capture if isinstance(capture, LeftOut) else capture.url
    extent = extent_of(connection, filters)
    (folder / "documentation").mkdir()
    (folder / "documentation/README.txt").write_text(_readme(submission, extent), encoding="utf-8")
    (folder / "schemas").mkdir()
    (folder / "schemas/dc.xsd").write_bytes((files("archive.export.eark") / "dc.xsd").read_bytes())
    (folder / "metadata/descriptive/dc.xml").write_bytes(dublin_core(submission, extent, made_at))
    (folder / "metadata/preservation/premis.xml").write_bytes(premis(submission, extent, made_at))
    _write_mets(folder, submission, made_at)


def _readme(submission: Submission, extent: Extent) -> str:
    """The text for people who open the package."""
    published = f"publicerade {extent.first_published} till {extent.last_published}" if extent.first_published else ""
    collected = f"insamlade {extent.collected}" if extent.collected else ""
    return _README.format(
        title=submission.title,
        version=__version__,
        organisation=submission.organisation,
        articles=f"{extent.counted} från {', '.join(extent.sites)}" if extent.articles else extent.counted,
        period="".join(f", {when}" for when in (published, collected) if when),
        representation=REPRESENTATION,
    )


def _write_mets(folder: Path, submission: Submission, made_at: datetime) -> None:
    """Write the representation's METS, then the package's, which points at it."""
    home = folder / "representations" / REPRESENTATION
    own = Mets(REPRESENTATION, submission, made_at)
    own.write(home, [FileGroup("Data", "data", ("data",))], [])
    mets = Mets(submission.name, submission, made_at)
    groups = [
        FileGroup("Documentation", "documentation", ("documentation",)),
        FileGroup("Schemas", "schemas", ("schemas",)),
        FileGroup(
            f"Representations/{REPRESENTATION}",
            f"representation-{REPRESENTATION}",
            (f"representations/{REPRESENTATION}/METS.xml",),
            mets=f"representations/{REPRESENTATION}/METS.xml",
        ),
    ]
    metadata = [
        MetadataFile("descriptive", "DC", "metadata/descriptive/dc.xml"),
        MetadataFile("preservation", "PREMIS", "metadata/preservation/premis.xml"),
    ]
    mets.write(folder, groups, metadata)
