"""How the one schema is made of the files in schemas/, and that every file keeps the rules."""

from __future__ import annotations

import base64
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from ckanext.loerrach.schemas import as_url, compose, licences, strategy_fields, vocabulary
from ckanext.loerrach.schemas import strategy as strategy_module
from ckanext.loerrach.schemas.errors import SchemaError, UnknownVocabulary
from ckanext.loerrach.schemas.vocabulary import FOLDER

SCHEMAS = FOLDER.parent
FIELD_FILES = sorted(path for path in SCHEMAS.glob("*.yaml") if not path.name.startswith("_"))
PARTS = ("dataset_fields", "resource_fields")


def fields(part: str) -> dict[str, dict[str, Any]]:
    return {field["field_name"]: field for field in compose()[part]}


def with_subfields(field: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [with_subfields(one) for one in field.get("repeating_subfields", [])]
    return [field, *(one for several in inner for one in several)]


def test_the_strategy_has_its_seven_fields_in_order():
    assert [field.name for field in strategy_fields()] == [
        "mobility", "environment", "culture", "business", "citizen-services", "administration",
        "youth-education",
    ]  # fmt: skip


def test_the_folder_is_the_register_of_the_choices():
    choices = fields("dataset_fields")["strategy_field"]["choices"]
    assert {choice["value"] for choice in choices} == {path.stem for path in FIELD_FILES}
    assert choices[0] == {
        "value": "mobility", "label": {"de": "Mobilität", "fr": "Mobilité", "en": "Mobility"},
    }  # fmt: skip


OWN = {
    "mobility": ["mobility_theme", "transport_mode", "network_coverage"],
    "environment": [
        "measured_quantity", "measuring_unit", "measuring_station", "measuring_method",
        "inspire_theme",
    ],
    "culture": [
        "collection_kind", "object_period_start", "object_period_end", "object_rights",
        "collection_holder",
    ],
    "business": [
        "nace_section", "statistical_unit", "statistical_dimension", "reference_period_start",
        "reference_period_end", "statistics_code",
    ],
    "citizen-services": [
        "service_kind", "service_key", "target_group", "service_channel", "online_service",
    ],
    "administration": [
        "document_kind", "council_body", "legislative_period", "fiscal_year", "election_date",
        "file_number",
    ],
    "youth-education": [
        "institution_kind", "age_group", "school_year", "institution_provider", "offer_kind",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_what_is_a_fields_own_says_so_and_is_checked_only_there(name: str):
    fields = compose()["dataset_fields"]
    own = [field for field in fields if field.get("strategy_fields") == [name]]
    assert [field["field_name"] for field in own] == OWN[name]
    assert all(field["validators"].startswith("loerrach_applies ") for field in own)


def test_presets_and_vocabularies_are_resolved():
    frequency = fields("dataset_fields")["frequency"]
    assert frequency["validators"] == "loerrach_one_of"
    assert len(frequency["choices"]) == 39
    assert frequency["choices"][12] == {
        "value": "http://publications.europa.eu/resource/authority/frequency/DAILY",
        "label": {"de": "täglich", "fr": "quotidien", "en": "daily"},
    }
    assert not any("preset" in field for part in PARTS for field in fields(part).values())


def test_the_address_for_scheming_holds_the_whole_schema():
    # urllib is what ckanext-scheming opens addresses with
    with urllib.request.urlopen(as_url()) as answer:
        assert json.load(answer) == compose()
    assert base64.b64decode(as_url().split(",")[1].rstrip(">")).startswith(b"{")


@pytest.mark.parametrize("part", PARTS)
def test_every_field_has_validators_and_a_german_french_and_english_name(part: str):
    for name, field in fields(part).items():
        for one in with_subfields(field):
            assert set(one["label"]) == {"de", "fr", "en"}, (name, one["field_name"])
            if "repeating_subfields" not in one:
                assert one["validators"], (name, one["field_name"])
            if "help_text" in one:
                assert set(one["help_text"]) == {"de", "fr", "en"}, name


@pytest.mark.parametrize("path", FIELD_FILES, ids=lambda path: path.stem)
def test_a_field_file_says_what_it_must_and_nothing_unknown(path: Path):
    facts = yaml.safe_load(path.read_text())
    assert set(facts) <= {"field", "order", "label", "description", "themes", "dataset_fields"}
    assert facts["field"] == path.stem
    assert set(facts["label"]) == set(facts["description"]) == {"de", "fr", "en"}
    assert set(facts["themes"]) <= {term.uri for term in vocabulary("data-theme")}
    # whoever opens the form of this field finds at least one thing that is asked only there
    assert any(field.get("shown") or field.get("required") for field in facts["dataset_fields"])


@pytest.mark.parametrize("part", PARTS)
def test_every_field_of_the_form_is_in_a_group(part: str):
    groups = {"what", "who", "when", "where", "terms", "technical"}
    for name, field in fields(part).items():
        if field.get("form_snippet") and "strategy_fields" not in field:
            assert field.get("group") in groups, name


def test_licences_are_dcat_ap_des_and_know_who_wants_to_be_named():
    by = {
        licence.uri.split("/licenses/")[1]: licence.attribution_required for licence in licences()
    }
    assert by["dl-by-de/2.0"] is True
    assert by["dl-zero-de/2.0"] is False
    assert all(one.uri.startswith("http://dcat-ap.de/def/licenses/") for one in licences())


def test_a_vocabulary_that_is_not_there_is_named():
    with pytest.raises(UnknownVocabulary, match=r"schemas/vocabularies/colours\.tsv"):
        vocabulary("colours")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("field: sport\norder: 8\n", r"schemas/sport\.yaml: description, label, themes missing"),
        (
            "field: sports\norder: 8\nlabel: {}\ndescription: {}\nthemes: []\n",
            r"schemas/sport\.yaml: 'field: sports' is not the name of the file",
        ),
        ("", r"schemas/sport\.yaml: names with values are needed"),
        ("field: [sport\n", r"schemas/sport\.yaml: the file is no YAML \(line 2: "),
        (
            "field: sport\norder: 8\nlabel: {de: Sport}\ndescription: {}\nthemes: []\n",
            r"schemas/sport\.yaml: 'label' is needed in de, fr and en",
        ),
        (
            "field: sport\norder: 8\nlabel: {}\ndescription: {}\nthemes: []\nresource_fields: []\n",
            r"schemas/sport\.yaml: 'resource_fields' is unknown",
        ),
    ],
)
def test_a_wrong_field_file_is_named(tmp_path: Path, text: str, problem: str):
    path = tmp_path / "sport.yaml"
    path.write_text(text)
    with pytest.raises(SchemaError, match=problem):
        strategy_module._read(path)
