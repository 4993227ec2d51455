"""Small counts in the very first file: the threshold is there before it is public."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.loerrach.harvest.deposit import small, state
from ckanext.loerrach.harvest.deposit.work import work
from flask import g
from werkzeug.datastructures import FileStorage

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
FEW = "Straße;Kinder\nWeg 1;2\nWeg 2;17\nWeg 3;14\n"


@pytest.fixture
def package(
    town: dict[str, Any], ckan_config: Any, monkeypatch: Any, tmp_path: Path
) -> dict[str, Any]:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    return call(
        "package_create", owner_org=town["id"], name="kinder", strategy_field="administration",
        title_translated={"de": "Kinder"}, notes_translated={"de": "Wie viele."},
        personal_data="none",
    )  # fmt: skip


def call(action: str, **given: Any) -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return dict(helpers.call_action(action, {"user": user}, **given))


def file(text: str = FEW) -> FileStorage:
    return FileStorage(io.BytesIO(text.encode()), "kinder.csv")


def made(package: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"format": "CSV", "license": DL_ZERO, "upload": file(), **more}
    return call("resource_create", package_id=package["id"], name="Kinder", **given)


def is_public(app: Any, id: str) -> bool:
    """Its file and its table."""
    g.pop("_login_user", None)
    there = app.get(f"/dataset/kinder/resource/{id}/download/kinder.csv").status_code == 200
    shown = helpers.call_action("resource_show", id=id)
    assert there == bool(shown.get("datastore_active"))
    return there


def one(id: str) -> state.Deposit:
    found = state.load(id)
    assert found
    return found


def test_the_first_file_is_held(
    package: dict[str, Any], app: Any, ckan_config: Any, monkeypatch: Any
) -> None:
    """One long way, as a portal costs seconds to set up."""
    # given with the file
    first = made(package, small_counts="4")
    assert "small_counts" not in helpers.call_action("resource_show", id=first["id"])
    assert not is_public(app, first["id"])
    work()
    assert not is_public(app, first["id"])
    assert one(first["id"]).told["small"] == [
        {"name": "kinder", "label": "Kinder", "count": 1, "rows": [1]}
    ]
    call("loerrach_table_publish", id=first["id"])
    work()
    assert is_public(app, first["id"])
    # other texts change nothing, another threshold has the same file looked at again
    call("resource_patch", id=first["id"], description="Zum Jahresende")
    assert (one(first["id"]).state, one(first["id"]).threshold) == ("done", 4)
    call("resource_patch", id=first["id"], small_counts=15)
    work()
    assert (one(first["id"]).state, one(first["id"]).told["small"][0]["count"]) == ("failed", 2)

    # none was asked for
    second = made(package)
    work()
    assert is_public(app, second["id"])
    # what is no number is refused, and nothing is made of it
    for wrong in ("vier", -4, 1, 1001, "٣"):
        with pytest.raises(tk.ValidationError) as refused:
            made(package, small_counts=wrong)
        assert "small_counts" in refused.value.error_dict
    assert len(helpers.call_action("package_show", id="kinder")["resources"]) == 2

    # before there is a file at all, and after it was another kind of file
    third = made(package, format="PDF", upload=None, url="https://example.org/a.pdf",
                 small_counts=4)  # fmt: skip
    work()
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("loerrach_table_show", id=third["id"])
    call("resource_patch", id=third["id"], format="CSV", upload=file(), url="kinder.csv")
    work()
    assert not is_public(app, third["id"])
    assert (one(third["id"]).state, one(third["id"]).threshold) == ("failed", 4)

    # the portal's own threshold, for all first files from now on
    monkeypatch.setitem(ckan_config, small.DEFAULT, 3)
    fourth, fifth = made(package), made(package, small_counts=0)
    work()
    assert [is_public(app, each["id"]) for each in (fourth, fifth)] == [False, True]
    assert one(second["id"]).threshold == 0


def test_the_form_asks_for_it(
    package: dict[str, Any], app: Any, town: dict[str, Any], ckan_config: Any, monkeypatch: Any
) -> None:
    user = factories.UserWithToken()
    helpers.call_action("organization_member_create", id=town["id"], username=user["name"],
                        role="editor")  # fmt: skip
    headers, page = {"Authorization": user["token"]}, "/dataset/kinder/resource/new"
    monkeypatch.setitem(ckan_config, small.DEFAULT, 3)

    def field(body: str) -> Any:
        return BeautifulSoup(body, "html.parser").select_one("#field-small_counts")

    def get(path: str) -> str:
        g.pop("_login_user", None)
        return str(app.get(path, headers=headers).body)

    def post(threshold: str) -> Any:
        g.pop("_login_user", None)
        sent = {"name_translated-de": "Kinder", "license": DL_ZERO, "small_counts": threshold,
                "save": "save", "upload": (io.BytesIO(FEW.encode()), "kinder.csv")}  # fmt: skip
        return app.post(page, data=sent, headers=headers, follow_redirects=False)

    assert field(get(page))["value"] == "3"
    answer = post("1")
    wrong = field(answer.body)
    assert (wrong["value"], wrong["aria-invalid"]) == ("1", "true")
    assert 'href="#field-small_counts"' in answer.body
    assert "2 bis 1000" in answer.body
    assert post("5").status_code == 302
    (resource,) = helpers.call_action("package_show", id="kinder")["resources"]
    assert one(resource["id"]).threshold == 5
    assert field(get(f"/dataset/kinder/resource/{resource['id']}/edit")) is None
    work()
    assert not is_public(app, resource["id"])
