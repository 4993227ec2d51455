"""Edits that people made to harvested datasets in the portal: found by field, kept or overwritten.

After each write the engine remembers a digest of every field as the portal shows it. What differs
from it later was edited here. Imports no ckan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.loerrach.harvesters._core.fingerprint import digest

#: what CKAN, other plugins and the engine say, or derive from the fields below
DERIVED = frozenset(
    [
        "id",
        "name",
        "type",
        "state",
        "title",
        "notes",
        "tags",
        "groups",
        "organization",
        "owner_org",
        "extras",
        "archived",
        "sample_data",
        "metadata_created",
        "metadata_modified",
        "creator_user_id",
        "num_resources",
        "num_tags",
        "isopen",
        "license_title",
        "license_url",
        "relationships_as_object",
        "relationships_as_subject",
        "resources",
    ]
)
RESOURCE_DERIVED = frozenset(
    [
        "id",
        "name",
        "description",
        "position",
        "state",
        "package_id",
        "created",
        "last_modified",
        "metadata_modified",
        "datastore_active",
        "cache_url",
        "cache_last_updated",
    ]
)
#: nobody but the town decides that something hidden may be seen
NEVER_OVERWRITTEN = frozenset({"private"})


def digests(shown: Mapping[str, Any]) -> dict[str, str]:
    """Digest of each field of a package_show dict; fields of resources as "resources/ID/FIELD"."""
    found = {name: digest(value) for name, value in shown.items() if name not in DERIVED}
    for resource in shown["resources"]:
        for name, value in resource.items():
            if name not in RESOURCE_DERIVED:
                found[f"resources/{resource['id']}/{name}"] = digest(value)
    return found


def edited(base: Mapping[str, str], shown: Mapping[str, Any]) -> list[str]:
    """The fields that are not as the engine left them."""
    now = digests(shown)
    return sorted(path for path in {*base, *now} if base.get(path) != now.get(path))


def conflicting(paths: list[str], base: Mapping[str, str], dataset: Mapping[str, Any]) -> list[str]:
    """Those of the edited fields that the source has something to say about."""
    files = _files(base) | {resource["id"] for resource in dataset["resources"]}
    return [
        path
        for path in paths
        if path not in NEVER_OVERWRITTEN
        and (path.split("/")[1] in files if path.startswith("resources/") else path in dataset)
    ]


def merged(
    dataset: Mapping[str, Any], shown: Mapping[str, Any], base: Mapping[str, str], keep: bool
) -> dict[str, Any]:
    """The dataset of the source with the edits that stay.

    ``keep``: every edit stays. Otherwise the source wins where it says something; what only the
    town says, a field or a file, stays in any case.
    """
    paths = edited(base, shown)
    lost = set() if keep else set(conflicting(paths, base, dataset))
    result = dict(dataset)
    for path in paths:
        if path in lost or path.startswith("resources/"):
            continue
        _take(result, shown, path)
    wanted = dataset["resources"]
    files = _resources(wanted, shown["resources"], base, paths) if keep else wanted
    source = _files(base) | {resource["id"] for resource in wanted}
    result["resources"] = files + [one for one in shown["resources"] if one["id"] not in source]
    return result


def _files(base: Mapping[str, str]) -> set[str]:
    """Ids of the resources that the engine left."""
    return {path.split("/")[1] for path in base if path.startswith("resources/")}


def _take(target: dict[str, Any], shown: Mapping[str, Any], name: str) -> None:
    if name in shown:
        target[name] = shown[name]
    else:
        target.pop(name, None)


def _resources(
    wanted: list[dict[str, Any]],
    shown: list[dict[str, Any]],
    base: Mapping[str, str],
    paths: list[str],
) -> list[dict[str, Any]]:
    """Resources of the source with edited fields; removed ones stay away."""
    here = {resource["id"]: resource for resource in shown}
    before = _files(base)
    result = []
    for resource in wanted:
        if resource["id"] in here:
            one = dict(resource)
            for path in paths:
                if path.startswith(f"resources/{one['id']}/"):
                    _take(one, here[one["id"]], path.split("/", 2)[2])
            result.append(one)
        elif resource["id"] not in before:
            result.append(resource)
    return result
