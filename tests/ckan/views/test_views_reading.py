"""Catalogues of neighbours are read without loss: what is left is listed, with the reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckanext.loerrach.catalogue.views import records, unread
from rdflib import Graph

NETWORK = Path(__file__).parents[4] / "shared/samples/network"

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach_search loerrach scheming_datasets dcat"),
    pytest.mark.usefixtures("with_plugins"),
]
samples = pytest.mark.skipif(not NETWORK.is_dir(), reason=f"the catalogues are not in {NETWORK}")

CLASS = "a class that the record does not tell apart: person or organization are agents"
SERVICE = "a service of the record has no field for it: the dataset that it serves has"
DATASET_LICENCE = "DCAT-AP knows licences of distributions: given to those that name none"
WORDS = "words are no licence of a list: kept as rights"
GRANULARITY = "removed in DCAT-AP.de 3.0: kept as an extra of the record"
NO_SAMPLE = "is no IRI of a distribution, which DCAT-AP asks for"
NO_SOURCE = "is no IRI of a dataset, which DCAT-AP asks for"
KEYS = "repeats dcatde:politicalGeocodingURI, which is kept"
NOT_A_NAME = "is no property of an agent, whose name is foaf:name"
ROLES = ("geodcatap:custodian", "geodcatap:originator")


def classes(**counts: int) -> dict[tuple[str, str], int]:
    """Classes of agents, by what leads to them."""
    return {(f"{name.replace('__', ':')} / rdf:type", CLASS): n for name, n in counts.items()}


#: file -> number of records, and what is not in them: (way to it, reason) -> how often
EXPECTED: dict[str, tuple[int, dict[tuple[str, str], int]]] = {
    "dcat-ap-de-catalogs/brandenburg-catalog-original-input.rdf": (112, {
        ("dcat:distribution / dct:license", WORDS): 144,
        ("dct:publisher / adms:identifier",
         "an agent has one identifier: dct:identifier is kept"): 16,
    }),
    "dcat-ap-de-catalogs/brandenburg-catalog-dataset-extracted.ttl": (1, {
        ("dcat:distribution / dct:license", WORDS): 1,
    }),
    "dcat-ap-de-catalogs/destatis-catalog-original-input.rdf": (135, {
        **classes(dcat__contactPoint=135, dct__publisher=135),
        # two datasets name themselves as their distribution
        ("dcat:distribution / dcat:contactPoint / rdf:type", CLASS): 2,
        ("dcat:distribution / dct:publisher / rdf:type", CLASS): 2,
    }),
    "dcat-ap-de-examples/catalog-endpoint.rdf": (6, {
        **classes(dcat__contactPoint=5, dct__creator=4, dct__publisher=6,
                  geodcatap__custodian=5, geodcatap__originator=1),
        ("adms:sample", NO_SAMPLE): 1,
        ("dct:source", NO_SOURCE): 1,
        ("dcatde:contributorID", "is no IRI, which DCAT-AP.de 3.0 asks for"): 2,
        ("dct:spatial / locn:adminUnitL2", KEYS): 2,
        # of a place that says nothing else than these keys
        ("dct:spatial / rdf:type", CLASS): 1,
    }),
    "dcat-ap-de-examples/metadata_max.rdf": (1, {
        **classes(dcat__contactPoint=1, dct__contributor=1, dct__creator=1, dct__publisher=1,
                  geodcatap__custodian=1, geodcatap__originator=1),
        ("adms:sample", NO_SAMPLE): 1,
        ("dct:source", NO_SOURCE): 1,
        ("dcat:granularity", GRANULARITY): 1,
        ("dct:spatial / locn:adminUnitL2", KEYS): 2,
        ("dcat:distribution / dcat:accessService / dcat:endpointDescription",
         "is no address, which DCAT-AP asks for"): 1,
    }),
    "dcat-ap-de-examples/rewritten-example-advanced.ttl": (2, {
        **classes(dcat__contactPoint=2, dct__publisher=2, geodcatap__custodian=2,
                  geodcatap__originator=2),
        ("dcat:granularity", GRANULARITY): 1,
    }),
    "dcat-ap-de-examples/rewritten-example-simple.ttl": (1, classes(dcat__contactPoint=1)),
    "dcat-ap-de-examples/v2.0_konv12_13.ttl": (6, {}),
    "dcat-ap-de-examples/v2.0_perfect.ttl": (2, {}),
    "dcat-ap-de-examples/v2.0_ranges.ttl": (2, {}),
    "dcat-ap-de-examples/v3.0_deprecated.ttl": (2, {
        ("dct:publisher / dct:title", NOT_A_NAME): 1,
    }),
    "dcat-ap-de-examples/v3.0_quicktest.ttl": (3, {
        ("dct:publisher / dct:title", NOT_A_NAME): 1,
        ("prov:qualifiedAttribution / prov:agent / dct:title", NOT_A_NAME): 1,
        # a series is said to be a dcat:Resource, too
        ("rdf:type", CLASS): 1,
    }),
    "dcat-ap-de-3.0-examples/Dataset-und-Distribution.ttl": (1, {
        ("dct:license", DATASET_LICENCE): 1,
    }),
    "dcat-ap-de-3.0-examples/DatasetSeries.ttl": (4, {}),
    "dcat-ap-de-3.0-examples/DataService.ttl": (3, {
        (f"dcat:distribution / dcat:accessService / {name}", SERVICE): 3
        for name in (
            "dcatde:contributorID", "dcatde:politicalGeocodingLevelURI",
            "dcatde:politicalGeocodingURI", "dct:references",
            "prov:qualifiedAttribution / dcat:hadRole", "prov:qualifiedAttribution / prov:agent",
            "prov:qualifiedAttribution / prov:agent / foaf:page",
            "prov:qualifiedAttribution / prov:agent / rdf:type",
            "prov:qualifiedAttribution / rdf:type",
        )
    }),
}  # fmt: skip


def fields() -> set[str]:
    schema = tk.get_action("scheming_dataset_schema_show")({}, {"type": "dataset"})
    return {field["field_name"] for field in schema["dataset_fields"]}


def graph(name: str) -> Graph:
    """A file; the example of services lacks the dot behind one of its prefixes."""
    text = (NETWORK / name).read_text(encoding="utf-8")
    text = text.replace(
        "<http://www.w3.org/2004/02/skos/core#>  ", "<http://www.w3.org/2004/02/skos/core#> . #"
    )
    format = "xml" if name.endswith(".rdf") else "turtle"
    return Graph().parse(data=text, format=format, publicID="https://example.org/")


@samples
@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_is_lost_but_what_is_listed(name: str) -> None:
    read = graph(name)
    count, expected = EXPECTED[name]
    found: Counter[tuple[str, str]] = Counter()
    known = 0
    for node, record in records(read, fields()):
        known += 1
        if record.get("kind") != "service":
            for one in unread(read, node, record):
                way = " / ".join(step.partition(" ")[0] for step in one.path)
                found[way, one.reason] += 1
    assert dict(found) == expected
    assert known == count


@samples
def test_the_one_example_that_is_no_rdf() -> None:
    """All other files beside it are read; this one begins with words."""
    with pytest.raises(SyntaxError):
        graph("dcat-ap-de-examples/2024-02-22_UAG_Beispieldatensatz_v1.ttl")
    folders = ("dcat-ap-de-catalogs", "dcat-ap-de-examples", "dcat-ap-de-3.0-examples")
    files = {f"{folder}/{file.name}" for folder in folders for file in (NETWORK / folder).iterdir()}
    assert files - set(EXPECTED) == {"dcat-ap-de-examples/2024-02-22_UAG_Beispieldatensatz_v1.ttl"}


GIVEN = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix ex: <https://example.org/> .
ex:d a dcat:Dataset ; dct:title "T" ; dct:description "B" ; dct:language "de" ;
  ex:unknown "Wort" ; dcatde:maintainer [ <http://xmlns.com/foaf/0.1/name> "Amt" ] ;
  dcat:contactPoint [ vcard:hasEmail "amt(at)example.org" ; vcard:hasTelephone "07621 / 415-0" ] ;
  dcat:distribution ex:a . ex:a dcat:accessURL "https://example.org/a b.csv" ;
  dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2_0> ; dct:format "text/csv" ;
  dct:modified "2024-05-01T12:00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
"""


def test_what_portals_write_wrongly_is_read_rightly() -> None:
    read = Graph().parse(data=GIVEN, format="turtle")
    ((node, record),) = records(read, fields())
    assert record["title_translated"] == {"de": "T"}
    assert record["custodian"] == [{"name": "Amt"}]
    assert record["contact"] == [{"email": "amt@example.org", "telephone": "tel:07621415-0"}]
    assert record["language"] == ["http://publications.europa.eu/resource/authority/language/DEU"]
    (resource,) = record["resources"]
    assert resource["url"] == "https://example.org/a%20b.csv"
    assert resource["license"] == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert resource["mimetype"] == "text/csv"
    assert resource["modified"] == "2024-05-01T12:00:00+02:00"
    left: list[Any] = [(one.path, one.value, one.reason) for one in unread(read, node, record)]
    assert left == [(
        ("https://example.org/unknown",), "Wort", "no field of the schema has a place for it",
    )]  # fmt: skip
