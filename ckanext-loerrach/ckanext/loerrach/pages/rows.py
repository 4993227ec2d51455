"""Rows of tables for pages that tell them in sentences instead of showing them in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

Row = dict[str, Any]


def with_columns(package: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any] | None:
    """The first table of a dataset that has all of these columns; None where there is none."""
    wanted = set(names)
    for resource in package.get("resources", ()):
        if resource.get("datastore_active") and wanted <= _columns(str(resource["id"])):
            found: Mapping[str, Any] = resource
            return found
    return None


def some(resource: Mapping[str, Any], **query: Any) -> list[Row]:
    """Rows as `datastore_search` finds them; [] where the table has just gone."""
    try:
        asked = {"resource_id": resource["id"], "include_total": False, **query}
        return list(tk.get_action("datastore_search")({}, asked)["records"])
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return []


def _columns(resource_id: str) -> set[str]:
    try:
        info = tk.get_action("datastore_info")({}, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return set()
    return {field["id"] for field in info["fields"]}
