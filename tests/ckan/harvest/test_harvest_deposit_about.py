"""What a publisher's file says of the whole table: on the page, and in its files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import flask_babel
import pytest
from bs4 import BeautifulSoup
from ckan.tests import helpers
from ckanext.loerrach.harvest import downloads
from ckanext.loerrach.harvest.deposit.work import work
from flask import g
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
LONG = "1) Fortschreibung auf Grundlage des Zensus 2022; " + "ab 2023 geänderte Methode. " * 9
NOTES = [LONG.strip(), "2) vorläufig", "3) geschätzt", "4) ohne Nebenwohnsitze",
         "Quelle: Stadt Lörrach, <b>Statistikstelle</b>"]  # fmt: skip
TABLE = "Ortsteil;Einwohner\nBrombach;6412\nHaagen;4007\nHauingen;3115\nStetten;7213\n\n"
FILE = TABLE + "Stand: 31.12.2024\n" + "".join(f'"{note}"\n' for note in NOTES)


@pytest.fixture
def resource(
    town: dict[str, Any], ckan_config: Any, monkeypatch: Any, tmp_path: Path
) -> dict[str, Any]:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path))
    package = call(
        "package_create", owner_org=town["id"], name="einwohner", strategy_field="administration",
        title_translated={"de": "Einwohner"}, notes_translated={"de": "Wie viele."},
        personal_data="none",
    )  # fmt: skip
    return call("resource_create", package_id=package["id"], name="Einwohner", format="CSV",
                license=DL_ZERO, upload=given(FILE))  # fmt: skip


def call(action: str, **more: Any) -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return dict(helpers.call_action(action, {"user": user}, **more))


def given(text: str) -> FileStorage:
    return FileStorage(io.BytesIO(text.encode()), "einwohner.csv")


def deliver(id: str, text: str) -> None:
    call("resource_patch", id=id, upload=given(text))
    work()


#: what the page says while the files are those of rows before
WAITS = "Neue Dateien sind bald da"


def section(app: Any, page: str) -> Any:
    g.pop("_login_user", None)
    # the fixtures' own request context remembers the last language
    flask_babel.refresh()
    found = BeautifulSoup(app.get(page).body, "html.parser")
    return found.select_one("section[aria-labelledby=about-table]")


def told(id: str) -> dict[str, Any]:
    g.pop("_login_user", None)
    context = {"user": "", "ignore_auth": False}
    return dict(helpers.call_action("loerrach_table_show", context, id=id)["told"])


def files(app: Any, page: str) -> tuple[dict[str, Any], list[list[Any]]]:
    """The schema, and the second sheet of the workbook below the columns."""
    downloads.work()
    schema = json.loads(app.get(f"{page}/table.schema.json").data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(app.get(f"{page}/table.xlsx").data))
    return schema, book.get_sheet_by_name("Spalten").to_python()[3:]


def test_footnotes_and_reference_date_are_public(resource: dict[str, Any], app: Any) -> None:
    """One long way, as a portal costs seconds to set up."""
    id, page = resource["id"], f"/dataset/einwohner/resource/{resource['id']}"
    redis = downloads.connect_to_redis()
    redis.delete(downloads._key())
    work()
    # its files are made at once: nobody waits for the scheduler
    assert redis.exists(downloads._key())
    about = {"reference_date": "2024-12-31", "footnotes": NOTES}
    assert told(id)["about"] == about

    shown = section(app, page)
    assert [one.text for one in shown.select("li")] == NOTES
    assert shown.select_one("time")["datetime"] == "2024-12-31"
    assert "Stand der Angaben: 31. Dezember 2024" in " ".join(shown.text.split())
    assert "Date de référence :" in section(app, f"/fr{page}").text
    assert "Reference date:" in section(app, f"/en{page}").text
    assert not shown.select("b")

    schema, lines = files(app, page)
    assert schema["loerrach:referenceDate"] == "2024-12-31"
    assert schema["loerrach:footnotes"] == NOTES
    assert [line[:2] for line in lines] == [
        ["", ""], ["Stand der Angaben", "31.12.2024"], ["Anmerkungen", NOTES[0]],
        *(["", note] for note in NOTES[1:]),
    ]  # fmt: skip

    # they are those of the table that is there: a file that stops takes none away
    deliver(id, FILE.replace("Einwohner", "Haushalte").replace("vorläufig", "endgültig"))
    assert told(id)["problem"]
    assert told(id)["about"] == about
    assert [one.text for one in section(app, page).select("li")] == NOTES
    # nor does one that nobody has looked at tell its own
    call("loerrach_table_threshold", id=id, threshold=5)
    deliver(id, FILE.replace("4007", "2").replace("vorläufig", "endgültig"))
    assert told(id) == {"about": about}
    call("loerrach_table_threshold", id=id, threshold=0)

    # another note of the same rows: files are made anew, at once, and the page says so until then
    deliver(id, FILE.replace("vorläufig", "endgültig"))
    assert told(id)["about"]["footnotes"][1] == "2) endgültig"
    assert WAITS in app.get(page).body
    schema, lines = files(app, page)
    assert WAITS not in app.get(page).body
    assert schema["loerrach:footnotes"][1] == lines[3][1] == "2) endgültig"

    # none are none
    deliver(id, TABLE)
    assert "about" not in told(id)
    assert section(app, page) is None
    schema, lines = files(app, page)
    assert "loerrach:footnotes" not in schema
    assert lines == []
