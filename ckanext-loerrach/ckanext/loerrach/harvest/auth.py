"""Who may describe harvest sources: a source decides what the portal downloads and publishes."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def _sysadmins_only(context: dict[str, Any], data_dict: Any) -> dict[str, Any]:
    # CKAN lets sysadmins through before it asks
    return {"success": False, "msg": tk._("Erntequellen darf nur die Administration verwalten.")}


def functions() -> dict[str, Any]:
    """Auth functions that take the place of ckanext-harvest's."""
    return {}
