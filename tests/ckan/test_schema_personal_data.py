"""Nothing is published before somebody has said whether it is about people; groups of fields."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckanext.loerrach.logic.checks.personal_data import NOTICES

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db"),
]


def create(context: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    data = {
        "name": "satz", "strategy_field": "culture", "title_translated": {"de": "T"},
        "notes_translated": {"de": "N"}, **changes,
    }  # fmt: skip
    if "owner_org" not in data:
        data["owner_org"] = factories.Organization(name="stadt")["id"]
    shown: dict[str, Any] = helpers.call_action("package_create", context, **data)
    return shown


def test_without_an_answer_a_dataset_stays_private_and_its_sender_is_told():
    context: dict[str, Any] = {NOTICES: []}
    shown = create(context, version="1")
    assert (shown["private"], shown["version"]) == (True, "1")
    assert context[NOTICES] == [
        (
            "Der Datensatz bleibt privat, weil die Angabe zum Personenbezug fehlt. Bitte ergänzen"
            " und dann veröffentlichen."
        )
    ]
    still = helpers.call_action("package_patch", id="satz", private=False)
    assert still["private"] is True


@pytest.mark.parametrize("answer", ["none", "anonymised"])
def test_with_an_answer_it_may_be_public(answer: str):
    create()
    shown = helpers.call_action("package_patch", id="satz", personal_data=answer, private=False)
    assert (shown["private"], shown["personal_data"]) == (False, answer)


def test_taking_the_answer_back_makes_it_private_again():
    assert create(personal_data="none")["private"] is False
    assert helpers.call_action("package_patch", id="satz", personal_data="")["private"] is True


def test_many_at_once_are_no_way_round():
    id, org = create()["id"], helpers.call_action("organization_show", id="stadt")["id"]
    helpers.call_action("bulk_update_public", datasets=[id], org_id=org)
    assert helpers.call_action("package_show", id="satz")["private"] is True


def test_a_dataset_that_cannot_be_private_is_refused():
    with pytest.raises(tk.ValidationError) as caught:
        create(owner_org=None)
    assert caught.value.error_dict == {
        "personal_data": ["Personenbezug: Die Angabe fehlt. Bitte auswählen, was zutrifft."]
    }


def test_a_draft_need_not_say():
    assert create(state="draft")["state"] == "draft"


def test_an_organization_named_like_a_field_stays_an_organization():
    taken = factories.Organization(name="culture")
    with pytest.raises(tk.ValidationError) as caught:
        create()
    assert caught.value.error_dict == {
        "strategy_field": [
            (
                "Handlungsfeld: Eine Organisation heißt „culture“ wie die Gruppe dieses"
                " Handlungsfelds. Bitte der Organisation einen anderen Namen geben."
            )
        ]
    }
    model.Session.rollback()
    members = model.Session.query(model.Member).filter_by(group_id=taken["id"])
    assert [m for m in members if m.table_name == "package"] == []
    shown = create(name="anders", strategy_field="business", owner_org=taken["id"])
    assert [group["name"] for group in shown["groups"]] == ["business"]
