"""Telephone numbers as addresses (RFC 3966)."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, as_text, field_check, wrong

#: a global number, RFC 3966 section 5.1.4, without its visual separators
GLOBAL = re.compile(r"\+[1-9]\d{4,14}", re.ASCII)
#: what people put between the digits
SEPARATORS = re.compile(r"\(0\)|[\s().\-/\u2010-\u2013]")
#: country code of those who write none
HOME = "+49"


@field_check
def loerrach_telephone(field: Field, value: Any) -> str:
    """A telephone number as ``tel:+49…``; numbers that begin with 0 are German ones."""
    text = as_text(field, value)
    digits = SEPARATORS.sub("", text.removeprefix("tel:"))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = HOME + digits[1:]
    if not GLOBAL.fullmatch(digits):
        raise wrong(
            field,
            tk._("{field}: „{value}“ ist keine Telefonnummer. Beispiel: +49 7621 415-0"),
            value=text[:40],
        )
    return f"tel:{digits}"
