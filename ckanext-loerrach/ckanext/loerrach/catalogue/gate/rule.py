"""A rule: its name, where it stands, and the sentences for what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import record
from .fields import label
from .finding import Dataset, Finding, Layer, Severity
from .text import Text


@dataclass(frozen=True)
class Place:
    """Where in the dataset: a resource, an entry of a repeating field."""

    resource: int | None = None
    resource_id: str = ""
    entry: int | None = None

    @staticmethod
    def of(number: int, resource: Mapping[str, Any]) -> Place:
        """The place of a resource."""
        return Place(number, record.value(resource, "id"))

    def at(self, entry: int) -> Place:
        """An entry of a repeating field at this place."""
        return Place(self.resource, self.resource_id, entry)


WHOLE = Place()


@dataclass(frozen=True)
class Rule:
    """One obligation; `message` and `mending` may name {field} and the facts of a finding."""

    name: str
    layer: Layer
    severity: Severity
    field: str
    message: str
    mending: str
    source: str = ""

    def broken(self, place: Place = WHOLE, field: str = "", **facts: Any) -> Finding:
        """The finding that says so; `field` where the rule holds for several."""
        name = field or self.field
        called = label(name, place.resource is not None)
        return Finding(
            self.name, self.layer, self.severity, name,
            Text.of(self.message, field=called, **facts),
            Text.of(self.mending, field=called, **facts),
            place.resource, place.resource_id, place.entry, self.source,
        )  # fmt: skip


#: takes a dataset, gives what breaks the rules of one group
Check = Callable[[Dataset], Iterator[Finding]]
