"""Of what type a column is, from some of its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ckanext.loerrach.harvesters._core.record import ColumnType

from . import moments, names, numerals, periods, signs
from .words import Sentence, say

#: of a hundred values, so many may not fit without the column becoming text
TOLERATED = 2
YES = {"ja": True, "wahr": True, "true": True, "yes": True, "oui": True,
       "nein": False, "falsch": False, "false": False, "no": False, "non": False}  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """Type and writing of a column, as in model.Found, and what has to be said about it."""

    type: ColumnType = "text"
    format: str = ""
    thousands: str = ""
    unit: str = ""
    sentences: tuple[Sentence, ...] = field(default=())


def bare(values: Sequence[str]) -> list[tuple[str, str]]:
    """Values without what stands in place of one and beside it, with the unit of the cell."""
    return [found for value in values if (found := _bare(value))]


@lru_cache(maxsize=1 << 16)
def _bare(value: str) -> tuple[str, str] | None:
    text = value.strip()
    if text in signs.MISSING or signs.in_place(text):
        return None
    text, unit = numerals.plain(text)
    return signs.beside(text)[0], unit


def guess(heading: str, values: Sequence[str], file: str) -> Guess:
    """The type of most of the values; ``file``: the decimal sign that the file proves, or ""."""
    found = bare(values)
    texts = [text for text, _ in found]
    label = heading or "?"
    if not texts:
        return Guess()
    code = next((text for text in texts if numerals.CODE.fullmatch(text)), "")
    if code and all(text.isdecimal() for text in texts):
        return Guess(format="code", sentences=(say("code", column=label, example=code),))
    if names.CODES.search(heading) and all(text.isdecimal() for text in texts):
        return Guess(format="code", sentences=_lost(heading, texts))
    if doubt := periods.doubt(heading, texts, file):
        return Guess(sentences=(say(doubt, column=label, example=texts[0]),))
    candidates = [_months(heading, texts, file), _quarter(heading, texts),
                  _number(heading, found, file), _day(label, texts), _truth(texts)]  # fmt: skip
    fitting, one = max(candidates, key=lambda pair: pair[0])
    if fitting * 100 >= (100 - TOLERATED) * len(texts):
        return one
    if fitting * 2 > len(texts) and one.type != "text":
        return Guess(sentences=(_almost(label, one, texts),))
    return Guess()


def _almost(label: str, one: Guess, texts: list[str]) -> Sentence:
    read = reader(one)
    bad = [text for text in texts if not _reads(read, text)]
    return say("stays_text", column=label, number=len(bad), of=len(texts), type=one.type,
               examples=bad[:3])  # fmt: skip


def _lost(heading: str, texts: list[str]) -> tuple[Sentence, ...]:
    """Keys that are shorter than others, or than keys of their kind are."""
    long = max(map(len, texts))
    kinds = [lengths for kind, lengths in names.SHORT if kind.search(heading)]
    shorter = [text for text in texts if len(text) == long - 1] if long in (5, 8, 12) else []
    short = [text for text in texts if any(len(text) in lengths for lengths in kinds)]
    for text in [*shorter, *short]:
        return (say("lost_zeros", column=heading, example=text),)
    return ()


def _number(heading: str, found: list[tuple[str, str]], file: str) -> tuple[int, Guess]:
    texts = [text for text, _ in found]
    counts = numerals.shapes(texts)
    fitting = len(texts) - counts[""]
    if not fitting:
        return 0, Guess()
    how = numerals.writing(counts, file, heading)
    shown = next((t for t in texts if "." in t or "," in t), texts[0])
    if how.doubt == "ambiguous":
        return fitting, Guess(sentences=(say("ambiguous", column=heading, example=shown),))
    said = (say("thousands", column=heading, example=shown),) if how.doubt else ()
    units = {unit for _, unit in found}
    one = Guess(
        "integer" if how.whole and not counts["scientific"] else "number",
        how.decimal, how.thousands, units.pop() if len(units) == 1 else "", said,
    )  # fmt: skip
    read = reader(one)
    return sum(_reads(read, text) for text in texts), one


def _day(label: str, texts: list[str]) -> tuple[int, Guess]:
    best: tuple[int, Guess] = (0, Guess())
    for format, pattern in moments.DAYS.items():
        there = [text for text in texts if pattern.fullmatch(text)]
        if not there:
            continue
        timed = any(moments.timed(text, format) for text in there)
        one = Guess("timestamp" if timed else "date", format, sentences=_short_years(label, there))
        fitting = sum(_reads(reader(one), text) for text in there)
        if format == "m/d/y" and fitting and fitting == best[0]:
            doubt = say("ambiguous_date", column=label, example=there[0])
            return fitting, Guess(sentences=(doubt,))
        if fitting > best[0]:
            best = fitting, one
    return best


def _short_years(label: str, texts: list[str]) -> tuple[Sentence, ...]:
    for text in texts:
        for pattern in moments.DAYS.values():
            if (found := pattern.fullmatch(text)) and len(found["y"]) == 2:
                return (say("short_years", column=label, example=text),)
    return ()


def _months(heading: str, texts: list[str], file: str) -> tuple[int, Guess]:
    """ "12.2025" is a month only where points are no decimal signs."""
    if not periods.months(heading):
        texts = [text for text in texts if not text[-1:].isdecimal() or not text[:1].isdecimal()]
    if any("." in text for text in texts) and file != "," and "monat" not in heading.lower():
        texts = [text for text in texts if not text[:1].isdecimal() or "." not in text]
    return sum(_reads(moments.month, text) for text in texts), Guess(format="month")


def _quarter(heading: str, texts: list[str]) -> tuple[int, Guess]:
    """ "4/2025" is a quarter only below a heading that says so."""
    if not periods.QUARTERS.search(heading):
        texts = [text for text in texts if not periods.BARE.fullmatch(text)]
    return sum(_reads(moments.quarter, text) for text in texts), Guess(format="quarter")


def _truth(texts: list[str]) -> tuple[int, Guess]:
    return sum(text.lower() in YES for text in texts), Guess("boolean")


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except (ValueError, KeyError, OverflowError):
        return False
    return True


def reader(one: Guess) -> Callable[[str], object]:
    """Reads a bare value; ValueError, KeyError or OverflowError for one of another type."""
    if one.type == "number":
        return lambda text: _scientific(text, one)
    if one.type == "integer":
        return lambda text: numerals.integer(text, one.thousands)
    if one.type == "date":
        return moments.as_date(one.format)
    if one.type == "timestamp":
        return moments.as_moment(one.format)
    if one.type == "boolean":
        return lambda text: YES[text.lower()]
    return {"month": moments.month, "quarter": moments.quarter}.get(one.format, str)


def _scientific(text: str, one: Guess) -> float:
    if numerals.SCIENTIFIC.fullmatch(text):
        return float(text.replace(",", "."))
    return numerals.number(text, one.format, one.thousands)


def file_decimal(columns: Sequence[Sequence[str]]) -> str:
    """The decimal sign that columns prove, if all that prove one prove the same."""
    counts: Counter[str] = Counter()
    for values in columns:
        shapes = numerals.shapes(text for text, _ in bare(values))
        if shapes[""] * 5 <= sum(shapes.values()):
            counts[numerals.proven(shapes)] += 1
    counts.pop("", None)
    return next(iter(counts)) if len(counts) == 1 else ""


def unsure(one: Guess) -> Guess:
    """The same as text."""
    return replace(one, type="text", format="", thousands="")
