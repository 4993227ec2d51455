"""Namespaces and addresses of lists that DCAT-AP.de and its neighbours use.

Source: DCAT-AP.de 3.0, section "Namensräume", https://www.dcat-ap.de/def/dcatde/3.0/spec/
"""

from __future__ import annotations

from typing import Any

from rdflib import Namespace, URIRef


class Words(Namespace):
    """A namespace that makes each of its names once: rdflib checks an address whenever it does."""

    def __getattr__(self, name: str) -> URIRef:
        found: Any = super().__getattr__(name)
        # where Python looks first from now on
        self.__dict__[name] = found
        return found


DCAT = Words("http://www.w3.org/ns/dcat#")
DCT = Words("http://purl.org/dc/terms/")
DCATDE = Words("http://dcat-ap.de/def/dcatde/")
DCATAP = Words("http://data.europa.eu/r5r/")
#: GeoDCAT-AP, for the roles originator and custodian
GEODCATAP = Words("http://data.europa.eu/930/")
ADMS = Words("http://www.w3.org/ns/adms#")
VCARD = Words("http://www.w3.org/2006/vcard/ns#")
FOAF = Words("http://xmlns.com/foaf/0.1/")
SCHEMA = Words("http://schema.org/")
TIME = Words("http://www.w3.org/2006/time#")
LOCN = Words("http://www.w3.org/ns/locn#")
GEO = Words("http://www.opengis.net/ont/geosparql#")
OWL = Words("http://www.w3.org/2002/07/owl#")
SPDX = Words("http://spdx.org/rdf/terms#")
PROV = Words("http://www.w3.org/ns/prov#")
SKOS = Words("http://www.w3.org/2004/02/skos/core#")
RDF = Words("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Words("http://www.w3.org/2000/01/rdf-schema#")
XSD = Words("http://www.w3.org/2001/XMLSchema#")
ELI = Words("http://data.europa.eu/eli/ontology#")
ODRL = Words("http://www.w3.org/ns/odrl/2/")
#: mobilityDCAT-AP 1.1, https://w3id.org/mobilitydcat-ap
MOBILITY = Words("https://w3id.org/mobilitydcat-ap#")
#: Data Privacy Vocabulary of the W3C community group, https://w3id.org/dpv
DPV = Words("https://w3id.org/dpv#")
#: the town's own words for what no standard has a property for
TOWN = Words("https://www.loerrach.de/def/opendata#")

#: prefix -> namespace, bound to every graph of ours
PREFIXES = {
    "dcat": DCAT, "dct": DCT, "dcatde": DCATDE, "dcatap": DCATAP, "geodcatap": GEODCATAP,
    "adms": ADMS, "vcard": VCARD, "foaf": FOAF, "locn": LOCN, "geo": GEO, "spdx": SPDX,
    "prov": PROV, "skos": SKOS, "rdfs": RDFS, "rdf": RDF, "xsd": XSD, "eli": ELI, "odrl": ODRL,
    "mobilitydcatap": MOBILITY, "dpv": DPV, "loerrach": TOWN, "owl": OWL, "time": TIME,
    "schema": SCHEMA,
}  # fmt: skip

#: where the EU keeps its lists
AUTHORITY = "http://publications.europa.eu/resource/authority/"
#: what dcat:mediaType starts with; the shapes of DCAT-AP.de test this prefix, https included
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
#: datatype of a geometry in GeoJSON, as ckanext-dcat and GovData write it
GEOJSON = MEDIA_TYPES + "application/vnd.geo+json"
#: INSPIRE's words for what a record is, which GeoDCAT-AP puts into dct:type
RESOURCE_TYPE = "http://inspire.ec.europa.eu/metadata-codelist/ResourceType/"
