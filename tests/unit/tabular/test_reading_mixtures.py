"""Tables of random traits: each is read as it was meant, or its doubts are said, or refused."""

from __future__ import annotations

import io
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlwt
from ckanext.loerrach.tabular.reading import Refused, read, understand

MIXTURES = 400
#: a column of which one of these is said may stand as text
DOUBTS = {"ambiguous", "stays_text", "ambiguous_date", "thousands"}
SIGNS = ("-", ".", "x", "/", "k. A.", "…")
KEPT = {"…": "..."}
LABELS = ("Ortsteil", "Einwohner", "Fläche (ha)", "Anteil in %", "Stichtag", "Betrag in EUR", "AGS",
          "Haushalte", "Temperatur (°C)", "Beginn", "Zählstelle", "Straße", "Personen", "Bestand",
          "Bemerkung", "Gemessen am")  # fmt: skip
WORDS = ("Nord", "Süd", "Brombach", "Haagen", "Stetten", "Tüllingen", "Hauingen", "Salzert")
DAY, MOMENT = (
    xlwt.easyxf(num_format_str="DD.MM.YYYY"),
    xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM"),
)
PLAIN = xlwt.easyxf()
TYPED = {"integer", "number", "day", "moment", "unit"}
KINDS = (*sorted(TYPED), "code", "text", "revised", "year", "month", "quarter", "truth")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
          "Oktober", "November", "Dezember")  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")


@dataclass
class Mixture:
    content: bytes
    columns: list[list[Any]]
    texts: list[list[str]]


def german(value: float, places: int, groups: bool) -> str:
    text = f"{value:,.{places}f}" if groups else f"{value:.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


@dataclass
class Style:
    """How one column is written."""

    groups: bool
    places: int
    sign: str
    quarter: str


def one_number(chance: random.Random, style: Style) -> tuple[str, float]:
    share = f"{chance.uniform(-5, 5_000):.{style.places}f}"
    return german(float(share), style.places, style.groups), float(share)


def one_period(chance: random.Random, kind: str, style: Style) -> tuple[str, Any]:
    if kind == "month":
        number = chance.randrange(1, 13)
        return f"{MONTHS[number - 1]} 2025", f"2025-{number:02d}"
    if kind == "quarter":
        number = chance.randrange(1, 5)
        return style.quarter.format(number), f"2025-Q{number}"
    day = date(2020, 1, 1) + timedelta(days=chance.randrange(2000))
    return f"{day:%d.%m.%Y}", day


def one_cell(chance: random.Random, kind: str, style: Style, at: int) -> tuple[str, Any]:
    """Text and value."""
    if kind == "integer":
        return german(number := chance.randrange(0, 90_000), 0, style.groups), number
    if kind == "number":
        return one_number(chance, style)
    if kind == "unit":
        text, value = one_number(chance, style)
        return f"{text} {style.sign}", value
    if kind == "revised":
        number = chance.randrange(0, 900)
        return f"{number}{chance.choice(('', '', ' r', ' p'))}", number
    if kind == "moment":
        moment = datetime(2025, 1, 5, tzinfo=UTC) + timedelta(minutes=15 * at)
        return f"{moment + timedelta(hours=1):%d.%m.%Y %H:%M}", moment
    if kind == "truth":
        return chance.choice((("ja", True), ("nein", False)))
    if kind in ("month", "quarter", "day"):
        return one_period(chance, kind, style)
    word = f"{chance.choice(WORDS)} {chance.choice(('', 'Ost', 'West'))}".strip()
    fixed = {"year": (str(1990 + at), 1990 + at), "code": (f"0{8336000 + at}",) * 2}
    return fixed.get(kind, (word, word))


def cells(chance: random.Random, kind: str, rows: int) -> list[tuple[str, Any]]:
    """Texts and values of one column."""
    quarter = chance.choice(("{}. Quartal 2025", "2025-Q{}", "Q{}/2025"))
    style = Style(chance.random() < 0.5, chance.choice((1, 2)), chance.choice(("%", "€")), quarter)
    return [one_cell(chance, kind, style, at) for at in range(rows)]


def with_signs(chance: random.Random, column: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(chance.choice(SIGNS), None) if chance.random() < 0.1 else one for one in column]


def mixture(seed: int) -> Mixture:
    chance = random.Random(seed)
    rows, wide = chance.randrange(4, 40), chance.randrange(2, 8)
    kinds = ["text"] + [chance.choice(KINDS) for _ in range(wide - 1)]
    if not TYPED & set(kinds):
        kinds[-1] = "integer"
    columns = [cells(chance, kind, rows) for kind in kinds]
    signed = chance.random() < 0.4
    columns = [
        with_signs(chance, column) if signed and kind in ("integer", "number") else column
        for kind, column in zip(kinds, columns, strict=True)
    ]
    labels = chance.sample(LABELS, wide)
    if wide > 3 and "year" not in kinds and chance.random() < 0.2:
        labels[-2:] = ["2023", "2024"]
    # a heading that promises a code makes one of numbers
    labels = [label if kind == "code" or label != "AGS" else "Menge"
              for label, kind in zip(labels, kinds, strict=True)]  # fmt: skip
    table = [[column[at][0] for column in columns] for at in range(rows)]
    return Mixture(
        workbook(chance, labels, columns) if seed % 4 == 3 else written(chance, labels, table),
        [[value for _, value in column] for column in columns],
        [[KEPT.get(text, text) for text, _ in column] for column in columns],
    )


