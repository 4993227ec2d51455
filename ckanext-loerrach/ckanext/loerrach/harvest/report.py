"""What a run did, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from ckanext.loerrach.harvesters._core.errors import shown
from ckanext.loerrach.harvesters._core.mail import without_mail
from ckanext.loerrach.harvesters._core.record import BadRecord

#: of each kind so many records are kept of a run that is over, beside their number
KEPT = 1000
#: what is being done, how many records are done, how many there are
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Refusal:
    """One record, or row of one, that was not taken; its texts can be stored and printed.

    Everybody may read them, so they have no e-mail addresses.
    """

    #: identity in the source; only that of a whole record is left as it is
    record: str
    field: str
    problem: str
    remedy: str = ""
    #: the record that went on without this row; None when a whole record was refused
    part_of: str | None = None

    def __post_init__(self) -> None:
        for name, limit in (("record", 500), ("field", 200), ("problem", 1000), ("remedy", 500)):
            text = getattr(self, name)
            if name != "record" or self.part_of is not None:
                text = without_mail(text)
            object.__setattr__(self, name, shown(text, limit))

    @classmethod
    def of(cls, bad: BadRecord) -> Refusal:
        """What a harvester reports."""
        found = f"'{bad.value}': " if bad.value else ""
        return cls(bad.id, bad.field, f"{found}{bad.problem}.", bad.remedy, bad.part_of)

    @property
    def name(self) -> str:
        """What the record is called where everybody may read it."""
        return without_mail(self.record)

    def __str__(self) -> str:
        advice = f" {self.remedy}." if self.remedy else ""
        return f"{self.name}, {self.field}: {self.problem}{advice}"


@dataclass(frozen=True)
class Plan:
    """What a run is going to do, in numbers."""

    add: int = 0
    update: int = 0
    unchanged: int = 0
    restore: int = 0
    archive: int = 0
    delete: int = 0
    refuse: int = 0
    #: to be archived as soon as somebody confirms it
    wait: int = 0

    def sentence(self) -> str:
        """ "would add 12, update 3, archive 1, refuse 2"; what there is none of is left out."""
        names = ("add", "update", "restore", "archive", "delete", "refuse")
        parts = [f"{name} {number}" for name in names if (number := getattr(self, name))]
        told = f"would {', '.join(parts)}" if parts else "would change nothing"
        more = f"; archiving {self.wait} more waits for --confirm" if self.wait else ""
        return told + more


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
    #: datasets that went into the archive, came back from it, or were deleted after it
    archived: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    #: so many at once that a person has to confirm their archiving
    waiting: list[str] = field(default_factory=list)
    #: datasets that another source holds, in the same version or a newer one
    routes: list[str] = field(default_factory=list)
    #: datasets of our own that this source shows us
    echoes: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    #: the source said that nothing has changed, and was not read
    untouched: bool = False
    #: something that was refused may be taken next time without a change in the source
    retry: bool = False
    #: another process is at it; nothing was done here
    busy: bool = False
    #: why the run ended early; None when it saw the whole source
    failure: str | None = None
    plan: Plan | None = field(default=None, compare=False)

    @property
    def ok(self) -> bool:
        """The whole source was seen and every record taken."""
        return self.failure is None and not self.refused

    @property
    def changed(self) -> bool:
        """Something in the portal is not as it was."""
        return bool(self.added or self.updated or self.tables or self.archived or self.restored
                    or self.deleted)  # fmt: skip

    @property
    def delivered(self) -> bool:
        """The source had something new: a dataset or rows."""
        return bool(self.added or self.updated or self.tables or self.restored)

    def summary(self) -> str:
        """One line: "parking-freiburg: 1 added, 0 updated, 0 unchanged, 2 refused"."""
        if self.untouched and not self.failure:
            return f"{self.source}: not changed since the last run"
        would = "would be " if self.dry_run else ""
        counts = [f"{len(self.added)} {would}added", f"{len(self.updated)} {would}updated",
                  f"{len(self.unchanged)} unchanged"]  # fmt: skip
        more = (
            ("tables renewed", self.tables), (f"{would}restored", self.restored),
            (f"{would}archived", self.archived), (f"{would}deleted", self.deleted),
            ("waiting for --confirm to be archived", self.waiting), ("refused", self.refused),
            ("missing", self.missing), ("held by another source", self.routes),
            ("our own", self.echoes),
        )  # fmt: skip
        counts += [f"{len(items)} {name}" for name, items in more if items]
        if self.failure:
            done = f" Before that: {', '.join(counts)}." if self.changed else ""
            return f"{self.source}: {self.failure}{done}"
        return f"{self.source}: {', '.join(counts)}"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {**asdict(self), "ok": self.ok, "summary": self.summary()}

    def stored(self) -> dict[str, Any]:
        """Plain values for the database, where a hundred runs of each source are kept.

        ``counts`` has the numbers of all lists; of the unchanged nobody wants the names.
        """
        values = self.as_dict()
        counts = {name: len(value) for name, value in values.items() if isinstance(value, list)}
        cut = {name: values[name][:KEPT] for name in counts}
        return {**values, **cut, "unchanged": [], "counts": counts}
