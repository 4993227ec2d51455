"""Signs in place of values and beside them, as German official statistics use them.

Statistische Ämter des Bundes und der Länder, "Zeichenerklärung" (after DIN 55301):
"-" nothing at all, "." unknown or secret, "..." comes later, "x" makes no sense here, "/" not
certain enough, "( )" uncertain value; behind a value p provisional, r revised, s estimated.
"""

from __future__ import annotations

import re

#: as written → as kept
IN_PLACE = {
    "-": "-", "–": "-", "—": "-", "−": "-", ".": ".", "·": ".", "•": ".", "...": "...", "…": "...",
    "..": "...", "x": "x", "X": "x", "/": "/", "k. A.": "k. A.", "k.A.": "k. A.", "k. a.": "k. A.",
    "k.a.": "k. A.", "k A": "k. A.", "keine Angabe": "k. A.", "keine Angaben": "k. A.",
    "n. v.": "n. v.", "n.v.": "n. v.", "( )": "()", "()": "()", "*": "*",
}  # fmt: skip
#: results of formulas that have failed, in German and English spreadsheets
ERRORS = frozenset(
    [
        "#DIV/0!",
        "#NV",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#ZAHL!",
        "#REF!",
        "#BEZUG!",
        "#VALUE!",
        "#WERT!",
        "#SPILL!",
        "#CALC!",
        "#ÜBERLAUF!",
        "Err:502",
        "Err:503",
        "Err:508",
        "Err:509",
        "Err:522",
    ]
)
#: nothing, without saying why
MISSING = frozenset(("", "NULL", "null", "N/A", "n/a", "NaN", "nan", "--", "---", "(leer)", "None"))
BEHIND = re.compile(
    r"(?P<value>.*\d)\s*(?P<sign>[prsbeu]|\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]|\s\d{1,2}\)|\(\d{1,2}\))"
)
AROUND = re.compile(r"\(\s*(?P<value>[\d.,\s]*\d)\s*\)")


def in_place(text: str) -> str:
    """The sign that stands in place of a value; "" for none."""
    return IN_PLACE.get(text) or (text if text in ERRORS else "")


def beside(text: str) -> tuple[str, str]:
    """A value and the sign at it: ("12", "r"); ("12", "") for a bare one."""
    if found := AROUND.fullmatch(text):
        return found["value"], "()"
    if found := BEHIND.fullmatch(text):
        return found["value"].strip(), found["sign"].strip()
    return text, ""
