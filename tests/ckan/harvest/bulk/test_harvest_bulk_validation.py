"""Compiled schemas say what CKAN's validation says, of good and of broken datasets."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ckan import model
from ckan.lib import plugins as lib_plugins
from ckan.lib.navl import validators as navl
from ckan.lib.navl.dictization_functions import DataError, validate
from ckan.tests import helpers
from ckanext.loerrach.harvest.context import site_context
from ckanext.loerrach.harvest.validation import Lookups, Schemas
from ckanext.loerrach.harvest.validation.compiled import Compiled

#: what is done to a whole dataset, and whether it is a fault
CHANGES: dict[str, tuple[dict[str, Any], bool]] = {
    "nothing": ({}, False),
    "a value of another list": ({"frequency": "manchmal"}, True),
    "no title": ({"title_translated": {}}, True),
    "a number for a text": ({"version": 7}, True),
    "a name that is none": ({"name": "Ä"}, True),
    "a name that is taken": ({"name": "vergeben"}, True),
    "an organization that is not there": ({"owner_org": "nirgends"}, True),
    "a field of another strategy field": ({"fiscal_year": "2026"}, True),
    "a field that nobody knows": ({"unbekannt": "x"}, False),
    "extras of one name": ({"extras": [{"key": "a", "value": "1"}] * 2}, True),
    "an extra": ({"extras": [{"key": "a", "value": "1"}]}, False),
    "empty groups between others": ({"contact": [{}, {"email": "a@b.de"}, {"name": ""}]}, False),
    "a tag with a comma": ({"tags_translated": {"de": ["a, b"]}}, True),
    "no resources": ({"resources": []}, False),
    "a resource without a licence": ({"resources": [{"url": "https://example.org"}]}, True),
    "a script for an address": ({"resources": [{"url": "javascript:alert(1)"}]}, True),
    "the end before the beginning": (
        {"temporal_coverage": [{"start": "2027", "end": "2026"}]}, True
    ),
    "no answer on personal data": ({"personal_data": "", "personal_data_reason": ""}, False),
}  # fmt: skip


@pytest.fixture
def dataset(town: Any, make: Any) -> dict[str, Any]:
    """A dataset that says all that one can say."""
    create(**_given(town, make), name="vergeben")
    return {**_given(town, make), "name": "satz", "id": "8a6e1f0e-6f5b-5a0e-9d57-1d8e5c2f7b31"}


def create(**dataset: Any) -> None:
    helpers.call_action("package_create", {"user": site_context()["user"]}, **dataset)


def _given(town: Any, make: Any) -> dict[str, Any]:
    return copy.deepcopy({
        **make.common, **make.own["culture"], "strategy_field": "culture", "type": "dataset",
        "owner_org": town["id"], "private": False, "resources": [make.resource, make.resource],
    })  # fmt: skip


def by_ckan(action: str, context: Any, dataset: Any) -> tuple[Any, bool]:
    plugin = lib_plugins.lookup_package_plugin("dataset")
    schema = getattr(plugin, f"{action.removeprefix('package_')}_package_schema")()
    data, errors = lib_plugins.plugin_validate(plugin, dict(context), dataset, schema, action)
    return data, not errors


def test_new_datasets(dataset: dict[str, Any]):
    for name, (changes, fault) in CHANGES.items():
        given, context = {**dataset, **copy.deepcopy(changes)}, site_context()
        known = Lookups([given]).known
        data, good = Schemas().validated("package_create", context, copy.deepcopy(given), known)
        expected, fine = by_ckan("package_create", context, given)
        assert (good, fine) == (not fault, not fault), name
        assert fault or data == expected, name


def test_changed_datasets_and_shown_ones(dataset: dict[str, Any]):
    create(**copy.deepcopy(dataset))
    context = {**site_context(), "package": model.Package.get("satz")}
    shown = {"validate": False, "use_cache": False}
    for name in (name for name, (_, fault) in CHANGES.items() if not fault):
        given = {**dataset, **copy.deepcopy(CHANGES[name][0])}
        known = Lookups([given]).known
        one = Schemas().validated("package_update", context, copy.deepcopy(given), known)
        assert one == by_ckan("package_update", context, given), name
    stored = helpers.call_action("package_show", dict(shown), id="satz")
    one, _ = Schemas().validated("package_show", context, copy.deepcopy(stored), {})
    assert one == by_ckan("package_show", context, stored)[0]


def test_what_has_no_shape_is_told_as_ckan_tells_it(dataset: dict[str, Any]):
    for broken in ({"resources": "x"}, {"tags": {"name": "x"}}, {"tags": ["x"]}):
        given, context = {**dataset, **broken}, site_context()
        with pytest.raises(DataError) as expected:
            by_ckan("package_create", context, copy.deepcopy(given))
        with pytest.raises(DataError) as raised:
            Schemas().validated("package_create", context, given, {})
        assert raised.value.error == expected.value.error


def looking(key: Any, data: Any, errors: Any, context: Any) -> None:
    """A plugin's validator that asks for another field."""
    data[key] = "nothing" if data["z",] is navl.missing else "something"


@pytest.mark.parametrize("given", [{}, {"m": "1"}, {"z": "2"}, {"m": "", "z": "2"}, {"m": None}])
@pytest.mark.parametrize(
    "schema",
    [
        {"m": [navl.if_empty_same_as("z")], "z": [navl.ignore_missing]},
        {"m": [navl.not_empty], "z": [navl.if_empty_same_as("m")]},
        {"m": [looking], "z": [navl.ignore_missing]},
    ],
)
def test_fields_that_look_at_others(schema: dict[str, Any], given: dict[str, Any]):
    expected, errors = validate(dict(given), schema, {})
    assert Compiled(schema).run(dict(given), {}, {}) == (expected, not errors)
