"""The whole way: feed, portal, page, table, API, catalogue feed, and a neighbour's stock CKAN."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from ckanext.loerrach.harvesters import sources
from rdflib.namespace import DCAT, DCTERMS, RDF

#: datasets of the samples of catalogues and of two towns' car parks; fields bring more
TITLES = {
    "Freie Parkplätze in Freiburg",
    "Freie Parkplätze in Herrenberg",
    # CKAN, DCAT-AP.de
    "Baumkataster Weil am Rhein",
    "Rheinpegel bei Rheinweiler",
    "Verkehrszählung an der B 317 im Wiesental",
    "Einwohnerinnen und Einwohner der Gemeinden im Landkreis Lörrach",
    "Bevölkerung nach Stadtbezirken",
    "Radzählstelle Wiwilíbrücke",
    # ArcGIS Hub, piveau, Opendatasoft, data.gouv.fr
    "Radwege im Landkreis Lörrach",
    "Naturschutzgebiete am Oberrhein",
    "Baumkataster",
    "Hochwassergefahrenkarten an der Wiese",
    "Parkings de la ville de Mulhouse",
    "Rhein: Wassertemperatur an der Messstation Weil am Rhein",
    "Points d’apport volontaire",
    "Établissements scolaires de Saint-Louis",
}
RESOURCES = 28
LICENCES = {
    f"http://dcat-ap.de/def/licenses/{name}"
    for name in ("dl-by-de/2.0", "dl-zero-de/2.0", "cc-by/4.0", "other-open")
}
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
NEXT = rdflib.URIRef("http://www.w3.org/ns/hydra/core#next")


@pytest.fixture(scope="session")
def freiburg(portal: Any) -> dict[str, Any]:
    """Freiburg's car parks as the portal's API shows them."""
    found = portal.api("package_search", q="parkplätze freiburg")
    assert found["count"] >= 1
    return dict(found["results"][0])


@pytest.fixture(scope="session")
def harvested(portal: Any, neighbour: Any) -> dict[str, Any]:
    """What a neighbour's CKAN has after harvesting the portal."""
    return dict(neighbour.harvest(portal.url))


@pytest.fixture(scope="session")
def titles(portal: Any) -> list[str]:
    """Of all datasets of the portal."""
    return sorted(one["title"] for one in portal.api("package_search", rows=1000)["results"])


def test_all_feeds_are_datasets(portal: Any) -> None:
    found = portal.api("package_search", q="", rows=100)
    old = [one for one in found["results"] if one["title"] in TITLES]
    assert {one["title"] for one in old} == TITLES
    assert sum(one["num_resources"] for one in old) == RESOURCES
    # catalogues have more fields than the one of their source
    assert {one["strategy_field"] for one in found["results"]} == {
        "mobility", "environment", "administration", "culture",
        *(source.field for source in sources() if source.demo),
    }  # fmt: skip
    assert all(one["sample_data"] for one in found["results"])


def test_the_dataset_in_the_api(freiburg: dict[str, Any]) -> None:
    assert freiburg["title_translated"]["fr"].startswith("Places de stationnement libres")
    assert freiburg["license_id"] == BY
    assert freiburg["publisher"][0]["name"] == "Stadt Freiburg im Breisgau"
    assert [group["name"] for group in freiburg["groups"]] == ["mobility"]
    [area] = freiburg["spatial_coverage"]
    west, north = 7.8408, 48.0013
    assert area["bbox"]["type"] == area["geom"]["type"] == "Polygon"
    corners = area["bbox"]["coordinates"][0]
    assert min(lon for lon, _ in corners) < west < max(lon for lon, _ in corners)
    assert min(lat for _, lat in corners) < north < max(lat for _, lat in corners)


def test_the_table_of_the_dataset(portal: Any, freiburg: dict[str, Any]) -> None:
    table, original = freiburg["resources"]
    assert table["datastore_active"] is True
    assert original["url"].startswith("https://geoportal.freiburg.de/")
    shown = portal.api("datastore_search", resource_id=table["id"], sort="capacity desc nulls last")
    assert shown["total"] == 7
    first = {key: shown["records"][0][key] for key in ("name", "capacity", "free", "updated")}
    assert first == {
        "name": "Westarkaden", "capacity": 750, "free": 169,
        "updated": "2024-06-10T08:20:00+00:00",
    }  # fmt: skip
    labels = {field["id"]: field.get("info", {}).get("label") for field in shown["fields"]}
    assert labels["free"] == "Freie Stellplätze"


