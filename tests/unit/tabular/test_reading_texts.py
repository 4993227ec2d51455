"""Awkward text files, each with what has to come out of it, or the sentence that refuses it."""

# ruff: noqa: E501 - tables

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from ckanext.loerrach.tabular.reading import Refused, read, understand


@dataclass(frozen=True)
class Case:
    """A file and its content: names, rows; codes of sentences that have to be said."""

    content: str | bytes
    names: str = ""
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    said: str = ""
    refused: str = ""


def day(text: str) -> date:
    return date.fromisoformat(text)


GOOD = [("Nord", 1200, 10.5), ("Süd", 800, 7.25)]
PLAIN = "Ort;Zahl;Fläche\nNord;1200;10,5\nSüd;800;7,25\n"
FLAECHE = "ort zahl flaeche"
PLACES = "Ort;{};Größe\nNord;{};1,5\nSüd;{};2,5\n"


def column(heading: str, first: str, second: str) -> str:
    return PLACES.format(heading, first, second)


CASES: dict[str, Case] = {
    # --- how it is written
    "utf-8": Case(PLAIN, FLAECHE, GOOD),
    "utf-8 with BOM": Case(PLAIN.encode("utf-8-sig"), FLAECHE, GOOD),
    "windows-1252": Case(PLAIN.encode("cp1252"), FLAECHE, GOOD),
    "utf-16 with BOM": Case(PLAIN.encode("utf-16"), FLAECHE, GOOD),
    "utf-16 big endian without BOM": Case(PLAIN.encode("utf-16-be"), FLAECHE, GOOD),
    "code page 850": Case("Ort;Zahl\nLörrach;1\nHüsingen;2\n".encode("cp850"), "ort zahl",
                          [("Lörrach", 1), ("Hüsingen", 2)]),
    "tab": Case(PLAIN.replace(";", "\t"), FLAECHE, GOOD),
    "comma": Case('Ort,Zahl,"Fläche"\nNord,1200,10.5\nSüd,800,7.25\n', FLAECHE, GOOD),
    "comma and quoted decimal comma": Case('Ort,Zahl,Fläche\nNord,1200,"10,5"\nSüd,800,"7,25"\n',
                                           FLAECHE, GOOD),
    "bar": Case(PLAIN.replace(";", "|"), FLAECHE, GOOD),
    "sep= of Excel": Case("sep=;\r\n" + PLAIN.replace("\n", "\r\n"), FLAECHE, GOOD),
    "carriage returns alone": Case(PLAIN.replace("\n", "\r"), FLAECHE, GOOD),
    "no line end at the end": Case(PLAIN.rstrip("\n"), FLAECHE, GOOD),
    "quotes with delimiter, quote and line end": Case(
        'Ort;Text\nNord;"a;b ""c""\nzweite Zeile"\nSüd;d\n', "ort text",
        [("Nord", 'a;b "c"\nzweite Zeile'), ("Süd", "d")]),
    "first number looks like a year": Case(
        "Ort;Einwohner\nNord;2080\nSüd;41552\nWest;3000\n", "ort einwohner",
        [("Nord", 2080), ("Süd", 41552), ("West", 3000)]),
    "years below texts are a second row of headings": Case(
        "Ort;Einwohner;\n;2023;2024\nNord;12800;5\nSüd;41552;6\n", "ort einwohner_2023 einwohner_2024",
        [("Nord", 12800, 5), ("Süd", 41552, 6)]),
    "a sign before an empty line": Case(
        "Ort;Einwohner\nNord;-\n\nSüd;15\nWest;300\n", "ort einwohner einwohner_zeichen",
        [("Nord", None, "-"), ("Süd", 15, None), ("West", 300, None)]),
    "signs right below years": Case(
        "Ort;2023;2024\nNord;-;-\nSüd;41552;6\nWest;3000;7\n", "ort 2023 2023_zeichen 2024 2024_zeichen",
        [("Nord", None, "-", None, "-"), ("Süd", 41552, None, 6, None), ("West", 3000, None, 7, None)]),
    "a group above years": Case(
        ";Einwohner\nOrt;2023\nNord;12000\nSüd;41552\n", "ort einwohner_2023",
        [("Nord", 12000), ("Süd", 41552)]),
    "headings again after signs": Case(
        "Ort;Einwohner\nNord;-\nOrt;Einwohner\nHaagen;.\nSüd;15\nWest;300\nBrombach;4\n",
        "ort einwohner einwohner_zeichen",
        [("Nord", None, "-"), ("Haagen", None, "."), ("Süd", 15, None), ("West", 300, None),
         ("Brombach", 4, None)]),
    "empty lines and rows": Case("Ort;Zahl\n\nNord;1\n;\nSüd;2\n\n\n", "ort zahl",
                                 [("Nord", 1), ("Süd", 2)]),
    "cells too few and empty ones too many": Case(
        "Ort;Zahl;Art\nNord;1\nSüd;2;b;;\nOst;3;c\n", "ort zahl art",
        [("Nord", 1, None), ("Süd", 2, "b"), ("Ost", 3, "c")], "short_rows"),
    "a delimiter at each line's end": Case("Ort;Zahl;\nNord;1;\nSüd;2;\n", "ort zahl",
                                          [("Nord", 1), ("Süd", 2)]),
    # --- where the table is
    "preamble": Case("Einwohner\nStand: 31.12.2024\n\n" + PLAIN, FLAECHE, GOOD,
                     "preamble reference_date"),
    "preamble padded with delimiters": Case("Einwohner;;\n;;\n" + PLAIN, FLAECHE, GOOD, "preamble"),
    "two rows of headings": Case(
        "Jahr;Einwohner;;Fläche (ha)\n;männlich;weiblich;\n2023;10;11;1,5\n2024;12;13;1,5\n",
        "jahr einwohner_maennlich einwohner_weiblich flaeche",
        [(2023, 10, 11, 1.5), (2024, 12, 13, 1.5)]),
    "units in a row of their own": Case(
        "Ort;Fläche;Anteil\n;ha;%\nNord;1,5;60\nSüd;1,0;40\n", "ort flaeche anteil",
        [("Nord", 1.5, 60), ("Süd", 1.0, 40)]),
    "columns are counted": Case("Ort;a;b\n1;2;3\nNord;5;6\nSüd;7;8\n", "ort a b",
                                [("Nord", 5, 6), ("Süd", 7, 8)], "numbered"),
    "years as headings": Case("Ort;2022;2023\nNord;105;106\nSüd;107;108\n", "ort 2022 2023",
                              [("Nord", 105, 106), ("Süd", 107, 108)]),
    "no header": Case("Nord;5;1,5\nSüd;7;2,5\n", "spalte_1 spalte_2 spalte_3",
                      [("Nord", 5, 1.5), ("Süd", 7, 2.5)], "no_header"),
    "footnotes": Case(PLAIN + "\n1) vorläufig\nQuelle: Stadt Lörrach\n", FLAECHE, GOOD, "footnotes"),
    "footnotes in the table's width": Case(PLAIN + "Quelle: Stadt Lörrach;;\n", FLAECHE, GOOD,
                                           "footnotes"),
    "sums at the end": Case(PLAIN + "Insgesamt;2000;17,75\n", FLAECHE, GOOD, "sums"),
    "sums, an empty row, footnotes": Case(PLAIN + "Summe;2000;17,75\n;;\n* geschätzt\n", FLAECHE, GOOD,
                                          "sums footnotes"),
    "sums in between": Case("Ort;Zahl\nNord;1\nZusammen;1\nSüd;2\nOst;3\n", "ort zahl",
                            [("Nord", 1), ("Zusammen", 1), ("Süd", 2), ("Ost", 3)], "inner_sums"),
    "the header again": Case("Ort;Zahl\nNord;1\nSüd;2\nOrt;Zahl\nOst;3\nWest;4\n", "ort zahl",
                             [("Nord", 1), ("Süd", 2), ("Ost", 3), ("West", 4)], "repeated_header"),
    "a last row with gaps is data": Case("Ort;Zahl\nNord;1\nSüd;2\nOst;\n", "ort zahl",
                                         [("Nord", 1), ("Süd", 2), ("Ost", None)]),
    # --- numbers
    "thousands point and decimal comma": Case(column("Wert", "1.234,5", "12,5"), "ort wert groesse",
                                              [("Nord", 1234.5, 1.5), ("Süd", 12.5, 2.5)]),
    "thousands point beside decimal commas": Case(column("Wert", "1.234", "999"), "ort wert groesse",
                                                  [("Nord", 1234, 1.5), ("Süd", 999, 2.5)], "thousands"),
    "both in one file": Case("Ort;lat;Preis\nNord;47.61438;1,5\nSüd;47.62;2,5\n", "ort lat preis",
                             [("Nord", 47.61438, 1.5), ("Süd", 47.62, 2.5)]),
    "places of three digits": Case("Ort;Breite;Preis\nNord;47.614;1,5\nSüd;47.623;2,5\n",
                                   "ort breite preis", [("Nord", 47.614, 1.5), ("Süd", 47.623, 2.5)]),
    "nobody knows": Case("Ort;Wert\nNord;1.234\nSüd;2.345\n", "ort wert",
                         [("Nord", "1.234"), ("Süd", "2.345")], "ambiguous"),
    "1.234 beside 2500": Case("Ort;Wert;Preis\nNord;1.234;1,5\nSüd;2500;2,5\n", "ort wert preis",
                              [("Nord", "1.234", 1.5), ("Süd", "2500", 2.5)], "ambiguous"),
    "English": Case("Ort,Wert\nNord,\"1,234.5\"\nSüd,12.5\n", "ort wert",
                    [("Nord", 1234.5), ("Süd", 12.5)]),
    "spaces and apostrophes": Case("Ort;a;b\nNord;1 234;1'234\nSüd;12 345;999\n", "ort a b",
                                   [("Nord", 1234, 1234), ("Süd", 12345, 999)]),
    "another minus": Case(column("Saldo", "−5", "–12"), "ort saldo groesse",
                          [("Nord", -5, 1.5), ("Süd", -12, 2.5)]),
    "percent and euro in cells": Case("Ort;Anteil;Preis\nNord;12,5 %;3,00 €\nSüd;87,5 %;1.234,50 €\n",
                                      "ort anteil preis", [("Nord", 12.5, 3.0), ("Süd", 87.5, 1234.5)]),
    "leading zeros": Case("AGS;PLZ;Zahl\n08336050;79539;1\n08336008;01067;2\n", "ags plz zahl",
                          [("08336050", "79539", 1), ("08336008", "01067", 2)], "code"),
    "lost zeros": Case("PLZ;Zahl\n79539;1\n1067;2\n", "plz zahl", [("79539", 1), ("1067", 2)],
                       "lost_zeros"),
    "integers, then a decimal far below": Case(
        "Nr;Wert\n" + "".join(f"{n};{n}\n" for n in range(1, 3000)) + "3000;0,5\n", "nr wert",
        [(n, float(n)) for n in range(1, 3000)] + [(3000, 0.5)]),
    "more digits than a number keeps": Case("Ort;Konto\nNord;12345678901234567890\nSüd;1\n", "ort konto",
                                            [("Nord", "12345678901234567890"), ("Süd", "1")]),
    # --- signs
    "signs in place of values": Case(
        "Ort;Wert\na;1,5\nb;-\nc;.\nd;…\ne;x\nf;/\ng;k. A.\nh;\n", "ort wert wert_zeichen",
        [("a", 1.5, None), ("b", None, "-"), ("c", None, "."), ("d", None, "..."), ("e", None, "x"),
         ("f", None, "/"), ("g", None, "k. A."), ("h", None, None)], "marks"),
    "signs beside values": Case(
        "Ort;Wert\na;12 r\nb;(13)\nc;14p\nd;15 1)\ne;16\n", "ort wert wert_zeichen",
        [("a", 12, "r"), ("b", 13, "()"), ("c", 14, "p"), ("d", 15, "1)"), ("e", 16, None)], "marks"),
    "words for nothing": Case("Ort;Wert\na;NULL\nb;N/A\nc;3\n", "ort wert",
                              [("a", None), ("b", None), ("c", 3)]),
    "signs in texts are texts": Case("Ort;Art\na;-\nb;x\nc;Baum\n", "ort art",
                                     [("a", "-"), ("b", "x"), ("c", "Baum")]),
    # --- days
    "German days": Case("Tag;Wert\n31.12.2025;1\n1.1.2026;2\n", "tag wert",
                        [(day("2025-12-31"), 1), (day("2026-01-01"), 2)]),
    "two digits of a year": Case("Tag;Wert\n31.12.25;1\n01.01.99;2\n", "tag wert",
                                 [(day("2025-12-31"), 1), (day("1999-01-01"), 2)], "short_years"),
    "moments in local time": Case(
        "Zeit;Wert\n01.07.2025 12:00;1\n01.01.2025 24:00;2\n", "zeit wert",
        [(datetime(2025, 7, 1, 10, tzinfo=UTC), 1), (datetime(2025, 1, 1, 23, tzinfo=UTC), 2)]),
    "months": Case("Monat;Wert\n2025-12;1\nMärz 2025;2\n01/2026;3\n", "monat wert",
                   [("2025-12", 1), ("2025-03", 2), ("2026-01", 3)]),
    "quarters": Case("Zeit;Wert\n2025-Q1;1\n2. Quartal 2025;2\nIII/2025;3\n", "zeit wert",
                     [("2025-Q1", 1), ("2025-Q2", 2), ("2025-Q3", 3)]),
    "slashes that nobody knows": Case("Tag;Wert\n01/02/2025;1\n03/04/2025;2\n", "tag wert",
                                      [("01/02/2025", 1), ("03/04/2025", 2)], "ambiguous_date"),
    "slashes that prove it": Case("Tag;Wert\n01/02/2025;1\n13/04/2025;2\n", "tag wert",
                                  [(day("2025-02-01"), 1), (day("2025-04-13"), 2)]),
    "a day that is none": Case("Tag;Wert\n31.02.2025;1\n01.03.2025;2\n02.03.2025;3\n", "tag wert",
                               [("31.02.2025", 1), ("01.03.2025", 2), ("02.03.2025", 3)], "stays_text"),
    "ja and nein": Case("Ort;frei\nNord;ja\nSüd;nein\nOst;\n", "ort frei",
                        [("Nord", True), ("Süd", False), ("Ost", None)]),
    # --- texts
    "a text among numbers": Case("Ort;Wert\na;1\nb;ca. 50\nc;3\n", "ort wert",
                                 [("a", "1"), ("b", "ca. 50"), ("c", "3")], "stays_text"),
    "one misfit of a hundred": Case(
        "Ort;Wert\n" + "".join(f"a{n};{n}\n" for n in range(1, 100)) + "b;viele\n", "ort wert",
        [(f"a{n}", n) for n in range(1, 100)] + [("b", None)], "misfits"),
    "formulas": Case('Ort;Text\nNord;"=HYPERLINK(""http://x"")"\nSüd;+49 7621 415\n', "ort text",
                     [("Nord", '=HYPERLINK("http://x")'), ("Süd", "+49 7621 415")], "formulas"),
    "encoded twice": Case("Ort;Zahl\nLÃ¶rrach;1\nBasel;2\n", "ort zahl",
                          [("LÃ¶rrach", 1), ("Basel", 2)], "double_encoded"),
    "male and female are no metres": Case("Ort;Zahl (m);Zahl (w)\nNord;1;2\nSüd;3;4\n",
                                          "ort zahl_m zahl_w", [("Nord", 1, 2), ("Süd", 3, 4)]),
    "one column": Case("Straße\nHauptstraße\nTumringer Straße\n", "strasse",
                       [("Hauptstraße",), ("Tumringer Straße",)]),
    # --- refused
    "nothing": Case("", refused="empty"),
    "only a header": Case("Ort;Zahl\n", refused="no_rows"),
    "NUL": Case("Ort;Zahl\nNord;1\0\n", refused="nul"),
    "two encodings": Case("Ort;Zahl\nLörrach;1\n".encode() + "Süd;2\n".encode("cp1252"),
                          refused="mixed_encoding"),
    "a cell too many": Case("Ort;Zahl\nNord;1\nSüd;2;drei\n", refused="ragged"),
    "an open quote": Case('Ort;Zahl\nNord;"1\nSüd;2\n', refused="open_quote"),
    "two tables": Case("Ort;Zahl\nNord;1\nSüd;2\n;\nArt;Anzahl\nBaum;5\nStrauch;6\n",
                       refused="two_tables"),
    "two columns of one name": Case("Ort;Wert;Wert\nNord;1;2\nSüd;3;4\n", refused="same_names"),
    "a web page": Case("<!DOCTYPE html><html><body>404</body></html>", refused="no_table"),
    "a PDF": Case(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", refused="no_table"),
    "JSON": Case('[{"a": 1}]', refused="no_table"),
}  # fmt: skip


@pytest.mark.parametrize("title", CASES)
def test_what_comes_out(title, tmp_path):
    case = CASES[title]
    file = tmp_path / "tabelle.csv"
    file.write_bytes(case.content.encode() if isinstance(case.content, str) else case.content)
    if case.refused:
        with pytest.raises(Refused) as refused:
            understand(file)
        assert refused.value.sentence.code == case.refused
        assert "tabelle.csv" in refused.value.sentence.text("de")
        return
    understood = understand(file)
    rows = [row for portion in read(file, understood) for row in portion.rows()]
    assert " ".join(one.name for one in understood.table_columns()) == case.names
    assert rows == case.rows
    assert set(case.said.split()) <= {sentence.code for sentence in understood.sentences}
    assert all(set(sentence.texts()) == {"de", "fr", "en"} for sentence in understood.sentences)
    assert understood.rows == len(rows)
