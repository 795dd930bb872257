"""The submission package holds what METS says, and METS says what the standard demands."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from lxml import etree, isoschematron

from archive.export.dcat import Publication, catalogue_record
from archive.export.eark import Submission, write_eark
from archive.export.eark.premis import premis
from archive.export.extent import extent_of
from archive.search import Filters
from tests.archive.conftest import HOST
from tests.archive.export.conftest import ARTICLES, BARE, FULL, HIDDEN

if TYPE_CHECKING:
    from archive import Archive
    from archive.schema.articles import Precision
    from tests.archive.conftest import Desk

METS, XLINK = "{http://www.loc.gov/METS/}", "{http://www.w3.org/1999/xlink}"
_PEERS = os.environ.get("KOMMUNARKIV_TEST_PEERS")
_RESOURCES = sorted(Path(_PEERS).glob("lib/*/site-packages/eark_validator/ipxml/resources")) if _PEERS else []
needs_schemas = pytest.mark.skipif(
    not _RESOURCES, reason="KOMMUNARKIV_TEST_PEERS names no environment with eark-validator (.ci/run makes one)"
)

# Rules of eark-validator 1.1.3 that no package can keep: it holds every CREATOR against the software agent (CSIP12 to
# 16) and every note against the submitting one (SIP14), though CSIP10 and SIP15 demand one of each, and CSIP63 forbids
# the attribute that CSIP62 demands.
_CONTRADICTED = {"CSIP12", "CSIP13", "CSIP15", "CSIP16", "CSIP63", "SIP14"}


@pytest.fixture
def package(filled: Archive, tmp_path: Path) -> Path:
    folder = tmp_path / "nyheter-2026"
    folder.mkdir()
    list(write_eark(filled.connection, folder, Submission("nyheter-2026", "Nyheter 2026", "Exempelkommuns arkiv")))
    return folder


def referenced(mets: Path) -> dict[Path, ET.Element]:
    """Every file that a METS file describes, with the element that does."""
    found = {}
    for element in ET.parse(mets).iter():
        location = element.find(f"{METS}FLocat") if element.tag == f"{METS}file" else element
        if element.tag in {f"{METS}file", f"{METS}mdRef"} and location is not None:
            found[mets.parent / unquote(location.attrib[f"{XLINK}href"])] = element
    return found


def test_every_file_of_the_package_is_described_with_its_size_and_digest(package: Path) -> None:
    described: dict[Path, ET.Element] = {}
    for mets in package.rglob("METS.xml"):
        described |= referenced(mets)
    assert set(described) == {path for path in package.rglob("*") if path.is_file()} - {package / "METS.xml"}
    for path, element in described.items():
        content = path.read_bytes()
        assert element.attrib["SIZE"] == str(len(content))
        assert element.attrib["CHECKSUM"] == hashlib.sha256(content).hexdigest()


def test_ids_are_unique_and_what_refers_to_one_finds_it(package: Path) -> None:
    elements = [element for mets in package.rglob("METS.xml") for element in ET.parse(mets).iter()]
    ids = [element.attrib["ID"] for element in elements if "ID" in element.attrib]
    assert len(ids) == len(set(ids))
    for element in elements:
        for attribute in ("FILEID", "DMDID", "ADMID"):
            assert set(element.attrib.get(attribute, "").split()) <= set(ids)


def test_pages_and_captures_are_in_the_representation(package: Path) -> None:
    data = package / "representations/webb/data"
    assert (data / "html/index.html").is_file()
    assert (data / "warc/nyheter-2026.warc.gz").stat().st_size > 0
    assert not [p for p in package.rglob("*") if p.is_file() and b"Hemligheten" in p.read_bytes()]


def test_metadata_says_who_what_and_when(package: Path) -> None:
    dublin_core = (package / "metadata/descriptive/dc.xml").read_text(encoding="utf-8")
    for said in ("Nyheter 2026", "Exempelkommuns arkiv", "2 nyhetsartiklar", "2025-12-01/2026-02-28"):
        assert said in dublin_core
    assert "2 nyhetsartiklar från Exempelkommun, insamlade 2026-03-01." in dublin_core
    readme = (package / "documentation/README.txt").read_text(encoding="utf-8")
    assert (
        "Inlämnas av Exempelkommuns arkiv: 2 nyhetsartiklar från Exempelkommun, publicerade 2025-12-01 till" in readme
    )
    premis = ET.parse(package / "metadata/preservation/premis.xml")
    assert [e.text for e in premis.iter("{http://www.loc.gov/premis/v3}eventType")] == ["capture", "creation"]


def test_what_was_collected_later_makes_nothing_seem_collected_later_only(filled: Archive, desk: Desk) -> None:
    """The articles' pages came on the 1st, and all of them were fetched again, changed, on the 9th."""
    for url in (FULL, BARE):
        desk.reads(url, replace(ARTICLES[url], article_body="Ändrat."), body=b"<p>nytt", day=9)
    extent = extent_of(filled.connection)
    assert (extent.first_fetched, extent.last_fetched) == ("2026-03-01T12:00:00+00:00", "2026-03-09T12:00:00+00:00")
    assert extent.collected == "2026-03-01–2026-03-09"


