"""What a run did, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

#: what is being done, how many records are done, how many there are
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Refusal:
    """One record, or row of one, that was not taken."""

    #: identity in the source
    record: str
    field: str
    problem: str
    remedy: str = ""
    #: the record that went on without this row; None when a whole record was refused
    part_of: str | None = None

    def __str__(self) -> str:
        advice = f" {self.remedy}." if self.remedy else ""
        return f"{self.record}, {self.field}: {self.problem}{advice}"


@dataclass
class Report:
    """One run of one source. Names in the lists are identities in the source."""

    source: str
    #: nothing was written, the lists say what would be
    dry_run: bool = False
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    #: records whose table got new rows
    tables: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    #: records the source no longer has; their datasets stay
    missing: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    #: why the run ended early; None when it saw the whole source
    failure: str | None = None

    @property
    def ok(self) -> bool:
        """The whole source was seen and every record taken."""
        return self.failure is None and not self.refused

    def summary(self) -> str:
        """One line: "parking-freiburg: 1 added, 0 updated, 0 unchanged, 2 refused"."""
        if self.failure:
            return f"{self.source}: {self.failure}"
        would = "would be " if self.dry_run else ""
        counts = [f"{len(self.added)} {would}added", f"{len(self.updated)} {would}updated",
                  f"{len(self.unchanged)} unchanged"]  # fmt: skip
        more = (("tables renewed", self.tables), ("refused", self.refused),
                ("missing", self.missing))  # fmt: skip
        counts += [f"{len(items)} {name}" for name, items in more if items]
        return f"{self.source}: {', '.join(counts)}"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "ok": self.ok, "summary": self.summary()}
