"""Lists and facts of datasets for pages: what is new, how many, which are samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

PUBLIC = "capacity:public +state:active +type:dataset"


def latest(limit: int = 5) -> list[dict[str, Any]]:
    """The newest public datasets, the newest first; [] while the search cannot answer."""
    found = _search({"rows": limit, "sort": "metadata_created desc", "fq": PUBLIC})
    return list(found.get("results", []))


def count() -> int:
    """How many public datasets there are."""
    return int(_search({"rows": 0, "fq": PUBLIC}).get("count", 0))


def has_samples() -> bool:
    """Whether sample data are in the portal: a reader has to be told before trusting a number."""
    query = {"rows": 0, "fq": f"{PUBLIC} +sample_data:true"}
    return bool(_search(query).get("count", 0))


def is_sample(dataset: Mapping[str, Any]) -> bool:
    """Whether a dataset is marked as sample data (field ``sample_data`` of the schema)."""
    return str(dataset.get("sample_data", "")).lower() == "true"


def formats(dataset: Mapping[str, Any]) -> list[str]:
    """The formats of a dataset's resources, each once, in their order; a URI by its last part."""
    found = (format_name(resource) for resource in dataset.get("resources") or [])
    return list(dict.fromkeys(name for name in found if name))


def format_name(resource: Mapping[str, Any]) -> str:
    """What people call the format: "CSV", also where it is an entry of the EU's file-type list."""
    name = str(resource.get("format") or "")
    return name.rstrip("/").rsplit("/", 1)[-1].replace("_", "-") if "://" in name else name


def _search(query: dict[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = tk.get_action("package_search")({}, query)
    except (SearchError, tk.ValidationError):
        return {}
    return found
