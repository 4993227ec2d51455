"""One step of a migration, on datasets as they lie in the database; no database needed."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.logic.migration.steps import newest, steps
from ckanext.loerrach.logic.migration.steps.v2_personal_data import SILENT, change
from ckanext.loerrach.logic.migration.stored import Stored
from ckanext.loerrach.logic.migration.tools import rename
from ckanext.loerrach.schemas import version


def stored(public: bool = True, harvested: bool = False, **fields: Any) -> Stored:
    return Stored("parken", public, harvested, fields)


def test_the_steps_are_numbered_without_a_gap():
    assert [step.version for step in steps()] == list(range(2, newest() + 1))
    assert newest() == version()


@pytest.mark.parametrize(
    ("dataset", "answer", "said"),
    [
        (stored(harvested=True), "none", []),
        (stored(harvested=True, personal_data="anonymised"), "anonymised", []),
        (stored(), None, [SILENT]),
        (stored(public=False), None, []),
    ],
)
def test_only_a_harvest_source_answers_for_its_datasets(
    dataset: Stored, answer: str | None, said: list[str]
):
    assert change(dataset) == said
    assert dataset.fields.get("personal_data") == answer


def test_a_high_value_dataset_without_decision_is_named():
    dataset = stored(public=False, hvd_category=["http://data.europa.eu/bna/c_b79e35eb"])
    assert change(dataset) == [
        "is a high-value dataset without a recorded decision; the next edit asks for it."
    ]
    assert dataset.fields == {"hvd_category": ["http://data.europa.eu/bna/c_b79e35eb"]}


def test_moments_become_those_of_xml_schema_and_dates_stay():
    dataset = stored(
        public=False, issued="2026-11-22T10+0100", modified="2026-11",
        temporal_coverage=[{"start": "2026-11-22T1015Z", "end": "2027"}],
    )  # fmt: skip
    change(dataset)
    assert dataset.fields == {
        "issued": "2026-11-22T10:00:00+01:00", "modified": "2026-11",
        "temporal_coverage": [{"start": "2026-11-22T10:15:00+00:00", "end": "2027"}],
    }  # fmt: skip


def test_a_centre_that_is_an_area_is_kept_as_an_area():
    area, other = {"type": "Polygon", "coordinates": [1]}, {"type": "Polygon", "coordinates": [2]}
    dataset = stored(
        public=False, spatial_coverage=[{"centroid": area}, {"centroid": area, "geom": other}]
    )
    change(dataset)
    assert dataset.fields["spatial_coverage"] == [{"geom": area}, {"geom": other}, {"geom": area}]


@pytest.mark.parametrize("name", ["SHA256", "sha-256", "SHA-256", "sha_256"])
def test_names_of_checksums_become_those_of_the_list(name: str):
    dataset = Stored("x", False, False, {}, [{"hash_algorithm": name}])
    assert change(dataset) == []
    spdx = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
    assert dataset.resources == [{"hash_algorithm": spdx}]


def test_an_unknown_checksum_stays_and_is_named():
    dataset = Stored("x", False, False, {}, [{"hash_algorithm": "crc32"}])
    assert change(dataset) == ["has a checksum by 'crc32', which is not on the list."]
    assert dataset.resources == [{"hash_algorithm": "crc32"}]


def test_a_field_gets_another_name_and_nothing_is_lost():
    dataset = Stored(
        "x", True, False, {"old": "a"}, [{"old": "b", "new": "b"}, {"old": "c", "new": "d"}, {}]
    )
    assert rename(dataset, "old", "new") == [
        "has 'old' and 'new', which say different things; both stay."
    ]
    assert dataset.fields == {"new": "a"}
    assert dataset.resources == [{"new": "b"}, {"old": "c", "new": "d"}, {}]


def test_a_step_done_twice_does_nothing_more():
    dataset = stored(harvested=True, issued="2026-11-22T10+0100", url="[kein JSON")
    change(dataset)
    once = dataset.copy()
    assert change(dataset) == []
    assert dataset == once
