"""What both kinds of data give: stations, columns and rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .._core.record import BadRecord, Cell
from .quantities import Quantity
from .stations import Station


@dataclass
class Network:
    """Stations, and what they have measured by station and moment."""

    #: how to name the original files: format and media type
    format: str
    mimetype: str
    stations: dict[str, Station] = field(default_factory=dict)
    #: name of the column -> what it holds, in the order in which the files have them
    quantities: dict[str, Quantity] = field(default_factory=dict)
    values: dict[tuple[str, datetime], dict[str, Cell]] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)

    def rows(self) -> list[list[Cell]]:
        """One row for each station and moment."""
        return [
            [*key, *(cells.get(name) for name in self.quantities)]
            for key, cells in sorted(self.values.items())
        ]

    def last(self, station: str) -> datetime | None:
        """When a station has last said anything."""
        return max(
            (
                at
                for (id, at), cells in self.values.items()
                if id == station and any(cell is not None for cell in cells.values())
            ),
            default=None,
        )
