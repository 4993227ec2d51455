"""Corrections are kept as Table Schema, and other layouts stop; small counts; large files."""

from __future__ import annotations

import json

import pytest
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular.reading import (
    BadCorrection,
    LayoutChanged,
    Refused,
    SmallCounts,
    codes_of,
    from_schema,
    read,
    small_counts,
    small_counts_of,
    to_schema,
    understand,
)

FIRST = "AGS;Ort;Zahl;Stand\n08336050;Lörrach;1.234,5;31.12.2024\n08336008;Basel;-;01.02.2025\n"


def written(tmp_path, text, name="tabelle.csv"):
    file = tmp_path / name
    file.write_text(text)
    return file


def rows(file, understood):
    return [row for portion in read(file, understood) for row in portion.rows()]


def kept(tmp_path, text=FIRST):
    """What a person has kept of a first delivery, through JSON and back."""
    return from_schema(json.loads(json.dumps(to_schema(understand(written(tmp_path, text))))))


def test_what_is_understood_comes_back_from_its_schema(tmp_path):
    file = written(tmp_path, FIRST)
    first = understand(file)
    again = understand(file, correction=kept(tmp_path))
    assert to_schema(again) == to_schema(first)
    assert rows(file, again) == rows(file, first) == rows(file, kept(tmp_path))
    assert to_schema(first)["schema"] == {
        "fields": [
            {"name": "ags", "title": "AGS", "type": "string", "loerrach:format": "code"},
            {"name": "ort", "title": "Ort", "type": "string"},
            {
                "name": "zahl", "title": "Zahl", "type": "number", "decimalChar": ",",
                "groupChar": ".", "loerrach:format": ",", "loerrach:signs": True,
            },
            {
                "name": "stand", "title": "Stand", "type": "date", "format": "%d.%m.%Y",
                "loerrach:format": "d.m.y",
            },
        ],
        "primaryKey": ["ags"],
        "missingValues": ["", "-"],
    }  # fmt: skip


def test_a_person_decides_what_was_open(tmp_path):
    file = written(tmp_path, "Ort;Wert\nNord;1.234\nSüd;2.345\n")
    schema = to_schema(understand(file))
    schema["schema"]["fields"][1] |= {"type": "number", "decimalChar": ".", "name": "messwert"}
    corrected = understand(file, correction=from_schema(schema))
    assert [column.name for column in corrected.columns] == ["ort", "messwert"]
    assert rows(file, corrected) == [("Nord", 1.234), ("Süd", 2.345)]


def test_the_next_delivery_is_read_the_same_way_though_it_has_a_preamble(tmp_path):
    fixed = kept(tmp_path)
    file = written(tmp_path, "Bericht\n\nAGS;Ort;Zahl;Stand\n08336050;Lörrach;7;01.03.2025\n")
    understood = understand(file, correction=fixed)
    (row,) = rows(file, understood)
    assert (row[0], row[2], row[3]) == ("08336050", 7.0, None)


@pytest.mark.parametrize(
    ("header", "line", "changes"),
    [
        ("AGS;Ort;Neu;Zahl;Stand", "08336050;Lörrach;n;1,5;31.12.2024", ["added"]),
        ("AGS;Ort;Stand", "08336050;Lörrach;31.12.2024", ["missing"]),
        ("AGS;Zahl;Ort;Stand", "08336050;1,5;Lörrach;31.12.2024", ["moved", "moved"]),
        ("AGS;Ort;Wert;Stand", "08336050;Lörrach;1,5;31.12.2024", ["added", "missing"]),
        ("AGS;Ort;Zahl;Stand", "08336050;Lörrach;viele;31.12.2024", ["retyped"]),
    ],
)
def test_another_layout_stops(header, line, changes, tmp_path):
    fixed = kept(tmp_path)
    with pytest.raises(LayoutChanged) as changed:
        understand(written(tmp_path, f"{header}\n{line}\n"), correction=fixed)
    assert [one.code for one in changed.value.changes] == changes
    assert changed.value.before == ("AGS", "Ort", "Zahl", "Stand")
    said = changed.value.text("de")
    assert "tabelle.csv" in said
    assert "type" not in said
    assert changes != ["retyped"] or "keine Werte der Art Kommazahl mehr" in said


@pytest.mark.parametrize(
    "told",
    [
        {"schema": {"fields": [{"name": "a", "type": "geopoint"}]}},
        {"schema": {"fields": [{"name": "a"}, {"name": "a"}]}},
        {"schema": {"fields": [{"name": "_a"}]}},
        {"schema": {"fields": [{"name": 'a"b'}]}},
        {"schema": {"fields": [{"name": "a" * 64}]}},
        {"schema": {"fields": [{"name": "ab:cd ef:g :h"}]}},
        {"schema": {"fields": [{"name": "a"}], "primaryKey": "b"}},
        {"dialect": {"loerrach:headerRows": [3, 2]}},
        {"dialect": {"loerrach:headerRows": "3"}},
        {"schema": {"fields": "a"}},
        {"dialect": {"delimiter": "ab"}},
        {"encoding": "no-such"},
        {"encoding": "base64"},
        {"schema": {"fields": [{"name": "a", "type": "number", "decimalChar": "!"}]}},
    ],
)
def test_a_correction_that_is_none(told):
    with pytest.raises(BadCorrection):
        from_schema(told)


