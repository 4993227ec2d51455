"""Drafts: what is missing may come later, what is wrong may not.

A draft (CKAN's state "draft") is seen by those who edit it and by nobody else. It is checked as a
whole when it is published, because its state is then no longer "draft".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk


def as_draft(data: Mapping[tuple[Any, ...], Any], context: dict[str, Any]) -> bool:
    """Is the dataset being checked a draft, so that it may be incomplete?

    CKAN drops a state that its sender may not set, in the middle of the checks; so only those who
    may set it make a draft of what is none yet. ``context["loerrach_complete"]`` asks for all
    checks in spite of the state.
    """
    if context.get("loerrach_complete"):
        return False
    package = context.get("package")
    stored = package.state if package else None
    state = data.get(("state",), tk.missing)
    if state is tk.missing or state in (None, ""):
        return bool(stored == "draft")
    return state == "draft" and (stored == "draft" or _may_set_state(package, context))


def _may_set_state(package: Any, context: dict[str, Any]) -> bool:
    # as ckan.logic.validators.ignore_not_package_admin decides
    if "ignore_auth" in context or context.get("allow_state_change"):
        return True
    if not package:
        user = context.get("auth_user_obj")
        return bool(user and getattr(user, "sysadmin", False))
    try:
        tk.check_access("package_change_state", context, {"id": package.id})
    except tk.NotAuthorized:
        return False
    return True
