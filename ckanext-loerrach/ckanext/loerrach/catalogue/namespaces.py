"""Namespaces and addresses of lists that DCAT-AP.de and its neighbours use.

Source: DCAT-AP.de 3.0, section "Namensräume", https://www.dcat-ap.de/def/dcatde/3.0/spec/
"""

from __future__ import annotations

from rdflib import Namespace

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
#: GeoDCAT-AP, for the roles originator and custodian
GEODCATAP = Namespace("http://data.europa.eu/930/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA = Namespace("http://schema.org/")
TIME = Namespace("http://www.w3.org/2006/time#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
#: mobilityDCAT-AP 1.1, https://w3id.org/mobilitydcat-ap
MOBILITY = Namespace("https://w3id.org/mobilitydcat-ap#")
#: Data Privacy Vocabulary of the W3C community group, https://w3id.org/dpv
DPV = Namespace("https://w3id.org/dpv#")
#: the town's own words for what no standard has a property for
TOWN = Namespace("https://www.loerrach.de/def/opendata#")

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
