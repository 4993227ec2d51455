"""What the page of a source shows: its last runs, whether it keeps its promise, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.harvest.model import HarvestJob
from ckanext.loerrach.harvesters._core.errors import HarvestError
from ckanext.loerrach.harvesters._core.mail import without_mail

from . import freshness, poll, state
from .freshness import Freshness
from .job import RUNS
from .settings import Settings, rules

#: runs in the picture
SHOWN = 30
KINDS = ("added", "updated", "restored", "archived", "deleted", "refused")


@dataclass(frozen=True)
class Past:
    """One run that had something to show."""

    at: datetime
    report: dict[str, Any]

    @property
    def failure(self) -> str | None:
        """Why it ended early."""
        return self.report.get("failure")

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each kind."""
        # what was stored before there were counts has whole lists
        told = self.report.get("counts") or {}
        return {
            kind: told.get(kind, len(self.report.get(kind) or ())) for kind in (*KINDS, "tables")
        }


@dataclass(frozen=True)
class Bar:
    """One part of a column of the picture, in units of its viewBox."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Overview:
    """Everything the page shows."""

    runs: list[Past]
    poll: poll.Poll
    #: what it promises and delivers
    freshness: Freshness
    #: "keep" or "overwrite": what becomes of edits in the portal
    policy: str | None
    problem: str | None
    datasets: int
    archived: int
    #: datasets by name and title: edited in the portal, and missing with the day they are archived
    edited: list[dict[str, str]]
    missing: list[dict[str, str]]

    @property
    def refused(self) -> list[dict[str, Any]]:
        """Records that the source has now and that are refused, as the last run told them.

        Without e-mail addresses, also where the run was stored when they were still in it.
        """
        told = self._refusing.report["refused"] if self._refusing else []
        return [
            {name: without_mail(text) if isinstance(text, str) else text
             for name, text in one.items()}
            for one in told
        ]  # fmt: skip

    @property
    def refused_count(self) -> int:
        """How many there are; of very many only the first are kept."""
        return self._refusing.counts["refused"] if self._refusing else 0

    @property
    def _refusing(self) -> Past | None:
        if not self.poll.refused:
            return None
        return next((run for run in reversed(self.runs) if run.report.get("refused")), None)

    def bars(self, width: float = 600, height: float = 120) -> list[Bar]:
        """Columns of the last runs, the newest on the right; heights by the square root."""
        slot = width / SHOWN
        most = max((sum(run.counts.values()) for run in self.runs), default=0) or 1
        found = []
        for number, run in enumerate(self.runs):
            x = width - (len(self.runs) - number) * slot + slot * 0.1
            if run.failure:
                found.append(Bar("failed", x, height - 6, slot * 0.8, 6))
                continue
            found += _column(run.counts, x, slot * 0.8, height, most)
        return found


def _column(counts: dict[str, int], x: float, width: float, height: float, most: int) -> list[Bar]:
    all = sum(counts.values())
    if not all:
        return [Bar("nothing", x, height - 2, width, 2)]
    whole = max(4.0, height * (all / most) ** 0.5)
    found, y = [], height
    for kind, count in counts.items():
        if count:
            part = whole * count / all
            y -= part
            found.append(Bar(kind, x, round(y, 2), width, round(part, 2)))
    return found


def overview(source: Any, package: Any) -> Overview:
    """The overview of a HarvestSource of ours and its package."""
    policy, problem = None, None
    try:
        policy = Settings.of(source, package).entry.edits
    except HarvestError as error:
        problem = str(error)
    known = state.load(source.id)
    ours = [one for one in known.values() if one.holds and one.state == "active"]
    leaving = {one.package_id: one.missing_since + rules().grace
               for one in ours if one.missing_since and not one.archived_at}  # fmt: skip
    missing = _titles(list(leaving))
    return Overview(
        runs=_runs(source.id), poll=poll.load(source.id), policy=policy, problem=problem,
        freshness=freshness.of_source(source, package), datasets=len(ours),
        archived=sum(1 for one in ours if one.archived_at),
        edited=_titles([one.package_id for one in ours if one.edited]),
        missing=[{**one, "leaves": leaving[one["id"]].isoformat()} for one in missing],
    )  # fmt: skip


def _runs(source_id: str) -> list[Past]:
    query = (
        sa.select(HarvestJob.finished, RUNS.c.report)
        .join(RUNS, RUNS.c.job_id == HarvestJob.id)
        .where(HarvestJob.source_id == source_id, HarvestJob.finished.is_not(None))
        .order_by(HarvestJob.finished.desc())
        .limit(SHOWN)
    )
    rows = model.Session.execute(query).all()
    return [Past(at.replace(tzinfo=UTC), report) for at, report in reversed(rows)]


def _titles(packages: Sequence[str]) -> list[dict[str, str]]:
    """Id, name and title of those that everybody may see."""
    if not packages:
        return []
    query = (
        sa.select(model.Package.id, model.Package.name, model.Package.title)
        .where(model.Package.id.in_(packages), model.Package.private.is_(False))
        .order_by(model.Package.title)
    )
    rows = model.Session.execute(query).all()
    return [{"id": id, "name": name, "title": title or name} for id, name, title in rows]
