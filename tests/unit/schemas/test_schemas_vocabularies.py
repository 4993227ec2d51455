"""The lists of values: complete, in three languages, and those that the official lists have."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ckanext.loerrach.schemas import licences, vocabularies, vocabulary, vocabulary_choices
from ckanext.loerrach.schemas import vocabulary as load
from ckanext.loerrach.schemas.errors import SchemaError
from ckanext.loerrach.schemas.vocabulary import FOLDER, LANGUAGES, _terms

SHARED = Path(__file__).parents[4] / "shared"
OFFICIAL = SHARED / "samples/network/dcat-ap-de-vocab"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
#: vocabulary -> number of terms, where the list is complete
COMPLETE = {
    "access-right": 3, "data-theme": 13, "distribution-status": 4, "geocoding-level": 6,
    "hvd-category": 96, "inspire-theme": 34, "licences": 34, "mobility-theme": 121,
    "musterdatensatz": 268, "nace-section": 22, "network-coverage": 12, "planned-availability": 4,
    "transport-mode": 24,
}  # fmt: skip


def test_the_folder_is_the_register():
    assert set(vocabularies()) == {path.stem for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", vocabularies())
def test_a_vocabulary_has_distinct_uris_and_labels_in_three_languages(name: str):
    terms = vocabulary(name)
    assert len({term.uri for term in terms}) == len(terms) == COMPLETE.get(name, len(terms)) > 2
    for language in LANGUAGES:
        assert len({term.label[language] for term in terms}) == len(terms), language
    for term in terms:
        assert re.fullmatch(r"https?://[!-~]+", term.uri)
        assert set(term.label) == set(LANGUAGES)
        assert all(text == text.strip() != "" for text in term.label.values())


@pytest.mark.parametrize("name", vocabularies())
def test_no_former_name_means_two_terms_or_another_one(name: str):
    former = [old for term in vocabulary(name) for old in term.formerly]
    assert len(set(former)) == len(former)
    assert not set(former) & {term.uri for term in vocabulary(name)}
    choices = vocabulary_choices(name)
    assert all(choices.find(old) == term.uri for term in vocabulary(name) for old in term.formerly)


@pytest.mark.parametrize(
    ("name", "said", "meant"),
    [
        ("frequency", "DAILY", AUTHORITY + "frequency/DAILY"),
        ("frequency", "Täglich", AUTHORITY + "frequency/DAILY"),
        ("frequency", "quotidien", AUTHORITY + "frequency/DAILY"),
        ("data-theme", f"https{AUTHORITY[4:]}data-theme/TRAN/", AUTHORITY + "data-theme/TRAN"),
        ("licences", "dl-by-de/2.0", "http://dcat-ap.de/def/licenses/dl-by-de/2.0"),
        ("licences", "http://dcat-ap.de/def/licenses/dl-by-de/2_0",
         "http://dcat-ap.de/def/licenses/dl-by-de/2.0"),
        ("licences", "dl-de-zero-2.0", "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"),
        ("licences", "http://creativecommons.org/licenses/by/4.0",
         "http://dcat-ap.de/def/licenses/cc-by/4.0"),
        ("distribution-status", "http://purl.org/adms/status/Completed",
         AUTHORITY + "distribution-status/COMPLETED"),
        ("planned-availability", "http://dcat-ap.de/def/plannedAvailability/stable",
         AUTHORITY + "planned-availability/STABLE"),
        ("musterdatensatz", "haushalt/plan",
         "https://musterdatenkatalog.de/def/musterdatensatz/finanzen/haushalt/plan"),
        ("musterdatensatz", "standort", None),
        ("licences", "2.0", None),
        ("frequency", "", None),
    ],
)  # fmt: skip
def test_what_is_plainly_meant_is_found_and_nothing_else(name: str, said: str, meant: str | None):
    assert vocabulary_choices(name).find(said) == meant


@pytest.mark.parametrize(
    ("name", "said", "first"),
    [
        ("frequency", "DAYLY", "täglich"),
        ("musterdatensatz", "parkplätze in der stadt", "Verkehr: Kfz: Parkplätze"),
        ("nace-section", "einzelhandel", "Groß- und Einzelhandel"),
        ("access-right", "xyz", "öffentlich"),
    ],
)
def test_the_nearest_terms_are_named(name: str, said: str, first: str):
    near = [choice.label["de"] for choice in vocabulary_choices(name).nearest(said)]
    assert first in near
    assert 1 <= len(near) <= 3


def test_a_term_without_a_label_is_named():
    rows = [{"uri": "http://example.org/a", "de": "a", "fr": "", "en": "a"}]
    with pytest.raises(SchemaError, match=r"vocabularies/x\.tsv: entry 2 has no fr"):
        list(_terms("vocabularies/x.tsv", rows))


def test_licences_know_who_wants_to_be_named():
    code = {term.uri: term.code for term in load("licences")}
    by = {code[licence.uri]: licence.attribution_required for licence in licences()}
    assert by["dl-by-de/2.0"] is True
    assert by["dl-zero-de/2.0"] is False
    for licence in licences():
        if licence.terms:
            assert (licence.terms != "free") == licence.attribution_required, licence.uri


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official lists are not beside the project")
def test_licences_are_those_of_dcat_ap_de_and_old_ones_are_upgraded():
    official = json.loads((OFFICIAL / "dcat_licenses.json").read_text())
    active = {entry["id"] for entry in official if entry["status"] == "active"}
    assert {term.uri for term in vocabulary("licences")} == active
    old = {entry["id"] for entry in official} - active
    assert old - {name for term in vocabulary("licences") for name in term.formerly} == set()
    mapping = json.loads((OFFICIAL / "dcat_license_mapping.json").read_text())["list"]
    choices = vocabulary_choices("licences")
    found = {entry["URI"]: choices.find(entry["OGDLizenzcode"]) for entry in mapping}
    assert {uri: term for uri, term in found.items() if uri != term} == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the lists are not beside the project")
@pytest.mark.parametrize(
    ("name", "file"),
    [("hvd-category", "hvd_categories.tsv"), ("musterdatensatz", "musterdatensatz_uris.txt")],
)
def test_long_lists_are_complete(name: str, file: str):
    lines = (SHARED / "vocabularies" / file).read_text(encoding="utf-8").split("\n")
    official = {line.split("\t")[0] for line in lines if line.startswith("http")}
    assert {term.uri for term in vocabulary(name)} == official
