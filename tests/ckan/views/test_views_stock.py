"""A neighbour's unmodified ckanext-dcat reads what we write."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.dcat.processors import RDFParser
from ckanext.loerrach.catalogue.views import VIEWS

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets dcat"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


def stock(graph: Any) -> dict[str, Any]:
    """What its DCAT-AP 3 profile reads, extras beside the fields."""
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.parse(graph.serialize(format="turtle"), _format="turtle")
    (record,) = parser.datasets()
    return {**record, **{extra["key"]: extra["value"] for extra in record["extras"]}}


@pytest.mark.parametrize("slug", [one for one in VIEWS if one != "mobility-dcat-ap"])
def test_every_view_is_read_without_an_error(slug: str, whole: Any) -> None:
    record = whole("environment")
    read = stock(VIEWS[slug].dataset_graph(record))
    assert read["title_translated"]["de"] == "Freie Parkplätze"
    assert len(read["resources"]) == 3


def test_the_fields_of_dcat_ap_are_read(whole: Any) -> None:
    record = whole("business")
    read = stock(VIEWS["dcat-ap-de-3"].dataset_graph(record))
    for field in (
        "identifier", "frequency", "access_rights", "provenance", "version", "version_notes",
        "issued", "modified", "url", "hvd_category", "applicable_legislation", "documentation",
        "conforms_to", "temporal_resolution",
    ):  # fmt: skip
        assert read[field] == record[field], field
    assert read["publisher"][0]["name"] == record["publisher"][0]["name"]
    assert read["contact"][0]["email"] == record["contact"][0]["email"]
    licences = {resource["license"] for resource in read["resources"]}
    assert licences == {"http://dcat-ap.de/def/licenses/dl-by-de/2.0"}
