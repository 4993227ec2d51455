"""Everybody who wants to know of a dataset is told, as CKAN's actions tell them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import datapreview
from ckan.logic.action import create, get, update
from ckan.model.modification import DomainObjectModificationExtension

from .item import Item

#: CKAN's actions that a batch stands for
ACTIONS = {
    "package_create": create.package_create,
    "package_update": update.package_update,
    "package_show": get.package_show,
    "package_owner_org_update": update.package_owner_org_update,
    "package_create_default_resource_views": create.package_create_default_resource_views,
}


def ours() -> bool:
    """Are CKAN's actions its own? Where a plugin has put others in their place, those are right."""
    return not strangers()


def strangers() -> list[str]:
    """Functions that plugins have put in the place of these actions, or before them."""
    return [name for action, ckans in ACTIONS.items() if (name := _stranger(action, ckans))]


def _stranger(action: str, ckans: Any) -> str:
    """The first in an action's chain that does not say that it lets datasets pass
    (`leaves_datasets`); "" where that is CKAN's own."""
    asked = tk.get_action(action)
    found = getattr(asked, "__wrapped__", asked)
    while isinstance(found, partial) and getattr(found, "leaves_datasets", False):
        (found,) = found.args
    if found is ckans:
        return ""
    function = found.func if isinstance(found, partial) else found
    name = getattr(function, "__qualname__", type(function).__name__)
    return f"{function.__module__}.{name}"


def saved(items: list[Item]) -> None:
    """The rows are there: tell the plugins that control packages, and make default views."""
    changed = [item for item in items if item.changed]
    for plugin in p.PluginImplementations(p.IPackageController):
        # a plugin may say that it does the same for many at once
        together = getattr(plugin, "saved_together", None)
        if together:
            together([item.package for item in changed])
        for item in changed:
            _saved(plugin, item, together is None)
    for item in items:
        if item.new and item.data.get("resources"):
            _default_views(item)
    model.Session.flush()


def _saved(plugin: Any, item: Item, each: bool) -> None:
    if item.new:
        if each:
            plugin.create(item.package)
        plugin.after_dataset_create(item.context, item.data)
    else:
        if each:
            plugin.edit(item.package)
        plugin.after_dataset_update(item.context, item.data)


def _default_views(item: Item) -> None:
    context = tk.fresh_context(item.context, ignore_auth=True, defer_commit=True)
    asked = {"package": item.data}
    plugins = datapreview.get_default_view_plugins(get_datastore_views=False)
    seen = [{"resource": one, "package": item.data} for one in item.data["resources"]]
    if any(plugin.can_view(one) for plugin in plugins for one in seen):
        tk.get_action("package_create_default_resource_views")(context, asked)
    else:
        succeeded("package_create_default_resource_views", context, asked, [])


def succeeded(
    action: str, context: Any, data: Any, result: Any, told: set[Any] | None = None
) -> None:
    """Send the signal of an action that was done here; activities are written by the batch.

    ``told``: receivers that say that one call is enough for many datasets, and had it.
    """
    if tk.signals.action_succeeded.has_receivers_for(action):
        for receiver in _receivers(action):
            if told is None or receiver not in told:
                receiver(action, context=context, data_dict=data, result=result)
            if told is not None and getattr(receiver, "together", False):
                told.add(receiver)


def _receivers(action: str) -> Iterator[Any]:
    from .activities import RECEIVERS

    for receiver in tk.signals.action_succeeded.receivers_for(action):
        if receiver not in RECEIVERS:
            yield receiver


def committing() -> None:
    """Tell the observers of packages and resources, as CKAN does before it commits."""
    session: Any = model.Session()
    session.flush()
    observed = (p.IDomainObjectModification, p.IResourceUrlChange)
    if any(True for one in observed for _ in p.PluginImplementations(one)):
        DomainObjectModificationExtension().before_commit(session)
    # told, or nobody there to tell: at the commit itself CKAN has nothing to look through
    if hasattr(session, "_object_cache"):
        del session._object_cache


def committed(items: list[Item]) -> None:
    """The transaction has ended well."""
    told: set[Any] = set()
    for item in items:
        if not item.new:
            # what package_update leaves there for its caller
            entities = item.context.setdefault("changed_entities", {})
            entities.setdefault("packages", set()).add(item.id)
        succeeded(item.action, item.context, item.wanted, item.custom, told)


def read(package: Any, shown: dict[str, Any]) -> None:
    """What `package_show` tells plugins before it validates."""
    for plugin in p.PluginImplementations(p.IPackageController):
        plugin.read(package)
    for plugin in p.PluginImplementations(p.IResourceController):
        for resource in shown["resources"]:
            plugin.before_resource_show(resource)
