"""Which tasks of a batch can be written together; the others are left to CKAN's actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import selectinload

from .. import names
from ..context import Run
from ..write import base_name
from .item import Item, Work
from .valid import unpack, wanted


def prepare(run: Run, works: list[Work]) -> list[Item]:
    """Those tasks that can go together, each validated; rows of datasets to change are locked."""
    if any(p.PluginImplementations(p.IUploader)):
        return []
    tasks = [work.task for work in works]
    packages = _locked([task.dataset["id"] for task in tasks])
    new = [task for task in tasks if task.before is None and task.dataset["id"] not in packages]
    found = names.free(base_name(run.settings, task.dataset) for task in new)
    named = {task.record.id: name for task, name in zip(new, found, strict=True)}
    items = []
    for work in works:
        task = work.task
        package = packages.get(task.dataset["id"])
        if task.record.id in named:
            items.append(_create(run, work, named[task.record.id]))
        elif task.before and package and package.metadata_modified == task.before.modified_at:
            items.append(_update(run, work, package))
    return [item for item in items if item and _covered(item.data)]


def _locked(ids: list[str]) -> dict[str, Any]:
    """Datasets that are there, as they are now, with what CKAN will ask of them."""
    rows = model.package_table
    query = sa.select(rows.c.id).where(rows.c.id.in_(ids)).order_by(rows.c.id).with_for_update()
    there = list(model.Session.execute(query).scalars())
    if not there:
        return {}
    packages = (
        model.Session.query(model.Package)
        .filter(model.Package.id.in_(there))
        .options(
            selectinload(model.Package.resources_all),
            selectinload(model.Package.package_tags).joinedload(model.PackageTag.tag),
        )
        .populate_existing()
    )
    return {package.id: package for package in packages}


def _create(run: Run, work: Work, name: str) -> Item | None:
    if work.task.validated is None:
        return None
    call = {**work.task.dataset, "name": name, "type": "dataset"}
    data = {**unpack(work.task.validated), "name": name}
    return Item(work, "package_create", dict(run.context), call, data)


def _update(run: Run, work: Work, package: Any) -> Item | None:
    if work.task.validated is None:
        return None
    context = {**run.context, "package": package}
    call = wanted(work.task, package.name, package.type)
    before = tk.get_action("package_show")(
        tk.fresh_context(context, ignore_auth=True), {"id": package.id}
    )
    if _says_nothing_new(before, call):
        return None
    gone = {one["id"] for one in before["resources"]} - {one["id"] for one in call["resources"]}
    data = unpack(work.task.validated)
    return Item(work, "package_update", context, call, data, gone, package)


def _says_nothing_new(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Is it, or one of its resources, just what is there? CKAN has ways of its own for that."""
    here = {resource["id"]: resource for resource in before["resources"]}
    if any(here.get(resource["id"]) == resource for resource in wanted["resources"]):
        return True
    aside = {"metadata_modified": None, "resources": None}
    return {**before, **aside} == {**wanted, **aside}


def _covered(data: Mapping[str, Any]) -> bool:
    """Is there nothing in the data that only CKAN's actions know to write?"""
    others = ("groups", "plugin_data", "relationships_as_subject", "relationships_as_object")
    return (
        data.get("state", "active") == "active"
        and not any(data.get(name) for name in others)
        and not any(tag.get("vocabulary_id") or tag.get("id") for tag in data.get("tags", ()))
        and not any(
            "upload" in resource or resource.get("url_type") == "upload"
            for resource in data.get("resources", ())
        )
    )
