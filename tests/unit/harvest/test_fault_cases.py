"""Where each of the 37 fault cases of harvesting has its test; none can get lost unnoticed.

The numbers are those of section 6 of the project's notes on harvesting (reference/harvesting.md).
"""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parents[2]
HARVEST = "ckan/harvest/test_harvest_faults_"
TRANSPORT, PAGING, CONTENT, RUNTIME = (
    f"{HARVEST}{part}.py::test_" for part in ("transport", "paging", "content", "runtime")
)
FEED = "ckan/feed/test_catalogue_fault_cases.py::test_"
FEED = "ckan/feed/test_catalogue_fault_cases.py::test_"
ROUTES = "ckan/harvest/test_harvest_routes.py::test_"
#: case -> the test that says what the catalogue holds afterwards (and, for most, others beside it)
CASES = {
    1: f"{TRANSPORT}01_nobody_listens_and_nobody_knows_the_name",
    2: f"{TRANSPORT}02_hangs_and_drips",
    3: f"{TRANSPORT}03_fails_and_is_busy",
    4: f"{TRANSPORT}04_something_else_with_status_200",
    5: f"{TRANSPORT}05_ends_before_it_is_complete",
    6: f"{TRANSPORT}06_leads_to_inner_addresses",
    7: f"{TRANSPORT}07_swells",
    8: f"{TRANSPORT}08_a_certificate_that_nobody_signed",
    9: f"{TRANSPORT}09_says_not_modified_although_it_is",
    10: f"{PAGING}10_added_edited_and_removed_while_paging",
    11: f"{PAGING}11_pages_that_lead_nowhere",
    12: f"{PAGING}12_gives_fewer_than_it_announces",
    13: f"{PAGING}13_far_fewer_or_none_at_once",
    14: f"{CONTENT}14_one_invalid_record_among_many",
    15: f"{CONTENT}15_the_same_id_twice",
    16: f"{CONTENT}16_what_belongs_to_others_stays_theirs",
    17: f"{CONTENT}17_a_source_says_only_what_a_source_may_say",
    18: f"{HARVEST}encodings.py::test_18_encodings",
    19: f"{CONTENT}19_bombs_and_nesting",
    20: f"{CONTENT}20_contexts_and_imports_are_never_fetched",
    21: f"{CONTENT}21_scripts_and_formulas_are_texts",
    22: f"{CONTENT}22_bad_addresses_do_not_break_our_own_pages",
    23: f"{CONTENT}23_metacharacters_in_identities",
    24: f"{CONTENT}24_dates_do_not_decide",
    25: f"{RUNTIME}25_and_26_ends_at_any_write",
    26: f"{RUNTIME}26_valkey_forgets_everything",
    27: f"{RUNTIME}27_two_workers_a_double_click_and_a_schedule",
    28: f"{RUNTIME}28_two_sources_at_once_with_the_same_titles",
    29: f"{RUNTIME}29_somebody_edits_during_the_run",
    30: f"{ROUTES}the_newest_route_writes_and_both_are_shown",
    31: "ckan/harvest/test_harvest_unchanged.py::test_an_unchanged_run_writes_nothing",
    32: f"{RUNTIME}32_a_source_that_is_removed_or_paused_leaves_its_datasets",
    33: f"{FEED}33_who_pages_while_we_write_gets_a_complete_stable_catalogue",
    34: f"{FEED}34_conditional_requests_head_and_pages_beyond_the_end",
    35: f"{FEED}35_an_aggressive_crawler_gets_its_share",
    36: f"{FEED}36_what_is_not_public_is_never_in_the_feed_nor_in_a_cache",
    37: "neighbour/test_round_trip.py::test_each_dataset_is_the_same_graph",
}


def test_every_case_has_its_test() -> None:
    assert sorted(CASES) == list(range(1, 38))


def test_the_tests_are_there() -> None:
    missing = []
    for case, node in CASES.items():
        file, _, name = node.partition("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        if name not in {item.name for item in tree.body if isinstance(item, ast.FunctionDef)}:
            missing.append((case, node))
    assert missing == []
