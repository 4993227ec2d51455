"""What is written is read: a portal of ours that harvests a portal of ours has the same graph."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckanext.dcat.processors import RDFParser
from ckanext.loerrach.catalogue.views import VIEWS
from ckanext.loerrach.schemas.strategy import strategy_fields
from rdflib import Graph
from rdflib.compare import graph_diff, isomorphic

FIELDS = [field.name for field in strategy_fields()]
FORMATS = ["turtle", "xml", "json-ld", "nt"]

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets dcat"),
    pytest.mark.ckan_config("ckan.locales_offered", ["de", "fr", "en"]),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


def harvested(graph: Graph, format: str) -> dict[str, Any]:
    """The record that an empty portal makes of a feed."""
    text = graph.serialize(format=format)
    model.repo.rebuild_db()
    parser = RDFParser(profiles=["loerrach_dcat_ap_de_3"])
    parser.parse(text, _format=format)
    (record,) = parser.datasets()
    organization = factories.Organization(name="nachbar", title="Nachbar")
    created = helpers.call_action(
        "package_create", **record, name="geerntet", owner_org=organization["id"]
    )
    return dict(helpers.call_action("package_show", id=created["id"]))


def same(one: Graph, other: Graph) -> None:
    """Isomorphic, or the difference in words."""
    if not isomorphic(one, other):
        _, missing, added = graph_diff(one, other)
        lines = [f"- {t}" for t in sorted(missing)] + [f"+ {t}" for t in sorted(added)]
        raise AssertionError("\n".join(lines))


@pytest.mark.parametrize("field", FIELDS)
def test_a_whole_record_of_each_field_comes_back(field: str, whole: Any) -> None:
    view = VIEWS["dcat-ap-de-3"]
    written = view.write(whole(field))
    assert written.notes == []
    same(written.graph, view.dataset_graph(harvested(written.graph, "turtle")))


@pytest.mark.parametrize("format", FORMATS)
def test_in_all_serialisations(format: str, whole: Any) -> None:
    view = VIEWS["dcat-ap-de-3"]
    graph = view.dataset_graph(whole("mobility"))
    same(graph, view.dataset_graph(harvested(graph, format)))


#: what a portal says of its own copy: its address, its organization, its files
OWN = {"name", "owner_org", "uri", "license_id"}
OWN_RESOURCE = {"uri", "url", "download_url", "access_url"}


def ordered(value: Any) -> Any:
    """A value without the order of its lists, which RDF does not keep, and without gaps."""
    if isinstance(value, dict):
        return {key: ordered(one) for key, one in sorted(value.items()) if one}
    if isinstance(value, list):
        return sorted(map(ordered, value), key=str)
    return value


def said(record: dict[str, Any], fields: list[dict[str, Any]], own: set[str]) -> dict[str, Any]:
    """What a record says at the fields of the schema."""
    names = [field["field_name"] for field in fields if field["field_name"] not in own]
    return {name: ordered(record[name]) for name in names if record.get(name) not in (None, "")}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_comes_back(field: str, whole: Any) -> None:
    """The graph could be the same because both left a field out."""
    schema = tk.get_action("scheming_dataset_schema_show")({}, {"type": "dataset"})
    before = whole(field)
    after = harvested(VIEWS["dcat-ap-de-3"].dataset_graph(before), "nt")
    dataset_fields, resource_fields = schema["dataset_fields"], schema["resource_fields"]
    assert said(after, dataset_fields, OWN) == said(before, dataset_fields, OWN)
    for old in before["resources"]:
        (new,) = [one for one in after["resources"] if one["uri"].endswith(old["id"])]
        had = said(old, resource_fields, OWN_RESOURCE)
        has = said(new, resource_fields, OWN_RESOURCE)
        # CKAN's own times of a resource are written where it names none
        assert {name: has[name] for name in had} == had
        # and the media type of what its format is written in
        assert set(has) - set(had) <= {"issued", "modified", "mimetype"}
    filled = {name for name in before if before[name] not in (None, "", [], {})}
    asked = [
        one["field_name"] for one in dataset_fields if field in one.get("strategy_fields", [field])
    ]
    assert set(asked) - filled <= NEVER_FILLED


#: set by harvests, by relations to other datasets, or instead of what the record has
NEVER_FILLED = {
    "kind", "in_series", "source", "has_version", "is_version_of", "sample", "dcat_type", "uri",
    "sample_data", "archived", "license_id", "catalogue_chain",
}  # fmt: skip
