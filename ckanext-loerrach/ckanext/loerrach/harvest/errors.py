"""What can keep a run from starting. What goes wrong with a feed is harvesters/_core/errors.

HarvestError                    (of harvesters/_core) one sentence for a person
├── UnknownSource(name)         no harvest source of that name or id
├── SourceBusy(name)            another process harvests it now
└── NotOurs(name, type)         a source of another harvester
"""

from __future__ import annotations

from ckanext.loerrach.harvesters._core.errors import HarvestError


class UnknownSource(HarvestError):
    """There is no such source."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no harvest source '{name}'.")
        self.name = name


class SourceBusy(HarvestError):
    """Another process is harvesting the source."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The source '{name}' is being harvested already; wait until it is done.")
        self.name = name


class NotOurs(HarvestError):
    """The source belongs to another harvester."""

    def __init__(self, name: str, type: str) -> None:
        super().__init__(
            f"The source '{name}' is of the type '{type}', which has its own harvester."
        )
        self.name, self.type = name, type
