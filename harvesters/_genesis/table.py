"""The one table of a dataset: a row for each value, with words beside all codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from .._core.columns import texts
from .._core.record import Cell, Column, Table, Texts
from .._core.values import BadValue
from .ffcsv import Attribute, Figure

#: SDMX, cross-domain code list for totals and what does not apply (CL_AREA and others)
TOTAL, NONE = "_T", "_Z"
#: what stands for a reference day
DAY = "STAG"

TIME = texts("Zeit", "Période", "Time")
AREA = [
    Column(
        "area",
        label=texts("Gebietsschlüssel", "Code du territoire", "Area code"),
        description=texts(
            "Amtlicher Gemeindeschlüssel oder dessen Anfang (08336: Landkreis Lörrach)",
            "Clé officielle de la commune ou son début (08336 : Landkreis de Lörrach)",
            "Official municipality key or its beginning (08336: Landkreis Lörrach)",
        ),
    ),
    Column("area_name", label=texts("Gebiet", "Territoire", "Area")),
]
MEASURE = [
    Column("measure", label=texts("Merkmal (Code)", "Variable (code)", "Measure (code)")),
    Column("measure_name", label=texts("Merkmal", "Variable", "Measure")),
]
VALUE = [
    Column(
        "value",
        "number",
        label=texts("Wert", "Valeur", "Value"),
        description=texts(
            "Wert in der Einheit daneben; leer: siehe Zeichen",
            "Valeur dans l’unité indiquée à côté ; vide : voir le signe",
            "Value in the unit beside it; empty: see the sign",
        ),
    ),
    Column("unit_name", label=texts("Einheit", "Unité", "Unit")),
    Column(
        "sign",
        label=texts("Zeichen", "Signe", "Sign"),
        description=texts(
            "Steht anstelle eines Werts: - nichts vorhanden, . unbekannt oder geheim zu halten, "
            "... fällt später an, / nicht sicher genug, x nicht sinnvoll; () steht neben einem "
            "unsicheren Wert",
            "Au lieu d’une valeur : - néant, . inconnu ou secret, ... publié plus tard, / pas "
            "assez sûr, x sans objet ; () à côté d’une valeur incertaine",
            "In the place of a value: - nothing there, . unknown or confidential, ... follows "
            "later, / not certain enough, x makes no sense; () stands beside an uncertain value",
        ),
    ),
    Column(
        "quality",
        label=texts("Güte", "Qualité", "Quality"),
        description=texts(
            "Wie das Amt den Wert nennt: e endgültig, p vorläufig, r berichtigt, s geschätzt",
            "Ce que l’office dit de la valeur : e définitive, p provisoire, r rectifiée, s estimée",
            "As the office qualifies the value: e final, p provisional, r revised, s estimated",
        ),
    ),
]


def table(figures: Sequence[Figure]) -> Table:
    """Rows in the order of time, area and attributes, the same whatever order the office has."""
    areas = any(one.is_area for figure in figures for one in figure.attributes)
    variables = _variables(figures)
    daily = all(figure.time_code.upper() == DAY for figure in figures)
    columns = [Column("time", "date" if daily else "text", label=TIME)]
    columns += AREA if areas else []
    for code, label in variables.items():
        name = column_name(code)
        columns.append(Column(name, label=_labelled(label, " (Code)", " (code)", " (code)")))
        columns.append(Column(f"{name}_name", label=_labelled(label, "", "", "")))
    columns += [*MEASURE, *VALUE]
    units = _several_units(figures)
    key = ["time", *(["area"] if areas else []), *map(column_name, variables), "measure"]
    key += ["unit_name"] if units else []
    rows = sorted(
        (_row(figure, areas, list(variables), daily, units) for figure in figures),
        key=lambda row: [str(cell) for cell in row],
    )
    return Table(columns, rows, key)


def column_name(code: str) -> str:
    """A name of a column that PostgreSQL and people can write: "wz08u6"."""
    name = re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_") or "variable"
    return f"variable_{name}" if name in RESERVED or name[0].isdigit() else name


RESERVED = frozenset(("time", "area", "area_name", "measure", "measure_name", "value", "unit_name",
                      "sign", "quality"))  # fmt: skip


def _several_units(figures: Sequence[Figure]) -> bool:
    """Has a measure values in several units, as a number of people and their share?"""
    units: dict[str, str] = {}
    return any(units.setdefault(one.measure, one.unit) != one.unit for one in figures)


def _variables(figures: Sequence[Figure]) -> dict[str, str]:
    """Code -> label of what is no area, in the order of the file."""
    found: dict[str, str] = {}
    for figure in figures:
        for one in figure.attributes:
            if not one.is_area:
                found.setdefault(one.variable, one.variable_label)
    return found


def _labelled(label: str, de: str, fr: str, en: str) -> Texts:
    """The office names its variables in German only."""
    return texts(f"{label}{de}", f"{label}{fr}", f"{label}{en}")


def _row(
    figure: Figure, areas: bool, variables: Sequence[str], daily: bool, units: bool
) -> list[Cell]:
    row: list[Cell] = [day(figure.time) if daily else moment(figure.time)]
    if areas:
        here = next((one for one in figure.attributes if one.is_area), None)
        row += [here.code or TOTAL, here.label] if here else [NONE, None]
    by_code = {one.variable: one for one in figure.attributes}
    for code in variables:
        row += _words(by_code.get(code))
    return [
        *row, figure.measure, figure.measure_label or None, figure.value,
        figure.unit or (NONE if units else None), figure.sign, figure.quality,
    ]  # fmt: skip


def _words(attribute: Attribute | None) -> list[Cell]:
    if attribute is None:
        return [NONE, None]
    return [attribute.code or TOTAL, attribute.label or None]


def moment(text: str) -> str:
    """A year, quarter, … as it stands; a German date as ISO 8601."""
    return day(text).isoformat() if re.fullmatch(r"\d\d?\.\d\d?\.\d{4}", text) else text


def day(text: str) -> date:
    """ "2024-12-31" or "31.12.2024"; BadValue for what is none."""
    german = re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", text)
    try:
        return date(*map(int, german.groups()[::-1])) if german else date.fromisoformat(text)
    except ValueError as error:
        raise BadValue("time", text, "a day like 2024-12-31 is needed") from error
