"""Tables whose cells mean something else than they seem to: read as meant, or the doubt is said."""

# ruff: noqa: E501 - tables

from __future__ import annotations

import pytest
from ckanext.loerrach.tabular.reading import read, understand

SPREAD = [(f"2024-Q{quarter}", quarter) for quarter in (1, 2, 3, 4)]

#: title → file, names, rows, codes that have to be said, codes that must not
CASES = {
    # --- months, quarters, years
    "quarters before the year": (
        "Quartal;Wert\n1/2024;1\n2/2024;2\n3/2024;3\n4/2024;4\n", "quartal wert", SPREAD, "", "month_or_quarter"),
    "quarters behind the year": (
        "Quartal;Wert\n2024/1;1\n2024/2;2\n2024/3;3\n2024/4;4\n", "quartal wert", SPREAD, "", ""),
    "quarters with a point": (
        "Quartal;Anteil\n1.2024;1,5\n2.2024;2,5\n", "quartal anteil", [("2024-Q1", 1.5), ("2024-Q2", 2.5)], "", ""),
    "a fifth quarter": (
        "Quartal;Wert\n1/2024;1\n5/2024;2\n", "quartal wert", [("1/2024", 1), ("5/2024", 2)], "", ""),
    "months or quarters": (
        "Zeit;Wert\n1/2024;1\n2/2024;2\n", "zeit wert", [("1/2024", 1), ("2/2024", 2)], "month_or_quarter", ""),
    "months, as there is a fifth": (
        "Zeit;Wert\n4/2024;1\n5/2024;2\n", "zeit wert", [("2024-04", 1), ("2024-05", 2)], "", "month_or_quarter"),
    "months by their heading": (
        "Monat;Wert\n1/2024;1\n2/2024;2\n", "monat wert", [("2024-01", 1), ("2024-02", 2)], "", "month_or_quarter"),
    "months with two digits": (
        "Zeit;Wert\n01/2024;1\n02/2024;2\n", "zeit wert", [("2024-01", 1), ("2024-02", 2)], "", "month_or_quarter"),
    "numbers of papers": (
        "Vorlage;Wert\n01/2024;1\n12/2024;2\n", "vorlage wert", [("01/2024", 1), ("12/2024", 2)], "", ""),
    "numbers of something": (
        "Fall;Wert\n7/2024;1\n12/2024;2\n", "fall wert", [("7/2024", 1), ("12/2024", 2)], "month_or_quarter", ""),
    "school years": (
        "Schuljahr;Kinder\n2009/10;1\n2010/11;2\n2011/12;3\n", "schuljahr kinder",
        [("2009/10", 1), ("2010/11", 2), ("2011/12", 3)], "two_years", ""),
    "months of an autumn": (
        "Zeit;Wert\n2009/10;1\n2009/11;2\n", "zeit wert", [("2009-10", 1), ("2009-11", 2)], "", "two_years"),
    # --- keys
    "all keys of municipalities without their zero": (
        "AGS;Wert\n8336050;1\n8336008;2\n", "ags wert", [("8336050", 1), ("8336008", 2)], "lost_zeros", ""),
    "all regional keys without their zero": (
        "ARS;Wert\n83360050050;1\n83365001008;2\n", "ars wert", [("83360050050", 1), ("83365001008", 2)],
        "lost_zeros", ""),
    "four digits of a postal code": (
        "PLZ;Wert\n4051;1\n4058;2\n", "plz wert", [("4051", 1), ("4058", 2)], "lost_zeros", ""),
    "keys that are whole": (
        "AGS;Wert\n11000000;1\n14612000;2\n", "ags wert", [("11000000", 1), ("14612000", 2)], "", "lost_zeros"),
    "arsenic is no regional key": (
        "Stelle;Arsen (µg/l)\nNord;1\nSüd;12\n", "stelle arsen", [("Nord", 1), ("Süd", 12)], "", "lost_zeros"),
    # --- the first row of data has gaps
    "no name in the first row": (
        "Ort;Wert\n;2\nNord;3\nSüd;4\n", "ort wert", [(None, 2), ("Nord", 3), ("Süd", 4)], "", ""),
    "no name in the first two rows": (
        "Ort;Wert\n;2\n;5\nNord;3\nSüd;4\n", "ort wert", [(None, 2), (None, 5), ("Nord", 3), ("Süd", 4)], "", ""),
    # --- what is a sum
    "a club, not a sum": (
        "Verein;Ort\nSport e. V.;Haagen\nZusammen leben e. V.;Lörrach\n", "verein ort",
        [("Sport e. V.", "Haagen"), ("Zusammen leben e. V.", "Lörrach")], "", "sums inner_sums"),
    "a shop that is called like a sum": (
        "Betrieb;Plätze\nNord;3\nSüd;4\nTotal Tankstelle;9\n", "betrieb plaetze",
        [("Nord", 3), ("Süd", 4), ("Total Tankstelle", 9)], "inner_sums", "sums"),
    "a sum named at the end": (
        "Ort;Wert;Anteil\nNord;3;12,5\nSüd;4;87,5\nLandkreis Lörrach insgesamt;7;100\n", "ort wert anteil",
        [("Nord", 3, 12.5), ("Süd", 4, 87.5)], "sums", ""),
    "a name that ends like a sum": (
        "Ort;Wert\nNord;3\nSüd;4\nSchule gesamt;9\n", "ort wert", [("Nord", 3), ("Süd", 4), ("Schule gesamt", 9)],
        "inner_sums", "sums"),
    "sums of groups at the end": (
        "Ort;Wert\nNord;3\nSüd;4\nWest;5\nOst;1.000\nStadtteile insgesamt;1.012\nGesamt;1.012\n", "ort wert",
        [("Nord", "3"), ("Süd", "4"), ("West", "5"), ("Ost", "1.000")], "sums ambiguous", ""),
}  # fmt: skip


@pytest.mark.parametrize("title", CASES)
def test_what_is_meant(title, tmp_path):
    content, names, rows, said, unsaid = CASES[title]
    file = tmp_path / "tabelle.csv"
    file.write_text(content)
    understood = understand(file)
    assert " ".join(one.name for one in understood.table_columns()) == names
    assert [row for portion in read(file, understood) for row in portion.rows()] == rows
    codes = {sentence.code for sentence in understood.sentences}
    assert set(said.split()) <= codes
    assert not codes & set(unsaid.split())
    for sentence in understood.sentences:
        assert all(sentence.texts().values())


def test_sums_named_at_the_end_are_said_in_long_files_too(tmp_path):
    file = tmp_path / "tabelle.csv"
    rows = [f"Ort {number};31.12.2025;{number};12,5\n" for number in range(30_000)]
    rows[25_000] = "Landkreis insgesamt;31.12.2025;9000;12,5\n"
    file.write_text("Ort;Stand;Zahl;Wert\n" + "".join(rows))
    understood = understand(file)
    said = [one for one in understood.sentences if one.code == "inner_sums_many"]
    assert [(one.values["text"], one.values["rows"]) for one in said] == [
        (["Landkreis insgesamt"], [25_001])
    ]
