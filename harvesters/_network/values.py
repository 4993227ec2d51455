"""Single values of a foreign record: what can be used, or None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from .._core.values import clean

MAIL = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+\.[^\s@<>\"(),:;\\.]{2,}")
#: a global number, RFC 3966 section 5.1.4
PHONE = re.compile(r"\+[1-9]\d{4,14}")
#: years, months, days and moments of XML Schema 1.1 part 2
YEAR = re.compile(r"\d{4}(-\d\d)?")
GERMAN = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
LONGEST = 2000


def text(value: Any, longest: int = LONGEST) -> str:
    """One line of text; "" for what is none or too long."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    found = clean(str(value))
    return found if len(found) <= longest else ""


def address(value: Any) -> str:
    """An http or https address as browsers would ask it; "" for everything else.

    Spaces and other letters that an address must not have are written as %20 (RFC 3986, section
    2.1), because the same address is meant; whatever else is wrong makes it none.
    """
    found = text(value)
    found = quote(found, safe="%/:?#[]@!$&'()*+,;=-._~") if found else ""
    try:
        parts = urlsplit(found)
        good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        return ""
    named = re.fullmatch(r"[\w.:%\[\]-]+", parts.netloc.rpartition("@")[2]) if good else None
    # who is named before the @ is not who is asked: such addresses only mislead
    return found if named and "@" not in parts.netloc else ""


def mail(value: Any) -> str:
    """A mail address, also after "mailto:"; "" for everything else."""
    found = re.sub(r"^mailto:", "", text(value, 254), flags=re.IGNORECASE).partition("?")[0]
    return found if MAIL.fullmatch(found) else ""


def telephone(value: Any) -> str:
    """A number as tel:+49…; "" for one without its country, which nobody could tell."""
    found = re.sub(r"\(0\)|[\s().\-/\u2010-\u2013]", "", text(value, 60).removeprefix("tel:"))
    found = f"+{found[2:]}" if found.startswith("00") else found
    return f"tel:{found}" if PHONE.fullmatch(found) else ""


def moment(value: Any) -> str:
    """A year, month, day or moment as ISO 8601 writes it; "" for everything else.

    A moment without a zone is UTC: CKAN and ckanext-dcat write theirs so.
    """
    found = text(value, 60)
    if german := GERMAN.fullmatch(found):
        found = f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}"
    if YEAR.fullmatch(found):
        return found if not found[5:] or 1 <= int(found[5:]) <= 12 else ""
    try:
        if len(found) <= 10:
            return date.fromisoformat(found).isoformat()
        read = datetime.fromisoformat(found.replace(" ", "T", 1))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).isoformat()
    except ValueError:
        return ""


def whole(value: Any) -> int | None:
    """A number of bytes, also as text; None for everything else."""
    found = text(value, 30)
    if re.fullmatch(r"\d{1,15}(\.0*)?", found):
        return int(found.partition(".")[0])
    return None


def listed(value: Any) -> list[Any]:
    """A list as it is, one value as a list of it, nothing as an empty one."""
    if value in (None, "", {}):
        return []
    return value if isinstance(value, list) else [value]


def inner(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object of that name; an empty one where there is something else."""
    value = given.get(name)
    return value if isinstance(value, dict) else {}
