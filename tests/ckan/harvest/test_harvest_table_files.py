"""Files of a harvested table: made by the job from the DataStore, offered on the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow.parquet as pq
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach import tabular
from ckanext.loerrach.harvest import downloads
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular.files import FORMATS
from python_calamine import CalamineWorkbook

NAME = "freie-parkplaetze-in-freiburg"


def waits(resource_id: str, at: datetime | None = None) -> bool:
    """Are the files of the table to be made? Other tests of the session leave some, too."""
    folder = downloads.table_shelf(resource_id).folder
    return folder in [one.folder for one in downloads.due(at)]


def test_from_the_table_to_its_files(freiburg: Callable[..., Report], app: Any) -> None:
    """One long way, as a portal costs seconds to set up."""
    freiburg()
    dataset = helpers.call_action("package_show", id=NAME)
    lots, original = dataset["resources"]
    page = f"/dataset/{NAME}/resource/{lots['id']}"
    assert waits(lots["id"])
    assert app.get(f"{page}/table.csv", status=503).headers["Retry-After"] == "60"
    downloads.work()
    assert not waits(lots["id"])

    # every format, as the DataStore has it
    for name, format in FORMATS.items():
        answer = app.get(f"{page}/table{format.ending}")
        assert answer.mimetype == format.mimetype, name
        assert answer.headers["Content-Disposition"].endswith(f"{NAME}{format.ending}")
    fields = ", ".join(f'"{one["id"]}"' for one in json_of(app, page, "schema.json"))
    assert "_id" not in fields
    query = helpers.call_action("datastore_search", resource_id=lots["id"], sort="id")
    there = [{key: row[key] for key in row if key[0] != "_"} for row in query["records"]]
    told = json.loads(app.get(f"{page}/table.json").data)
    assert len(told) == len(there) == 7
    assert [list(row) for row in told] == [list(row) for row in there]
    assert [row["id"] for row in told] == sorted(row["id"] for row in there)
    lines = list(csv.DictReader(io.StringIO(app.get(f"{page}/table.csv").data.decode())))
    assert [row["id"] for row in lines] == [row["id"] for row in told]
    parquet = pq.read_table(io.BytesIO(app.get(f"{page}/table.parquet").data))
    assert parquet.num_rows == 7
    book = CalamineWorkbook.from_filelike(io.BytesIO(app.get(f"{page}/table.xlsx").data))
    assert len(book.get_sheet_by_name("Daten").to_python()) == 8
    tag = {"If-None-Match": app.get(f"{page}/table.csv").headers["ETag"]}
    app.get(f"{page}/table.csv", headers=tag, status=304)
    # for spreadsheet programs, which want a mark
    marked = app.get(f"{page}/table.csv?bom=true", headers={"Range": "bytes=0-1"})
    assert marked.data == b"\xef\xbb\xbf" + app.get(f"{page}/table.csv").data
    assert int(marked.headers["Content-Length"]) == len(marked.data)
    app.get(f"{page}/table.csv?bom=true", headers=tag, status=304)

    # the page leaves out those that are there with places, and has none for what is no table
    shown = app.get(page).body
    for ending in ("xlsx", "json", "schema.json"):
        assert f'href="{page}/table.{ending}"' in shown, ending
    assert f'href="{page}/table.csv"' not in shown
    for path in (page, f"/dataset/{NAME}"):
        assert f'href="{page}/table.csv?bom=true"' in app.get(path).body
    assert f"/datastore/dump/{lots['id']}?bom=True" not in shown
    for wrong in ("table.exe", "table.", "table.json/x", "table.../../current.json"):
        app.get(f"{page}/{wrong}", status=404)
    app.get(f"/dataset/{NAME}/resource/{original['id']}/table.csv", status=404)
    app.get(f"/dataset/other/resource/{lots['id']}/table.csv", status=404)

    # the same again makes nothing; other rows do, but not every minute; the same rows, same bytes
    old = downloads.table_shelf(lots["id"]).made
    freiburg(full=True)
    later = datetime.now(UTC) + timedelta(minutes=16)
    assert not waits(lots["id"], later)
    table = Table([Column("id"), Column("text")], [["1", "=1+1"], ["0815", None]], ["id"])
    tabular.load({"ignore_auth": True}, lots["id"], table)
    assert not waits(lots["id"])
    assert waits(lots["id"], later)
    # of the newest rows there is the dump alone, in which nothing is a formula
    shown = app.get(page).body
    assert f'href="{page}/table.csv?bom=true"' not in shown
    assert f"/datastore/dump/{lots['id']}?bom=True" in shown
    assert "0815,\n" in (dump := app.get(f"/datastore/dump/{lots['id']}").body)
    assert ",1,'=1+1\n" in dump
    downloads.table_shelf(lots["id"]).make()
    assert app.get(f"{page}/table.csv").data == b"id,text\r\n0815,\r\n1,'=1+1\r\n"
    new = downloads.table_shelf(lots["id"]).made
    assert old
    assert new
    assert new.version != old.version
    again = downloads.table_shelf(lots["id"]).make()
    assert again
    assert again.files == new.files
    assert len([one for one in downloads.table_shelf(lots["id"]).folder.iterdir()
                if one.is_dir()]) == 1  # fmt: skip

    # files go with their resource
    folder = downloads.table_shelf(lots["id"]).folder
    helpers.call_action("dataset_purge", id=dataset["id"], context={"ignore_auth": True})
    model.Session.rollback()
    assert lots["id"] in downloads.forget_gone()
    assert not folder.exists()


def json_of(app: Any, page: str, ending: str) -> Any:
    return [
        {"id": one["name"]} for one in json.loads(app.get(f"{page}/table.{ending}").data)["fields"]
    ]
