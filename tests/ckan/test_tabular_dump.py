"""CKAN's dump of a table: no cell of its CSV and TSV files is a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular.inert import inert_rows
from ckanext.loerrach.testing_tables import load

TEXTS = [
    "=1+1", "@SUM(A1)", "+1+1", "-1+1", "\t=1", "\r=1", 'a "quoted"\n=1,\t=2', '="x"', "-5",
    "+49 7621 1", "", None, "Lörrach, »Süd«", "'", '"',
]  # fmt: skip
#: what an apostrophe stands before
MADE = {0, 1, 2, 3, 4, 5, 7}


@pytest.mark.ckan_config("ckan.plugins", "loerrach datastore")
@pytest.mark.usefixtures("with_plugins", "clean_db", "permissions")
def test_a_dump_of_formulas(resource: str, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckanext.datastore.blueprint.PAGINATE_BY", 4)
    columns = [Column("=nr", "integer"), Column("text"), Column("n", "number")]
    rows = [[-at, text, -1.5e-7 * at] for at, text in enumerate(TEXTS)]
    load(resource, Table(columns, rows, ["=nr"]))
    texts = [
        f"'{text}" if at in MADE else text or "" for at, text in enumerate(TEXTS)
    ]  # fmt: skip
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        for bom in ("", "&bom=true"):
            answer = app.get(f"/datastore/dump/{resource}?format={format}&sort=_id{bom}")
            body = answer.data.decode("utf-8-sig" if bom else "utf-8")
            head, *found = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
            assert head == ["_id", "'=nr", "text", "n"]
            assert [one[2] for one in sorted(found, key=lambda one: int(one[0]))] == texts
            assert {int(one[1]) for one in found} == {-at for at in range(len(TEXTS))}
            assert sorted(float(one[3]) for one in found) == sorted(row[2] for row in rows)
    only = app.get(f"/datastore/dump/{resource}?bom=true&fields=%3Dnr").data.decode("utf-8-sig")
    assert only.startswith("'=nr")
    # values of JSON are none of a spreadsheet
    told = json.loads(app.get(f"/datastore/dump/{resource}?format=json&sort=_id").data)
    assert sorted(str(row[2]) for row in told["records"]) == sorted(map(str, TEXTS))
    assert b"'" not in app.get(f"/datastore/dump/{resource}?fields=n&limit=3").data


def test_rows_stay_as_they_were() -> None:
    """An empty text is another thing than no value; and nothing else is changed."""
    plain = b'_id,a\r\n1,""\n2,\n3,"x\n=1"\n4,-1.5e-07\n5,-Infinity\n6,a=1\n7,\xc3\xa4\n'
    assert inert_rows(plain, b",") == plain
    assert inert_rows(b'1,"=a""b"\n2,\xff\n', b",") == b'1,"\'=a""b"\n2,\xff\n'
