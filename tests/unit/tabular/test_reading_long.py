"""What stands far behind the first rows of a file is found there too, or the file is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.record import Table
from ckanext.loerrach.tabular.reading import (
    Refused,
    SmallCounts,
    Understanding,
    read,
    small_counts,
    small_counts_of,
    to_schema,
    understand,
)  # fmt: skip

#: more than the 256 kB that are looked at one by one
ROWS = 30_000
HEADER = "Ort;Stichtag;Einwohner;Fläche (ha)\n"
LINES = [f"Bezirk {at};31.12.2025;{at % 900 + 10};{at % 90},5\n" for at in range(ROWS)]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(*changes: tuple[int, str], head: str = HEADER, foot: str = "") -> Path:
        lines = list(LINES)
        for at, line in reversed(changes):
            lines.insert(at, line)
        path = tmp_path / "lang.csv"
        path.write_text(head + "".join(lines) + foot, "utf-8")
        return path

    return write


def said(found: Understanding, code: str) -> str:
    return next((one.text("de") for one in found.sentences if one.code == code), "")


def rows(path: Path, found: Understanding) -> list[tuple[Any, ...]]:
    return [row for portion in read(path, found) for row in portion.rows()]


def test_all_rows_come_in_their_order(written: Callable[..., Path]) -> None:
    path = written()
    got = rows(path, understand(path))
    assert len(got) == ROWS
    assert [row[0] for row in got] == [f"Bezirk {at}" for at in range(ROWS)]
    assert (got[-1][2], got[-1][3]) == ((ROWS - 1) % 900 + 10, (ROWS - 1) % 90 + 0.5)


def test_sums_far_below_are_told_with_their_rows(written: Callable[..., Path]) -> None:
    path = written((25_000, "Summe;31.12.2025;9000;12,5\n"), (29_000, "Insgesamt;;1;2,5\n"))
    assert said(understand(path), "inner_sums_many") == (
        "Zwischen den Daten stehen 2 Summen (Summe, Insgesamt; gezählte Datenzeilen 25001, 29002); "
        "sie werden mitgezählt, wenn man die Spalte summiert."
    )


def test_a_second_table_far_below_is_refused(written: Callable[..., Path]) -> None:
    path = written((25_000, "\nStraße;Beginn;Länge;Breite\n"))
    with pytest.raises(Refused) as refused:
        understand(path)
    assert refused.value.sentence.code == "two_tables"


def test_values_that_do_not_fit_far_below_are_counted(written: Callable[..., Path]) -> None:
    path = written((26_000, "Bezirk;31.12.2025;viele;1,5\n"), (28_000, "Bezirk;31.02.2025;3;1,5\n"))
    found = {column.name: column for column in understand(path).columns}
    assert [(one.row, one.value) for one in found["einwohner"].examples] == [(26_001, "viele")]
    assert [(one.row, one.value) for one in found["stichtag"].examples] == [(28_002, "31.02.2025")]


def test_each_repeated_header_is_counted(written: Callable[..., Path]) -> None:
    path = written((9_000, HEADER), (19_000, HEADER), (29_000, HEADER))
    found = understand(path)
    assert found.rows == ROWS
    assert next(one for one in found.sentences if one.code == "repeated_header").values == {
        "number": 3
    }


def test_a_note_of_several_lines_at_the_end_is_no_data(written: Callable[..., Path]) -> None:
    note = '"Quelle: Stadt Lörrach,\nFachbereich ""Statistik"";\nStand: 31.12.2025";;;\n'
    path = written(foot="\n" + note)
    found = understand(path)
    assert (found.rows, len(found.footnotes), found.reference_date) == (ROWS, 1, "2025-12-31")
    assert len(rows(path, found)) == ROWS


def test_a_file_that_changed_in_between_is_refused(written: Callable[..., Path]) -> None:
    path = written()
    found = understand(path)
    for other in (b'Bezirk "0";1;2;3\n', b"Bezirk;31.12.2025;1\n", b"L\xf6rrach;31.12.2025;1;2\n"):
        path.write_bytes(HEADER.encode() + "".join(LINES).encode() + other)
        with pytest.raises(Refused) as refused:
            rows(path, found)
        assert refused.value.sentence.code == "file_changed"


def test_small_counts_are_the_same_from_a_file_as_from_rows(written: Callable[..., Path]) -> None:
    path = written((5, "Klein;31.12.2025;2;0,5\n"), (20_000, "Kleiner;31.12.2025;0;0,5\n"))
    found = understand(path)
    table = Table(found.table_columns(), rows(path, found), key=())
    for threshold in (11, 12, 500):
        assert small_counts_of(path, found, threshold) == small_counts(table, threshold)
    # Bezirk 0 has ten people, and each nine hundredth after it
    assert small_counts_of(path, found, 11)[0].number == 35
    assert small_counts_of(path, found, 3) == [SmallCounts("einwohner", 1, (6,))]
    assert small_counts_of(path, found, 2) == []
    with pytest.raises(ValueError, match="threshold"):
        small_counts_of(path, found, 0)
    with pytest.raises(ValueError, match="haushalte"):
        small_counts_of(path, found, 3, ["haushalte"])


def test_units_have_codes(tmp_path: Path) -> None:
    path = tmp_path / "einheiten.csv"
    path.write_text(
        "Ort;Fläche (ha);Temperatur in °C;NO2 (µg/m³);Anteil in %;Kosten (EUR);Leistung (kWp)\n"
        "Nord;1,5;2,5;3,5;4,5;5,5;6,5\nSüd;2,5;3,5;4,5;5,5;6,5;7,5\n",
        "utf-8",
    )
    told = to_schema(understand(path))["schema"]["fields"]
    assert [(one.get("loerrach:ucum"), one.get("loerrach:currency")) for one in told] == [
        (None, None), ("har", None), ("Cel", None), ("ug/m3", None), ("%", None), (None, "EUR"),
        (None, None),
    ]  # fmt: skip
