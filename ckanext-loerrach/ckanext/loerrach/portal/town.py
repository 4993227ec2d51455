"""The town as a portal knows it from the start: its organisation, its seven fields, its admin.

Names and words of the fields stand in schemas/, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.schemas import strategy_fields

ADMIN = "admin"

ORGANIZATION = {
    "name": "stadt-loerrach",
    "title": "Stadt Lörrach",
    "description": "Die Stadtverwaltung Lörrach veröffentlicht hier ihre offenen Daten.",
}


def settle() -> None:
    """Make what is missing of it; what is there stays as it is."""
    context = {"user": _site_user(), "ignore_auth": True}
    _admin(context)
    _unless_there("organization", ORGANIZATION, context)
    for field in strategy_fields():
        facts = {
            "name": field.name,
            "title": field.label["de"],
            "description": field.description["de"],
        }
        _unless_there("group", facts, context)


def _site_user() -> str:
    return str(tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])


def _admin(context: Mapping[str, Any]) -> None:
    """The first account: no password that anybody knows, only the one-time link."""
    if model.User.get(ADMIN) is None:
        facts = {
            "name": ADMIN,
            "fullname": "Verwaltung des Datenportals",
            "email": "admin@loerrach.invalid",
            "password": secrets.token_urlsafe(32),
            "sysadmin": True,
        }
        tk.get_action("user_create")(dict(context), facts)


def _unless_there(kind: str, facts: Mapping[str, str], context: Mapping[str, Any]) -> None:
    if model.Group.get(facts["name"]) is None:
        users = [{"name": ADMIN, "capacity": "admin"}]
        tk.get_action(f"{kind}_create")(dict(context), {**facts, "users": users})
