"""A draft needs its title only; to publish it, it must be whole."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db"),
]


def draft(**more: Any) -> dict[str, Any]:
    owner = factories.Organization(name="loerrach")["id"]
    return {
        "name": "halb", "strategy_field": "mobility", "owner_org": owner, "state": "draft",
        "title_translated": {"de": "Halbfertig"}, **more,
    }  # fmt: skip


def refused(action: str, **data: Any) -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as caught:
        helpers.call_action(action, **data)
    return caught.value.error_dict


def test_a_title_is_enough_for_a_draft_and_not_for_publishing():
    helpers.call_action("package_create", **draft(notes_translated={"fr": "À moitié"}))
    kept = helpers.call_action("package_patch", id="halb", version="2")
    assert (kept["state"], kept["notes_translated"]) == ("draft", {"fr": "À moitié"})
    errors = refused("package_patch", id="halb", state="active")
    assert {"notes_translated", "mobility_theme"} <= set(errors)
    assert errors["notes_translated"] == [
        "Beschreibung: Die deutsche Fassung fehlt. Bitte auf Deutsch ergänzen."
    ]
    assert helpers.call_action("package_show", id="halb")["state"] == "draft"


def test_a_wrong_value_is_refused_in_a_draft_too():
    errors = refused("package_create", **draft(title_translated={"fr": "x"}, frequency="oft"))
    assert set(errors) >= {"title_translated", "frequency"}
    assert "notes_translated" not in errors


def test_who_may_not_set_the_state_gets_no_draft_through():
    editor = factories.User()
    data = draft()
    helpers.call_action(
        "organization_member_create", id="loerrach", username=editor["name"], role="editor"
    )
    with pytest.raises(tk.ValidationError) as caught:
        tk.get_action("package_create")({"user": editor["name"]}, data)
    assert "notes_translated" in caught.value.error_dict
    whole = {"loerrach_complete": True, "ignore_auth": True, "user": editor["name"]}
    with pytest.raises(tk.ValidationError):
        tk.get_action("package_create")(whole, data)
