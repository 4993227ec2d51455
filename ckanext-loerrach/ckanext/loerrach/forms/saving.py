"""Keep what a form sent: as a draft, whole, or published; through CKAN's own actions."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.munge import munge_title_to_name

#: CKAN's limit for names is 100 characters; a number may be added
LONGEST = 90


def context(**more: Any) -> dict[str, Any]:
    """An action's context for who is logged in; a form may set the state of its dataset."""
    user = tk.current_user
    return {"user": user.name, "auth_user_obj": user, "allow_state_change": True, **more}


def create(data: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """A new dataset as a draft. ``whole``: refuse it with all that is missing.

    :raises tk.ValidationError: with all that is wrong
    """
    data = {**data, "type": "dataset", "state": "draft"}
    return _ask("package_create", data, whole)


def update(id: str, data: dict[str, Any], *, whole: bool = False) -> dict[str, Any]:
    """Change what ``data`` names and leave all else; its state says what has to be there.

    :raises tk.ValidationError: with all that is wrong
    """
    changed = {**data, "id": id}
    return _ask("package_patch", changed, whole)


def _ask(action: str, data: dict[str, Any], whole: bool) -> dict[str, Any]:
    """Carry an action out, and tell the reader what the checks changed by themselves."""
    notices: list[str] = []
    asked = context(loerrach_complete=whole, loerrach_notices=notices)
    kept: dict[str, Any] = tk.get_action(action)(asked, data)
    for notice in dict.fromkeys(notices):
        tk.h.flash_notice(notice)
    return kept


def with_name(data: dict[str, Any], id: str | None = None) -> dict[str, Any]:
    """The data with a name, made of the German title where nobody gave one."""
    if data.get("name"):
        return data
    title = data.get("title_translated") or {}
    texts = [title.get("de"), *title.values()] if isinstance(title, dict) else []
    wanted = next((text for text in texts if text and text.strip()), "")
    name = munge_title_to_name(wanted)[:LONGEST].strip("-_")
    return {**data, "name": _free(name if len(name) > 1 else f"daten-{name}".strip("-"), id)}


def _free(name: str, id: str | None) -> str:
    """The name, with a number where another dataset has it."""
    for candidate in (name, *(f"{name}-{number}" for number in range(2, 1000))):
        found = model.Package.get(candidate)
        if found is None or found.id == id:
            return candidate
    return name
