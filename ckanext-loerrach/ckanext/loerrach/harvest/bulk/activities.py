"""One activity for each changed dataset, all written at once and with the datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.lib.plugins import get_permission_labels
from ckan.model.types import make_uuid
from ckanext.activity import subscriptions
from ckanext.activity.model import Activity

from . import hooks
from .item import Item
from .plugins import Plugins

#: of ckanext-activity: they write the activity of one dataset in a transaction of its own
RECEIVERS = frozenset({subscriptions.package_changed, subscriptions.package_updated})
#: what ckanext-activity gives to its action `activity_create`
SAID = ("user_id", "object_id", "activity_type", "data", "permission_labels")


def write(items: list[Item], plugins: Plugins) -> None:
    """Note who did what, as ckanext-activity does where it listens."""
    wanted = [item for item in items if _listens(item.action)]
    if not wanted or not tk.config.get("ckan.activity_streams_enabled"):
        return
    rows = list(_rows(wanted, plugins))
    # the column's type takes texts as they are; its own way to JSON is slow
    texts = [{**row, "data": json.dumps(row["data"], ensure_ascii=False)} for row in rows]
    model.Session.execute(sa.insert(Activity), texts)
    for item, row in zip(wanted, rows, strict=True):
        context = tk.fresh_context(item.context, ignore_auth=True)
        said = {name: row[name] for name in SAID}
        shown = {**row, "timestamp": row["timestamp"].isoformat()}
        hooks.succeeded("activity_create", context, said, shown)


def _listens(action: str) -> bool:
    return any(one in RECEIVERS for one in tk.signals.action_succeeded.receivers_for(action))


def _rows(items: list[Item], plugins: Plugins) -> Iterator[dict[str, Any]]:
    labels = get_permission_labels()
    users = {name: model.User.get(name) for name in {one.context["user"] for one in items}}
    for item in items:
        user = users[item.context["user"]]
        if user is None:
            raise tk.ValidationError({"user_id": ["User not found"]})
        yield {
            "id": make_uuid(),
            "timestamp": datetime.utcnow(),  # noqa: DTZ003
            "user_id": user.id,
            "object_id": item.id,
            "activity_type": "new package" if item.new else "changed package",
            "data": {"package": _shown(item, plugins), "actor": user.name},
            "permission_labels": labels.get_dataset_labels(item.package),
        }


def _shown(item: Item, plugins: Plugins) -> dict[str, Any]:
    """The dataset as `package_show` reads it from the index."""
    context: dict[str, Any] = {"for_view": False, "ignore_auth": True, "package": item.package}
    shown: dict[str, Any] = json.loads(item.indexed)
    hooks.read(item.package, shown)
    plugins.shown(context, shown)
    hooks.succeeded("package_show", context, {"id": item.id, "include_tracking": False}, shown)
    return shown
