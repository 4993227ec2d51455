"""What can keep a run from starting. What goes wrong with a feed is harvesters/_core/errors.

HarvestError                    (of harvesters/_core) one sentence for a person
├── UnknownSource(name)         no harvest source of that name or id
├── SourceBusy(name)            another process harvests it now
│   └── ServerBusy(host)        another run reads from the same server
├── LockLost(name)              PostgreSQL was away, and with it the lock on the source
├── ReadingLost(signal)         the process that read the source died
├── Overtaken(record)           a person edited the dataset while a run was at it
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


class ServerBusy(SourceBusy):
    """Another run reads from the server; a server is asked one thing at a time."""

    def __init__(self, host: str) -> None:
        HarvestError.__init__(
            self, f"The server {host} is being read by another run; try again when that is done."
        )
        self.name = host


class LockLost(HarvestError):
    """Somebody else may harvest the source by now."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The database was away while '{name}' was read; the next run begins anew."
        )
        self.name = name


class ReadingLost(HarvestError):
    """The process that read the source is gone; nothing of what it read counts."""

    def __init__(self, signal: int) -> None:
        reason = f"signal {signal}" if signal else "without a word"
        super().__init__(
            f"The process that read the source ended before it was done ({reason}); "
            "nothing was changed, and the next run reads it again."
        )
        self.signal = signal


class Overtaken(HarvestError):
    """The dataset is not as it was when the run compared it; what was planned no longer holds."""

    def __init__(self, record: str) -> None:
        super().__init__(
            f"{record}: edited in the portal while this run was at it; the next run compares anew"
        )
        self.record = record


class NotOurs(HarvestError):
    """The source belongs to another harvester."""

    def __init__(self, name: str, type: str) -> None:
        super().__init__(
            f"The source '{name}' is of the type '{type}', which has its own harvester."
        )
        self.name, self.type = name, type