@pytest.mark.parametrize(
    ("known", "period"),
    [
        (("2016", "2016-11-30", "2017", "2017-03-14"), ("2016-11-30", "2017-03-14")),
        (("2015", "2016-11-30"), ("2015-12-31", "2016-11-30")),
        (("2016",), ("2016-01-01", "2016-12-31")),
        (("2016-02", "2016-W03"), ("2016-02-01", "2016-02-29")),
        ((), (None, None)),
    ],
    ids=str,
)
def test_the_period_of_publication_is_no_longer_than_what_is_known(
    archive: Archive, desk: Desk, known: tuple[str, ...], period: tuple[str | None, str | None]
) -> None:
    precisions: dict[int, Precision] = {4: "year", 7: "month", 8: "week", 10: "day"}
    dates = {f"{HOST}/nyheter/{date}": date for date in (*known, None)}
    desk.lists(*dates)
    for url, date in dates.items():
        dated = replace(ARTICLES[HIDDEN], url=url, date_published=date)
        desk.reads(url, replace(dated, date_published_precision=precisions[len(date)]) if date else dated)
    extent = extent_of(archive.connection)
    assert (extent.first_published, extent.last_published) == period


def test_the_extent_of_nothing(filled: Archive) -> None:
    extent = extent_of(filled.connection, Filters(since="2040"))
    assert (extent.counted, extent.collected, extent.first_published) == ("0 nyhetsartiklar", "", None)
    package = ET.fromstring(premis(Submission("tomt", "Tomt", "Arkivet"), extent, datetime.now(UTC)))
    events, links = (
        [element.text for element in package.iter(f"{{http://www.loc.gov/premis/v3}}{name}")]
        for name in ("eventType", "linkingEventIdentifierValue")
    )
    assert events == links == ["creation"]


@needs_schemas
def test_mets_files_are_valid_against_the_schemas_of_mets_and_its_extensions(package: Path) -> None:
    schema = etree.XMLSchema(etree.parse(_RESOURCES[0] / "schema/mets.sip.local.v2-0.xsd"))
    for mets in package.rglob("METS.xml"):
        schema.assertValid(etree.parse(mets))


@needs_schemas
@pytest.mark.parametrize("rules", ["CSIP", "SIP"])
def test_package_keeps_the_rules_of_csip_and_sip_2_1(package: Path, rules: str) -> None:
    mets = etree.parse(package / "METS.xml")
    broken = set()
    for path in sorted((_RESOURCES[0] / "schematron/V2.1.0" / rules).glob("*.xml")):
        text = path.read_text(encoding="utf-8")
        if "<rule" not in text:
            continue
        # The validator puts vocabularies that it fetches where these names stand; here they only have to be there.
        for name in ("@TYPE", "@csip:CONTENTINFORMATIONTYPE", "@csip:OAISPACKAGETYPE", "@STATUS"):
            text = text.replace(f"{name}_vocabulary_test", name)
        text = text.replace("@MIMETYPE_IANA_test", "@MIMETYPE")
        schematron = isoschematron.Schematron(etree.fromstring(text.encode()), store_report=True)
        schematron.validate(mets)
        broken |= {each.get("id") for each in schematron.validation_report.iter("{*}failed-assert")}
    assert broken - _CONTRADICTED == set()


def test_catalogue_record_has_what_dcat_ap_se_demands(filled: Archive) -> None:
    publication = Publication("Nyheter", "Exempelkommun", "https://arkiv.example.se/", "arkiv@example.se")
    record = ET.fromstring(catalogue_record(publication, extent_of(filled.connection)))
    dcat, terms = "{http://www.w3.org/ns/dcat#}", "{http://purl.org/dc/terms/}"
    for node in (record.find(f"{dcat}Catalog"), record.find(f"{dcat}Dataset")):
        assert node is not None
        for name in ("title", "description", "publisher"):
            assert node.find(f"{terms}{name}") is not None
    abouts = {node.attrib["{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"] for node in record}
    resource = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
    own = [
        e.attrib[resource] for e in record.iter() if e.attrib.get(resource, "").startswith("https://arkiv.example.se/#")
    ]
    assert own
    assert set(own) <= abouts
    period = record.find(f".//{terms}PeriodOfTime")
    assert period is not None
    assert [period.findtext(f"{dcat}{name}") for name in ("startDate", "endDate")] == ["2025-12-01", "2026-02-28"]


def test_catalogue_record_names_licence_and_format_where_the_publisher_says_them(filled: Archive) -> None:
    """As DCAT-AP-SE 3 wants them: the licence by its address, the format as the media type's name."""
    said = Publication("Nyheter", "Exempelkommun", "https://arkiv.example.se/", "arkiv@example.se")
    licence = "http://creativecommons.org/publicdomain/zero/1.0/"
    terms, extent = "{http://purl.org/dc/terms/}", extent_of(filled.connection)
    for publication, expected in (
        (said, []),
        (replace(said, licence=licence), [(f"{terms}license", licence, None)]),
        (replace(said, media_type="text/html"), [(f"{terms}format", None, "text/html")]),
    ):
        distribution = ET.fromstring(catalogue_record(publication, extent)).find(
            "{http://www.w3.org/ns/dcat#}Distribution"
        )
        assert distribution is not None
        resource = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
        assert [(each.tag, each.get(resource), each.text) for each in distribution[1:]] == expected
