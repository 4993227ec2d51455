"""What CKAN's actions would be called with, and its validated form: what is to be written."""

from __future__ import annotations

import copy
import pickle
import zlib
from collections.abc import Mapping
from typing import Any

from ckan import model
from ckan.lib import uploader
from ckan.lib.navl.dictization_functions import DataError

from .. import names
from ..context import Run
from ..task import Task
from ..validation import Lookups
from ..write import base_name


def wanted(task: Task, name: str, type: str = "dataset") -> dict[str, Any]:
    """The dataset for `package_create`, or for `package_update` where there is one."""
    found = {**copy.deepcopy(task.dataset), "name": name, "type": type}
    if task.before is None:
        return found
    for resource in found["resources"]:
        # creating does not guess, updating does
        upload = uploader.get_resource_uploader(resource)
        if "mimetype" not in resource and hasattr(upload, "mimetype"):
            resource["mimetype"] = upload.mimetype
    # it comes back from the archive with that
    return {**found, "archived": ""}


def validate(run: Run, tasks: list[Task]) -> dict[str, bytes]:
    """Identity -> validated data of those tasks that have no fault."""
    packages = _packages([task.dataset["id"] for task in tasks if task.before])
    new = [task for task in tasks if task.before is None]
    free = names.free(base_name(run.settings, task.dataset) for task in new)
    calls = {task.record.id: wanted(task, name) for task, name in zip(new, free, strict=True)} | {
        task.record.id: wanted(task, package.name, package.type)
        for task in tasks
        if task.before and (package := packages.get(task.dataset["id"]))
    }
    known = Lookups(calls.values()).known
    found = {}
    for task in tasks:
        if task.record.id in calls:
            package = packages.get(task.dataset["id"])
            data = validated(run, calls[task.record.id], package, known)
            if data is not None:
                found[task.record.id] = pack(data)
    return found


def validated(
    run: Run, call: dict[str, Any], package: Any, known: Mapping[Any, Any]
) -> dict[str, Any] | None:
    """The data of one call; None where CKAN would refuse it."""
    action = "package_update" if package else "package_create"
    context = {**run.context, **({"package": package} if package else {})}
    try:
        data, good = run.schemas.validated(action, context, call, known)
    except DataError:
        return None
    return data if good else None


def pack(data: dict[str, Any]) -> bytes:
    """Small enough to keep that of ten thousand datasets from planning to writing."""
    return zlib.compress(pickle.dumps(data, pickle.HIGHEST_PROTOCOL), 1)


def unpack(packed: bytes) -> dict[str, Any]:
    """The data that was packed; only ever by this process."""
    data: dict[str, Any] = pickle.loads(zlib.decompress(packed))  # noqa: S301
    return data


def _packages(ids: list[str]) -> dict[str, Any]:
    if not ids:
        return {}
    found = model.Session.query(model.Package).filter(model.Package.id.in_(ids))
    return {package.id: package for package in found.populate_existing()}
