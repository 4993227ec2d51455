"""Datasets straight into CKAN's tables: what package_create would write, in a few seconds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import ckan.model as model
from corpus import GROUPS, ORGANIZATIONS, SPACE, Dataset

BATCH = 1_000


def fill(datasets: Iterable[Dataset]) -> int:
    """Write organizations, groups and datasets in batches of one commit; how many datasets."""
    _insert(model.group_table, [_group(name, name, True) for name in ORGANIZATIONS])
    _insert(model.group_table, [_group(name, title, False) for name, title in GROUPS.items()])
    tags: set[str] = set()
    count = 0
    source = iter(datasets)
    while batch := list(islice(source, BATCH)):
        new = {tag for dataset in batch for tag in dataset.tags} - tags
        _insert(model.tag_table, [{"id": _id("tag", tag), "name": tag} for tag in sorted(new)])
        tags |= new
        for table, rows in _rows(batch).items():
            _insert(table, rows)
        model.Session.commit()
        count += len(batch)
    return count


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        model.Session.connection().execute(table.insert(), rows)


def _id(*words: str) -> str:
    return str(uuid.uuid5(SPACE, "/".join(words)))


def _group(name: str, title: str, organization: bool) -> dict[str, Any]:
    kind = "organization" if organization else "group"
    return {
        "id": _id("group", name), "name": name, "title": title, "type": kind,
        "is_organization": organization, "state": "active", "approval_status": "approved",
    }  # fmt: skip


def _rows(batch: list[Dataset]) -> dict[Any, list[dict[str, Any]]]:
    return {
        model.package_table: [_package(dataset) for dataset in batch],
        model.resource_table: [row for dataset in batch for row in _resources(dataset)],
        model.package_tag_table: [row for dataset in batch for row in _tags(dataset)],
        model.member_table: [row for dataset in batch for row in _members(dataset)],
    }


def _package(dataset: Dataset) -> dict[str, Any]:
    return {
        "id": dataset.id, "name": dataset.name, "title": dataset.title, "notes": dataset.notes,
        "url": dataset.url, "author": dataset.author, "maintainer": dataset.maintainer,
        "license_id": dataset.license_id, "owner_org": _id("group", dataset.organization),
        "type": "dataset", "private": False, "state": "active", "extras": dataset.extras,
        "metadata_created": dataset.created, "metadata_modified": dataset.modified,
    }  # fmt: skip


def _resources(dataset: Dataset) -> Iterator[dict[str, Any]]:
    for position, resource in enumerate(dataset.resources):
        yield {
            "id": resource.id, "package_id": dataset.id, "position": position, "state": "active",
            "name": resource.name, "format": resource.format, "url": resource.url,
            "description": resource.description, "created": dataset.created, "extras": {},
        }  # fmt: skip


def _tags(dataset: Dataset) -> Iterator[dict[str, Any]]:
    for tag in dataset.tags:
        yield {
            "id": _id("package_tag", dataset.id, tag), "package_id": dataset.id,
            "tag_id": _id("tag", tag), "state": "active",
        }  # fmt: skip


def _members(dataset: Dataset) -> Iterator[dict[str, Any]]:
    places = [
        (dataset.organization, "organization"),
        *((name, "public") for name in dataset.groups),
    ]
    for name, capacity in places:
        yield {
            "id": _id("member", dataset.id, name), "table_id": dataset.id, "table_name": "package",
            "group_id": _id("group", name), "capacity": capacity, "state": "active",
        }  # fmt: skip
