"""Texts of a column into values of its type, many at once, with signs and misfits beside them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from . import numerals, signs
from .guess import Guess, reader

#: types of which a file has few different values
REPEATING = ("date", "timestamp", "text")


@dataclass
class Converted:
    """Arrays of the same length; ``signs`` is None for none. ``misfits``: (index, text)."""

    values: Any
    signs: Any
    misfits: list[tuple[int, str]]
    marks: Counter[str]


def types() -> dict[str, Any]:
    """pyarrow's type for each of ours."""
    import pyarrow as pa

    return {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "timestamp": pa.timestamp("us", "UTC"), "date": pa.date32(),
    }  # fmt: skip


def convert(texts: Any, one: Guess) -> Converted:
    """``texts``: array of strings, "" for nothing. Values that do not fit become null."""
    import pyarrow.compute as pc

    if one.type == "text" and one.format not in ("month", "quarter"):
        trimmed = pc.utf8_trim_whitespace(texts)
        if pc.min(pc.binary_length(trimmed)).as_py() == 0:
            trimmed = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
        return Converted(trimmed, None, [], Counter())
    if one.type in ("integer", "number") and one.thousands in ("", ".", ","):
        return _numbers(texts, one)
    return _by_dictionary(texts, one)


def _numbers(texts: Any, one: Guess) -> Converted:
    """Most by pyarrow, the rest one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(texts, _pattern(one))
    whole = pc.all(plain).as_py()
    usual = texts if whole else pc.if_else(plain, texts, None)
    if one.thousands:
        usual = pc.replace_substring(usual, one.thousands, "")
    if one.type == "number" and one.format != ".":
        usual = pc.replace_substring(usual, one.format, ".")
    values = pc.cast(pc.utf8_ltrim(usual, "+"), types()[one.type])
    if whole:
        return Converted(values, None, [], Counter())
    rest = pc.invert(plain)
    special = _by_dictionary(texts.filter(rest), one)
    at = pc.indices_nonzero(rest)
    values = pc.replace_with_mask(values, rest, special.values)
    marks = None
    if special.signs is not None:
        marks = pc.replace_with_mask(pa.nulls(len(texts), pa.string()), rest, special.signs)
    misfits = [(at[index].as_py(), text) for index, text in special.misfits]
    return Converted(values, marks, misfits, special.marks)


def _pattern(one: Guess) -> str:
    whole = r"(0|[1-9]\d{0,14}"
    if one.thousands:
        whole += rf"|[1-9]\d{{0,2}}({re.escape(one.thousands)}\d{{3}}){{1,4}}"
    fraction = rf"({re.escape(one.format)}\d+)?" if one.type == "number" else ""
    return rf"^[+-]?{whole}){fraction}$"


def _by_dictionary(texts: Any, one: Guess) -> Converted:
    """Each different text once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    encoded = pc.dictionary_encode(texts)
    values: list[Any] = []
    marks: list[str | None] = []
    misfits: dict[int, str] = {}
    read = _reader(replace(one, sentences=()))
    for at, text in enumerate(encoded.dictionary.to_pylist()):
        value, mark, fits = _one(text.strip(), one, read)
        values.append(value)
        marks.append(mark or None)
        if not fits:
            misfits[at] = text
    taken = pa.array(values, types()[one.type]).take(encoded.indices)
    signs_ = pa.array(marks, pa.string()).take(encoded.indices) if any(marks) else None
    counted: Counter[str] = Counter()
    if signs_ is not None:
        for item in pc.value_counts(signs_).to_pylist():
            if item["values"]:
                counted[item["values"]] += item["counts"]
    where: list[tuple[int, str]] = []
    if misfits:
        bad = pc.is_in(encoded.indices, pa.array(list(misfits), encoded.indices.type))
        where = [(at, texts[at].as_py()) for at in pc.indices_nonzero(bad).to_pylist()]
    return Converted(taken, signs_, where, counted)


@lru_cache(maxsize=64)
def _reader(one: Guess) -> Any:
    """Days and months come again and again, in each portion."""
    return lru_cache(maxsize=50_000)(reader(one)) if one.type in REPEATING else reader(one)


def _one(text: str, one: Guess, read: Any) -> tuple[Any, str, bool]:
    """Value, sign, and whether it fits."""
    if text in signs.MISSING:
        return None, "", True
    if mark := signs.in_place(text):
        return None, mark, True
    mark = ""
    if one.type in ("integer", "number"):
        text, unit = numerals.plain(text)
        text, mark = signs.beside(text)
        if unit and unit != one.unit:
            return None, "", False
    try:
        value = read(text)
    except (ValueError, KeyError, OverflowError):
        return None, "", False
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return None, "", False
    return value, mark, True