def test_a_unit_that_changes_stops_and_a_person_may_say_another_one(tmp_path):
    text = "Ort;Fläche (ha)\nNord;10,5\nSüd;7,25\n"
    schema = to_schema(understand(written(tmp_path, text)))
    other = written(tmp_path, text.replace("(ha)", "(km²)"))
    with pytest.raises(LayoutChanged) as changed:
        understand(other, correction=from_schema(schema))
    (change,) = changed.value.changes
    assert change.text("de") == "Die Spalte „Fläche“ ist jetzt in km² statt in ha."
    schema["schema"]["fields"][1]["loerrach:unit"] = "km²"
    assert understand(other, correction=from_schema(schema)).columns[1].unit == "km²"
    again = understand(written(tmp_path, text), correction=from_schema(schema))
    assert again.columns[1].unit == "km²"
    assert to_schema(again)["schema"]["fields"][1]["loerrach:fileUnit"] == "ha"


def test_a_person_says_where_the_headings_are(tmp_path):
    file = written(tmp_path, "Stadt;Lörrach\nOrt;Kürzel\nNord;n\nSüd;s\n")
    assert [one.label for one in understand(file).columns] == ["Stadt", "Lörrach"]
    said = from_schema({"dialect": {"loerrach:headerRows": [2]}})
    corrected = understand(file, correction=said)
    assert [one.label for one in corrected.columns] == ["Ort", "Kürzel"]
    assert rows(file, corrected) == [("Nord", "n"), ("Süd", "s")]
    schema = to_schema(corrected)
    assert rows(file, understand(file, correction=from_schema(schema))) == rows(file, corrected)
    both = from_schema({"dialect": {"loerrach:headerRows": [1, 2]}})
    labels = [one.label for one in understand(file, correction=both).columns]
    assert labels == ["Stadt Ort", "Lörrach Kürzel"]
    with pytest.raises(Refused) as refused:
        understand(file, correction=from_schema({"dialect": {"loerrach:headerRows": [9]}}))
    assert refused.value.sentence.code == "no_such_row"


def test_small_counts_are_told():
    columns = [Column("jahr", "integer"), Column("faelle", "integer"), Column("anteil", "number")]
    table = Table(
        columns, [(2020, 2, 1.5), (2021, 0, 0.0), (2022, 14, 2.0), (2, 1, None)], key=("jahr",)
    )
    assert small_counts(table, 3) == [SmallCounts("faelle", 2, (1, 4))]
    assert small_counts(table, 3, ["anteil"]) == [SmallCounts("anteil", 2, (1, 3))]
    assert small_counts(table, 1) == []
    with pytest.raises(ValueError, match="no column 'ort'"):
        small_counts(table, 3, ["ort"])


def test_counts_are_looked_for_however_they_are_written(tmp_path):
    """As decimals, as text that is in doubt, with signs, and where somebody called them text."""
    lines = "".join(
        f"Weg {n};{n},0;{n}.000;{n},5;{'unter 3' if n == 5 else n};{n} r;0{n};{n % 4 + 1};Q{n}\n"
        for n in range(1, 9)
    )
    head = "Weg;Kinder;Punkt;Fläche;Alter;Frauen;Bezirk;AGS;Kennung\n"
    file = written(tmp_path, head + lines + "Weg 9;-;-;-;x;/;09;4;x\n")
    found = understand(file)
    kinds = [(one.label, one.type) for one in found.columns[1:8]]
    assert kinds == [
        ("Kinder", "number"), ("Punkt", "integer"), ("Fläche", "number"), ("Alter", "text"),
        ("Frauen", "integer"), ("Bezirk", "text"), ("AGS", "text"),
    ]  # fmt: skip
    table = Table(found.table_columns(), rows(file, found), found.key)
    told = [SmallCounts(name, 2, (1, 2)) for name in ("kinder", "alter", "frauen")]
    assert small_counts(table, 3, codes=codes_of(found)) == told
    assert small_counts_of(file, found, 3) == told
    # of places nobody knows which columns are keys
    assert "ags" in [one.column for one in small_counts(table, 3)]


@pytest.mark.parametrize(
    ("texts", "rows"),
    [
        (["3", "12", "k. A.", None, ""], (1,)), (["(3)", "3,00", "3*", "3¹", "3."], (1, 2, 3, 4)),
        (["3", "drei", "vier"], ()), (["3", "drei"], ()), (["03", "04", "1"], ()),
        (["1.234", "1 234", "0", "-3", "5"], ()), (["2025-01", "2,5"], ()), ([], ()),
    ],
)  # fmt: skip
def test_texts_are_counts_where_most_of_them_are(texts, rows):
    table = Table([Column("a")], [[one] for one in texts])
    assert [tuple(one.rows) for one in small_counts(table, 4)] == ([rows] if rows else [])


def test_no_number_of_a_place_breaks_the_look():
    table = Table([Column("a", "number")], [[float("inf")], [float("nan")], [1.0]])
    assert small_counts(table, 4) == []


LINES = "".join(f"{n:06d};Straße {n};{n % 1000},5;31.12.2024\n" for n in range(30_000))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_file_larger_than_its_sample_loses_no_row_to_its_footnotes(encoding, tmp_path):
    file = tmp_path / "gross.csv"
    text = f"Bericht\n\nId;Straße;Wert;Tag\n{LINES}Summe;;15000;\n\nQuelle: Stadt Lörrach\n"
    file.write_bytes(text.encode(encoding))
    understood = understand(file)
    found = rows(file, understood)
    assert len(found) == understood.rows == 30_000
    assert [row[0] for row in found] == [f"{n:06d}" for n in range(30_000)]
    assert found[-1][1:3] == ("Straße 29999", 999.5)
    assert understood.footnotes == ["Quelle: Stadt Lörrach"]
    assert understood.sums == ["Summe 15000"]
    assert understood.key == ("id",)


def test_a_ragged_row_far_below_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        understand(written(tmp_path, f"Id;Straße;Wert;Tag\n{LINES}a;b;c;d;e\n1;b;2,5;31.12.2024\n"))
    assert refused.value.sentence.code == "ragged"
    assert refused.value.sentence.values["row"] == 30_002
