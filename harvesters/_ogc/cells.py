"""Values of features as their columns want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .._core.record import Cell, ColumnType
from .._core.values import BadValue, Values
from .._network.tally import Tally


@dataclass
class Cells:
    """Reads values as their columns want them, and counts those that are none."""

    #: zone of times without one
    zone: ZoneInfo
    now: datetime
    tally: Tally

    def read(self, id: str, properties: Mapping[str, Any], name: str, kind: ColumnType) -> Cell:
        """A value of that type; None, and a note, for what is none."""
        values = Values(properties)
        try:
            return self._typed(values, name, kind) if values.has(name) else None
        except BadValue as error:
            self.tally.note(f"left out: {error.problem}", name, error.value, id)
            return None

    def _typed(self, values: Values, name: str, kind: ColumnType) -> Cell:
        value = values.fields[name]
        if kind == "integer":
            return values.whole(name)
        if kind == "number":
            return values.number(name)
        if kind == "timestamp":
            return values.moment(name, self.zone, self.now)
        if kind == "date":
            return _date(name, value)
        if kind == "boolean":
            return _truth(name, value)
        if isinstance(value, list | dict):
            raise BadValue(name, value, "a value with parts, which no column can hold")
        return str(value).lower() if isinstance(value, bool) else values.text(name, 10_000)


def _truth(name: str, value: Any) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    found = value if isinstance(value, bool) else known.get(str(value).strip().lower())
    if found is None:
        raise BadValue(name, value, "true or false is needed")
    return found


def _date(name: str, value: Any) -> date:
    """A day, also with a zone or with the time 00:00 (XML Schema 1.1 part 2, section 3.3.9)."""
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError as error:
        raise BadValue(name, value, "a date is needed", "Write it as ISO 8601") from error
