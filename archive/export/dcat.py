"""A catalogue record of the published archive: DCAT-AP-SE 3.0.0 as RDF/XML, for the national data portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from archive.export.extent import Extent

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_XML = "http://www.w3.org/XML/1998/namespace"
_THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/SWE"
_SWEDEN = "http://publications.europa.eu/resource/authority/country/SWE"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a person has to say of a published archive: title, publisher, where it can be reached, whom to ask.

    `licence` is the address of the licence that the publisher gives, `media_type` what `access_url` answers with. An
    archive knows neither: where the publisher says nothing, the record doesn't.
    """

    title: str
    organisation: str
    access_url: str
    contact_email: str
    licence: str | None = None
    media_type: str | None = None


def catalogue_record(publication: Publication, extent: Extent) -> bytes:
    """A dcat:Catalog with the archive as its one dcat:Dataset and one dcat:Distribution, as UTF-8 RDF/XML."""
    for prefix, uri in _NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(_name("rdf:RDF"))
    publisher = f"{publication.access_url}#utgivare"
    catalogue = _node(root, "dcat:Catalog", f"{publication.access_url}#katalog")
    _text(catalogue, "dcterms:title", publication.title)
    _text(catalogue, "dcterms:description", _description(extent))
    _link(catalogue, "dcterms:publisher", publisher)
    _link(catalogue, "dcat:dataset", f"{publication.access_url}#dataset")
    dataset = _node(root, "dcat:Dataset", f"{publication.access_url}#dataset")
    _text(dataset, "dcterms:title", publication.title)
    _text(dataset, "dcterms:description", _description(extent))
    _link(dataset, "dcterms:publisher", publisher)
    _link(dataset, "dcterms:language", _LANGUAGE)
    _link(dataset, "dcterms:accessRights", _PUBLIC)
    _link(dataset, "dcterms:spatial", _SWEDEN)
    _link(dataset, "dcat:theme", _THEME)
    for keyword in ("nyheter", "kommuner", "webbarkiv", *extent.municipalities):
        _text(dataset, "dcat:keyword", keyword)
    _period(dataset, extent)
    _contact(dataset, publication)
    _link(dataset, "dcat:distribution", f"{publication.access_url}#distribution")
    distribution = _node(root, "dcat:Distribution", f"{publication.access_url}#distribution")
    _link(distribution, "dcat:accessURL", publication.access_url)
    if publication.licence:
        _link(distribution, "dcterms:license", publication.licence)
    if publication.media_type:  # the profile wants it as a literal here, and has no dcat:mediaType
        ET.SubElement(distribution, _name("dcterms:format")).text = publication.media_type
    agent = _node(root, "foaf:Agent", publisher)
    ET.SubElement(agent, _name("foaf:name")).text = publication.organisation
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _description(extent: Extent) -> str:
    where = f" i {', '.join(extent.municipalities)}" if extent.municipalities else ""
    sites = "webbplats" if len(extent.sites) == 1 else "webbplatser"
    when = f" {extent.collected}" if extent.collected else ""
    return f"{extent.counted} från {len(extent.sites)} {sites}{where}, insamlade{when} med kommunarkiv."


def _period(dataset: ET.Element, extent: Extent) -> None:
    """The days of publication: what the data is about. When it was collected is told in words."""
    if not (extent.first_published and extent.last_published):
        return
    period = ET.SubElement(ET.SubElement(dataset, _name("dcterms:temporal")), _name("dcterms:PeriodOfTime"))
    for name, day in (("dcat:startDate", extent.first_published), ("dcat:endDate", extent.last_published)):
        date = ET.SubElement(period, _name(name), {_name("rdf:datatype"): f"{_NAMESPACES['xsd']}date"})
        date.text = day


def _contact(dataset: ET.Element, publication: Publication) -> None:
    contact = ET.SubElement(ET.SubElement(dataset, _name("dcat:contactPoint")), _name("vcard:Organization"))
    ET.SubElement(contact, _name("vcard:fn")).text = publication.organisation
    _link(contact, "vcard:hasEmail", f"mailto:{publication.contact_email}")


def _node(parent: ET.Element, name: str, about: str) -> ET.Element:
    return ET.SubElement(parent, _name(name), {_name("rdf:about"): about})


def _link(parent: ET.Element, name: str, resource: str) -> None:
    ET.SubElement(parent, _name(name), {_name("rdf:resource"): resource})


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name), {f"{{{_XML}}}lang": "sv"}).text = text


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"
