"""What is remembered of a run for the next one, and what of it is shown on a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.harvesters._core import fingerprint
from ckanext.loerrach.harvesters._core.answer import Validators
from ckanext.loerrach.harvesters._core.errors import Busy, shown
from ckanext.loerrach.harvesters._core.record import Version

from . import mapping, poll, state, versions
from .context import Run
from .poll import Poll
from .reading import Found

#: longest wait that a server may ask for: a mistake should not silence a source for ever
LONGEST_WAIT = timedelta(days=1)


def validators(run: Run, before: Poll) -> Mapping[str, Validators]:
    """Validators of the last good run; {} when everything is to be read."""
    if run.orders.full or run.orders.confirm or state.due(run.settings.id, run.rules, run.now,
                                                          before.waiting):  # fmt: skip
        return {}
    return before.last(_about(run), tk.config["ckanext.loerrach.harvest.full_every"])


def read_before(run: Run, before: Poll) -> Mapping[str, Version]:
    """Versions of the records at the last run; {} when all are to be mapped anew."""
    if before.anew or before.about != _about(run):
        return {}
    return versions.load(run.settings.id)


def untouched(run: Run, before: Poll) -> None:
    """The source said that nothing has changed."""
    if not run.orders.dry_run:
        poll.note(
            run.settings.id, run.now, answered_at=run.now, failures=0, failure=None,
            not_before=None, since_full=before.since_full + 1,
        )  # fmt: skip


def answered(run: Run, before: Poll, found: Found) -> None:
    """The whole source was seen; refused records are shown once, not at every poll anew."""
    refused = fingerprint.digest([str(one) for one in run.report.refused])
    refused = refused if run.report.refused else ""
    if refused and (run.job.id or run.report.changed or refused != before.refused):
        run.job.refuse(run.report.refused)
    changed = _news(run, before)
    if not found.gaps:
        # a crawl that was not complete archives nothing: what waits, and a person's word, stay
        changed |= {"waiting": run.report.waiting, "confirmed": []}
    if run.report.changed:
        run.job.needed()
    poll.note(
        run.settings.id, run.now, answered_at=run.now, failures=0, failure=None, not_before=None,
        since_full=before.since_full + 1 if found.trusted else 0, about=_about(run),
        refused=refused,
        validators={} if run.report.retry or found.torn else poll.plain(found.validators),
        kept=dict(found.kept),
        **changed,
    )  # fmt: skip


def failed(run: Run, before: Poll, error: Exception) -> None:
    """The source could not be read, or not all of it be written: the next run reads all of it."""
    model.Session.rollback()
    if run.orders.dry_run:
        return
    told: dict[str, Any] = {}
    if isinstance(error, Busy) and error.retry_after:
        wait = min(timedelta(seconds=error.retry_after), LONGEST_WAIT)
        told["not_before"] = run.now + wait
    if run.report.changed:
        told |= {"validators": {}, **_news(run, before)}
    poll.note(
        run.settings.id, run.now, failures=before.failures + 1, failure=shown(str(error), 1000),
        **told,
    )  # fmt: skip


def _news(run: Run, before: Poll) -> dict[str, Any]:
    """When something has changed here, and when the source has delivered something new.

    What another mapping or other settings change in the portal is no delivery.
    """
    if not run.report.changed:
        return {}
    same = before.about in ("", _about(run)) or before.delivered_at is None
    news = {"delivered_at": run.now} if run.report.delivered and same else {}
    return {"changed_at": run.now, **news}


def _about(run: Run) -> str:
    """What the validators belong to: other settings or another mapping need everything anew."""
    entry = run.settings.entry
    return fingerprint.digest([mapping.VERSION, versions.made_by(), entry.facts(),
                               run.settings.stand_in, run.settings.owner_org])  # fmt: skip
