"""The second step of a run: what is new, changed, gone or back, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.geo.errors import GeoError
from ckanext.loerrach.harvesters._core.record import Record

from . import edits, mapping, naming, state
from .checking import checked
from .context import Run
from .origin import Origins
from .report import Refusal
from .task import Task


def tasks(
    run: Run, records: Mapping[str, Record], known: dict[str, state.Known], found: Origins
) -> Iterator[Task]:
    """Compare by hash, and check what is new or changed; what is refused is reported."""
    return checked(run, _compared(run, records, known, found))


def _compared(
    run: Run, records: Mapping[str, Record], known: dict[str, state.Known], found: Origins
) -> Iterator[Task | Refusal]:
    for number, record in enumerate(records.values()):
        run.progress("comparing", number, len(records))
        before = known.get(record.id)
        if reason := found.echoes.get(record.id):
            run.report.echoes.append(record.id)
            run.report.notices.append(f"{record.id}: left where it is, because {reason}")
            continue
        if before and before.holds and before.removed:
            run.report.notices.append(f"{record.id}: deleted in the portal; not brought back")
            continue
        holder = found.holder(record, before)
        try:
            if before is None and not holder and record.id in found.twins:
                run.report.routes.append(record.id)
                continue
            if holder and not found.takes(record, holder):
                run.report.routes.append(record.id)
                if before is None or not before.named:
                    yield _route(run, record, holder.known)
                continue
            task = _task(run, record, holder.known if holder else before)
        except GeoError as error:
            yield Refusal(record.id, "places", str(error))
        else:
            yield task


def _route(run: Run, record: Record, known: state.Known) -> Task:
    """Remember that this source has the dataset, too."""
    dataset, _ = mapping.dataset(run.settings, record)
    dataset["id"] = known.package_id
    return Task(record, dataset, dataset, "routes", known)


def _task(run: Run, record: Record, before: state.Known | None) -> Task:
    ready = run.early.ready(record.id) if run.early else None
    if ready:
        dataset, notices = ready.dataset, ready.notices
    else:
        dataset, notices = mapping.dataset(run.settings, record)
    run.report.notices += [f"{record.id}: {notice}" for notice in notices]
    if before is None:
        validated = ready.validated if ready else None
        return Task(record, dataset, dataset, "added", validated=validated)
    dataset["id"] = before.package_id
    same = before.hash == mapping.digest(dataset)
    verdict = "unchanged" if same else "updated"
    if before.archived_at or before.deleted_at:
        verdict = "restored"
    wanted = dataset if verdict == "unchanged" else _with_an_address_of_its_own(run, dataset)
    return _with_edits(run, Task(record, dataset, wanted, verdict, before))


def _with_an_address_of_its_own(run: Run, dataset: dict[str, Any]) -> dict[str, Any]:
    """Without an address that another dataset has; a new record with one is that dataset."""
    if other := naming.taken(dataset):
        run.report.notices.append(
            f"{dataset['id']}: address left out, because '{other}' has it: {dataset['uri']}"
        )
        return {key: value for key, value in dataset.items() if key != "uri"}
    return dataset


def _with_edits(run: Run, task: Task) -> Task:
    """Respect what people edited in the portal, as the source's policy has it."""
    before = task.before
    base = state.fields(before.package_id) if before and before.edited else None
    if base is None:
        return task
    keep = run.settings.entry.edits == "keep"
    if keep and task.verdict == "unchanged":
        return task
    shown = tk.get_action("package_show")(dict(run.context), {"id": task.dataset["id"]})
    paths = edits.edited(base, shown)
    lost = [] if keep else edits.conflicting(paths, base, task.mapped)
    if task.verdict == "unchanged" and not lost:
        return task
    kept = [path for path in paths if path not in lost]
    for told, what in ((kept, "kept"), (lost, "overwritten")):
        if told:
            run.report.notices.append(
                f"{task.record.id}: edited in the portal and {what}: {', '.join(told)}"
            )
    dataset = edits.merged(task.dataset, shown, base, keep)
    verdict = "updated" if task.verdict == "unchanged" else task.verdict
    before_edits = {path: base.get(path) for path in kept}
    return Task(task.record, task.mapped, dataset, verdict, before, before_edits)
