"""A file that a publisher uploads becomes a table: the job runs in this process."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers
from ckanext.loerrach.harvest.deposit import notice, state
from ckanext.loerrach.harvest.deposit.work import work
from werkzeug.datastructures import FileStorage

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
PEOPLE = "Ortsteil;Stand;Einwohner\nBrombach;31.12.2024;6412\nHaagen;31.12.2024;4007\n"
NEWER = PEOPLE + "Hauingen;31.12.2024;3115\n"


def call(action: str, **given: Any) -> dict[str, Any]:
    """As the administration."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return dict(helpers.call_action(action, {"user": user}, **given))


def dataset(town: dict[str, Any], **more: Any) -> dict[str, Any]:
    return call(
        "package_create", owner_org=town["id"], name="einwohner", strategy_field="administration",
        title_translated={"de": "Einwohner"}, notes_translated={"de": "Wie viele."},
        personal_data="none", **more,
    )  # fmt: skip


def given(text: str | bytes, name: str = "einwohner.csv") -> FileStorage:
    content = text.encode("cp1252") if isinstance(text, str) else text
    return FileStorage(io.BytesIO(content), name)


def rows(resource_id: str) -> list[list[Any]]:
    found = helpers.call_action("datastore_search", resource_id=resource_id, sort="_id")["records"]
    return [list(row.values())[1:] for row in found]


def told(resource_id: str) -> dict[str, Any]:
    return dict(helpers.call_action("loerrach_table_show", id=resource_id))


@pytest.fixture(autouse=True)
def storage(town: dict[str, Any], ckan_config: Any, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))


def test_from_the_file_to_the_table(town: dict[str, Any], app: Any) -> None:
    """One long way, as a portal costs seconds to set up."""
    editor = factories.User()
    helpers.call_action("organization_member_create", id=town["id"], username=editor["name"],
                        role="editor")  # fmt: skip
    package = dataset(town)
    one = helpers.call_action(
        "resource_create", {"user": editor["name"], "ignore_auth": False},
        package_id=package["id"], name="Einwohner", format="CSV", license=DL_ZERO,
        upload=given(PEOPLE),
    )  # fmt: skip
    page = f"/dataset/{package['name']}/resource/{one['id']}"

    # it waits in PostgreSQL, whatever becomes of Valkey, and the page says so
    assert told(one["id"])["state"] == "pending"
    connect = notice.connect_to_redis()
    connect.delete(notice.key())
    shown = app.get(page).body
    assert "<progress" in shown
    assert 'data-deposit="/api/3/action/loerrach_table_show?id=' in shown
    assert "http-equiv" not in shown
    work()
    found = told(one["id"])
    assert (found["state"], found["told"]["rows"], found["told"]["columns"]) == ("done", 2, 3)
    first = [["Brombach", "2024-12-31", 6412], ["Haagen", "2024-12-31", 4007]]
    assert rows(one["id"]) == first
    assert helpers.call_action("resource_show", id=one["id"])["datastore_active"] is True
    assert "data-deposit" not in app.get(page).body

    # texts about the file are no new file; other rows are
    call("resource_patch", id=one["id"], description="Zum Jahresende")
    assert told(one["id"])["state"] == "done"
    call("resource_patch", id=one["id"], upload=given(NEWER))
    assert told(one["id"])["state"] == "pending"
    assert rows(one["id"]) == first
    work()
    assert rows(one["id"]) == [*first, ["Hauingen", "2024-12-31", 3115]]

    # the same headings over other values stop, and can be taken over
    swapped = "Ortsteil;Stand;Einwohner\n6412;31.12.2024;Brombach\n4007;31.12.2024;Haagen\n"
    call("resource_patch", id=one["id"], upload=given(swapped))
    work()
    assert [each["de"] for each in told(one["id"])["told"]["changes"]] == [
        "Die Spalte „Ortsteil“ enthält jetzt ganze Zahl statt Text.",
        "Die Spalte „Einwohner“ enthält jetzt Text statt ganze Zahl.",
    ]
    assert len(rows(one["id"])) == 3
    call("loerrach_table_accept", id=one["id"])
    work()
    assert rows(one["id"])[0] == [6412, "2024-12-31", "Brombach"]
    call("resource_patch", id=one["id"], upload=given(NEWER))
    work()
    call("loerrach_table_accept", id=one["id"])
    work()

    # a file that is none leaves the table as it is, and says why in one sentence
    call("resource_patch", id=one["id"], upload=given(b"\x89PNG\r\n\x1a\n\0\0"))
    work()
    found = told(one["id"])
    assert found["state"] == "failed"
    assert found["told"]["problem"]["de"] in app.get(page).body.replace("&#34;", '"')
    assert len(rows(one["id"])) == 3

    # only who may edit has it read again, and a lost worker is no loss
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("loerrach_table_load", {"user": "", "ignore_auth": False}, id=one["id"])
    call("resource_patch", id=one["id"], upload=given(PEOPLE))
    kept = state.load(one["id"])
    assert kept
    state.note(kept, state=state.WORKING, tries=1)
    work()
    assert rows(one["id"]) == first

    # a correction is kept and used at the next delivery; other columns stop that
    schema = told(one["id"])["told"]["schema"]
    schema["schema"]["fields"][2]["type"] = "string"
    call("loerrach_table_correct", id=one["id"], schema=schema)
    work()
    assert rows(one["id"])[0] == ["Brombach", "2024-12-31", "6412"]
    other = PEOPLE.replace("Einwohner", "Haushalte")
    call("resource_patch", id=one["id"], upload=given(other))
    work()
    found = told(one["id"])
    assert (found["state"], len(found["told"]["changes"]) > 0) == ("failed", True)
    assert rows(one["id"])[0] == ["Brombach", "2024-12-31", "6412"]
    with pytest.raises(tk.ValidationError):
        call("loerrach_table_correct", id=one["id"], schema={"schema": "none"})
    call("loerrach_table_correct", id=one["id"])
    work()
    assert rows(one["id"]) == first

    # another kind of file has no table
    call("resource_patch", id=one["id"], format="PDF", url="einwohner.pdf",
                        upload=given(b"%PDF-1.7", "einwohner.pdf"))  # fmt: skip
    work()
    assert helpers.call_action("resource_show", id=one["id"])["datastore_active"] is False
    with pytest.raises(tk.ObjectNotFound):
        told(one["id"])


def test_drafts_wait_and_inner_addresses_are_refused(town: dict[str, Any]) -> None:
    link = "http://127.0.0.1:9/liste.csv"
    one = {"name": "Liste", "url": link, "format": "CSV", "license": DL_ZERO}
    package = dataset(town, state="draft", resources=[one])
    id = package["resources"][0]["id"]
    work()
    assert told(id)["state"] == "failed"
    call("package_patch", id=package["id"], state="active")
    assert told(id)["state"] == "pending"
    work()
    found = told(id)
    assert found["state"] == "failed"
    assert found["told"]["problem"]["de"].startswith("Die verlinkte Datei war nicht zu bekommen")
