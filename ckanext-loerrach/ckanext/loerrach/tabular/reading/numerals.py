"""Numbers as they are written in Germany, Switzerland and in English, and what each proves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

INTEGER = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
CODE = re.compile(r"0\d+")
#: units that stand in the cells
CELL_UNIT = re.compile(
    r"(?P<value>.*\d)\s*(?P<unit>%|€|EUR|Euro|CHF)|(?P<before>€|EUR)\s*(?P<rest>\d.*)"
)
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "−": "-", "–": "-"})
SPACED = re.compile(r"[+-]?[1-9]\d{0,2}([ ']\d{3})+([.,]\d+)?")
#: what a writing proves
SHAPES = {
    "comma": re.compile(r"[+-]?(0,\d+|[1-9]\d{0,2}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|\d{4,},\d+)"),
    "point": re.compile(
        r"[+-]?(0\.\d+|[1-9]\d{0,2}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d+)"
    ),
    "groups_by_point": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3}){2,}"),
    "groups_by_comma": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3}){2,}"),
    "one_point": re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}"),
    "one_comma": re.compile(r"[+-]?[1-9]\d{0,2},\d{3}"),
    "long": re.compile(r"[+-]?[1-9]\d{3,17}"),
    "integer": INTEGER,
}
#: numbers in other words: 1.2E+05
SCIENTIFIC = re.compile(r"[+-]?\d([.,]\d+)?[eE][+-]?\d{1,3}")
PLACES = re.compile(
    r"breite|länge|laenge|\blat|\blon|\blng|koordinat|\b[xy]\b|geo|wgs|faktor", re.I
)


@dataclass(frozen=True)
class Writing:
    """How numbers of a column are written; ``sure`` is "" or the code of a sentence to be said."""

    decimal: str
    thousands: str
    whole: bool
    doubt: str = ""


def plain(text: str) -> tuple[str, str]:
    """Without its unit, with plain spaces and minus: ("12,5", "%")."""
    text = text.translate(SPACES).strip()
    if found := CELL_UNIT.fullmatch(text):
        if found["unit"]:
            return found["value"].strip(), "€" if found["unit"] == "Euro" else found["unit"]
        return found["rest"], found["before"]
    return text, ""


def shapes(values: Iterable[str]) -> Counter[str]:
    """How often each writing occurs; "" counts what is no number."""
    found: Counter[str] = Counter()
    for value in values:
        found.update(_shape(value))
    return found


@lru_cache(maxsize=1 << 16)
def _shape(text: str) -> tuple[str, ...]:
    spaced: tuple[str, ...] = ()
    if SPACED.fullmatch(text):
        spaced = ("spaced", "tick" if "'" in text else "space")
        text = re.sub("[ ']", "", text)
    shape = next((name for name, one in SHAPES.items() if one.fullmatch(text)), "")
    return *spaced, shape or ("scientific" if SCIENTIFIC.fullmatch(text) else "")


def proven(found: Counter[str]) -> str:
    """The decimal sign that a column proves; "" for none."""
    comma = found["comma"] + found["groups_by_point"]
    point = found["point"] + found["groups_by_comma"]
    return "" if comma == point else "," if comma > point else "."


def writing(found: Counter[str], file: str, heading: str) -> Writing:
    """How a column is written; ``file`` is the decimal sign that the other columns prove, or ""."""
    spaced = " " if found["space"] >= found["tick"] else "'"
    if decimal := proven(found):
        groups = "." if decimal == "," else ","
        whole = not (found["comma"] if decimal == "," else found["point"])
        whole = whole and not found["one_comma" if decimal == "," else "one_point"]
        return Writing(decimal, spaced if found["spaced"] else groups, whole)
    if found["comma"] or found["point"]:
        return Writing(",", ".", False)
    one = "one_point" if found["one_point"] >= found["one_comma"] else "one_comma"
    if not found[one]:
        return Writing(file or ",", spaced if found["spaced"] else "", True)
    if found["one_point"] and found["one_comma"]:
        return Writing("", "", False, "ambiguous")
    sign, other = (".", ",") if one == "one_point" else (",", ".")
    if file == sign or (PLACES.search(heading) and not found["long"]):
        return Writing(sign, other, False)
    if file == other and not found["long"]:
        return Writing(other, sign, True, "thousands")
    return Writing("", "", False, "ambiguous")


def number(text: str, decimal: str, thousands: str) -> float:
    """A number written that way; ValueError for any other writing."""
    whole, _, rest = text.partition(decimal)
    if thousands and thousands in whole:
        first, *groups = whole.lstrip("+-").split(thousands)
        if not 1 <= len(first) <= 3 or first[0] == "0" or any(len(one) != 3 for one in groups):
            raise ValueError(text)
        whole = whole.replace(thousands, "")
    if (decimal in text and not rest.isdecimal()) or not INTEGER.fullmatch(whole):
        raise ValueError(text)
    return float(f"{whole}.{rest or 0}")


def integer(text: str, thousands: str) -> int:
    """A whole number; ValueError for any other."""
    if thousands and thousands in text:
        number(text, "\0", thousands)
        text = text.replace(thousands, "")
    if not INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)
