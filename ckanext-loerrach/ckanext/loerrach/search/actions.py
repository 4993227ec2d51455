"""Actions after which CKAN indexes nothing, the wrong state, or what nobody commits.

member_create and member_delete commit before they index; tag_delete commits nothing of what it
indexes; a changed name or title of a group or organization is not indexed at all, nor is the end
of a group.
"""

from collections.abc import Callable
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import pending, seam

Action = Callable[[Any, Any], Any]
Affected = Callable[[dict[str, Any]], list[str]]

#: what a dataset's document says about its organization and groups
_SHOWN = ("name", "title", "description", "image_url", "state", "approval_status", "type")


def actions() -> dict[str, Action]:
    """The actions to chain; those of ckanext-harvest only where it is loaded."""
    chained = {
        **dict.fromkeys(("member_create", "member_delete"), _indexing(_member)),
        **{f"{kind}_{end}": _indexing(_group, _group_state)
           for kind in ("group", "organization") for end in ("update", "delete", "purge")},
        "tag_delete": _indexing(_tag),
    }  # fmt: skip
    if p.plugin_loaded("harvest"):
        chained["harvest_source_index_clear"] = _committing
    return chained


def _indexing(affected: Affected, state: Callable[[Any], Any] | None = None) -> Action:
    """An action that has datasets indexed; not where it leaves a state as it was."""

    @tk.chained_action
    def action(following: Action, context: Any, data_dict: Any) -> Any:
        if not seam.uses_postgres():
            return following(context, data_dict)
        before = state(data_dict) if state else None
        package_ids = affected(data_dict)
        since = pending.mark(package_ids)
        result = following(context, data_dict)
        if state and before and before == state(data_dict):
            pending.forget(package_ids, since)
        else:
            pending.settle_or_enqueue(package_ids)
        return result

    return action


@tk.chained_action
def _committing(following: Action, context: Any, data_dict: Any) -> Any:
    result = following(context, data_dict)
    if seam.uses_postgres() and not context.get("defer_commit"):
        model.Session.commit()
    return result


def _member(data_dict: dict[str, Any]) -> list[str]:
    if data_dict.get("object_type") != "package":
        return []
    package = model.Package.get(str(data_dict.get("object") or ""))
    return [package.id] if package else []


def _tag(data_dict: dict[str, Any]) -> list[str]:
    tag = model.Tag.get(str(data_dict.get("id") or ""), data_dict.get("vocabulary_id"))
    return sorted(package.id for package in tag.packages) if tag else []


def _group(data_dict: dict[str, Any]) -> list[str]:
    group = model.Group.get(str(data_dict.get("id") or ""))
    if group is None:
        return []
    rows = model.Session.connection().exec_driver_sql(
        "SELECT id FROM package WHERE owner_org = %s UNION SELECT table_id FROM member "
        "WHERE group_id = %s AND table_name = 'package' AND state = 'active' ORDER BY 1",
        (group.id, group.id),
    )
    return [str(row[0]) for row in rows]


def _group_state(data_dict: dict[str, Any]) -> Any:
    group = model.Group.get(str(data_dict.get("id") or "")) if data_dict.get("id") else None
    return [getattr(group, name) for name in _SHOWN] if group else None
