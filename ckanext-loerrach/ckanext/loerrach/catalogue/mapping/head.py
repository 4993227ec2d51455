"""The head of the catalogue: https://www.dcat-ap.de/def/dcatde/3.0/spec/#katalog"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.dcat.utils import catalog_uri
from rdflib import Graph, URIRef

from .. import terms
from ..namespaces import AUTHORITY, DCAT, DCT, FOAF, RDF
from .agents import AGENT
from .iris import address
from .naming import name_terms
from .times import OwnMoment
from .writer import Writer

#: licence of the catalogue itself: descriptions of data are nobody's work
CC_ZERO = URIRef("http://dcat-ap.de/def/licenses/cc-zero")


def head(graph: Graph, modified: str | None = None) -> URIRef:
    """Add what the catalogue is, whose, and in which languages; no datasets.

    Options `ckanext.loerrach.catalogue.*`, `ckan.site_*` and `ckan.locales_offered`;
    modified is the time of the newest change, in CKAN's own form.
    """
    catalogue = URIRef(catalog_uri())
    writer = Writer("catalogue", catalogue, graph)
    writer.add(catalogue, RDF.type, DCAT.Catalog)
    writer.add(catalogue, DCT.title, writer.text(_option("ckan.site_title") or "CKAN"))
    about = _option("ckan.site_description") or _option("ckanext.loerrach.catalogue.about")
    writer.add(catalogue, DCT.description, writer.text(about))
    writer.add(catalogue, DCT.license, CC_ZERO)
    writer.add(catalogue, DCAT.themeTaxonomy, URIRef(AUTHORITY + "data-theme"))
    for locale in (_option("ckan.locale_default"), *(tk.config.get("ckan.locales_offered") or [])):
        if uri := terms.language(str(locale)):
            writer.add(catalogue, DCT.language, URIRef(uri))
    if homepage := address(_option("ckan.site_url")):
        writer.add(catalogue, FOAF.homepage, homepage)
        writer.add(homepage, RDF.type, FOAF.Document)
    writer.add(
        catalogue, DCT.publisher, AGENT.write(writer, catalogue, DCT.publisher, _publisher())
    )
    if modified:
        writer.add(
            catalogue, DCT.modified, OwnMoment().write(writer, catalogue, DCT.modified, modified)
        )
    name_terms(graph)
    return catalogue


def _publisher() -> dict[str, Any]:
    name = _option("ckanext.loerrach.catalogue.publisher_name") or _option("ckan.site_title")
    return {"name": name, "uri": _option("ckanext.loerrach.catalogue.publisher_uri")}


def newest() -> str | None:
    """When the newest change of a public dataset was, in CKAN's own form."""
    query = {"sort": "metadata_modified desc", "rows": 1, "fl": ["id", "metadata_modified"]}
    found = tk.get_action("package_search")({"ignore_auth": True}, query)["results"]
    return str(found[0]["metadata_modified"]) if found else None


def _option(name: str) -> str:
    return str(tk.config.get(name) or "").strip()
