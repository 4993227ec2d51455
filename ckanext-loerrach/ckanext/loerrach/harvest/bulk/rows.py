"""The rows of datasets: of new ones by INSERTs, of others by CKAN's own `model_save`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.dictization import model_save

from . import hooks, newcomers
from .item import Item
from .residents import Residents
from .tags import free_tags


def save(items: list[Item]) -> None:
    """Save packages, resources, tags and owners; ids are in the data afterwards."""
    tags = free_tags(tag["name"] for item in items for tag in item.data.get("tags") or ())
    new = [item for item in items if item.new]
    if new:
        _create(new, tags)
    residents = [item for item in items if not item.new]
    if residents:
        _update(residents, tags)
    for item in items:
        item.data["id"] = item.package.id
    _owned([item for item in items if item.changed])
    model.Session.flush()


def _create(items: list[Item], tags: Mapping[str, Any]) -> None:
    creators = {name: model.User.by_name(name) for name in {one.context["user"] for one in items}}
    for item in items:
        if creator := creators[item.context["user"]]:
            item.data["creator_user_id"] = creator.id
    for id in {item.data.get("owner_org") for item in items}:
        _organization(id)
    newcomers.insert(items, tags)
    newcomers.belong(items)
    newcomers.observed(items)


def _update(items: list[Item], tags: Mapping[str, Any]) -> None:
    session = Residents(tags)
    for item in items:
        context = {**item.context, "session": session}
        item.package, change = model_save.package_dict_save(item.data, context)
        item.changed = bool(change)
        if change and not item.data.get("metadata_modified"):
            item.package.metadata_modified = datetime.utcnow()  # noqa: DTZ003
    model.Session.flush()
    for item in items:
        resources = item.package.resources
        for number, resource in enumerate(item.data.get("resources", ())):
            resource["id"] = resources[number].id


def _owned(items: list[Item]) -> None:
    """Make the datasets members of their organizations, as `package_owner_org_update` does."""
    groups = _owners([item.id for item in items if not item.new])
    for item in items:
        owner = {"id": item.id, "organization_id": item.package.owner_org}
        context = tk.fresh_context(item.context, ignore_auth=True, defer_commit=True)
        if item.new or groups.get(item.id) == [item.package.owner_org]:
            # it is one already
            hooks.succeeded("package_owner_org_update", context, owner, None)
        else:
            tk.get_action("package_owner_org_update")(context, owner)


def _owners(ids: list[str]) -> dict[str, list[str]]:
    """Dataset -> the organizations that it is or was a member of."""
    members = model.member_table.c
    query = sa.select(members.table_id, members.group_id)
    query = query.where(members.table_id.in_(ids), members.capacity == "organization")
    found: dict[str, list[str]] = defaultdict(list)
    for id, group in model.Session.execute(query) if ids else ():
        found[id].append(group)
    return found


def _organization(id: str | None) -> None:
    if not id:
        return
    found = model.Group.get(id)
    if found is None or not found.is_organization:
        raise tk.ObjectNotFound(tk._("Organization was not found."))
