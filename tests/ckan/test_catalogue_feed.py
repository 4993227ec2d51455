"""What neighbours read of a dataset: DCAT-AP.de 3.0 through ckanext-dcat's addresses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ckan.tests import factories, helpers
from ckanext.dcat.processors import RDFParser
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
OWN = Namespace("https://www.loerrach.de/def/opendata#")
EU = "http://publications.europa.eu/resource/authority/"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
TOWN = "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08336050"
OUTLINE = {
    "type": "Polygon",
    "coordinates": [[[7.66123456, 47.6], [7.7, 47.6], [7.7, 47.65], [7.66123456, 47.6]]],
}

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.ckan_config("ckan.locales_offered", ["de", "fr", "en"]),
    pytest.mark.ckan_config("ckanext.loerrach.catalogue.publisher_name", "Stadt Lörrach"),
    pytest.mark.ckan_config("ckanext.loerrach.catalogue.publisher_uri", "https://www.loerrach.de/"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


@pytest.fixture
def dataset() -> dict[str, Any]:
    """Two distributions: a file with all that a licence asks for, and a table without address."""
    organization = factories.Organization(name="stadt-loerrach", title="Stadt Lörrach")
    return helpers.call_action(
        "package_create",
        name="parken",
        strategy_field="mobility",
        personal_data="none",
        owner_org=organization["id"],
        title_translated={"de": "Freie Parkplätze", "fr": "Places libres"},
        notes_translated={"de": "Wie viele Plätze frei sind."},
        tags_translated={"de": ["Parken"], "en": ["parking"]},
        mobility_theme=["car-parking-availability"],
        frequency=EU + "frequency/5MIN",
        availability=EU + "planned-availability/AVAILABLE",
        contributorID=["https://www.loerrach.de/"],
        politicalGeocodingURI=[TOWN],
        politicalGeocodingLevelURI=[
            "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
        ],
        spatial_coverage=[{"text": "Lörrach", "geom": json.dumps(OUTLINE)}],
        temporal_coverage=[{"start": "2026-01-01", "end": "2026-12-31"}],
        contact=[{"name": "Fachbereich Daten", "email": "daten@example.org"}],
        resources=[
            {
                "url": "https://example.org/parken.csv", "name_translated": {"de": "Liste"},
                "format": "CSV", "mimetype": "text/csv", "license": DL_BY,
                "licenseAttributionByText": "Stadt Lörrach",
                "availability": EU + "planned-availability/STABLE",
            },
            {"url": "", "name_translated": {"de": "Tabelle"}, "license": DL_BY,
             "licenseAttributionByText": "Stadt Lörrach"},
        ],
    )  # fmt: skip


def graph(app: Any, address: str) -> Graph:
    return Graph().parse(data=app.get(address).body, format="turtle")


def one(graph: Graph, kind: Any) -> Any:
    (subject,) = graph.subjects(RDF.type, kind)
    return subject


def test_a_dataset_says_what_dcat_ap_de_asks_for(app: Any, dataset: dict[str, Any]) -> None:
    read = graph(app, "/dataset/parken.ttl")
    subject = one(read, DCAT.Dataset)
    assert set(read.objects(subject, DCTERMS.title)) == {
        Literal("Freie Parkplätze", lang="de"), Literal("Places libres", lang="fr"),
    }  # fmt: skip
    assert set(read.objects(subject, DCAT.keyword)) == {
        Literal("Parken", lang="de"), Literal("parking", lang="en"),
    }  # fmt: skip
    assert str(read.value(subject, DCTERMS.identifier)) == dataset["id"]
    assert read.value(subject, DCAT.theme) == URIRef(EU + "data-theme/TRAN")
    assert read.value(subject, DCTERMS.accrualPeriodicity) == URIRef(EU + "frequency/5MIN")
    assert read.value(subject, DCATAP.availability) == URIRef(EU + "planned-availability/AVAILABLE")
    assert read.value(subject, DCATDE.contributorID) == URIRef("https://www.loerrach.de/")
    assert read.value(subject, DCATDE.politicalGeocodingURI) == URIRef(TOWN)
    publisher = read.value(subject, DCTERMS.publisher)
    assert read.value(publisher, FOAF.name) == Literal("Stadt Lörrach")
    assert read.value(read.value(subject, DCTERMS.temporal), DCAT.startDate)


def test_coordinates_keep_their_digits(app: Any, dataset: dict[str, Any]) -> None:
    """ckanext-dcat alone writes 7.6612, which is three metres beside."""
    read = graph(app, "/dataset/parken.ttl")
    (outline,) = read.objects(None, GEO.asWKT)
    (box,) = read.objects(None, DCAT.bbox)
    assert "7.66123456 47.6" in str(outline)
    assert "7.66123456 47.6" in str(box)


def test_every_distribution_has_licence_and_address(app: Any, dataset: dict[str, Any]) -> None:
    read = graph(app, "/dataset/parken.ttl")
    file, table = (
        URIRef(f"{one(read, DCAT.Dataset)}/resource/{r['id']}") for r in dataset["resources"]
    )
    for distribution in (file, table):
        assert read.value(distribution, DCTERMS.license) == URIRef(DL_BY)
        assert read.value(distribution, DCATDE.licenseAttributionByText) == Literal("Stadt Lörrach")
    assert read.value(file, DCTERMS["format"]) == URIRef(EU + "file-type/CSV")
    assert read.value(file, DCAT.mediaType) == URIRef(
        "https://www.iana.org/assignments/media-types/text/csv"
    )
    assert read.value(file, DCAT.accessURL) == URIRef("https://example.org/parken.csv")
    assert read.value(file, DCATAP.availability) == URIRef(EU + "planned-availability/STABLE")
    # the table has no address of its own but its page
    assert read.value(table, DCAT.accessURL) == table


@pytest.mark.parametrize(
    ("resource", "format", "media_type"),
    [
        # what it is written in stands where neighbours look
        ({"format": "ParkAPI"}, URIRef(EU + "file-type/JSON"), "application/json"),
        ({"format": "application/x-parkapi"}, None, "application/x-parkapi"),
        ({"format": "CSV", "mimetype": "kein Typ"}, URIRef(EU + "file-type/CSV"), None),
    ],
)
def test_what_is_in_no_list_is_not_lost(
    app: Any, dataset: dict[str, Any], resource: dict[str, str], format: Any, media_type: str | None
) -> None:
    """A word of the publisher's own stays, where it breaks no shape; what is no media type goes."""
    helpers.call_action(
        "resource_patch", id=dataset["resources"][1]["id"], url="https://example.org/x", **resource
    )
    read = graph(app, "/dataset/parken.ttl")
    distribution = read.value(None, DCAT.accessURL, URIRef("https://example.org/x"))
    assert read.value(distribution, DCTERMS["format"]) == format
    kept = [str(word) for word in read.objects(distribution, OWN["format"])]
    assert kept == (["ParkAPI"] if resource["format"] == "ParkAPI" else [])
    expected = f"https://www.iana.org/assignments/media-types/{media_type}" if media_type else None
    assert read.value(distribution, DCAT.mediaType) == (URIRef(expected) if expected else None)


