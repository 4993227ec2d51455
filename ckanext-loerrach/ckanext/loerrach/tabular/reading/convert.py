"""Texts of a column into values of its type, many at once, with signs and misfits beside them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from . import instants, numerals, signs
from .guess import Guess, reader

#: what is written for a space or an apostrophe between thousands
SPACES = {" ": "\u00a0\u202f\u2009", "'": "’"}
#: types that are read many values at once
DIRECT = ("integer", "number", "date", "timestamp")
#: of so many first texts, fewer percent than this may be different
SOME, OFTEN = 500, 85
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
    if one.type not in DIRECT:
        return _by_dictionary(texts, one)
    if not _repeats(texts):
        return _direct(texts, one)
    encoded = pc.dictionary_encode(texts)
    return _spread(_direct(encoded.dictionary, one), encoded.indices, texts)


def _repeats(texts: Any) -> bool:
    """Whether it pays to look for the different texts first; the first ones tell."""
    import pyarrow.compute as pc

    some = texts.slice(0, SOME)
    return len(some) == SOME and pc.count_distinct(some).as_py() * 100 < OFTEN * SOME


def _direct(texts: Any, one: Guess) -> Converted:
    """Most values at once, the rest one by one."""
    if one.type in ("integer", "number"):
        return _with_rest(texts, one, *_numbers(texts, one))
    return _with_rest(texts, one, *_moments(texts, one))


def _numbers(texts: Any, one: Guess) -> tuple[Any, Any]:
    """Values of numbers as most are written, and where they are."""
    import pyarrow.compute as pc

    if one.unit:
        texts = pc.replace_substring_regex(texts, _unit(one.unit), "")
    for sign in SPACES.get(one.thousands, ""):
        texts = pc.replace_substring(texts, sign, one.thousands)
    plain = pc.match_substring_regex(texts, _pattern(one))
    usual = texts if pc.all(plain).as_py() else pc.if_else(plain, texts, None)
    if one.thousands:
        usual = pc.replace_substring(usual, one.thousands, "")
    if one.type == "number" and one.format != ".":
        usual = pc.replace_substring(usual, one.format, ".")
    return pc.cast(pc.ascii_ltrim(usual, "+"), types()[one.type]), plain


def _unit(unit: str) -> str:
    written = "(€|Euro)" if unit == "€" else re.escape(unit)
    return rf"[ \x{{a0}}\x{{202f}}]*{written}$"


def _moments(texts: Any, one: Guess) -> tuple[Any, Any]:
    """Days or moments with all their digits, and where they are."""
    import pyarrow as pa

    if one.type == "date":
        days, sure = instants.dates(texts, one.format)
        return pa.array(days, mask=~sure).view(pa.date32()), pa.array(sure)
    at, sure = instants.instants(texts, one.format)
    return pa.array(at, mask=~sure).view(types()["timestamp"]), pa.array(sure)


def _with_rest(texts: Any, one: Guess, values: Any, plain: Any) -> Converted:
    """``values`` where they are ``plain``; the rest one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(plain).as_py() is not False:
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
    single = Converted(
        pa.array(values, types()[one.type]),
        pa.array(marks, pa.string()) if any(marks) else None,
        list(misfits.items()), Counter(),
    )  # fmt: skip
    return _spread(single, encoded.indices, texts)


def _spread(single: Converted, indices: Any, texts: Any) -> Converted:
    """What was found for each different text, for all of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    signs_ = single.signs.take(indices) if single.signs is not None else None
    counted: Counter[str] = Counter()
    if signs_ is not None:
        for item in pc.value_counts(signs_).to_pylist():
            if item["values"]:
                counted[item["values"]] += item["counts"]
    where: list[tuple[int, str]] = []
    if single.misfits:
        bad = pc.is_in(indices, pa.array([at for at, _ in single.misfits], indices.type))
        where = [(at, texts[at].as_py()) for at in pc.indices_nonzero(bad).to_pylist()]
    return Converted(single.values.take(indices), signs_, where, counted)


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