def written(chance: random.Random, labels: list[str], table: list[list[str]]) -> bytes:
    delimiter = chance.choice((";", ";", "\t", ","))
    quoted = delimiter == "," or chance.random() < 0.3
    line = "\r\n" if chance.random() < 0.5 else "\n"

    trailing = delimiter if chance.random() < 0.1 else ""

    def row(items: list[str]) -> str:
        return delimiter.join(f'"{item}"' if quoted else item for item in items) + trailing

    lines = []
    if chance.random() < 0.4:
        lines += [row(["Statistik der Stadt Lörrach"] + [""] * (len(labels) - 1))]
        lines += [row([""] * len(labels))] if chance.random() < 0.5 else []
    if len(labels) > 3 and chance.random() < 0.2:
        # a group above the last two columns; it is part of their labels then
        lines.append(row([*[""] * (len(labels) - 2), "Gruppe", ""]))
    lines.append(row(labels))
    again = chance.randrange(1, len(table)) if chance.random() < 0.2 else 0
    empty = chance.randrange(1, len(table)) if chance.random() < 0.2 else 0
    for at, items in enumerate(table):
        lines += [row(labels)] if again and at == again else []
        lines += [""] if empty and at == empty and not again else []
        lines.append(row(items))
    if chance.random() < 0.2:
        lines.append(row(["Insgesamt", *["123" for _ in labels[1:]]]))
    if chance.random() < 0.4:
        lines += ["", row(["Quelle: Stadt Lörrach, Stand: 31.12.2025"])]
    text = line.join(lines) + (line if chance.random() < 0.7 else "")
    encoding = chance.choice(ENCODINGS)
    return (
        text.replace("…", "...").encode(encoding) if encoding == "cp1252" else text.encode(encoding)
    )


def workbook(
    chance: random.Random, labels: list[str], columns: list[list[tuple[str, Any]]]
) -> bytes:
    """An XLS; each column has values, or texts as somebody typed them."""
    book = xlwt.Workbook()
    page = book.add_sheet("Tabelle1")
    line = 0
    if chance.random() < 0.4:
        page.write(0, 0, "Statistik der Stadt Lörrach")
        line = chance.choice((1, 2))
    for at, label in enumerate(labels):
        page.write(line, at, label)
    for at, column in enumerate(columns):
        typed = chance.random() < 0.5
        for down, (text, value) in enumerate(column, line + 1):
            if typed or value is None or isinstance(value, (str, bool)):
                page.write(down, at, text)
            elif isinstance(value, datetime):
                page.write(down, at, (value + timedelta(hours=1)).replace(tzinfo=None), MOMENT)
            else:
                page.write(down, at, value, DAY if isinstance(value, date) else PLAIN)
    below = line + len(columns[0]) + 1
    if chance.random() < 0.2:
        for at in range(len(labels)):
            page.write(below, at, 123 if at else "Summe")
        below += 1
    if chance.random() < 0.4:
        page.write(below + 1, 0, "Quelle: Stadt Lörrach, Stand: 31.12.2025")
    if chance.random() < 0.3:
        book.add_sheet("Hinweise").write(0, 0, "Ansprechpartner: Statistikstelle")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def wrong(path: Path, made: Mixture) -> str:
    """ "" for a table that came out as meant; "refused" and the code; otherwise what is wrong."""
    path.write_bytes(made.content)
    try:
        found = understand(path)
        rows = [batch.batch for batch in read(path, found)]
    except Refused as refused:
        return f"refused: {refused.sentence.code}"
    if found.rows != len(made.texts[0]) or len(found.columns) != len(made.columns):
        return f"{found.rows} rows, {len(found.columns)} columns"
    doubted = {one.values.get("column") for one in found.sentences if one.code in DOUBTS}
    for column, values, texts in zip(found.columns, made.columns, made.texts, strict=True):
        got = [value for batch in rows for value in batch.column(column.name).to_pylist()]
        if got == values or (column.type == "text" and column.label in doubted):
            continue
        return f"{column.label} ({column.type}): {texts[:4]} became {got[:4]}"
    return ""


def test_no_mixture_of_traits_is_read_wrongly_in_silence(tmp_path: Path) -> None:
    found = {seed: wrong(tmp_path / "tabelle.csv", mixture(seed)) for seed in range(MIXTURES)}
    refused = Counter(one for one in found.values() if one.startswith("refused"))
    bad = {seed: one for seed, one in found.items() if one and not one.startswith("refused")}
    assert not bad
    assert sum(refused.values()) <= MIXTURES // 20, refused


def test_a_mixture_that_comes_out_otherwise_is_seen(tmp_path: Path) -> None:
    made = mixture(1)
    made.columns[-1][2] = "something else"
    assert "became" in wrong(tmp_path / "tabelle.csv", made)
