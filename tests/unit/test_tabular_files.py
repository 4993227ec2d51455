"""Files of a table, read back by other programs' libraries."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from ckanext.loerrach.tabular.files import FORMATS, xlsx
from ckanext.loerrach.tabular.files.content import About, Content, Field
from ckanext.loerrach.tabular.files.formats import write
from python_calamine import CalamineWorkbook

AT = datetime(2026, 3, 1, 8, 20, tzinfo=UTC)
FIELDS = [
    Field(
        "ags", "text", {"label": "Gemeindeschlüssel", "label_fr": "Code", "notes": "Acht Ziffern"}
    ),
    Field("=name", "text"),
    Field("free", "integer", {"unit": "1"}),
    Field("share", "number"),
    Field("open", "boolean"),
    Field("at", "timestamp"),
    Field("day", "date"),
]
ROWS: list[tuple[Any, ...]] = [
    ("08336050", "Lörrach, »Süd«", 12, 88.5, True, AT, date(1998, 5, 1)),
    ("08336069", '=HYPERLINK("http://example.org")', -5, 1e-7, False, AT, date(1877, 1, 1)),
    ("00000001", "+49 7621 415", 2**62, None, None, None, None),
    ("", None, 0, 0.1, None, None, date(1900, 3, 1)),
    ("-1+1", 'a "quoted"\r\nline\x07 _x0041_', None, -1.0, None, None, None),
]


def made(folder: Path, rows: list[tuple[Any, ...]], fields: list[Field] = FIELDS) -> Any:
    folder.mkdir(exist_ok=True)
    pieces = iter([rows[:2], rows[2:]] if len(rows) > 2 else [rows] if rows else [])
    paths = {name: folder / f"table{one.ending}" for name, one in FORMATS.items()}
    return write(Content("v", fields, ["ags"], pieces), paths)


def test_csv(tmp_path: Path) -> None:
    count, notes = made(tmp_path, ROWS)
    data = (tmp_path / "table.csv").read_bytes()
    assert count == 5
    assert data.startswith(b"ags,'=name,free,share,open,at,day\r\n")
    found = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert found[1:] == [
        ["08336050", "Lörrach, »Süd«", "12", "88.5", "true", "2026-03-01T08:20:00Z", "1998-05-01"],
        ["08336069", '\'=HYPERLINK("http://example.org")', "-5", "1e-07", "false",
         "2026-03-01T08:20:00Z", "1877-01-01"],
        ["00000001", "+49 7621 415", str(2**62), "", "", "", ""],
        ["", "", "0", "0.1", "", "", "1900-03-01"],
        ["'-1+1", 'a "quoted"\r\nline\x07 _x0041_', "", "-1.0", "", "", ""],
    ]  # fmt: skip
    assert notes["csv"] == ["3 texts begin like a formula; an apostrophe stands before them."]


def test_json_and_parquet_keep_values_and_types(tmp_path: Path) -> None:
    made(tmp_path, ROWS)
    names = [one.name for one in FIELDS]
    found = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    told = [[x.isoformat().replace("+00:00", "Z") if isinstance(x, date) else x for x in row]
            for row in ROWS]  # fmt: skip
    assert found == [dict(zip(names, row, strict=True)) for row in told]
    table = pq.read_table(tmp_path / "table.parquet")
    assert [tuple(row.values()) for row in table.to_pylist()] == ROWS
    assert [str(one.type) for one in table.schema] == [
        "string", "string", "int64", "double", "bool", "timestamp[us, tz=UTC]", "date32[day]",
    ]  # fmt: skip


def test_xlsx(tmp_path: Path) -> None:
    _, notes = made(tmp_path, ROWS)
    book = CalamineWorkbook.from_path(tmp_path / "table.xlsx")
    assert book.sheet_names == ["Daten", "Spalten"]
    sheet = book.get_sheet_by_name("Daten").to_python()
    at = "2026-03-01T08:20:00Z"
    assert sheet == [
        [one.name for one in FIELDS],
        ["08336050", "Lörrach, »Süd«", 12.0, 88.5, True, at, date(1998, 5, 1)],
        ["08336069", '=HYPERLINK("http://example.org")', -5.0, 1e-7, False, at, "1877-01-01"],
        ["00000001", "+49 7621 415", str(2**62), "", "", "", ""],
        ["", "", 0.0, 0.1, "", "", date(1900, 3, 1)],
        ["-1+1", 'a "quoted"\r\nline\N{REPLACEMENT CHARACTER} _x0041_', "", -1.0, "", "", ""],
    ]
    assert book.get_sheet_by_name("Spalten").to_python()[1] == [
        "ags", "Gemeindeschlüssel", "", "Acht Ziffern",
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "table.xlsx") as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in text
    assert text.count('s="2"') == 2
    assert notes["xlsx"] == []


def test_xlsx_says_what_it_cannot_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 4)
    monkeypatch.setattr(xlsx, "TEXT", 20)
    monkeypatch.setattr(xlsx, "COLUMNS", 6)
    _, notes = made(tmp_path, ROWS)
    assert notes["xlsx"] == [
        "2 rows are not in it: a sheet holds 4.", "1 columns are not in it: a sheet holds 6.",
        "1 texts are cut to 20 characters.",
    ]  # fmt: skip
    book = CalamineWorkbook.from_path(tmp_path / "table.xlsx")
    assert len(book.get_sheet_by_name("Daten").to_python()) == 4


def test_the_schema_describes_the_csv_file(tmp_path: Path) -> None:
    made(tmp_path, ROWS)
    told = json.loads((tmp_path / "table.schema.json").read_text(encoding="utf-8"))
    assert told["primaryKey"] == ["ags"]
    assert told["fields"][0] == {
        "name": "ags", "type": "string", "title": "Gemeindeschlüssel", "title_fr": "Code",
        "description": "Acht Ziffern",
    }  # fmt: skip
    assert [one["type"] for one in told["fields"]] == [
        "string", "string", "integer", "number", "boolean", "datetime", "date",
    ]  # fmt: skip
    assert told["fields"][2]["unit"] == "1"


def test_what_is_said_of_the_whole_table_is_in_schema_and_workbook(tmp_path: Path) -> None:
    notes = ["1) vorläufig", "=1+1"]
    paths = {name: tmp_path / f"table{one.ending}" for name, one in FORMATS.items()}
    fields = [Field("ags", "text")]
    write(Content("v", fields, [], iter([[("a",)]]), About("2024-12-31", notes)), paths)
    told = json.loads(paths["schema"].read_text(encoding="utf-8"))
    assert told["loerrach:referenceDate"] == "2024-12-31"
    assert told["loerrach:footnotes"] == notes
    book = CalamineWorkbook.from_path(paths["xlsx"]).get_sheet_by_name("Spalten").to_python()
    assert [row[:2] for row in book[2:]] == [
        ["", ""], ["Stand der Angaben", "31.12.2024"], ["Anmerkungen", notes[0]], ["", notes[1]],
    ]  # fmt: skip
    # nothing of it stands among the rows
    assert paths["csv"].read_bytes() == b"ags\r\na\r\n"
    assert json.loads(paths["json"].read_text()) == [{"ags": "a"}]


def test_the_same_rows_give_the_same_bytes_and_no_rows_are_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path / "one", ROWS)
    later = time.time() + 10**6
    monkeypatch.setattr(time, "time", lambda: later)
    made(tmp_path / "two", ROWS)
    one, two = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert len(one) == 5
    made(tmp_path / "none", [])
    assert json.loads((tmp_path / "none" / "table.json").read_text()) == []
    assert len(pd.read_csv(tmp_path / "none" / "table.csv").columns) == 7
    assert pq.read_table(tmp_path / "none" / "table.parquet").num_rows == 0
    # a row of one empty cell is a row
    made(tmp_path / "empty", [("x",), (None,), ("y",)], [Field("ags", "text")])
    lines = (tmp_path / "empty" / "table.csv").read_bytes().split(b"\r\n")
    assert lines == [b"ags", b"x", b'""', b"y", b""]
