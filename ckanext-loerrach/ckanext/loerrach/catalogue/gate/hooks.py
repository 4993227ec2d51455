"""What the plugin `loerrach_catalogue` hangs into CKAN for the gate."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from . import actions, pages, panel


def get_actions() -> dict[str, Any]:
    """Name -> action."""
    return {"loerrach_dataset_check": actions.loerrach_dataset_check}


def get_auth_functions() -> dict[str, Any]:
    """Name -> who may."""
    return {"loerrach_dataset_check": tk.auth_allow_anonymous_access(actions.authorize)}


def get_blueprints() -> list[Any]:
    """The pages; their templates are those of the plugin `loerrach`."""
    return [pages.blueprint] if p.plugin_loaded("loerrach") else []


def get_helpers() -> dict[str, Any]:
    """Name -> template helper."""
    return {"loerrach_quality": panel.panel}
