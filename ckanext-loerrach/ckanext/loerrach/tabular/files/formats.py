"""The formats of a table's files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from . import plain
from .content import About, Content, Field
from .xlsx import Xlsx


class Writer(Protocol):
    """Takes pieces of rows; says at the end what it could not carry."""

    def __init__(
        self, fields: Sequence[Field], key: Sequence[str], path: Path, about: About = plain.NOTHING
    ) -> None: ...

    def write(self, rows: plain.Rows) -> None: ...

    def close(self) -> list[str]: ...


@dataclass(frozen=True)
class Format:
    """One format of files."""

    #: what the name of a file ends in, with the point
    ending: str
    #: IANA media type
    mimetype: str
    #: what people call it
    title: str
    writer: type[Writer]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, Format] = {
    "csv": Format(".csv", "text/csv", "CSV", plain.Csv),
    "xlsx": Format(".xlsx", XLSX, "XLSX", Xlsx),
    "json": Format(".json", "application/json", "JSON", plain.Json),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", "Parquet", plain.Parquet),
    "schema": Format(".schema.json", "application/json", "Table Schema", plain.Schema),
}


def write(content: Content, paths: dict[str, Path]) -> tuple[int, dict[str, list[str]]]:
    """Write a table in each format, in one pass; how many rows, and what is not carried by which.

    Memory does not grow with the rows.
    """
    writers = {
        name: FORMATS[name].writer(content.fields, content.key, path, content.about)
        for name, path in paths.items()
    }
    count = 0
    for piece in content.pieces:
        count += len(piece)
        for writer in writers.values():
            writer.write(piece)
    return count, {name: writer.close() for name, writer in writers.items()}
