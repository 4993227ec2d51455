"""A delivery is compared with the one before: headings, units, and the kinds of values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ckanext.loerrach.harvest.deposit import layout
from ckanext.loerrach.tabular.reading import LayoutChanged, understand

HEAD = "Ortsteil;Stand;Einwohner;Anteil;PLZ;Bemerkung\n"
ROWS = "".join(f"Ort {n};0{n}.02.2025;{n}00;{n},5;0{n}539;\n" for n in range(1, 8))


def of(tmp_path: Path, text: str) -> list[list[str]]:
    path = tmp_path / "daten.csv"
    path.write_text(text, "utf-8")
    return layout.of(understand(path))


def changes(before: list[list[str]], now: list[list[str]]) -> list[str]:
    with pytest.raises(LayoutChanged) as stopped:
        layout.same("daten.csv", before, now)
    return [one.text("de") for one in stopped.value.changes]


def test_values_of_another_kind_stop(tmp_path: Path) -> None:
    before = of(tmp_path, HEAD + ROWS)
    assert [one[2] for one in before] == ["text", "date", "integer", "number", "code", ""]
    layout.same("daten.csv", before, before)
    # a day that is none, a number that is text, and the other way round
    months = of(tmp_path, HEAD + ROWS.replace(".02.2025", ". Woche"))
    assert changes(before, months) == ["Die Spalte „Stand“ enthält jetzt Text statt Datum."]
    words = of(tmp_path, HEAD + ROWS.replace("00;", " Hundert;"))
    assert changes(before, words) == ["Die Spalte „Einwohner“ enthält jetzt Text statt ganze Zahl."]
    assert changes(words, before) == ["Die Spalte „Einwohner“ enthält jetzt ganze Zahl statt Text."]
    # shifted values below the headings of before
    swapped = "".join(f"Ort {n};{n}00;0{n}.02.2025;{n},5;0{n}539;\n" for n in range(1, 8))
    assert len(changes(before, of(tmp_path, HEAD + swapped))) == 2
    # said together with columns that are new
    more = HEAD.replace("Bemerkung", "Notiz") + ROWS.replace(".02.2025", ". Woche")
    told = changes(before, of(tmp_path, more))
    assert told[-1] == "Die Spalte „Stand“ enthält jetzt Text statt Datum."
    assert any("Notiz" in one for one in told[:-1])


def test_what_passes(tmp_path: Path) -> None:
    before = of(tmp_path, HEAD + ROWS)
    for text in (
        # whole numbers get decimals and lose them
        ROWS.replace("00;", "00,5;"), ROWS.replace(",5;", ";"),
        # a column without values, and one that gets some
        ROWS.replace("00;", ";"), ROWS.replace(";\n", ";2025\n"),
        # days with hours
        ROWS.replace(".2025;", ".2025 12:30;"),
        # keys that begin with no zero
        re.sub(r";0(\d)539", r";7\g<1>539", ROWS),
    ):  # fmt: skip
        layout.same("daten.csv", before, of(tmp_path, HEAD + text))
    # layouts that were kept before there were kinds
    layout.same("daten.csv", [one[:2] for one in before], before)
    layout.same("daten.csv", [], before)


def test_a_column_that_was_empty_once_is_still_known(tmp_path: Path) -> None:
    before = of(tmp_path, HEAD + ROWS)
    empty = layout.kept(before, of(tmp_path, HEAD + ROWS.replace("00;", ";")))
    words = of(tmp_path, HEAD + ROWS.replace("00;", " Hundert;"))
    assert changes(empty, words) == ["Die Spalte „Einwohner“ enthält jetzt Text statt ganze Zahl."]


def test_without_headings_kinds_are_all_there_is(tmp_path: Path) -> None:
    lines = "".join(f"{n}00;{n},5;0{n}.02.2025;x{n}\n" for n in range(1, 8))
    before = of(tmp_path, lines)
    assert [one[0] for one in before] == [f"Spalte {n}" for n in range(1, 5)]
    layout.same("daten.csv", before, before)
    turned = "".join(f"{n},5;{n}00;0{n}.02.2025;x{n}\n" for n in range(1, 8))
    assert changes(before, of(tmp_path, turned)) == [
        "Die Spalte „Spalte 1“ enthält jetzt Kommazahl statt ganze Zahl.",
        "Die Spalte „Spalte 2“ enthält jetzt ganze Zahl statt Kommazahl.",
    ]
