"""Namespaces that DCAT-AP.de adds to those of ckanext-dcat.

Source: DCAT-AP.de 3.0, section "Namensräume", https://www.dcat-ap.de/def/dcatde/3.0/spec/
"""

from __future__ import annotations

from rdflib import Namespace

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")

#: prefix -> namespace, bound to every graph of ours
PREFIXES = {"dcatde": DCATDE, "dcatap": DCATAP}

#: where the EU keeps its lists
AUTHORITY = "http://publications.europa.eu/resource/authority/"
#: what dcat:mediaType starts with; the shapes of DCAT-AP.de test this prefix, https included
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
