"""Validation of datasets by the schemas of their type, compiled for one run of the engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import plugins as lib_plugins
from ckan.logic import schema as ckan_schemas
from ckan.logic import validators as core
from ckanext.scheming import plugins as scheming
from ckanext.scheming.validation import validators_from_string

from .compiled import Check, Compiled
from .flat import Data, unflatten

#: action -> how ckanext-scheming makes a list of validators of a field
FIELDS = {
    "package_create": scheming._field_create_validators,
    "package_update": scheming._field_validators,
    "package_show": scheming._field_output_validators,
}


class Schemas:
    """Compiled schemas; made anew for each run, because plugins may come and go."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], Compiled] = {}

    def validated(
        self, action: str, context: Mapping[str, Any], dataset: dict[str, Any],
        known: Mapping[Check, Check],
    ) -> tuple[dict[str, Any], bool]:  # fmt: skip
        """The dataset as `plugin_validate` makes it for an action, and whether it has no fault.

        ``dataset`` is changed as ckanext-scheming changes it.
        """
        plugin = lib_plugins.lookup_package_plugin(dataset["type"])
        if not _is_scheming(plugin, dataset["type"]):
            schema = getattr(plugin, f"{action.removeprefix('package_')}_package_schema")()
            found, errors = lib_plugins.plugin_validate(plugin, context, dataset, schema, action)
            return found, not errors
        _before(plugin, action, dataset)
        made = self.made.get((dataset["type"], action))
        if made is None:
            made = self.made[dataset["type"], action] = _compile(plugin, action, dataset["type"])
        return made.run(dataset, context, known)

    def shown(self, context: Mapping[str, Any], dataset: dict[str, Any]) -> dict[str, Any]:
        """A dataset from the database as CKAN's own schema shows it, faults and all."""
        made = self.made.get(("", "package_show"))
        if made is None:
            schema = ckan_schemas.default_show_package_schema()
            made = self.made["", "package_show"] = Compiled(schema)
        return made.run(dataset, context, SHOWN)[0]


def _stays(key: Any, data: Any, errors: Any, context: Any) -> None:
    """What is shown keeps its name, whatever the database would say to it."""


#: a validator that only finds faults, by a question to the database; showing asks for no faults
SHOWN: dict[Check, Check] = {core.package_name_validator: _stays}


def _is_scheming(plugin: Any, type: str) -> bool:
    """Is it ckanext-scheming that validates, and not something of its own?"""
    named = getattr(getattr(plugin, "validate", None), "__func__", None)
    return named is scheming.SchemingDatasetsPlugin.validate and type in plugin._expanded_schemas


def _before(plugin: Any, action: str, dataset: dict[str, Any]) -> None:
    """What ckanext-scheming does to a dataset before it is validated."""
    whole = plugin._expanded_schemas[dataset["type"]]
    if action == "package_show":
        _read_groups(dataset, set(_composite(whole["dataset_fields"])))
        return
    for names, one in (
        (_composite(whole["dataset_fields"]), [dataset]),
        (_composite(whole["resource_fields"]), dataset.get("resources", [])),
    ):
        for part in one if names else ():
            scheming.expand_form_composite(part, set(names))


def _read_groups(dataset: dict[str, Any], names: set[str]) -> None:
    extras = dataset.get("extras") or []
    for extra in extras:
        if extra["key"] in names:
            dataset[extra["key"]] = json.loads(extra["value"])
    if names and extras:
        dataset["extras"] = [extra for extra in extras if extra["key"] not in names]


def _composite(fields: list[dict[str, Any]]) -> list[str]:
    return [one["field_name"] for one in fields if "repeating_subfields" in one]


def _compile(plugin: Any, action: str, type: str) -> Compiled:
    """The schema that SchemingDatasetsPlugin.validate puts together."""
    kind = action.removeprefix("package_")
    schema = getattr(plugin, f"{kind}_package_schema")()
    whole = plugin._expanded_schemas[type]
    if kind != "show":
        for at, name in (("__before", "before_validators"), ("__after", "after_validators")):
            if whole.get(name):
                schema[at] = validators_from_string(whole[name], None, whole)
    groups = []
    for one in whole["dataset_fields"]:
        name = one["field_name"]
        extra = name not in schema
        schema[name] = FIELDS[action](one, whole, extra)
        if extra and "repeating_subfields" in one:
            groups.append(name)
    for one in whole["resource_fields"]:
        schema["resources"][one["field_name"]] = FIELDS[action](one, whole, False)
    if groups and kind != "show":
        schema["__after"] = [*schema.get("__after", []), _kept_in_extras(groups)]
    return Compiled(schema)


def _kept_in_extras(groups: list[str]) -> Callable[..., None]:
    """Groups of fields are kept as the JSON text of an extra."""

    def to_extras(key: Any, data: Data, errors: Any, context: Any) -> None:
        inside = unflatten({key: value for key, value in data.items() if key[0] in groups})
        number = max((key[1] for key in data if key[0] == "extras" and len(key) > 1), default=-1)
        for name in (name for name in groups if name in inside):
            number += 1
            text = json.dumps(inside[name], default=lambda one: None if one == tk.missing else one)
            data["extras", number, "key"] = name
            data["extras", number, "value"] = text
            # as ckanext-scheming does; the group itself stays
            data.pop((name,), None)

    return to_extras
