"""Action `loerrach_dataset_check`: who may ask, what comes back, what hostile input does."""

from __future__ import annotations

import json
import sys
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import factories, helpers
from ckanext.loerrach.catalogue.gate import schema

ACTION = "/api/3/action/loerrach_dataset_check"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach_catalogue loerrach scheming_datasets dcat"
    ),
    pytest.mark.ckan_config("ckan.auth.create_dataset_if_not_in_organization", False),
    pytest.mark.ckan_config("ckan.auth.create_unowned_dataset", False),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]


@pytest.fixture
def editor() -> dict[str, Any]:
    user = factories.UserWithToken()
    user["organization"] = factories.Organization(
        name="stadt", title="Stadt", users=[{"name": user["id"], "capacity": "editor"}]
    )
    return user


def whole(**more: Any) -> dict[str, Any]:
    return {
        "name": "baeume", "strategy_field": "environment", "owner_org": "stadt",
        "title_translated": {"de": "Bäume"}, "notes_translated": {"de": "Alle Bäume."},
        "tags_translated": {"de": ["Baum"]}, "personal_data": "none",
        "contact": [{"name": "Daten", "email": "daten@example.org"}],
        "resources": [{"url": "https://example.org/b.csv", "format": "CSV", "license": DL_ZERO,
                       "name": "Liste"}],
        **more,
    }  # fmt: skip


@pytest.fixture
def dataset(editor: dict[str, Any]) -> dict[str, Any]:
    return helpers.call_action("package_create", {"user": editor["name"]}, **whole())


def ask(app: Any, question: Any, user: dict[str, Any] | None = None, status: int = 200) -> Any:
    headers = {"Authorization": user["token"]} if user else {}
    answer = app.post(ACTION, json=question, headers=headers, status=status)
    return json.loads(answer.body)["result" if status == 200 else "error"]


def must(answer: dict[str, Any]) -> list[str]:
    return [one["field"] for one in answer["findings"] if one["severity"] == "must"]


def test_anybody_may_ask_about_what_anybody_may_read(app: Any, dataset: dict[str, Any]) -> None:
    answer = ask(app, {"id": "baeume"})
    assert answer["publishable"] is True
    assert answer["layers"] == ["schema", "shacl", "convention", "mqa"]
    assert must(answer) == []
    assert answer["score"]["most"] == 405
    assert json.loads(app.get(f"{ACTION}?id=baeume").body)["result"] == answer


def test_a_private_dataset_is_for_its_members(
    app: Any, dataset: dict[str, Any], editor: dict[str, Any]
) -> None:
    helpers.call_action("package_patch", id=dataset["id"], private=True)
    ask(app, {"id": "baeume"}, status=403)
    ask(app, {"id": "baeume"}, factories.UserWithToken(), status=403)
    assert ask(app, {"id": "baeume"}, editor)["publishable"] is True


def test_a_dataset_that_is_not_there(app: Any) -> None:
    ask(app, {"id": "nothing"}, status=404)


def test_the_schema_speaks_first_about_what_is_not_stored(app: Any, editor: dict[str, Any]) -> None:
    answer = ask(app, {"dataset": whole(frequency="manchmal", owner_org="stadt")}, editor)
    schema = [one for one in answer["findings"] if one["layer"] == "schema"]
    assert [(one["field"], one["severity"]) for one in schema] == [("frequency", "must")]
    assert "manchmal" in schema[0]["message"]
    assert answer["publishable"] is False
    quick = ask(app, {"dataset": whole(frequency="manchmal"), "layers": ["shacl"]}, editor)
    assert [one["field"] for one in quick["findings"] if one["rule"] == "value-unlisted"] == [
        "frequency"
    ]
    assert quick["score"] is None


def test_what_two_layers_find_is_said_once(app: Any, editor: dict[str, Any]) -> None:
    answer = ask(app, {"dataset": whole(title_translated={})}, editor)
    titles = [one for one in answer["findings"] if one["field"].startswith("title")]
    assert [one["rule"] for one in titles] == ["title-missing"]


def test_a_resource_is_named_by_its_position(app: Any, editor: dict[str, Any]) -> None:
    resources = [*whole()["resources"], {"url": "https://example.org/c.csv", "license": DL_BY}]
    answer = ask(app, {"dataset": whole(resources=resources)}, editor)
    found = [one for one in answer["findings"] if one["severity"] == "must"]
    assert {(one["field"], one["resource"]) for one in found} == {("licenseAttributionByText", 1)}


