"""Run the steps that are due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.logic import index_update_package
from ckan.model import system_info

from .steps import Step, newest, steps
from .stored import Stored

#: key in CKAN's table of facts about the installation
KEY = "ckanext.loerrach.schema_version"
#: the version of installations that do not say
FIRST = 1
#: datasets in one transaction
BATCH = 100

Tell = Callable[[str, int, int], None]


@dataclass
class Report:
    """What was done, or would be."""

    before: int
    after: int
    dry_run: bool
    looked_at: int = 0
    #: names of changed datasets
    changed: list[str] = field(default_factory=list)
    #: sentences about what only people can decide
    notes: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """For people, the summary first."""
        if self.before >= self.after:
            return [f"Datasets are at schema version {self.before} already."]
        done = "would be changed" if self.dry_run else "were changed"
        head = (
            f"Schema version {self.before} to {self.after}: {len(self.changed)} of"
            f" {self.looked_at} datasets {done}."
        )
        return [head, *self.notes]


def stored_version() -> int:
    """The schema version of the datasets in the database."""
    return int(system_info.get_system_info(KEY, FIRST) or FIRST)


def migrate(dry_run: bool = False, tell: Tell | None = None) -> Report:
    """Bring all datasets to the newest version; with ``dry_run`` only say what would happen.

    Each batch is one transaction, and a step done twice does nothing more: a run that was cut off
    can be started again.
    """
    report = Report(stored_version(), newest(), dry_run)
    due = [step for step in steps() if step.version > report.before]
    if due:
        _all(due, report, tell or _silent)
        if not dry_run:
            system_info.set_system_info(KEY, str(report.after))
    return report


def _all(due: list[Step], report: Report, tell: Tell) -> None:
    ids = list(model.Session.execute(_datasets()).scalars())
    harvested = _harvested()
    for start in range(0, len(ids), BATCH):
        tell("Datasets", start, len(ids))
        for package in _locked(ids[start : start + BATCH]):
            _one(package, package.id in harvested, due, report)
        if report.dry_run:
            model.Session.rollback()
        else:
            model.Session.commit()
        model.Session.expunge_all()


def _one(package: Any, harvested: bool, due: list[Step], report: Report) -> None:
    before = Stored.of(package, harvested)
    now = before.copy()
    for step in due:
        report.notes += [f"'{package.name}' {end}" for end in step.change(now)]
    report.looked_at += 1
    if now.put_into(package, before):
        report.changed.append(package.name)
        model.Session.flush()
        if not report.dry_run:
            index_update_package({"ignore_auth": True}, package.id)


def _datasets() -> Any:
    packages = model.package_table
    return (
        sa.select(packages.c.id)
        .where(packages.c.type == "dataset", packages.c.state != "deleted")
        .order_by(packages.c.name)
    )


def _locked(ids: list[str]) -> Iterator[Any]:
    query = model.Session.query(model.Package).filter(model.Package.id.in_(ids))
    yield from query.order_by(model.Package.name).with_for_update()


def _harvested() -> set[str]:
    """Ids of datasets that a harvest source answers for; none where nothing is harvested."""
    if not model.Session.execute(sa.text("SELECT to_regclass('harvest_object')")).scalar():
        return set()
    found = sa.text(
        "SELECT DISTINCT package_id FROM harvest_object WHERE current AND package_id IS NOT NULL"
    )
    return set(model.Session.execute(found).scalars())


def _silent(what: str, done: int, total: int) -> None:
    """Nobody watches."""
