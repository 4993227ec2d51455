"""What the plugin `loerrach_catalogue` hangs into CKAN for the gate."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from . import actions


def get_actions() -> dict[str, Any]:
    """Name -> action."""
    return {"loerrach_dataset_check": actions.loerrach_dataset_check}


def get_auth_functions() -> dict[str, Any]:
    """Name -> who may."""
    return {"loerrach_dataset_check": tk.auth_allow_anonymous_access(actions.authorize)}
