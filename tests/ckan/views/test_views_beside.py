"""What a dataset says of others is true for readers of the feed: they find them there."""

from __future__ import annotations

from typing import Any

import pytest
from ckan.tests import factories, helpers
from ckanext.loerrach.catalogue.namespaces import ADMS, DCAT
from ckanext.loerrach.catalogue.views import VIEWS, Note
from rdflib import DCTERMS, Graph, URIRef

ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
VIEW = VIEWS["dcat-ap-de-3"]

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.ckan_config("ckan.locales_offered", ["de", "fr", "en"]),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


@pytest.fixture
def make() -> Any:
    """Create a dataset; returns package_show."""
    organization = factories.Organization(title="Stadt Lörrach")["id"]

    def create(name: str, **more: Any) -> dict[str, Any]:
        resource = {"url": f"https://example.org/{name}.csv", "format": "CSV", "license": ZERO}
        record = {
            "name": name, "owner_org": organization, "strategy_field": "culture",
            "personal_data": "none", "title_translated": {"de": name},
            "notes_translated": {"de": "Text"}, "resources": [resource], **more,
        }  # fmt: skip
        return dict(helpers.call_action("package_create", **record))

    return create


def of(app: Any, dataset: dict[str, Any], predicate: URIRef) -> list[str]:
    """What the feed says of a dataset at a property."""
    answer = app.get(f"/dataset/{dataset['id']}.ttl", status=200)
    graph = Graph().parse(data=answer.body, format="turtle")
    home = URIRef(address(dataset))
    assert (home, DCTERMS.title, None) in graph
    return sorted(str(one) for one in graph.objects(home, predicate))


def address(dataset: dict[str, Any]) -> str:
    return f"http://test.ckan.net/dataset/{dataset['id']}"


def test_a_member_names_its_series_while_everybody_can_read_it(app: Any, make: Any):
    series = make("reihe", kind="series")
    member = make("teil", in_series=["reihe"])
    assert of(app, member, DCAT.inSeries) == [address(series)]
    for change, there in (
        ({"private": True}, False), ({"private": False}, True),
        ({"archived": "2026-11-01T00:00:00Z"}, False), ({"archived": ""}, True),
        ({"kind": "dataset"}, False), ({"kind": "series"}, True),
    ):  # fmt: skip
        helpers.call_action("package_patch", id=series["id"], **change)
        assert of(app, member, DCAT.inSeries) == ([address(series)] if there else []), change
    helpers.call_action("package_delete", id=series["id"])
    assert of(app, member, DCAT.inSeries) == []
    helpers.call_action("dataset_purge", id=series["id"])
    assert of(app, member, DCAT.inSeries) == []


def test_a_series_that_left_is_noted(make: Any):
    series = make("reihe", kind="series", private=True)
    foreign = "https://example.org/reihe"
    member = make("teil", in_series=["reihe", foreign])
    reason = "is no public series here and was left out"
    assert VIEW.write(member).notes == [
        Note("in_series", one, reason) for one in (series["id"], foreign)
    ]


def test_a_harvested_series_is_found_by_its_own_address(app: Any, make: Any):
    """A record may come before the series that it is in."""
    foreign = "https://example.org/reihe"
    member = make("teil", in_series=[foreign])
    assert of(app, member, DCAT.inSeries) == []
    make("reihe", kind="series", uri=foreign)
    assert of(app, member, DCAT.inSeries) == [foreign]


def test_other_versions_and_sources(app: Any, make: Any):
    old, gone = make("alt"), make("weg")
    fields = ("has_version", "is_version_of", "source")
    known = {name: [address(old), address(gone), "https://example.org/x"] for name in fields}
    dataset = make("neu", **known)
    assert {note.field for note in VIEW.write(dataset).notes} == set(fields)
    predicates = (DCAT.hasVersion, DCAT.isVersionOf, DCTERMS.source)
    for predicate in predicates:
        assert of(app, dataset, predicate) == sorted([address(old), address(gone)])
    helpers.call_action("package_delete", id=gone["id"])
    for predicate in predicates:
        assert of(app, dataset, predicate) == [address(old)]


def test_a_sample_is_a_resource_of_the_dataset(app: Any, make: Any):
    url = "https://example.org/dabei.csv"
    dataset = make("dabei", sample=[url, "https://example.org/anderswo.csv"])
    [resource] = dataset["resources"]
    assert of(app, dataset, ADMS.sample) == [f"{address(dataset)}/resource/{resource['id']}"]
    [note] = VIEW.write(dataset).notes
    assert (note.field, note.value) == ("sample", "https://example.org/anderswo.csv")


def test_a_service_names_what_it_serves_while_that_is_there(app: Any, make: Any):
    """A harvested service often comes before its datasets, and one is named by its address."""
    foreign = "https://example.org/gewaesser"
    own = make("pegel")
    endpoint = {"title": "WFS", "endpoint_url": ["https://example.org/wfs"],
                "serves_dataset": [foreign, address(own)]}  # fmt: skip
    resource = {"url": "https://example.org/wfs", "license": ZERO, "access_services": [endpoint]}
    service = make("dienst", kind="service", resources=[resource])

    def served() -> list[str]:
        answer = app.get(f"/dataset/{service['id']}.ttl", status=200)
        graph = Graph().parse(data=answer.body, format="turtle")
        named = {str(one) for one in graph.objects(None, DCAT.servesDataset)}
        return sorted(named - {address(service)})

    assert served() == [address(own)]
    rivers = make("gewaesser", uri=foreign)
    assert served() == sorted([address(own), foreign])
    for change, there in (({"private": True}, False), ({"private": False}, True)):
        helpers.call_action("package_patch", id=rivers["id"], **change)
        assert (foreign in served()) == there, change
    helpers.call_action("package_delete", id=own["id"])
    helpers.call_action("dataset_purge", id=rivers["id"])
    assert served() == []