def test_pages_answer_and_say_that_these_are_samples(portal: Any, freiburg: dict[str, Any]) -> None:
    for path in ("/", "/dataset/", f"/dataset/{freiburg['name']}", "/group/mobility"):
        status, text = portal.page(path)
        assert (path, status) == (path, 200)
        assert "Beispieldaten" in text, path
    assert freiburg["title"] in portal.page(f"/dataset/{freiburg['name']}")[1]
    assert freiburg["name"] == "freie-parkplaetze-in-freiburg"
    assert portal.page("/harvest/parking-freiburg")[0] == 200
    resource = freiburg["resources"][0]["id"]
    assert portal.page(f"/dataset/{freiburg['name']}/resource/{resource}")[0] == 200


def test_the_catalogue_feed(portal: Any, freiburg: dict[str, Any], titles: list[str]) -> None:
    graph, following = rdflib.Graph(), portal.url + "/catalog.ttl"
    while following:
        status, text = portal.page(following.removeprefix(portal.url))
        assert status == 200
        page = rdflib.Graph().parse(data=text, format="turtle")
        following = str(next(page.objects(None, NEXT), ""))
        graph += page
    datasets = list(graph.subjects(RDF.type, DCAT.Dataset))
    told = {str(title) for one in datasets for title in graph.objects(one, DCTERMS.title)}
    assert told >= set(titles) >= TITLES
    distributions = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(datasets) == len(titles)
    resources = [
        resource
        for one in portal.api("package_search", rows=1000)["results"]
        for resource in one["resources"]
    ]
    placed = [resource for resource in resources if resource.get("downloads") == "places"]
    assert len(placed) >= 15
    # of a table with places each of the eight formats is a distribution beside the table itself
    assert len(distributions) == len(resources) + 8 * len(placed)
    licences = [list(graph.objects(one, DCTERMS.license)) for one in distributions]
    assert {len(several) for several in licences} == {1}
    found = {str(licence) for (licence,) in licences}
    assert found == {resource["license"] for resource in resources}
    assert found >= LICENCES
    places = [place for one in datasets for place in graph.objects(one, DCTERMS.spatial)]
    assert any(list(graph.objects(place, DCAT.bbox)) for place in places)
    assert portal.page(f"/dataset/{freiburg['name']}.ttl")[0] == 200


def test_37_a_stock_ckan_harvests_all_of_it(harvested: dict[str, Any], titles: list[str]) -> None:
    assert harvested["errors"] == []
    assert harvested["outcomes"] == ["added"] * len(titles)
    assert harvested["found"] == len(titles)
    assert sorted(one["title"] for one in harvested["datasets"]) == titles


def test_37_what_a_stock_ckan_shows(harvested: dict[str, Any], freiburg: dict[str, Any]) -> None:
    [shown] = [one for one in harvested["datasets"] if one["id"] == freiburg["id"]]
    assert shown["type"] == "dataset"
    assert shown["notes"] == freiburg["notes"]
    assert shown["organization"]["name"] == "neighbour"
    assert [one["url"] for one in shown["resources"]] == [
        one["url"] for one in freiburg["resources"]
    ]
    assert {tag["name"] for tag in shown["tags"]} == {"Parken", "Parkhaus", "Parkplatz", "Echtzeit"}


def test_the_pages_of_a_stock_ckan_answer(harvested: dict[str, Any]) -> None:
    assert set(harvested["pages"].values()) == {200}, harvested["pages"]


def test_harvesting_again_changes_nothing(
    portal: Any, neighbour: Any, harvested: dict[str, Any], titles: list[str]
) -> None:
    """A poll of an unchanged feed rewrites no metadata, so neighbours have nothing to fetch."""
    done = portal.command("harvest", "parking-freiburg", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    again = neighbour.harvest(portal.url)
    assert (again["errors"], again["found"]) == ([], len(titles))
    assert [one["metadata_modified"] for one in again["datasets"]] == [
        one["metadata_modified"] for one in harvested["datasets"]
    ]
