"""What a view cannot say of a record is listed, not dropped in silence."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.dcat.processors import RDFSerializer
from ckanext.loerrach.catalogue.mapping.writing import home_of
from ckanext.loerrach.catalogue.namespaces import ADMS, DCAT, DCT, GEO, LOCN, MOBILITY, RDF
from ckanext.loerrach.catalogue.views import VIEWS
from rdflib import URIRef

OTHERS = [slug for slug in VIEWS if slug != "dcat-ap-de-3"]

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets dcat"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]

#: view -> fields of the whole record that it does not carry, or carries otherwise
OWN = {"strategy_field", "personal_data", "personal_data_reason", "hvd_decision", "format"}
LEGAL = {"applicable_legislation", "hvd_category"}
MOBILE = {"mobility_theme", "transport_mode", "network_coverage"}
GERMAN = {
    "contributorID", "custodian", "geocodingText", "legalbasisText", "originator",
    "politicalGeocodingLevelURI", "politicalGeocodingURI", "qualityProcessURI",
    "licenseAttributionByText", "access_services",
}  # fmt: skip
LOST = {
    "dcat-ap-de-2": OWN | LEGAL | MOBILE,
    "dcat-ap-3": OWN | MOBILE | GERMAN,
    "dcat-ap-ch": OWN | MOBILE | GERMAN | LEGAL | {"availability", "license"},
    "mobility-dcat-ap": OWN | GERMAN,
}


@pytest.mark.parametrize("slug", OTHERS)
def test_the_fields_that_a_view_loses(slug: str, whole: Any) -> None:
    lost = {loss.field for loss in VIEWS[slug].losses(whole("mobility"))}
    assert lost == LOST[slug]


def test_a_loss_says_what_is_lost_and_what_stands_there(whole: Any) -> None:
    record = whole("culture")
    first = record["resources"][0]["id"]
    (loss,) = [
        one for one in VIEWS["dcat-ap-ch"].losses(record)
        if one.field == "license" and one.resource == first
    ]  # fmt: skip
    assert loss.value == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert loss.instead == "http://dcat-ap.ch/vocabulary/licenses/terms_by"


def test_what_moves_to_another_field_is_said(whole: Any) -> None:
    record = whole("culture")
    service = record["resources"][1]["id"]
    (loss,) = [
        one for one in VIEWS["dcat-ap-3"].losses(record)
        if one.field == "licenseAttributionByText" and one.resource == service
    ]  # fmt: skip
    assert loss.instead == "rights: Stadt Lörrach"


def test_the_default_view_loses_nothing(whole: Any) -> None:
    assert VIEWS["dcat-ap-de-3"].losses(whole("environment")) == []


def test_german_2_has_the_words_of_2(whole: Any) -> None:
    record = whole("administration")
    graph = VIEWS["dcat-ap-de-2"].dataset_graph(record)
    home = home_of(record)
    status = {str(one) for one in graph.objects(None, ADMS.status)}
    assert status == {"http://purl.org/adms/status/Completed"}
    assert graph.value(home, URIRef("http://dcat-ap.de/def/dcatde/maintainer"))
    assert not list(graph.objects(None, GEO.hasGeometry))
    assert any("7.66123456" in str(one) for one in graph.objects(None, LOCN.geometry))


def test_swiss_licences_and_the_licence_itself(whole: Any) -> None:
    record = whole("business")
    graph = VIEWS["dcat-ap-ch"].dataset_graph(record)
    terms = {str(one) for one in graph.objects(None, DCT.license)}
    assert "http://dcat-ap.ch/vocabulary/licenses/terms_by" in terms
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        assert graph.value(node, DCT.identifier)
        assert graph.value(node, DCT.rights)


def test_mobility_takes_mobility_only(whole: Any) -> None:
    record = whole("mobility")
    view = VIEWS["mobility-dcat-ap"]
    assert view.takes(record)
    assert not view.takes(whole("culture"))
    graph = view.dataset_graph(record)
    home = home_of(record)
    assert list(graph.objects(home, MOBILITY.mobilityTheme))
    places = {str(one) for one in graph.objects(home, DCT.spatial)}
    assert "http://data.europa.eu/nuts/code/DE139" in places
    entries = view.entry_graph(record)
    assert list(entries.subjects(RDF.type, DCAT.CatalogRecord))


@pytest.mark.parametrize("slug", VIEWS)
def test_ckanext_dcat_knows_every_view_by_name(slug: str, whole: Any) -> None:
    record = whole("mobility")
    serializer = RDFSerializer(profiles=[VIEWS[slug].profile])
    reference = serializer.graph_from_dataset(record)
    assert (reference, RDF.type, DCAT.Dataset) in serializer.g
    assert len(serializer.g) == len(VIEWS[slug].dataset_graph(record))
