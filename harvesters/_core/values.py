"""Reading single values of a record: what is there, or a BadValue that says what is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit

from .errors import shown
from .record import BadRecord


class BadValue(ValueError):
    """A value of a record that cannot be used."""

    def __init__(self, field: str, value: Any, problem: str, remedy: str = "") -> None:
        super().__init__(f"field '{field}': {problem}")
        self.field, self.value, self.problem, self.remedy = field, value, problem, remedy

    def record(self, id: str) -> BadRecord:
        """The BadRecord that reports it."""
        value = "" if self.value is None else shown(str(self.value))
        return BadRecord(id, self.field, value, self.problem, self.remedy)


class Values:
    """The fields of one record, read one by one; None for what is missing, null or empty."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields

    def has(self, name: str) -> bool:
        value = self.fields.get(name)
        return not (value is None or (isinstance(value, str) and not value.strip()))

    def text(self, name: str, longest: int = 2000) -> str | None:
        """Text on one line; numbers count as text, as ids are written both ways."""
        if not self.has(name):
            return None
        value = self.fields[name]
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise BadValue(name, value, "a text is needed")
        text = clean(str(value))
        if len(text) > longest:
            raise BadValue(name, text, f"longer than {longest} characters")
        return text or None

    def needed(self, name: str, longest: int = 2000) -> str:
        """Text that must be there."""
        text = self.text(name, longest)
        if text is None:
            raise BadValue(name, None, "missing", "Give every record this value")
        return text

    def whole(self, name: str) -> int | None:
        """A whole number, also as text ("56") or with an empty fraction (56.0)."""
        if not self.has(name):
            return None
        value = self.fields[name]
        number = self.number(name)
        if number is None or not number.is_integer() or abs(number) > 2**31 - 1:
            raise BadValue(name, value, "a whole number is needed")
        return int(number)

    def number(self, name: str) -> float | None:
        """A number, also as text with a decimal point or comma."""
        if not self.has(name):
            return None
        value = self.fields[name]
        if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,15}([.,]\d{1,15})?\s*", value):
            # what a pattern takes for a space need not be one for float()
            value = float(value.strip().replace(",", "."))
        if isinstance(value, bool) or not isinstance(value, int | float) or not fits(value):
            raise BadValue(name, self.fields[name], "a number is needed")
        return float(value)

    def one_of(self, name: str, meanings: Mapping[str, str | None]) -> str | None:
        """What a word of the source means; BadValue for a word that nobody has translated."""
        word = self.text(name)
        if word is None:
            return None
        if word not in meanings:
            known = ", ".join(f"'{known}'" for known in meanings)
            raise BadValue(name, word, f"not one of {known}", "Translate the new word")
        return meanings[word]

    def moment(self, name: str, zone: tzinfo, now: datetime) -> datetime | None:
        """A moment in UTC; without a zone of its own it is local time of ``zone``.

        The hour that autumn gives twice is read as the later one, unless that is still to come.
        """
        text = self.text(name, 40)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                found = found.replace(tzinfo=zone, fold=1)
                if found.astimezone(UTC) > now:
                    found = found.replace(fold=0)
            return found.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise BadValue(
                name, text, "a date with time is needed", "Write it as ISO 8601"
            ) from error

    def web_address(self, name: str) -> str | None:
        """An http or https address; nothing that a browser would run."""
        text = self.text(name)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
        except ValueError as error:
            raise BadValue(name, text, "no valid address") from error
        if (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or re.search(r"[\s<>\"]", text)
        ):
            raise BadValue(name, text, "an address with http:// or https:// is needed")
        return text


def clean(text: str) -> str:
    """Text that every database takes: no NUL and other controls, no lone surrogates, one line."""
    if text.isprintable():
        # neither controls nor surrogates, and no white space but spaces
        return " ".join(text.split())
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def fits(value: float) -> bool:
    """Is this a number that can be stored? Not infinite, not a thousand digits long."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