def test_the_catalogue_says_whose_it_is(app: Any, dataset: dict[str, Any]) -> None:
    """Title, description, publisher are mandatory; our profile is what /catalog serves."""
    read = graph(app, "/catalog.ttl")
    catalogue = one(read, DCAT.Catalog)
    assert read.value(catalogue, DCTERMS.description)
    assert read.value(catalogue, DCTERMS.publisher) == URIRef("https://www.loerrach.de/")
    assert set(read.objects(catalogue, DCTERMS.language)) == {
        URIRef(EU + "language/" + code) for code in ("DEU", "FRA", "ENG")
    }
    assert list(read.objects(catalogue, DCAT.dataset)) == [one(read, DCAT.Dataset)]
    assert read.value(None, DCATDE.contributorID, URIRef("https://www.loerrach.de/"))


def test_terms_of_lists_say_which_list_and_what_they_mean(app: Any, dataset: Any) -> None:
    """The shapes of DCAT-AP.de test skos:inScheme; they do not fetch the lists themselves."""
    read = graph(app, "/catalog.ttl")
    for uri, scheme, label in (
        (EU + "data-theme/TRAN", EU + "data-theme", "Verkehr"),
        (EU + "file-type/CSV", EU + "file-type", "CSV"),
        (DL_BY, "http://dcat-ap.de/def/licenses", "Datenlizenz Deutschland"),
    ):
        assert read.value(URIRef(uri), SKOS.inScheme) == URIRef(scheme)
        german = [t for t in read.objects(URIRef(uri), SKOS.prefLabel) if t.language == "de"]
        assert [str(text).startswith(label) for text in german] == [True]


def given(value: Any) -> Any:
    """ckanext-dcat names the languages of the form that the feed does not have, too."""
    return {key: text for key, text in value.items() if text} if isinstance(value, dict) else value


def test_what_is_written_is_read_back(app: Any, dataset: dict[str, Any]) -> None:
    """A neighbour with this profile gets the fields it was given."""
    parser = RDFParser(profiles=["loerrach_dcat_ap_de_3"])
    parser.parse(app.get("/dataset/parken.ttl").body, _format="turtle")
    (read,) = parser.datasets()
    for field in (
        "title_translated", "notes_translated", "contributorID", "politicalGeocodingURI",
        "politicalGeocodingLevelURI", "availability", "frequency", "theme",
    ):  # fmt: skip
        assert given(read[field]) == dataset[field], field
    by_name = {resource["name_translated"]["de"]: resource for resource in read["resources"]}
    for resource in dataset["resources"]:
        for field in ("license", "licenseAttributionByText", "format", "availability"):
            kept = by_name[resource["name_translated"]["de"]].get(field)
            assert (kept or "") == (resource.get(field) or ""), field


@pytest.mark.parametrize(
    ("word", "uri"),
    [
        ("CSV", "file-type/CSV"),
        ("csv", "file-type/CSV"),
        ("JSON-LD", "file-type/JSON_LD"),
        ("GeoJSON", "file-type/GEOJSON"),
    ],
)
def test_formats_are_terms_of_the_eu_list(word: str, uri: str) -> None:
    from ckanext.loerrach.catalogue import terms

    assert terms.file_type(word) == EU + uri
    assert terms.file_type("kein Format") == ""


@pytest.mark.parametrize("word", ["kein Typ", "text", "text/", "x y/z", "javascript:alert(1)", ""])
def test_what_is_no_media_type_is_left_out(word: str) -> None:
    from ckanext.loerrach.catalogue import terms

    assert terms.media_type(word) == ""
