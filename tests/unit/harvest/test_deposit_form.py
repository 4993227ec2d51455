"""The form of corrections: what nobody changes stays as it was understood."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvest.deposit import form, state
from ckanext.loerrach.harvest.deposit.state import Deposit
from ckanext.loerrach.tabular.reading import from_schema, to_schema, understand

TEXT = (
    "AGS;Ort;Monat;Quartal;Zahl;Anteil in %;Preis;Offen;Tag;Zeit;Us\n"
    "08336050;Lörrach;2025-01;Q1 2025;1.234.567;1,5;12,50 €;ja;31.12.2025;31.12.2025 12:00;1.234\n"
    "08336008;Basel;2025-02;Q2 2025;2;2,25;1.012,75 €;nein;01.02.2025;01.02.2025 08:30;-\n"
)
SWISS = "Ort,Wert,Tag\nBasel,1'234.5,2025-12-31\nBern,2'000.25,2025-01-01\n"


def known(folder: Path, text: str, correction: dict[str, Any] | None = None) -> Deposit:
    file = folder / "tabelle.csv"
    file.write_text(text)
    told = {"schema": to_schema(understand(file)), "sheets": [], "misfits": []}
    return Deposit("one", "upload 1", state.DONE, told=told, correction=correction)


def sent(one: Deposit) -> dict[str, str]:
    """What a browser sends of the form as it is drawn."""
    schema = form.base(one)
    given = {**form.said(one.correction), "columns": str(len(form.fields(schema)))}
    for at, field in enumerate(form.fields(schema)):
        given[f"title-{at}"] = field["title"]
        values = form.controls(field, schema["schema"].get("primaryKey", []))
        given |= {f"{part}-{at}": "1" if value is True else str(value)
                  for part, value in values.items() if value}  # fmt: skip
    return given


@pytest.mark.parametrize("text", [TEXT, SWISS])
def test_a_form_that_nobody_has_changed_says_what_was_understood(tmp_path: Path, text: str) -> None:
    one = known(tmp_path, text)
    made = from_schema(form.schema_of(one, sent(one)))
    found = from_schema(dict(form.base(one)))
    numbers = {"number", "integer"}
    for mine, theirs in zip(made.columns, found.columns, strict=True):
        if theirs.type == "integer" and not theirs.thousands:
            # a whole number without thousands is written in both ways
            mine, theirs = (dict(asdict(one), format="") for one in (mine, theirs))
            assert mine == theirs
        else:
            assert mine == theirs
    assert {one.type for one in found.columns} & numbers
    # sheet, delimiter and encoding are pinned by nobody
    assert (made.sheet, made.delimiter, made.encoding, made.header) == ("", "", "", ())
    again = understand(tmp_path / "tabelle.csv", correction=made)
    assert to_schema(again)["schema"]["fields"] == form.fields(form.base(one))


def test_rows_of_headings_are_written_in_several_ways() -> None:
    ways = {"": [], "3": [3], "3-4": [3, 4], "3 – 5": [3, 4, 5], "4, 3": [3, 4], "3 und 4": [3, 4]}
    assert {text: form._rows(text) for text in ways} == ways


def test_another_delimiter_finds_the_columns_anew(tmp_path: Path) -> None:
    one = known(tmp_path, SWISS)
    made = form.schema_of(one, sent(one) | {"delimiter": "tab", "header": "2-3"})
    assert made == {"dialect": {"delimiter": "\t", "loerrach:headerRows": [2, 3]}}
    kept = known(tmp_path, SWISS, {**made, "encoding": "latin-1"})
    assert form.said(kept.correction) == {
        "sheet": "", "delimiter": "tab", "encoding": "iso8859-1", "header": "2, 3",
    }  # fmt: skip
    assert "schema" in form.schema_of(kept, sent(kept))


def test_errors_of_the_action_stand_beside_their_fields() -> None:
    given = {"name-0": "ort", "name-1": " _x ", "name-2": "ort"}
    text = ["Nein."]
    assert form.placed({"schema": text, "schema.fields._x.name": text}, given) == {"name-1": text}
    assert form.placed({"schema.fields.ort.type": text}, given) == {"kind-2": text}
    assert form.placed({"schema": text}, given) == {"": text}
