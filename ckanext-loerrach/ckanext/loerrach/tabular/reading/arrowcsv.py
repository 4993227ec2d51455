"""Rows of equal width by pyarrow, as texts, some megabytes at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from .origin import Batch
from .textfile import is_utf8

#: bytes that one thread reads at once
PIECE = 1 << 21
#: pyarrow's stream keeps some thirty of them
BLOCK = 1 << 19


class Uneven(Exception):
    """Rows of other width than the table."""


@dataclass(frozen=True)
class Reading:
    """How the rows are written; ``quoted``: line ends may stand in cells.

    ``check``: nobody has looked yet whether all of it is UTF-8 without quotes that are not told.
    """

    width: int
    delimiter: str
    quoted: bool
    check: bool = False

    def batches(self, file: IO[bytes], start: int, end: int) -> Iterator[Batch]:
        """The rows between two bytes of a file of UTF-8; batches raise Uneven."""
        if end <= start:
            return iter(())
        return self._stream(file, start, end) if self.quoted else self._pieces(file, start, end)

    def _pieces(self, file: IO[bytes], start: int, end: int) -> Iterator[Batch]:
        """Without quotes each line end is the end of a row: pieces are parsed side by side."""
        rest = b""
        while start < end:
            file.seek(start)
            piece = rest + file.read(min(PIECE, end - start))
            start += len(piece) - len(rest)
            cut = max(piece.rfind(b"\n"), piece.rfind(b"\r")) + 1 if start < end else len(piece)
            if piece.endswith(b"\r"):
                # its line feed may come next
                cut = max(piece.rfind(b"\n"), piece.rfind(b"\r", 0, -1)) + 1
            if not cut and start < end:
                raise Uneven
            piece, rest = (piece[:cut], piece[cut:]) if start < end else (piece, b"")
            if not piece.isspace():
                yield partial(self._parsed, piece)

    def _parsed(self, piece: bytes) -> list[Any]:
        import pyarrow as pa
        from pyarrow import csv

        if self.check and (b'"' in piece or b"\0" in piece or not is_utf8(piece)):
            raise Uneven
        try:
            table = csv.read_csv(
                pa.BufferReader(piece), self._read(len(piece) + 1), *self._options()
            )
        except pa.ArrowInvalid as error:
            raise Uneven from error
        return [_one(column) for column in table.columns]

    def _stream(self, file: IO[bytes], start: int, end: int) -> Iterator[Batch]:
        import pyarrow as pa
        from pyarrow import csv

        source = pa.PythonFile(Part(file, start, end), mode="r")
        kept: list[Any] = []
        try:
            with csv.open_csv(source, self._read(BLOCK), *self._options()) as reader:
                for batch in reader:
                    kept.append(batch)
                    if len(kept) * BLOCK >= PIECE:
                        yield partial(_together, kept)
                        kept = []
        except pa.ArrowInvalid as error:
            raise Uneven from error
        if kept:
            yield partial(_together, kept)

    def _read(self, block: int) -> Any:
        from pyarrow import csv

        names = [str(at) for at in range(self.width)]
        return csv.ReadOptions(column_names=names, block_size=block, use_threads=False)

    def _options(self) -> tuple[Any, Any]:
        import pyarrow as pa
        from pyarrow import csv

        types = {str(at): pa.string() for at in range(self.width)}
        return csv.ParseOptions(
            delimiter=self.delimiter, quote_char='"' if self.quoted else False,
            newlines_in_values=self.quoted,
        ), csv.ConvertOptions(
            column_types=types, check_utf8=self.check, strings_can_be_null=False, null_values=[],
        )  # fmt: skip


def _together(batches: list[Any]) -> list[Any]:
    import pyarrow as pa

    return [_one(column) for column in pa.Table.from_batches(batches).columns]


def _one(column: Any) -> Any:
    """One array, which knows no chunks."""
    import pyarrow as pa

    chunks = column.chunks
    return (
        chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks or [pa.array([], pa.string())])
    )


class Part(io.RawIOBase):
    """Bytes of a file from ``start`` to ``end``."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self.file, self.end = file, end
        file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        left = self.end - self.file.tell()
        return self.file.read(left if size is None or size < 0 else min(size, left))
