"""Numbers, durations and checksums, kept as the texts that RDF wants."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, as_text, field_check, wrong

#: xsd:duration without a sign, XML Schema 1.1 part 2, section 3.3.6
DURATION = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII
)
#: more digits than any distance on earth needs
NUMBER = re.compile(r"\d{1,15}([.,]\d{1,15})?", re.ASCII)
#: xsd:hexBinary, which spdx:checksumValue is; MD5 has 32 digits, SHA-512 has 128
HEXADECIMAL = re.compile(r"([0-9a-fA-F]{2}){4,64}")


@field_check
def loerrach_duration(field: Field, value: Any) -> str:
    """A length of time as xsd:duration writes it (P1D, PT15M)."""
    text = as_text(field, value).upper()
    if not DURATION.fullmatch(text):
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist keine Zeitdauer. Beispiele: PT15M für 15 Minuten, P1D für"
                " einen Tag, P1Y für ein Jahr."
            ),
            value=text[:40],
        )
    return text


@field_check
def loerrach_number(field: Field, value: Any) -> str:
    """A number above zero; a decimal comma becomes a point."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        value = str(value)
    text = as_text(field, value)
    number = _number(text)
    if number is None or not number > 0:
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist keine Zahl größer als null. Bitte nur Ziffern und"
                " höchstens ein Komma."
            ),
            value=text[:40],
        )
    return f"{number:f}"


@field_check
def loerrach_checksum(field: Field, value: Any) -> str:
    """The hexadecimal digits of a checksum."""
    text = as_text(field, value)
    if not HEXADECIMAL.fullmatch(text):
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist keine Prüfsumme. Sie besteht aus den Ziffern 0 bis 9 und"
                " den Buchstaben a bis f."
            ),
            value=text[:40],
        )
    return text.lower()


def _number(text: str) -> Decimal | None:
    # Python writes small floats with an exponent
    try:
        plain = f"{Decimal(text):f}" if "e" in text.lower() and len(text) < 30 else text
    except (InvalidOperation, ValueError):
        return None
    plain = plain.replace(",", ".")
    return Decimal(plain) if NUMBER.fullmatch(plain) else None
