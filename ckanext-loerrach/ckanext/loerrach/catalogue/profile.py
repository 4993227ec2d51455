"""The profile `loerrach_dcat_ap_de_3`: DCAT-AP.de 3.0 on top of ckanext-dcat's DCAT-AP 3.

Specification: https://www.dcat-ap.de/def/dcatde/3.0/spec/ ; conventions of GovData:
https://www.dcat-ap.de/def/dcatde/2.0/implRules/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.dcat.profiles import ADMS, DCAT, DCT, FOAF, RDF, SKOS
from ckanext.dcat.profiles.base import GSP, CleanedURIRef
from ckanext.dcat.profiles.euro_dcat_ap_3 import EuropeanDCATAP3Profile
from ckanext.dcat.utils import resource_uri
from rdflib import BNode, Literal, URIRef

from . import terms
from .geometry import well_known_text
from .namespaces import AUTHORITY, DCATAP, DCATDE, PREFIXES

#: fields of a dataset that are URIs -> property
DATASET_URIS = {
    "contributorID": DCATDE.contributorID,
    "politicalGeocodingURI": DCATDE.politicalGeocodingURI,
    "politicalGeocodingLevelURI": DCATDE.politicalGeocodingLevelURI,
}
#: properties whose values are terms of a list, and what such a term is beside a skos:Concept
TERMS = {
    DCAT.theme: None,
    DCAT.themeTaxonomy: None,
    DCT.accrualPeriodicity: DCT.Frequency,
    DCT.accessRights: DCT.RightsStatement,
    DCT["format"]: DCT.MediaTypeOrExtent,
    DCT.language: DCT.LinguisticSystem,
    DCT.license: DCT.LicenseDocument,
    DCATAP.availability: None,
    DCATDE.politicalGeocodingLevelURI: None,
    ADMS.status: None,
}
#: licence of the catalogue itself: descriptions of data are nobody's work
CC_ZERO = "http://dcat-ap.de/def/licenses/cc-zero"


class LoerrachDCATAPDE3Profile(EuropeanDCATAP3Profile):
    """What DCAT-AP.de 3.0 asks for beyond DCAT-AP 3, and what ckanext-dcat leaves to literals."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> None:
        """Add the triples of a dataset as package_show gives it."""
        self._bind()
        super().graph_from_dataset(dataset_dict, dataset_ref)
        for field, property_ in DATASET_URIS.items():
            self._add_uris(dataset_ref, property_, dataset_dict.get(field))
        self._planned(dataset_ref, dataset_dict)
        self._publisher(dataset_ref, dataset_dict)
        self._name_terms(dataset_ref)
        for resource in dataset_dict.get("resources", []):
            self._distribution(resource, dataset_dict)

    def graph_from_catalog(self, catalog_dict: dict[str, Any], catalog_ref: Any) -> None:
        """Add the triples of the catalogue: what it is, who publishes it, in which languages."""
        self._bind()
        super().graph_from_catalog(catalog_dict, catalog_ref)
        option = tk.config.get
        if not self.g.value(catalog_ref, DCT.description):
            about = Literal(option("ckanext.loerrach.catalogue.about"))
            self.g.add((catalog_ref, DCT.description, about))
        self.g.add((catalog_ref, DCT.license, URIRef(CC_ZERO)))
        self.g.add((catalog_ref, DCAT.themeTaxonomy, URIRef(AUTHORITY + "data-theme")))
        self.g.remove((catalog_ref, DCT.language, None))
        for locale in [option("ckan.locale_default"), *(option("ckan.locales_offered") or [])]:
            if uri := terms.language(str(locale)):
                self.g.add((catalog_ref, DCT.language, URIRef(uri)))
        self._agent(
            catalog_ref,
            option("ckanext.loerrach.catalogue.publisher_name") or option("ckan.site_title"),
            option("ckanext.loerrach.catalogue.publisher_uri"),
        )
        self._name_terms(catalog_ref)
        for page in self.g.objects(catalog_ref, FOAF.homepage):
            self.g.add((page, RDF.type, FOAF.Document))

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> dict[str, Any]:
        """Read back what graph_from_dataset writes; see ckanext-dcat for the rest."""
        dataset_dict = super().parse_dataset(dataset_dict, dataset_ref)
        for field, property_ in DATASET_URIS.items():
            if values := self._object_value_list(dataset_ref, property_):
                self._set_list_dataset_value(dataset_dict, field, values)
        if planned := self._object_value(dataset_ref, DCATAP.availability):
            self._set_dataset_value(dataset_dict, "availability", planned)
        for resource in dataset_dict.get("resources", []):
            self._read_distribution(resource)
        return dataset_dict

    def _read_distribution(self, resource: dict[str, Any]) -> None:
        distribution = URIRef(resource.get("distribution_ref") or resource.get("uri") or "")
        attribution = self._object_value(distribution, DCATDE.licenseAttributionByText)
        if attribution:
            resource["licenseAttributionByText"] = attribution
        if name := terms.format_name(str(self._object(distribution, DCT["format"]) or "")):
            resource["format"] = name

    def _distribution(self, resource: Mapping[str, Any], dataset: Mapping[str, Any]) -> None:
        distribution = CleanedURIRef(resource_uri(resource))
        self._licence(distribution, resource, dataset)
        self._formats(distribution, resource)
        self._addresses(distribution, resource)
        self._planned(distribution, resource)
        if attribution := resource.get("licenseAttributionByText"):
            self.g.set((distribution, DCATDE.licenseAttributionByText, Literal(attribution)))
        self._name_terms(distribution)

    def _licence(
        self, distribution: Any, resource: Mapping[str, Any], dataset: Mapping[str, Any]
    ) -> None:
        # ckanext-dcat says of every licence that its type is unknown
        for node in list(self.g.objects(distribution, DCT.license)):
            self.g.remove((node, DCT.type, None))
        uri = resource.get("license") or terms.licence(dataset.get("license_id") or "")
        if uri:
            self.g.set((distribution, DCT.license, CleanedURIRef(uri)))

    def _formats(self, distribution: Any, resource: Mapping[str, Any]) -> None:
        # a format that the EU's list does not have stays the word it is
        if uri := terms.file_type(resource.get("format") or ""):
            self.g.set((distribution, DCT["format"], URIRef(uri)))
        self.g.remove((distribution, DCAT.mediaType, None))
        words = (resource.get("mimetype"), resource.get("format"))
        if uri := next(filter(None, (terms.media_type(word or "") for word in words)), ""):
            self.g.add((distribution, DCAT.mediaType, CleanedURIRef(uri)))
            self.g.add((CleanedURIRef(uri), RDF.type, DCT.MediaType))

    def _addresses(self, distribution: Any, resource: Mapping[str, Any]) -> None:
        # a table that only the DataStore holds has no address of its own
        if (distribution, DCAT.accessURL, None) in self.g:
            return
        page = tk.url_for(
            "resource.read", id=resource["package_id"], resource_id=resource["id"],
            qualified=True, locale="default",
        )  # fmt: skip
        self.g.add((distribution, DCAT.accessURL, URIRef(page)))

    def _planned(self, subject: Any, entity: Mapping[str, Any]) -> None:
        if uri := entity.get("availability"):
            self.g.set((subject, DCATAP.availability, CleanedURIRef(uri)))

    def _publisher(self, dataset_ref: Any, dataset: Mapping[str, Any]) -> None:
        if (dataset_ref, DCT.publisher, None) not in self.g:
            organization = dataset.get("organization") or {}
            self._agent(dataset_ref, organization.get("title") or organization.get("name"))

    def _agent(self, subject: Any, name: str | None, uri: str | None = None) -> None:
        if name:
            agent = URIRef(uri) if uri else BNode()
            self.g.set((subject, DCT.publisher, agent))
            self.g.add((agent, RDF.type, FOAF.Agent))
            self.g.add((agent, FOAF.name, Literal(name)))

    def _add_uris(self, subject: Any, property_: Any, values: Any) -> None:
        for value in self._read_list_value(values) if values else []:
            self.g.add((subject, property_, CleanedURIRef(value)))

    def _add_spatial_value_to_graph(self, spatial_ref: Any, predicate: Any, value: Any) -> None:
        # ckanext-dcat rounds to four decimals, which moves a point by up to eight metres
        if text := well_known_text(value):
            self.g.add((spatial_ref, predicate, Literal(text, datatype=GSP.wktLiteral)))

    def _name_terms(self, subject: Any) -> None:
        # a reader that fetches no list still sees which one a value is from, as the shapes ask
        for property_, kind in TERMS.items():
            for term in list(self.g.objects(subject, property_)):
                if scheme := terms.scheme(str(term)):
                    self._name_term(term, scheme, kind)

    def _name_term(self, term: Any, scheme: str, kind: Any) -> None:
        if scheme == str(term):
            self.g.add((term, RDF.type, SKOS.ConceptScheme))
            self.g.add((term, DCT.title, Literal(scheme.rpartition("/")[2], lang="en")))
            return
        self.g.add((term, RDF.type, SKOS.Concept))
        self.g.add((term, SKOS.inScheme, URIRef(scheme)))
        if kind is not None:
            self.g.add((term, RDF.type, kind))
        label = terms.labels().get(str(term)) or {"en": str(term).rpartition("/")[2]}
        for language, text in label.items():
            self.g.add((term, SKOS.prefLabel, Literal(text, lang=language)))

    def _bind(self) -> None:
        for prefix, namespace in PREFIXES.items():
            self.g.bind(prefix, namespace)
