"""Datasets whose source no longer has them: archived first, deleted long after.

An archived dataset stays readable and says so; neighbours see that it has left the feed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import edits, state
from .context import Run
from .leaving import Leaving
from .state import Known


def carry_out(run: Run, found: Leaving, known: dict[str, Known]) -> None:
    """Note what is missing, archive and delete what is due; one transaction for each dataset."""
    if found.newly:
        state.note(run.settings.id, found.newly, missing_since=run.now)
        model.Session.commit()
    _each(run, found.archive, known, _archive, run.report.archived)
    _each(run, found.delete, known, _delete, run.report.deleted)
    run.report.missing += found.missing
    run.report.waiting += found.waiting


def _each(
    run: Run,
    records: list[str],
    known: dict[str, Known],
    work: Callable[[Run, str, Known], None],
    told: list[str],
) -> None:
    for number, record in enumerate(records):
        run.progress("archiving", number, len(records))
        try:
            work(run, record, known[record])
        except (tk.ValidationError, tk.ObjectNotFound) as error:
            model.Session.rollback()
            run.report.notices.append(f"{record}: could not be archived: {error}")
        else:
            told.append(record)


def _archive(run: Run, record: str, known: Known) -> None:
    since = datetime.now(UTC)
    run.job.note(record, known.package_id, "deleted")
    state.note(run.settings.id, [record], archived_at=since)
    shown = tk.get_action("package_patch")(
        _context(run), {"id": known.package_id, "archived": since.isoformat(timespec="seconds")}
    )
    if not known.edited:
        # the archive's own mark is no edit of a person
        written = datetime.fromisoformat(shown["metadata_modified"])
        state.note(
            run.settings.id, [record], written=written, fields=edits.digests(shown)
        )  # fmt: skip
    model.Session.commit()


def _delete(run: Run, record: str, known: Known) -> None:
    run.job.note(record, known.package_id, "deleted")
    state.note(run.settings.id, [record], deleted_at=datetime.now(UTC))
    tk.get_action("package_delete")(_context(run), {"id": known.package_id})
    model.Session.commit()


def _context(run: Run) -> dict[str, Any]:
    # package_patch wants to know who it is even where it asks nobody
    return {**run.context, "auth_user_obj": None}
