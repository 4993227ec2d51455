"""The job of ckanext-harvest that a run is shown as: made when there is something to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject, HarvestObjectError
from ckanext.loerrach.harvesters._core.mail import without_mail
from sqlalchemy.dialects.postgresql import JSONB, insert

from .report import KEPT, Refusal, Report

#: made by ../migration/loerrach_harvest
RUNS = sa.table(
    "loerrach_harvest_run", sa.column("job_id", sa.Text), sa.column("report", JSONB)
)  # fmt: skip


class Job:
    """A HarvestJob that comes into being with the first thing to be shown on it."""

    def __init__(self, source_id: str, id: str | None = None) -> None:
        self.source_id, self.id = source_id, id
        self.began = now()

    def needed(self) -> Any:
        """The HarvestJob; made and committed if there is none yet."""
        if self.id is None:
            job = HarvestJob(source_id=self.source_id, status="Running", created=self.began,
                             gather_started=self.began)  # fmt: skip
            model.Session.add(job)
            model.Session.commit()
            self.id = job.id
        return HarvestJob.get(self.id)

    def note(self, record_id: str, package_id: str, status: str) -> None:
        """Show what became of a dataset: CKAN's index reads the current one of its objects.

        Not committed: it belongs to the transaction of the dataset.
        """
        self.note_all([(record_id, package_id, status)])

    def note_all(self, noted: Sequence[tuple[str, str, str]]) -> dict[str, str]:
        """Show what became of several datasets: identity, id of the dataset, status.

        Gives the harvest object of each dataset by their ids.
        """
        job = self.needed()
        packages = [package_id for _, package_id, _ in noted]
        model.Session.execute(
            sa.update(HarvestObject)
            .where(HarvestObject.package_id.in_(packages), HarvestObject.current)
            .values(current=False)
        )
        rows = [
            {
                "id": make_uuid(), "guid": record_id, "harvest_job_id": job.id,
                "harvest_source_id": self.source_id, "package_id": package_id, "current": True,
                "state": "COMPLETE", "report_status": status, "import_finished": now(),
            }
            for record_id, package_id, status in noted
        ]  # fmt: skip
        model.Session.execute(sa.insert(HarvestObject), rows)
        return {row["package_id"]: row["id"] for row in rows}

    def refuse(self, refusals: list[Refusal]) -> None:
        """Show refused records on ckanext-harvest's pages of the job, the first KEPT of them."""
        shown = [(one.name, str(one)) for one in refusals[:KEPT]]
        if more := len(refusals) - len(shown):
            shown.append(("", f"{more} more records were refused."))
        for record, message in shown:
            model.Session.add(
                HarvestObject(
                    guid=record, job=self.needed(), harvest_source_id=self.source_id,
                    state="ERROR", report_status="errored", import_finished=now(),
                    errors=[HarvestObjectError(message=message, stage="Import")],
                )
            )  # fmt: skip
        model.Session.commit()

    def finish(self, report: Report) -> None:
        """Close the job with its report; ckanext-harvest leaves closing to a later call."""
        job = self.needed()
        if report.failure:
            model.Session.add(
                HarvestGatherError(harvest_job_id=job.id, message=without_mail(report.failure))
            )
        job.gather_started = job.gather_started or job.created
        job.gather_finished = job.finished = now()
        job.status = "Finished"
        values = {"job_id": job.id, "report": report.stored()}
        model.Session.execute(
            insert(RUNS)
            .values(**values)
            .on_conflict_do_update(index_elements=["job_id"], set_={"report": values["report"]})
        )
        model.Session.commit()


def now() -> datetime:
    """The time as ckanext-harvest writes it: UTC without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