def test_a_form_may_send_its_own_names(app: Any, editor: dict[str, Any]) -> None:
    sent = whole()
    sent["title_translated-de"] = sent.pop("title_translated")["de"]
    sent["contact-0-email"] = sent.pop("contact")[0]["email"]
    assert must(ask(app, {"dataset": sent}, editor)) == []


def test_nothing_is_stored(app: Any, editor: dict[str, Any]) -> None:
    ask(app, {"dataset": whole()}, editor)
    ask(app, {"dataset": whole(title_translated={})}, editor)
    assert helpers.call_action("package_list") == []


def test_who_may_not_create_may_not_ask_about_new_ones(app: Any, editor: dict[str, Any]) -> None:
    ask(app, {"dataset": whole()}, status=403)
    ask(app, {"dataset": whole()}, factories.UserWithToken(), status=403)


def test_who_may_not_edit_may_not_ask_about_changes(app: Any, dataset: dict[str, Any]) -> None:
    other = factories.UserWithToken()
    factories.Organization(users=[{"name": other["id"], "capacity": "editor"}])
    ask(app, {"dataset": {"id": dataset["id"]}}, other, status=403)


WRONG: list[Any] = [
    {}, {"id": "a", "dataset": {}}, {"id": 1}, {"id": ["a"]}, {"id": {"a": 1}}, {"id": "\x00"},
    {"dataset": []}, {"dataset": "x"}, {"dataset": 1}, {"dataset": {}, "layers": "all"},
    {"dataset": {}, "layers": 1}, {"dataset": {}, "layers": [["shacl"]]},
]  # fmt: skip


def test_a_wrong_question_is_told_so(app: Any, editor: dict[str, Any]) -> None:
    for question in WRONG:
        assert ask(app, question, editor, status=409)["__type"] == "Validation Error"


HOSTILE: list[Any] = [
    None, "", "x" * 10_000, -1, 1e300, True, [], {}, [[[[]]]], [None], [{}], {"de": None},
    {"de": ["\x00", 1, None]}, "[" * 5_000, "{", "\ud800", [{"name": {"name": {}}}], "\x00",
    [{"a": [{"b": [{"c": []}]}]}], "javascript:alert(1)", {"a": {"b": {"c": {"d": {}}}}},
]  # fmt: skip


FIELDS = (
    "id", "name", "title", "title_translated", "notes", "tags", "tags_translated", "owner_org",
    "resources", "extras", "groups", "type", "state", "private", "theme", "frequency",
    "publisher", "contact", "spatial_coverage", "temporal_coverage", "strategy_field",
    "license_id", "url", "hvd_category", "in_series", "personal_data", "__extras", "__junk",
    "relationships_as_object", "plugin_data", "kind", "organization",
)  # fmt: skip
IN_RESOURCE = ("id", "url", "license", "format", "name", "access_services", "size", "hash", "state")


def test_hostile_input_is_an_answer_or_a_refusal(editor: dict[str, Any]) -> None:
    for value in HOSTILE:
        for field in FIELDS:
            answered(editor, whole(**{field: value}))
        for field in IN_RESOURCE:
            answered(editor, whole(resources=[{"url": "https://a.de", field: value}]))


def answered(editor: dict[str, Any], sent: Any) -> None:
    """An answer that is JSON, or one of the two errors that are no accident."""
    context = {"user": editor["name"], "ignore_auth": False}
    question = json.loads(json.dumps({"dataset": sent}))
    try:
        answer = tk.get_action("loerrach_dataset_check")(context, question)
    except (tk.ValidationError, tk.NotAuthorized):
        return
    json.dumps(answer)
    # and the database still answers
    assert model.Session.query(model.Package).count() == 0


def test_an_accident_of_a_validator_is_a_finding(
    app: Any, editor: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Validators of CKAN and scheming fail on odd values in their own ways."""

    def fail(*_: Any) -> Any:
        raise AttributeError("'int' object has no attribute 'replace'")

    monkeypatch.setattr(schema, "_validate", fail)
    answer = ask(app, {"dataset": whole(), "layers": ["schema"]}, editor)
    assert [(one["rule"], one["severity"]) for one in answer["findings"]] == [("misshapen", "must")]


def test_a_page_request_loads_no_pyshacl(app: Any, dataset: dict[str, Any]) -> None:
    before = "pyshacl" in sys.modules
    app.get("/dataset/baeume")
    ask(app, {"id": "baeume"})
    assert ("pyshacl" in sys.modules) == before
