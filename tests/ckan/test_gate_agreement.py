"""What the rules say of a record, and what the shapes say of the triples the feed makes of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ckanext.loerrach.catalogue.gate import Layer, must
from ckanext.loerrach.catalogue.gate.shapes import graphs, shacl, validate
from ckanext.loerrach.catalogue.gate.shapes.findings import rule_name
from ckanext.loerrach.catalogue.views import VIEWS
from rdflib import Graph

EU = "http://publications.europa.eu/resource/authority/"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
HVD = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
VIEW = VIEWS["dcat-ap-de-3"]

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.usefixtures("with_plugins", "with_request_context"),
]

#: a record with everything the schemas know
WHOLE: dict[str, Any] = {
    "id": "11111111-1111-4111-8111-111111111111", "name": "parken", "type": "dataset",
    "title": "Freie Parkplätze", "title_translated": {"de": "Freie Parkplätze", "fr": "Places"},
    "notes": "Wie viele.", "notes_translated": {"de": "Wie viele."},
    "tags_translated": {"de": ["Parken"]}, "tags": [{"name": "Parken"}],
    "organization": {"id": "2", "name": "stadt", "title": "Stadt Lörrach"},
    "theme": [EU + "data-theme/TRAN"], "frequency": EU + "frequency/5MIN",
    "availability": EU + "planned-availability/STABLE", "access_rights": EU + "access-right/PUBLIC",
    "language": [EU + "language/DEU"], "identifier": "parken", "version": "2",
    "alternate_identifier": ["10.1000/1"], "url": "https://example.org/parken",
    "documentation": ["https://example.org/doku"], "conforms_to": ["https://example.org/norm"],
    "provenance": "Gezählt.", "contributorID": ["https://www.loerrach.de/"],
    "politicalGeocodingLevelURI": ["http://dcat-ap.de/def/politicalGeocoding/Level/municipality"],
    "politicalGeocodingURI": [
        "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08336050"
    ],
    "hvd_category": ["http://data.europa.eu/bna/c_b79e35eb"], "applicable_legislation": [HVD],
    "musterdatensatz": "https://musterdatenkatalog.de/def/musterdatensatz/verkehr/parken",
    "temporal_resolution": "PT5M", "spatial_resolution_in_meters": "0.5",
    "publisher": [{"name": "Stadt Lörrach", "uri": "https://www.loerrach.de/"}],
    "creator": [{"name": "Amt"}], "originator": [{"name": "Amt"}], "custodian": [{"name": "Amt"}],
    "contact": [{"name": "Daten", "email": "daten@example.org", "telephone": "tel:+4976214150"}],
    "temporal_coverage": [{"start": "2026-01-01", "end": "2026-12-31"}],
    "spatial_coverage": [
        {"text": "Lörrach", "uri": "https://example.org/ort",
         "centroid": {"type": "Point", "coordinates": [7.66, 47.61]}}
    ],
    "qualified_relation": [
        {"relation": "https://example.org/a", "role": "https://example.org/rolle"}
    ],
    "qualified_attribution": [
        {"role": "https://example.org/rolle", "agent": [{"uri": "https://a.example/amt",
                                                         "name": "Amt"}]}
    ],
    "metadata_created": "2026-01-01T00:00:00", "metadata_modified": "2026-11-22T00:00:00",
    "resources": [
        {"id": "22222222-2222-4222-8222-222222222222", "package_id": "11111111-1111",
         "url": "https://example.org/p.csv", "download_url": "https://example.org/p.csv",
         "name": "Tabelle", "name_translated": {"de": "Tabelle"}, "format": "CSV",
         "mimetype": "text/csv", "license": DL_BY, "licenseAttributionByText": "Stadt Lörrach",
         "availability": EU + "planned-availability/STABLE", "size": 1024,
         "status": EU + "distribution-status/COMPLETED", "language": [EU + "language/DEU"],
         "rights": "keine weiteren", "hash": "91e6dc78",
         "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
         "applicable_legislation": [HVD], "issued": "2026-01-01",
         "compress_format": "https://www.iana.org/assignments/media-types/application/gzip",
         "access_services": [
             {"title": "API", "endpoint_url": ["https://example.org/api"], "license": DL_BY,
              "availability": EU + "planned-availability/STABLE"}
         ]},
    ],
}  # fmt: skip

#: what is done to WHOLE; r: in its resource
FAULTS: list[dict[str, Any]] = [
    {}, {"title": "", "title_translated": {}}, {"notes": "", "notes_translated": {}},
    {"publisher": [], "organization": None}, {"publisher": [{"uri": "https://a.example"}]},
    {"publisher": [{"uri": "https://a.example"}], "organization": None},
    {"publisher": [{"name": "A"}, {"name": "B"}]}, {"creator": [{"name": "A"}, {"name": "B"}]},
    {"creator": [{"email": "a@b.de"}]}, {"contact": [{"name": "Daten"}]},
    {"contact": [{"telephone": "tel:+49"}]}, {"contact": [{"telephone": "anrufen"}]},
    {"contact": [{"email": "kein Briefkasten"}]}, {"contact": "daten@example.org"},
    {"frequency": "daily"}, {"frequency": "https://example.org/often"}, {"theme": ["Verkehr"]},
    {"theme": ["https://example.org/cars"]}, {"language": ["de"]}, {"language": "Deutsch"},
    {"access_rights": "public"}, {"availability": "always"},
    {"politicalGeocodingLevelURI": ["municipality"]}, {"contributorID": ["loerrach"]},
    {"politicalGeocodingURI": ["Lörrach"]}, {"url": "loerrach.de"}, {"url": "https://a b"},
    {"documentation": ["siehe PDF"]}, {"conforms_to": ["ISO 8601"]},
    {"temporal_resolution": "5 minutes"}, {"spatial_resolution_in_meters": "half"},
    {"temporal_coverage": [{"text": "immer"}]}, {"temporal_coverage": [{"start": "damals"}]},
    {"spatial_coverage": [{"geom": "{"}]}, {"spatial_coverage": [{"uri": "Lörrach"}]},
    {"hvd_category": ["https://example.org/x"]}, {"applicable_legislation": []},
    {"applicable_legislation": ["§ 1"]}, {"musterdatensatz": "Parken"},
    {"qualified_relation": [{"relation": "x"}]}, {"qualified_attribution": [{"role": "x"}]},
    {"alternate_identifier": ["\x00"]}, {"kind": "series"},
    {"kind": "service"}, {"has_version": ["alt"]}, {"source": ["woanders"]}, {"sample": ["x"]},
    {"dcat_type": "Statistik"}, {"references": ["x"]}, {"related_resource": ["x"]},
    {"issued": "gestern"}, {"modified": "2026-13-45"}, {"version": ""}, {"resources": []},
    {"r": {"license": ""}}, {"r": {"license": "CC0"}}, {"r": {"license": "https://a.example/l"}},
    {"r": {"url": ""}}, {"r": {"url": "Tabelle"}}, {"r": {"url": "https://a b"}},
    {"r": {"access_url": "x y"}}, {"r": {"download_url": "x y"}}, {"r": {"format": "Tabelle"}},
    {"r": {"format": "https://example.org/f"}}, {"r": {"mimetype": "Tabelle"}},
    {"r": {"size": "1 kB"}}, {"r": {"size": -1}}, {"r": {"hash": "xyz"}},
    {"r": {"hash_algorithm": ""}}, {"r": {"hash_algorithm": "md5"}}, {"r": {"status": "fertig"}},
    {"r": {"availability": "immer"}}, {"r": {"language": ["de"]}}, {"r": {"rights": ""}},
    {"r": {"compress_format": "gz"}}, {"r": {"licenseAttributionByText": ""}},
    {"r": {"conforms_to": ["x"]}}, {"r": {"documentation": ["x"]}},
    {"r": {"temporal_resolution": "x"}}, {"r": {"spatial_resolution_in_meters": "x"}},
    {"r": {"access_services": [{"title": "API"}]}},
    {"r": {"access_services": [{"endpoint_url": ["https://a.example"]}]}},
    {"r": {"access_services": [{"title": "API", "endpoint_url": ["x y"]}]}},
    {"r": {"access_services": [{"title": "API", "endpoint_url": ["https://a.example"],
                                "availability": "immer", "access_rights": "alle"}]}},
]  # fmt: skip


def faulty(change: dict[str, Any]) -> dict[str, Any]:
    dataset = copy.deepcopy(WHOLE)
    dataset["resources"] = [{**dataset["resources"][0], **change.get("r", {})}]
    return {**dataset, **{key: value for key, value in change.items() if key != "r"}}


def broken(graph: Graph) -> set[str]:
    return {
        rule_name(breach.constraint)
        for breach in graphs.breaches(graph)
        if breach.constraint.level == "violation"
    }


def test_nothing_broken_gets_out() -> None:
    """Either a rule keeps the record out, or what the feed writes of it breaks no fact."""
    out = {
        str(change): found
        for change in FAULTS
        if not must(faulty(change)) and (found := broken(VIEW.write(faulty(change)).graph))
    }
    assert out == {}


#: what no triples can show: the feed repairs it, and the publisher has to know all the same
REPAIRED = {
    "title-missing", "description-missing", "publisher-nameless", "publisher-several",
    "address-broken", "endpoint-missing", "service-title-missing", "service-missing",
    "licence-missing", "contact-unreachable", "hvd-without-legislation", "publisher-missing",
}  # fmt: skip


def test_a_must_is_a_fault_of_the_triples_too() -> None:
    """Save for what the feed repairs: then the rule is one that is known to be stricter."""
    stricter: set[str] = set()
    for change in FAULTS:
        rules = {one.rule for one in must(faulty(change)) if one.layer == Layer.SHACL}
        if rules and not broken(VIEW.write(faulty(change)).graph):
            stricter |= rules
    assert stricter <= REPAIRED


def test_pyshacl_says_the_same_of_what_the_feed_writes() -> None:
    graphs_of_all = Graph()
    for number, change in enumerate(FAULTS):
        dataset = {**faulty(change), "id": f"{number:08d}-1111-4111-8111-111111111111"}
        dataset["resources"] = [
            {**one, "id": f"{number:08d}-2222-4222-8222-222222222222"}
            for one in dataset["resources"]
        ]
        if not must(dataset):
            for triple in VIEW.write(dataset).graph:
                graphs_of_all.add(triple)
    found = [one for one in validate.run(graphs_of_all, shacl.shapes()) if one.level == "violation"]
    assert [(str(one.focus), str(one.path)) for one in found] == []
