"""The form in which a publisher corrects how the file of a resource was understood."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup, Tag
from ckan.tests import factories, helpers
from ckanext.loerrach.harvest import downloads
from ckanext.loerrach.harvest.deposit.work import work
from flask import g
from werkzeug.datastructures import FileStorage

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
TABLE = "Bericht;2025\nOrtsteil;Wert (ha);Stand\n" + "".join(
    f"Bezirk {n};1.{n:03};0{n}.02.2025\n" for n in range(1, 10)
)


@pytest.fixture
def editor(town: dict[str, Any]) -> dict[str, str]:
    """Headers of somebody who works for the town."""
    user = factories.UserWithToken()
    helpers.call_action("organization_member_create", id=town["id"], username=user["name"],
                        role="editor")  # fmt: skip
    return {"Authorization": user["token"]}


@pytest.fixture
def resource(
    town: dict[str, Any], ckan_config: Any, monkeypatch: Any, tmp_path: Path
) -> dict[str, Any]:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    package = helpers.call_action(
        "package_create", dict(user), owner_org=town["id"], name="flaechen",
        strategy_field="environment",
        title_translated={"de": "Flächen"}, notes_translated={"de": "Wie groß."},
        personal_data="none",
    )  # fmt: skip
    file = FileStorage(io.BytesIO(TABLE.encode()), "flaechen.csv")
    made = helpers.call_action("resource_create", user, package_id=package["id"], name="Flächen",
                               format="CSV", license=DL_ZERO, upload=file)  # fmt: skip
    work()
    return dict(made)


def sent_by(headers: dict[str, str]) -> dict[str, str]:
    """The fixtures' own request context remembers the last user."""
    g.pop("_login_user", None)
    return headers


def form(body: str) -> Tag:
    found = BeautifulSoup(body, "html.parser").select_one("form[data-correction]")
    assert found
    return found


