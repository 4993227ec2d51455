"""The rules that look at a dataset alone."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest
from ckanext.loerrach.catalogue.gate import Layer, Severity, check, must
from ckanext.loerrach.catalogue.gate.form import clean, expand

EU = "http://publications.europa.eu/resource/authority/"
DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
HVD = "http://data.europa.eu/eli/reg_impl/2023/138/oj"

#: a dataset with all that anybody asks for
WHOLE: dict[str, Any] = {
    "id": "1", "name": "parken", "title_translated": {"de": "Freie Parkplätze"},
    "notes_translated": {"de": "Wie viele Plätze frei sind."},
    "tags_translated": {"de": ["Parken"]}, "organization": {"title": "Stadt Lörrach"},
    "theme": [EU + "data-theme/TRAN"], "frequency": EU + "frequency/5MIN",
    "availability": EU + "planned-availability/STABLE", "access_rights": EU + "access-right/PUBLIC",
    "politicalGeocodingLevelURI": ["http://dcat-ap.de/def/politicalGeocoding/Level/municipality"],
    "contact": [{"name": "Daten", "email": "daten@example.org"}],
    "spatial_coverage": [{"text": "Lörrach"}], "temporal_coverage": [{"start": "2026"}],
    "metadata_created": "2026-01-01T00:00:00", "metadata_modified": "2026-11-22T00:00:00",
    "resources": [
        {"id": "a", "url": "https://portal.example/parken.csv", "name": "Tabelle", "format": "CSV",
         "mimetype": "text/csv", "license": DL_ZERO, "rights": "keine weiteren", "size": 1024,
         "download_url": "https://portal.example/parken.csv"},
    ],
}  # fmt: skip


def changed(**fields: Any) -> dict[str, Any]:
    """WHOLE with other values; None takes a field away; resource__x is one of the resource."""
    dataset = copy.deepcopy(WHOLE)
    for name, value in fields.items():
        holder = dataset["resources"][0] if name.startswith("resource__") else dataset
        name = name.removeprefix("resource__")
        if value is None:
            holder.pop(name, None)
        else:
            holder[name] = value
    return dataset


def rules(dataset: dict[str, Any], severity: Severity) -> list[str]:
    return [finding.rule for finding in check(dataset).of(severity)]


def test_nothing_speaks_against_a_whole_dataset():
    assert must(WHOLE) == []
    result = check(WHOLE, reach=lambda address: True)
    assert [finding.rule for finding in result.findings] == []
    assert result.publishable
    assert (result.score.points, result.score.unknown, result.score.most) == (405, 0, 405)


@pytest.mark.parametrize(
    ("change", "rule", "field", "resource"),
    [
        ({"title_translated": {"de": " "}}, "title-missing", "title_translated", None),
        ({"notes_translated": None}, "description-missing", "notes_translated", None),
        ({"organization": None}, "publisher-missing", "publisher", None),
        ({"organization": None, "publisher": [{"uri": "https://a.de"}]},
         "publisher-nameless", "publisher", None),
        ({"publisher": [{"name": "A"}, {"name": "B"}]}, "publisher-several", "publisher", None),
        ({"resource__license": None}, "licence-missing", "license", 0),
        ({"resource__license": "https://example.org/own"}, "licence-unlisted", "license", 0),
        ({"resource__license": DL_BY}, "attribution-missing", "licenseAttributionByText", 0),
        ({"resource__url": "Einwohnerstatistik"}, "address-broken", "url", 0),
        ({"resource__access_url": "https://a b"}, "address-broken", "access_url", 0),
        ({"contact": [{"name": "Daten"}]}, "contact-unreachable", "contact", None),
        ({"contact": [{"telephone": "tel:+49"}]}, "contact-in-writing", "contact", None),
        ({"hvd_category": ["http://data.europa.eu/bna/c_b79e35eb"]},
         "hvd-without-legislation", "applicable_legislation", None),
        ({"kind": "service"}, "service-missing", "access_services", None),
        ({"contact": "daten@example.org"}, "contact-unreachable", "contact", None),
        ({"contact": [{"email": "im Rathaus"}]}, "contact-unreachable", "contact", None),
        ({"creator": [{"email": "a@b.de"}]}, "agent-nameless", "creator", None),
        ({"creator": [{"name": "A"}, {"name": "B"}]}, "creator-several", "creator", None),
        ({"theme": ["https://example.org/cars"]}, "value-of-no-list", "theme", None),
        ({"access_rights": "public"}, "value-of-no-list", "access_rights", None),
        ({"temporal_coverage": [{"text": "immer"}]}, "period-empty", "temporal_coverage", None),
        ({"temporal_coverage": [{"start": "damals"}]}, "period-empty", "temporal_coverage", None),
        ({"qualified_relation": [{"relation": "https://a.de"}]},
         "relation-incomplete", "qualified_relation", None),
        ({"qualified_attribution": [{"role": "https://a.de"}]},
         "attribution-incomplete", "qualified_attribution", None),
        ({"resource__access_services": [{"title": "API"}]},
         "endpoint-missing", "access_services", 0),
        ({"resource__access_services": [{"endpoint_url": ["https://a.de/api"]}]},
         "service-title-missing", "access_services", 0),
    ],
)  # fmt: skip
def test_what_keeps_a_dataset_out(change, rule, field, resource):
    (found,) = must(changed(**change))
    assert (found.rule, found.field, found.resource) == (rule, field, resource)
    assert found.resource_id == ("a" if resource == 0 else "")
    assert str(found.message)
    assert str(found.mending)
    assert found.source
    assert not check(changed(**change)).publishable


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"frequency": "often"}, "value-unlisted"),
        ({"theme": json.dumps(["Verkehr"])}, "value-unlisted"),
        ({"resource__status": "http://purl.org/adms/status/Completed"}, "value-unlisted"),
        ({"resource__format": "Tabelle"}, "format-unlisted"),
        ({"documentation": ["siehe PDF"]}, "no-address"),
        ({"temporal_resolution": "5 minutes"}, "no-such-value"),
        ({"spatial_resolution_in_meters": "halb"}, "no-such-value"),
        ({"resource__size": "1 kB"}, "no-such-value"),
        ({"resource__hash": "91e6"}, "checksum-without-algorithm"),
        ({"contact": None}, "contact-missing"),
        ({"contributorID": ["http://dcat-ap.de/def/contributors/a",
                            "http://dcat-ap.de/def/contributors/b"]}, "contributor-several"),
        ({"applicable_legislation": [HVD]}, "hvd-without-category"),
        ({"resources": []}, "resource-missing"),
        ({"resource__name": None}, "resource-title-missing"),
        ({"tags_translated": None}, "keywords-missing"),
        ({"spatial_coverage": "[]"}, "place-missing"),
        ({"source": ["https://example.org/source"]}, "source-used"),
    ],
)  # fmt: skip
def test_what_is_shown_and_keeps_nobody_out(change, rule):
    dataset = changed(**change)
    assert rules(dataset, Severity.SHOULD) == [rule]
    assert must(dataset) == []


def test_a_title_needs_no_place_and_no_year():
    found = rules(changed(title_translated={"de": "Bäume in Lörrach 2024"}), Severity.MAY)
    assert {"title-with-place", "title-with-year"} <= set(found)


def test_a_language_that_our_copy_lacks_is_one_of_the_list():
    assert check(changed(language=[EU + "language/SWE"])).of(Severity.SHOULD) == []


def test_the_licence_of_the_dataset_counts_where_it_is_listed():
    assert must(changed(resource__license=None, license_id=DL_ZERO)) == []
    assert [f.rule for f in must(changed(resource__license=None, license_id="notspecified"))] == [
        "licence-missing"
    ]


def test_an_upload_gets_its_address_later():
    assert must(changed(resource__url="baum.csv", resource__url_type="upload")) == []


def test_only_the_layers_that_were_asked_for():
    result = check(changed(organization=None, resource__license=DL_BY), layers=[Layer.CONVENTION])
    assert [finding.rule for finding in result.findings] == ["attribution-missing"]
    assert result.score is None
    assert result.layers == (Layer.CONVENTION,)


def test_the_worst_comes_first():
    found = check({"resources": [{}]}).findings
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=list(Severity).index)


def test_the_answer_is_json():
    again = json.loads(json.dumps(check({"resources": [{"url": "x y"}]}).as_dict()))
    assert again["publishable"] is False
    assert again["counts"]["must"] == len([f for f in again["findings"] if f["severity"] == "must"])
    assert set(again["findings"][0]) == {
        "rule", "layer", "severity", "field", "resource", "resource_id", "entry", "message",
        "mending", "source",
    }  # fmt: skip


HOSTILE: list[Any] = [
    None, "", "x" * 100_000, 0, -1, 1e308, float("nan"), True, [], {}, [[[[[]]]]], [None], [{}],
    {"de": None}, {"de": ["\x00", 1, None]}, {1: 2}, "[" * 10_000, "{", "\ud800", ["\ud800"],
    [{"name": {"name": {}}}], {"title": {"a": []}}, "javascript:alert(1)", {"resources": []},
    "{format}", "{0}", "%s", "${x}",
]  # fmt: skip
FIELDS = [
    *WHOLE, "publisher", "creator", "license_id", "kind", "hvd_category", "contributorID", "title",
    "applicable_legislation", "tags", "spatial", "source", "references", "musterdatensatz",
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_in_a_dataset_raises(field):
    for value in HOSTILE:
        dataset = changed(**{field: value})
        json.dumps(check(dataset).as_dict())
        must(dataset)


@pytest.mark.parametrize("field", [*WHOLE["resources"][0], "access_services", "hash", "status"])
def test_nothing_in_a_resource_raises(field):
    for value in HOSTILE:
        json.dumps(check(changed(**{f"resource__{field}": value})).as_dict())


def test_a_foreign_value_is_repeated_in_short_and_as_it_is():
    (found,) = must(changed(resource__url="{mending} " + "x" * 500))
    assert "{mending} xxx" in str(found.message)
    assert len(str(found.message)) < 150


def test_a_form_is_read_like_a_stored_dataset():
    sent = {
        "title_translated-de": "Bäume", "title_translated-fr": "Arbres", "publisher-0-name": "A",
        "publisher__1__name": "B", "resources__0__url": "https://a.de", "name": "baeume",
        "contact-0-email": "a@b.de", "resources__0__name_translated-de": "Liste",
        "contact-99999-email": "x",
    }  # fmt: skip
    assert expand(sent) == {
        "title_translated": {"de": "Bäume", "fr": "Arbres"}, "name": "baeume",
        "publisher": [{"name": "A"}, {"name": "B"}], "contact": [{"email": "a@b.de"}],
        "resources": [{"url": "https://a.de", "name_translated": {"de": "Liste"}}],
        "contact-99999-email": "x",
    }  # fmt: skip


def test_what_no_database_stores_is_cleaned():
    deep: Any = "x"
    for _ in range(100):
        deep = [deep]
    cleaned = clean({"a\x00": "b\x00", "c": ["\ud800"], 1: {2: object}, "deep": deep})
    assert cleaned["a\N{REPLACEMENT CHARACTER}"] == "b\N{REPLACEMENT CHARACTER}"
    assert cleaned["c"] == ["\N{REPLACEMENT CHARACTER}"]
    assert isinstance(cleaned["1"]["2"], str)
    json.dumps(cleaned).encode()


def test_the_gate_loads_no_pyshacl():
    """It takes 60 MB and a second: only commands, jobs and tests load it."""
    code = (
        "import sys; from ckanext.loerrach.catalogue.gate import check, must, core, hooks;"
        "check({}); must({}); from rdflib import Graph; must({}, Graph());"
        "sys.exit('pyshacl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0


def test_a_graph_is_held_against_the_facts_too(cases):
    graph = cases.bad("distribution without licence")
    dataset = changed(resource__uri="https://example.org/file")
    (found,) = must(dataset, graph)
    assert (found.field, found.resource, found.resource_id) == ("license", 0, "a")
    assert found.rule == "dcat:Distribution dct:license min"
    assert must(WHOLE, cases.good("whole")) == []
