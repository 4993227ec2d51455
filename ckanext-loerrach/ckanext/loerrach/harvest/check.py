"""Check a mapped dataset by the schema before anything is written."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import plugins as lib_plugins

from .report import Refusal


def refusals(context: dict[str, Any], record_id: str, dataset: dict[str, Any]) -> list[Refusal]:
    """What the schema has against the dataset; an empty list when it may be written."""
    plugin = lib_plugins.lookup_package_plugin("dataset")
    package = model.Package.get(dataset["id"])
    if package:
        schema, action = plugin.update_package_schema(), "package_update"
    else:
        schema, action = plugin.create_package_schema(), "package_create"
    asked = {**context, **({"package": package} if package else {})}
    _, errors = lib_plugins.plugin_validate(plugin, asked, copy.deepcopy(dataset), schema, action)
    return told(record_id, errors)


def told(record_id: str, errors: Any) -> list[Refusal]:
    """CKAN's error dict as a list of findings."""
    return [Refusal(record_id, field, message) for field, message in _findings("", errors)]


def _findings(path: str, errors: Any) -> Iterator[tuple[str, str]]:
    if isinstance(errors, dict):
        for name, inner in errors.items():
            yield from _findings(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(errors, list) and any(isinstance(item, dict) for item in errors):
        for number, inner in enumerate(errors):
            yield from _findings(f"{path}[{number}]", inner)
    elif isinstance(errors, list):
        for message in errors:
            yield path, str(message)
    elif errors:
        yield path, str(errors)


def taken(dataset: dict[str, Any], record_id: str) -> Refusal | None:
    """A finding when the dataset's id is in use by somebody else, who keeps it."""
    if model.Package.get(dataset["id"]) is None:
        return None
    return Refusal(
        record_id, "id",
        tk._("Der Datensatz {id} gehört nicht zu dieser Quelle und bleibt, wie er ist.").format(
            id=dataset["id"]
        ),
    )  # fmt: skip
