"""What was understood of a file, in plain values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ckanext.loerrach.harvesters._core.record import Column, ColumnType

from .words import Sentence

#: a line that says the reference date, and nothing else
ONLY_DAY = re.compile(r"(Gebiets)?[Ss]tand(:| vom| am)?:? ?[\d.]+")


@dataclass(frozen=True)
class Dialect:
    """How the file is written. Rows count from 1, as spreadsheet programs count them."""

    #: csv, xlsx, xls, ods
    format: str
    #: name that Python knows; "" for spreadsheets
    encoding: str = ""
    #: "" for spreadsheets
    delimiter: str = ""
    quoted: bool = False
    #: rows of other width are there, and evened out
    uneven: bool = False
    #: name of the sheet; "" for text
    sheet: str = ""
    #: rows of the headings; () where there are none
    header: Sequence[int] = ()
    #: first row of the data
    first: int = 1
    #: a person has said where the headings are
    told: bool = False


@dataclass(frozen=True)
class Misfit:
    """A value that is not of its column's type; ``row`` counts rows of data from 1."""

    row: int
    value: str


@dataclass(frozen=True)
class Found:
    """One column of the file."""

    #: position in the file, from 1
    place: int
    #: as the DataStore takes it
    name: str
    #: the heading, without its unit
    label: str
    type: ColumnType = "text"
    #: how values are written: of a number the decimal sign ("," or "."), of a date or text "d.m.y",
    #: "y-m-d", "d/m/y", "m/d/y", "month", "quarter", "code"
    format: str = ""
    #: what separates thousands: ".", ",", " ", "'" or ""
    thousands: str = ""
    #: as the heading or the cells name it: "ha", "%", "EUR"
    unit: str = ""
    #: unit that stands in each cell, as "€" in "12,50 €"
    cell_unit: str = ""
    #: unit that the file names, whatever a person says
    file_unit: str = ""
    #: signs in place of values, or beside them, with how often they occur
    marks: dict[str, int] = field(default_factory=dict)
    #: name of the column that keeps the signs; "" for none
    beside: str = ""
    key: bool = False
    #: values that are there
    values: int = 0
    misfits: int = 0
    examples: Sequence[Misfit] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; rows and columns that hold something."""

    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0


@dataclass(frozen=True)
class Understanding:
    """What a file says, and how ``read`` reads it."""

    file: str
    dialect: Dialect
    columns: Sequence[Found]
    rows: int
    sheets: Sequence[Sheet] = ()
    #: lines before the header
    preamble: Sequence[str] = ()
    footnotes: Sequence[str] = ()
    #: rows of sums at the end, as texts
    sums: Sequence[str] = ()
    #: ISO 8601 day to which the figures refer; ""
    reference_date: str = ""
    sentences: Sequence[Sentence] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    @property
    def notes(self) -> list[str]:
        """The footnotes in full, each on one line; without one that is the reference date alone."""
        texts = (" ".join(one.replace("\0", "").split()) for one in self.footnotes)
        return [
            one for one in texts if one and not (self.reference_date and ONLY_DAY.fullmatch(one))
        ]

    def table_columns(self) -> list[Column]:
        """Columns of the table as the loader takes them; signs stand right of their values."""
        columns = []
        for one in self.columns:
            label = {"de": one.label, "en": one.label, "fr": one.label}
            columns.append(Column(one.name, one.type, label=label, unit=one.unit))
            if one.beside:
                columns.append(Column(one.beside, "text", label=_beside(one.label)))
        return columns


def _beside(label: str) -> dict[str, str]:
    return {"de": f"{label}: Zeichen", "fr": f"{label} : signe", "en": f"{label}: sign"}
