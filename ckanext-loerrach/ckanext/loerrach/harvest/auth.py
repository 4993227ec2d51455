"""Who may describe harvest sources: a source decides what the portal downloads and publishes.

ckanext-harvest lets everybody who may create datasets. A source is a dataset of the type
``harvest``, so it could also be written by the actions for datasets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

Answer = Mapping[str, Any]
Auth = Callable[[Any, Any], Answer]


def functions() -> dict[str, Auth]:
    """Auth functions that ask ours before CKAN's and ckanext-harvest's."""
    return {
        "harvest_source_create": _never,
        "harvest_source_update": _never,
        "package_create": _no_source,
        "package_update": _no_source,
        "package_delete": _no_source,
    }


@tk.chained_auth_function
def _never(following: Auth, context: Any, data_dict: Any) -> Answer:
    # sysadmins are let through before CKAN asks here
    return {"success": False, "msg": tk._("Only administrators manage harvest sources.")}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def _no_source(following: Auth, context: Any, data_dict: Any) -> Answer:
    data = data_dict or {}
    package = context.get("package") or model.Package.get(data.get("id"))
    if data.get("type") == "harvest" or (package and package.type == "harvest"):
        return {
            "success": False,
            "msg": tk._("Only administrators manage harvest sources."),
        }
    return following(context, data_dict)
