"""What is to be done about one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.loerrach.harvesters._core.record import Record

from . import state


@dataclass(frozen=True)
class Task:
    """A record that is new, changed or back, or only has a table to look at."""

    record: Record
    #: as the source says it
    mapped: dict[str, Any]
    #: as it is to be written: with what people edited in the portal and may keep
    dataset: dict[str, Any]
    #: "added", "updated", "restored", "unchanged", or "routes" for a dataset that another source
    #: writes: the list of the report it belongs into
    verdict: str
    before: state.Known | None = None
    #: edited fields that stay -> their digest before they were edited, None where there was none
    kept: Mapping[str, str | None] = field(default_factory=dict)
    #: validated by the schema, packed; None where that is left to CKAN's action
    validated: bytes | None = None

    @property
    def changes(self) -> bool:
        """Is a dataset to be written?"""
        return self.verdict not in ("unchanged", "routes")
