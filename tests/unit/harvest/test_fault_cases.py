"""Where each of the 37 fault cases of harvesting has its test; none can get lost unnoticed.

The numbers are those of section 6 of the project's notes on harvesting (reference/harvesting.md).
"""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parents[2]
FAULTS = "ckan/harvest/test_harvest_faults.py"
TRANSPORT = f"{FAULTS}::test_faults_of_transport_change_nothing"
CASES = {
    1: f"{FAULTS}::test_01_nobody_listens_and_nobody_knows_the_name",
    2: TRANSPORT,
    3: TRANSPORT,
    4: TRANSPORT,
    5: TRANSPORT,
    6: TRANSPORT,
    7: TRANSPORT,
    8: "unit/harvesters/test_tls.py::test_a_certificate_that_nobody_signed",
    9: "ckan/harvest/test_harvest_unchanged.py::test_a_304_that_lies_is_found_out",
    13: "ckan/harvest/test_harvest_archive.py::test_a_nearly_empty_answer_waits_for_a_person",
    14: f"{FAULTS}::test_14_one_invalid_record_among_many",
    15: f"{FAULTS}::test_15_the_same_id_twice",
    16: "ckan/harvest/test_harvest_routes.py::test_what_is_ours_does_not_come_back",
    17: f"{FAULTS}::test_17_a_source_says_only_what_a_source_may_say",
    18: f"{FAULTS}::test_18_encodings",
    19: TRANSPORT,
    21: f"{FAULTS}::test_21_scripts_and_formulas_are_texts",
    23: f"{FAULTS}::test_23_metacharacters_in_identities",
    24: f"{FAULTS}::test_24_dates_do_not_decide",
    25: f"{FAULTS}::test_25_a_run_that_dies_in_the_middle",
    26: "ckan/harvest/test_harvest_sources.py"
    "::test_a_database_that_goes_away_does_not_make_gathering_raise",
    27: "ckan/harvest/test_harvest_sources.py::test_two_runs_of_one_source_do_not_mix",
    28: f"{FAULTS}::test_28_two_sources_at_once_with_the_same_titles",
    29: "ckan/harvest/test_harvest_edits.py::test_edits_are_kept_when_the_source_changes",
    30: "ckan/harvest/test_harvest_routes.py::test_the_newest_route_writes_and_both_are_shown",
    31: "ckan/harvest/test_harvest_unchanged.py::test_an_unchanged_run_writes_nothing",
    32: f"{FAULTS}::test_32_a_source_that_is_removed_leaves_its_datasets",
}
#: cases that need a harvester that pages or reads RDF, and those of the catalogue's feed
OPEN = {10, 11, 12, 20, 22, 33, 34, 35, 36, 37}


def test_every_case_has_its_test_or_is_open() -> None:
    assert set(CASES) | OPEN == set(range(1, 38))
    assert not set(CASES) & OPEN


def test_the_tests_are_there() -> None:
    missing = []
    for case, node in CASES.items():
        file, _, name = node.partition("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        if name not in {item.name for item in tree.body if isinstance(item, ast.FunctionDef)}:
            missing.append((case, node))
    assert missing == []