def values(one: Tag) -> dict[str, str]:
    """What a browser would send."""
    sent = {
        str(field["name"]): str(field.get("value", ""))
        for field in one.select("input")
        if field.get("type") != "checkbox" or field.has_attr("checked")
    }
    for field in one.select("select"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        assert chosen
        sent[str(field["name"])] = str(chosen.get("value", chosen.text))
    return sent


def files_made(monkeypatch: Any) -> int:
    """Of how many tables one job makes the files, where three are due; who waits goes first."""
    made: list[Path] = []

    class Due:
        folder = Path("one")

        def make(self) -> None:
            made.append(self.folder)

    with monkeypatch.context() as there:
        there.setattr(downloads, "due", lambda: iter([Due(), Due(), Due()]))
        downloads.work()
    return len(made)


def test_a_correction_by_the_form(
    resource: dict[str, Any], editor: dict[str, str], app: Any, monkeypatch: Any
) -> None:
    page = f"/dataset/flaechen/resource/{resource['id']}"
    shown = app.get(page, headers=sent_by(editor)).body
    sent = values(form(shown))
    assert (sent["kind-1"], sent["unit-1"], sent["kind-2"]) == ("text", "ha", "date")
    assert "data-correction" not in app.get(page, headers=sent_by({})).body

    # who may not edit is refused, and nothing is kept
    given = sent | {"kind-1": "number", "written-1": "1.234,5", "unit-1": "m²", "key-0": "1"}
    for user in ({}, {"Authorization": factories.UserWithToken()["token"]}):
        refused = app.post(f"{page}/correct", data=given, headers=sent_by(user))
        assert refused.status_code == 403
    kept = helpers.call_action("loerrach_table_show", id=resource["id"])
    assert (kept["state"], kept["correction"]) == ("done", None)

    # what is wrong is said beside its field, and what was typed stays
    body = app.post(f"{page}/correct", data=given | {"name-1": "_x"}, headers=sent_by(editor)).body
    again = form(body)
    name = again.select_one("#correct-name-1")
    assert name
    assert (name["value"], name["aria-invalid"]) == ("_x", "true")
    beside = again.select_one(f"#{name['aria-describedby']}")
    assert beside
    assert "_x" in beside.text
    assert values(again)["unit-1"] == "m²"
    body = app.post(
        f"{page}/correct", data=given | {"header": "oben"}, headers=sent_by(editor)
    ).body
    assert form(body).select_one("#correct-header-error")
    body = app.post(
        f"{page}/correct", data=given | {"title-1": "Anders"}, headers=sent_by(editor)
    ).body
    assert form(body).parent.select_one("#errors")  # type: ignore[union-attr]

    # then the file is read in this way
    answer = app.post(
        f"{page}/correct", data=given, headers=sent_by(editor), follow_redirects=False
    )
    assert answer.headers["Location"].endswith(f"{page}#deposit")
    assert helpers.call_action("loerrach_table_show", id=resource["id"])["state"] == "pending"
    assert files_made(monkeypatch) == 1
    assert "data-deposit" in app.get(page, headers=sent_by({})).body
    work()
    assert files_made(monkeypatch) == 3
    found = helpers.call_action("datastore_search", resource_id=resource["id"], sort="_id")
    assert list(found["records"][0].values())[1:] == ["Bezirk 1", 1001, "2025-02-01"]
    assert found["fields"][2]["info"]["unit"] == "m²"
    assert found["fields"][2]["type"] == "float8"
    sent = values(form(app.get(page, headers=sent_by(editor)).body))
    assert (sent["kind-1"], sent["key-0"]) == ("number", "1")

    # another row of headings has other columns
    app.post(f"{page}/correct", data=sent | {"header": "2"}, headers=sent_by(editor))
    work()
    labels = [one["title"] for one in told(resource["id"])["schema"]["fields"]]
    assert labels == ["Ortsteil", "Wert", "Stand"]
    app.post(f"{page}/correct", data={"forget": "1"}, headers=sent_by(editor))
    work()
    assert told(resource["id"])["schema"]["fields"][0]["title"] == "Bericht Ortsteil"


def test_another_layout_is_taken_over(
    resource: dict[str, Any], editor: dict[str, str], app: Any
) -> None:
    page = f"/dataset/flaechen/resource/{resource['id']}"
    sent = values(form(app.get(page, headers=sent_by(editor)).body))
    given = sent | {"kind-1": "number", "name-1": "groesse", "name-0": "ortsteil", "key-0": "1"}
    app.post(f"{page}/correct", data=given, headers=sent_by(editor))
    work()
    table = "Bericht;2025;;\nOrtsteil;Stand;Wert (ha);Ortsteil alt\n" + "".join(
        f"Bezirk {n};0{n}.02.2026;2.{n:03};{n}\n" for n in range(1, 10)
    )
    deliver(resource["id"], table)
    found = helpers.call_action("loerrach_table_show", id=resource["id"])
    assert found["state"] == "failed"
    body = app.get(page, headers=sent_by(editor)).body
    compared = BeautifulSoup(body, "html.parser").select("[aria-labelledby=compared] tbody tr")
    assert [[cell.text for cell in row.select("th, td")] for row in compared] == [
        ["Bericht Ortsteil", "1", "1"], ["2025 Stand", "3", "2"], ["2025 Wert", "2", "3"],
        ["2025 Ortsteil alt", "neu", "4"],
    ]  # fmt: skip
    assert "compared" not in app.get(page, headers=sent_by({})).body
    assert app.post(f"{page}/accept", headers=sent_by({})).status_code == 403
    app.post(f"{page}/accept", headers=sent_by(editor))
    work()
    search = helpers.call_action("datastore_search", resource_id=resource["id"], sort="_id")
    assert search["records"][0] == {
        "_id": 1, "ortsteil": "Bezirk 1", "2025_stand": "2026-02-01", "groesse": 2001,
        "2025_ortsteil_alt": 1,
    }  # fmt: skip
    kept = helpers.call_action("loerrach_table_show", id=resource["id"])["correction"]
    assert kept["schema"]["primaryKey"] == ["ortsteil"]
    # it was said of this delivery alone
    deliver(resource["id"], TABLE)
    assert helpers.call_action("loerrach_table_show", id=resource["id"])["state"] == "failed"
    deliver(resource["id"], table)
    assert helpers.call_action("loerrach_table_show", id=resource["id"])["state"] == "done"
    with pytest.raises(tk.ValidationError):
        helpers.call_action("loerrach_table_accept", id=resource["id"])


def test_small_counts_are_told_before_publication(
    resource: dict[str, Any], editor: dict[str, str], app: Any
) -> None:
    id = resource["id"]
    page = f"/dataset/flaechen/resource/{id}"
    file = f"{page}/download/flaechen.csv"
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    people = "Straße;Kinder\n" + "".join(f"Weg {n};{n}\n" for n in range(9))

    # another layout stops, though nobody has said anything of the columns
    deliver(id, people)
    assert helpers.call_action("loerrach_table_show", id=id)["state"] == "failed"
    assert "Bezirk 1" in records(id)[0].values()
    deliver(id, TABLE)
    assert helpers.call_action("loerrach_table_show", id=id)["state"] == "done"

    # as a draft: all is told, no table is made
    helpers.call_action("package_patch", dict(user), id="flaechen", state="draft")
    work()
    for given in ("zwei", "1", "-3", "99999"):
        app.post(f"{page}/threshold", data={"threshold": given}, headers=sent_by(editor))
        assert helpers.call_action("loerrach_table_show", id=id)["threshold"] == 0
    app.post(f"{page}/threshold", data={"threshold": "4"}, headers=sent_by(editor))
    deliver(id, people)
    kept = helpers.call_action("loerrach_table_show", id=id)
    small = [{"name": "kinder", "label": "Kinder", "count": 3, "rows": [2, 3, 4]}]
    assert (kept["state"], kept["told"]["small"]) == ("failed", small)
    assert "unter 4 in Kinder (3)" in kept["told"]["problem"]["de"]
    body = app.get(page, headers=sent_by(editor)).body
    assert "„Kinder“: 3 unter 4" in body

    # published: others get neither table nor file before somebody has looked
    helpers.call_action("package_patch", dict(user), id="flaechen", state="active")
    work()
    assert "now" in helpers.call_action("loerrach_table_show", id=id)["told"]
    app.post(f"{page}/accept", headers=sent_by(editor))
    assert app.get(file, headers=sent_by({})).status_code == 403
    work()
    assert app.get(file, headers=sent_by({})).status_code == 403
    assert app.get(file, headers=sent_by(editor)).body == people
    body = app.get(page, headers=sent_by({})).body
    assert "wird geprüft, bevor sie veröffentlicht wird" in body
    assert "Kinder" not in body
    shown = app.get(f"/api/3/action/loerrach_table_show?id={id}", headers=sent_by({})).json
    # not even the values that stand in it as examples
    assert shown["result"]["told"] == {}
    assert len(records(id)) == 9
    assert "Bezirk 1" in records(id)[0].values()
    assert app.post(f"{page}/publish", headers=sent_by({})).status_code == 403
    app.post(f"{page}/publish", headers=sent_by(editor))
    work()
    assert records(id)[2] == {"_id": 3, "strasse": "Weg 2", "kinder": 2}
    assert app.get(file, headers=sent_by({})).body == people
    assert "Jemand hat diese Zahlen geprüft" in app.get(page, headers=sent_by(editor)).body

    # a file that nobody could look at is held as well, and what it says stays inside
    deliver(id, "Weg;Kinder\nWeg 1;2;3;4\n" * 3)
    assert helpers.call_action("loerrach_table_show", id=id)["state"] == "failed"
    assert app.get(file, headers=sent_by({})).status_code == 403
    shown = app.get(f"/api/3/action/loerrach_table_show?id={id}", headers=sent_by({})).json
    assert shown["result"]["told"] == {}

    # the next file is looked at anew; one without small counts is published
    deliver(id, people + "Weg 9;9\n")
    assert app.get(file, headers=sent_by({})).status_code == 403
    deliver(id, people.replace(";1", ";0").replace(";2", ";0").replace(";3", ";0"))
    assert app.get(file, headers=sent_by({})).status_code == 200
    assert [row["kinder"] for row in records(id)] == [0, 0, 0, 0, 4, 5, 6, 7, 8]
    with pytest.raises(tk.ValidationError):
        helpers.call_action("loerrach_table_publish", id=id)


def records(id: str) -> list[dict[str, Any]]:
    found = helpers.call_action("datastore_search", resource_id=id, sort="_id")
    return [dict(one) for one in found["records"]]


def deliver(id: str, text: str) -> None:
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    file = FileStorage(io.BytesIO(text.encode()), "flaechen.csv")
    helpers.call_action("resource_patch", user, id=id, upload=file)
    work()


def told(id: str) -> dict[str, Any]:
    return dict(helpers.call_action("loerrach_table_show", id=id)["told"]["schema"])
