"""Where each of the 37 fault cases of harvesting has its tests; none can get lost unnoticed.

The numbers are those of section 6 of the project's notes on harvesting (reference/harvesting.md).
A test of a case begins with its number; this is the table of all of them.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parents[2]
TRANSPORT = "ckan/harvest/test_harvest_faults_transport.py"
PAGING = "ckan/harvest/test_harvest_faults_paging.py"
CONTENT = "ckan/harvest/test_harvest_faults_content.py"
ENCODINGS = "ckan/harvest/test_harvest_faults_encodings.py"
RUNTIME = "ckan/harvest/test_harvest_faults_runtime.py"
ROUTES = "ckan/harvest/test_harvest_routes.py"
UNCHANGED = "ckan/harvest/test_harvest_unchanged.py"
FEED = "ckan/feed/test_catalogue_fault_cases.py"
RING = "neighbour/test_ring.py"
ROUND_TRIP = "neighbour/test_round_trip.py"
STOCK = "neighbour/test_feed_to_neighbour.py"
SCHEMA = "neighbour/test_stock_with_schema.py"
NUMBER = re.compile(r"test_(\d\d)(?:_and_(\d\d))?_")
#: case -> file -> the tests that say what the catalogue holds afterwards
CASES = {
    1: {
        TRANSPORT: [
            "test_01_nobody_listens_and_nobody_knows_the_name",
        ],
    },
    2: {
        TRANSPORT: [
            "test_02_hangs_and_drips",
        ],
    },
    3: {
        TRANSPORT: [
            "test_03_fails_and_is_busy",
            "test_03_asks_again_before_it_gives_up",
        ],
    },
    4: {
        TRANSPORT: [
            "test_04_something_else_with_status_200",
            "test_04_a_ckan_without_success",
        ],
    },
    5: {
        TRANSPORT: [
            "test_05_ends_before_it_is_complete",
        ],
    },
    6: {
        TRANSPORT: [
            "test_06_leads_to_inner_addresses",
            "test_06_leads_to_files_and_other_schemes",
            "test_06_a_source_that_moved_inside",
            "test_06_a_name_that_moves_inside",
        ],
    },
    7: {
        TRANSPORT: [
            "test_07_swells",
        ],
    },
    8: {
        TRANSPORT: [
            "test_08_a_certificate_that_nobody_signed",
        ],
    },
    9: {
        TRANSPORT: [
            "test_09_says_not_modified_although_it_is",
            "test_09_an_etag_that_never_changes",
        ],
    },
    10: {
        PAGING: [
            "test_10_added_edited_and_removed_while_paging",
            "test_10_removed_between_the_list_and_the_records",
        ],
    },
    11: {
        PAGING: [
            "test_11_pages_that_lead_nowhere",
        ],
    },
    12: {
        PAGING: [
            "test_12_gives_fewer_than_it_announces",
            "test_12_caps_its_pages_and_ignores_ranges",
            "test_12_a_list_of_fields_that_is_ignored",
        ],
    },
    13: {
        PAGING: [
            "test_13_far_fewer_or_none_at_once",
        ],
    },
    14: {
        CONTENT: [
            "test_14_one_invalid_record_among_many",
            "test_14_invalid_records_of_a_real_format",
        ],
    },
    15: {
        CONTENT: [
            "test_15_the_same_id_twice",
        ],
    },
    16: {
        CONTENT: [
            "test_16_what_belongs_to_others_stays_theirs",
            "test_16_an_id_that_is_in_use_already",
        ],
    },
    17: {
        CONTENT: [
            "test_17_a_source_says_only_what_a_source_may_say",
        ],
    },
    18: {
        ENCODINGS: [
            "test_18_encodings",
            "test_18_encodings_of_xml",
            "test_18_latin_1_of_json",
            "test_18_identities_that_no_index_takes",
        ],
    },
    19: {
        CONTENT: [
            "test_19_bombs_and_nesting",
        ],
    },
    20: {
        CONTENT: [
            "test_20_contexts_and_imports_are_never_fetched",
        ],
    },
    21: {
        CONTENT: [
            "test_21_scripts_and_formulas_are_texts",
            "test_21_formulas_of_a_table_are_texts_in_its_files",
        ],
    },
    22: {
        CONTENT: [
            "test_22_bad_addresses_do_not_break_our_own_pages",
        ],
    },
    23: {
        CONTENT: [
            "test_23_metacharacters_in_identities",
        ],
    },
    24: {
        CONTENT: [
            "test_24_dates_do_not_decide",
        ],
    },
    25: {
        RUNTIME: [
            "test_25_and_26_ends_at_any_write",
        ],
    },
    26: {
        RUNTIME: [
            "test_25_and_26_ends_at_any_write",
            "test_26_valkey_forgets_everything",
        ],
    },
    27: {
        RUNTIME: [
            "test_27_two_workers_a_double_click_and_a_schedule",
            "test_27_two_processes_at_once",
        ],
    },
    28: {
        RUNTIME: [
            "test_28_two_sources_at_once_with_the_same_titles",
        ],
    },
    29: {
        RUNTIME: [
            "test_29_somebody_edits_during_the_run",
        ],
    },
    30: {
        ROUTES: [
            "test_30_the_newest_route_writes_and_both_are_shown",
            "test_30_a_route_that_ends_leaves_the_dataset_to_the_other",
            "test_30_what_is_ours_does_not_come_back",
            "test_30_the_publisher_comes_first_however_new_a_copy_seems",
            "test_30_what_its_publisher_deletes_does_not_come_back_by_a_copy",
            "test_30_who_harvests_us_keeps_nothing_alive",
            "test_30_our_own_does_not_come_back_under_the_id_that_another_gave_it",
            "test_30_copies_inside_of_a_source_are_one_dataset",
        ],
        RING: [
            "test_30_the_number_of_datasets_is_stable_from_the_second_round_on",
            "test_30_what_happens_later_changes_the_number_once",
            "test_30_each_dataset_is_there_once_with_the_names_it_was_born_with",
            "test_30_what_is_ours_is_left_as_it_is",
            "test_30_rounds_without_news_write_nothing",
            "test_30_an_edit_at_the_origin_arrives_everywhere",
            "test_30_a_deletion_at_the_origin_leaves_the_others_and_does_not_come_back",
            "test_30_both_routes_are_told",
        ],
    },
    31: {
        UNCHANGED: [
            "test_31_an_unchanged_run_writes_nothing",
        ],
    },
    32: {
        RUNTIME: [
            "test_32_a_source_that_is_removed_or_paused_leaves_its_datasets",
            "test_32_a_source_that_is_paused_is_left_alone",
            "test_32_a_source_that_is_cleared_or_purged_leaves_no_orphans",
        ],
    },
    33: {
        FEED: [
            "test_33_who_pages_while_we_write_gets_a_complete_stable_catalogue",
        ],
    },
    34: {
        FEED: [
            "test_34_conditional_requests_head_and_pages_beyond_the_end",
        ],
    },
    35: {
        FEED: [
            "test_35_an_aggressive_crawler_gets_its_share",
            "test_35_what_is_kept_and_further_pages_of_a_search_cost_no_share",
            "test_35_costly_answers_are_made_one_after_the_other",
            "test_35_what_nobody_needs_is_refused",
        ],
    },
    36: {
        FEED: [
            "test_36_what_is_not_public_is_never_in_the_feed_nor_in_a_cache",
        ],
    },
    37: {
        STOCK: [
            "test_37_a_stock_ckan_harvests_all_of_it",
            "test_37_what_a_stock_ckan_shows",
        ],
        ROUND_TRIP: [
            "test_37_each_dataset_is_the_same_graph",
            "test_37_the_way_is_told",
        ],
        SCHEMA: [
            "test_37_a_place_arrives_as_exact_as_it_is",
            "test_37_formats_outside_of_the_list_of_the_eu",
        ],
    },
}


def test_every_case_has_its_tests() -> None:
    assert sorted(CASES) == list(range(1, 38))
    assert all(names for files in CASES.values() for names in files.values())


def test_the_table_names_the_tests_that_are_there() -> None:
    for file in {file for files in CASES.values() for file in files}:
        assert numbered(file) == {
            case: names for case, files in CASES.items() if (names := files.get(file))
        }


def numbered(file: str) -> dict[int, list[str]]:
    """The tests of a file by the cases in their names."""
    found: dict[int, list[str]] = defaultdict(list)
    for item in ast.parse((TESTS / file).read_text(encoding="utf-8")).body:
        if isinstance(item, ast.FunctionDef) and (cases := NUMBER.match(item.name)):
            for case in filter(None, cases.groups()):
                found[int(case)].append(item.name)
    return dict(found)
