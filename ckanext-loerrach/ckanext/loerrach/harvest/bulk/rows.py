"""The rows of datasets: made by CKAN's own `model_save`, written by one flush."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.dictization import model_save

from . import hooks
from .item import Item
from .newcomers import Newcomers, Residents, Tags


def save(items: list[Item]) -> None:
    """Save packages, resources, tags and owners; ids are in the data afterwards."""
    tags = Tags({tag["name"] for item in items for tag in item.data.get("tags", ())})
    sessions = {True: Newcomers(tags), False: Residents(tags)}
    creators = {name: model.User.by_name(name) for name in {one.context["user"] for one in items}}
    for item in items:
        if item.new and (creator := creators[item.context["user"]]):
            item.data["creator_user_id"] = creator.id
        _save(item, sessions[item.new])
    model.Session.flush()
    owners = {id: _organization(id) for id in {one.package.owner_org for one in items if one.new}}
    for item in items:
        item.data["id"] = item.package.id
        resources = item.package.resources
        for number, resource in enumerate(item.data.get("resources", ())):
            resource["id"] = resources[number].id
        if item.changed:
            _owned(item, owners)
    model.Session.flush()


def _save(item: Item, session: Residents) -> None:
    context = {**item.context, "session": session}
    item.package, change = model_save.package_dict_save(item.data, context)
    item.changed = bool(change)
    if change and not item.data.get("metadata_modified"):
        item.package.metadata_modified = datetime.utcnow()  # noqa: DTZ003


def _owned(item: Item, owners: Mapping[str | None, Any]) -> None:
    """Make the dataset a member of its organization, as `package_owner_org_update` does."""
    owner = {"id": item.id, "organization_id": item.package.owner_org}
    if not item.new:
        context = tk.fresh_context(item.context, ignore_auth=True, defer_commit=True)
        tk.get_action("package_owner_org_update")(context, owner)
        return
    organization = owners[item.package.owner_org]
    item.package.owner_org = organization.id if organization else None
    if organization:
        model.Session.add(
            model.Member(
                table_id=item.id, table_name="package", group=organization,
                capacity="organization", group_id=organization.id, state="active",
            )
        )  # fmt: skip
    context = {**item.context, "ignore_auth": True, "defer_commit": True}
    hooks.succeeded("package_owner_org_update", context, owner, None)


def _organization(id: str | None) -> Any:
    if not id:
        return None
    found = model.Group.get(id)
    if found is None or not found.is_organization:
        raise tk.ObjectNotFound(tk._("Organization was not found."))
    return found
