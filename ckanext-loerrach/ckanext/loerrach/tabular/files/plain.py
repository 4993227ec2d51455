"""Rows as CSV, JSON and Parquet, and their columns as Table Schema; piece by piece.

A writer takes the columns and a path, then pieces of rows, and is closed: it says what it could not
carry. The same rows give the same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.record import ColumnType

from ..inert import Counted
from .content import About, Field

Rows = Sequence[Sequence[Any]]
NOTHING = About()


def text(value: Any) -> Any:
    """A value as ISO 8601 and XML Schema have it; numbers and texts as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


class Csv:
    """RFC 4180 in UTF-8: a header, commas, CRLF; an empty cell is no value."""

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], path: Path, about: About = NOTHING
    ) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._inert = Counted()
        self._texts = [at for at, one in enumerate(fields) if one.type == "text"]
        self._rest = [at for at, one in enumerate(fields) if one.type in TOLD]
        self._writer.writerow([self._inert(one.name) for one in fields])

    def write(self, rows: Rows) -> None:
        for row in map(list, rows):
            for at in self._texts:
                row[at] = row[at] and self._inert(row[at])
            for at in self._rest:
                row[at] = text(row[at])
            # a row of one empty cell would be an empty line, which readers leave out
            self._writer.writerow(row)

    def close(self) -> list[str]:
        self._file.close()
        return list(self._inert.notes())


#: types whose values are not written as Python does
TOLD: tuple[ColumnType, ...] = ("boolean", "timestamp", "date")


class Json:
    """One list of objects, a row per line; moments in UTC, no value is null."""

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], path: Path, about: About = NOTHING
    ) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._names = [one.name for one in fields]
        self._told = {at for at, one in enumerate(fields) if one.type in ("timestamp", "date")}
        self._comma = "[\n"

    def write(self, rows: Rows) -> None:
        for row in rows:
            values = [text(value) if at in self._told else value for at, value in enumerate(row)]
            one = dict(zip(self._names, values, strict=True))
            self._file.write(self._comma + json.dumps(one, ensure_ascii=False))
            self._comma = ",\n"

    def close(self) -> list[str]:
        self._file.write("[]\n" if self._comma.startswith("[") else "\n]\n")
        self._file.close()
        return []


class Parquet:
    """Apache Parquet with typed columns, zstd."""

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], path: Path, about: About = NOTHING
    ) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        types = {
            "text": pa.string(), "integer": pa.int64(), "number": pa.float64(),
            "boolean": pa.bool_(), "timestamp": pa.timestamp("us", "UTC"), "date": pa.date32(),
        }  # fmt: skip
        self._schema = pa.schema([pa.field(one.name, types[one.type]) for one in fields])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Rows) -> None:
        import pyarrow as pa

        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(values, one.type) for values, one in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> list[str]:
        self._writer.close()
        return []


class Schema:
    """Table Schema (https://specs.frictionlessdata.io/table-schema) of the CSV file.

    Properties of our own: ``loerrach:referenceDate`` and ``loerrach:footnotes`` of the table.
    """

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], path: Path, about: About = NOTHING
    ) -> None:
        told: dict[str, Any] = {
            "fields": [_described(one) for one in fields],
            "missingValues": [""],
        }
        if key:
            told["primaryKey"] = list(key)
        if about.reference_date:
            told["loerrach:referenceDate"] = about.reference_date
        if about.footnotes:
            told["loerrach:footnotes"] = list(about.footnotes)
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def write(self, rows: Rows) -> None:
        pass

    def close(self) -> list[str]:
        return []


#: our types as Table Schema has them
SCHEMA_TYPES: dict[ColumnType, str] = {
    "text": "string", "integer": "integer", "number": "number", "boolean": "boolean",
    "timestamp": "datetime", "date": "date",
}  # fmt: skip


def _described(one: Field) -> dict[str, str]:
    """A field; ``unit`` and other languages are properties of our own, which it allows."""
    told = {"name": one.name, "type": SCHEMA_TYPES[one.type]}
    for key, value in one.info.items():
        told[key.replace("label", "title").replace("notes", "description")] = value
    return told
