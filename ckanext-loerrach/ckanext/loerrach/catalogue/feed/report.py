"""What is in the feed, what is not and why, for operators."""

from __future__ import annotations

from typing import Any

import ckan.model as model

from . import fingerprint, store

_OUT = """
SELECT coalesce(p.name, f.package_id) AS name, f.reason, f.notes, f.body IS NOT NULL AS inside
FROM loerrach_catalogue_fragment f JOIN loerrach_catalogue_entry e
    ON e.package_id = f.package_id AND e.public
LEFT JOIN package p ON p.id = f.package_id
WHERE f.view = %s AND (f.body IS NULL AND f.reason->>'kind' <> 'view' OR f.notes IS NOT NULL)
ORDER BY f.position
"""
_COUNTS = """
SELECT count(*) FILTER (WHERE body IS NOT NULL),
    count(*) FILTER (WHERE body IS NULL AND left_at IS NOT NULL)
FROM loerrach_catalogue_fragment WHERE view = %s
"""


def status() -> dict[str, Any]:
    """Per view: how many are in, which are left out or repaired, how many were deleted."""
    waiting = _ask("SELECT count(DISTINCT package_id) FROM loerrach_catalogue_stale").scalar()
    return {"waiting": int(waiting), "views": [_view(view) for view in store.kept_views()]}


def _view(view: str) -> dict[str, Any]:
    datasets, deleted = _ask(_COUNTS, view).one()
    rows = _ask(_OUT, view).all()
    return {
        "view": view,
        "complete": store.state(view).made_by == fingerprint.fragments(),
        "datasets": datasets,
        "deleted": deleted,
        "left_out": [
            {"name": row.name, "kind": (row.reason or {}).get("kind"), "why": reason(row.reason)}
            for row in rows
            if not row.inside
        ],
        "repaired": [
            {"name": row.name, "field": note["field"],
             "what": f"{note['field']} {note['value']!r}: {note['reason']}"}
            for row in rows if row.inside for note in row.notes or []
        ],
    }  # fmt: skip


def reason(found: dict[str, Any] | None) -> str:
    """Why a dataset is not in a view, in a line."""
    found = found or {}
    if found.get("kind") == "must":
        return "; ".join(f"{one['field']}: {one['message']}" for one in found["findings"])
    if found.get("kind") == "withdrawn":
        return "all its distributions were withdrawn"
    if found.get("kind") == "archived":
        return "its source no longer has it"
    return str(found.get("text") or "unknown")


def mark_all() -> None:
    """Have every public dataset written anew."""
    with store.writing() as connection:
        connection.exec_driver_sql(
            "SELECT loerrach_catalogue_mark(package_id) FROM loerrach_catalogue_entry WHERE public"
        )


def _ask(text: str, *values: Any) -> Any:
    return model.Session.connection().exec_driver_sql(text, values)
