"""What a source promises and what it delivers: for pages, programs and the operator's doctor.

States of a source: ``on time``; ``late`` (nothing new for longer than it promises); ``unreachable``
(no good answer for longer than three polls); ``waiting`` (never answered yet); ``sample`` (samples
stand in for it, and nothing is promised); ``wrong`` (described wrongly, so that it is not asked).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters._core import rhythm
from ckanext.loerrach.harvesters._core.describe import FREQUENCY
from ckanext.loerrach.harvesters._core.errors import HarvestError

from . import poll, sensors, settings, state
from .sensors import Kept
from .settings import Settings

State = Literal["on time", "late", "unreachable", "waiting", "sample", "wrong"]
#: a source does not answer when its last good answer is older than so many intervals
PATIENCE = 3


@dataclass(frozen=True)
class Freshness:
    """One source, at one moment."""

    #: name and title of the source
    source: str
    title: str
    state: State
    #: short name from the EU's list (dct:accrualPeriodicity), and its seconds; None: no promise
    frequency: str | None
    promise: int | None
    #: seconds between two polls
    every: int | None
    #: when it was last asked; answered well; had something new
    asked_at: datetime | None
    answered_at: datetime | None
    delivered_at: datetime | None
    #: since when it is late or unreachable
    late_since: datetime | None
    #: sensors of its series, and those of them that are silent
    sensors: list[Kept]
    silent: list[Kept]
    #: datasets that it writes
    datasets: int = 0

    @property
    def single(self) -> bool:
        """It has one dataset, so that what holds for the source holds for that."""
        return self.datasets < 2

    @property
    def bad(self) -> bool:
        """It breaks its promise, or does not answer."""
        return self.state in ("late", "unreachable")

    @property
    def percent(self) -> int | None:
        """How much of the rows to be expected in the last days is there; None: nobody can say."""
        known = [one for one in self.sensors if one.expected]
        expected = sum(one.expected or 0 for one in known)
        return 100 * sum(one.present for one in known) // expected if expected else None

    def facts(self) -> dict[str, Any]:
        """Plain values, for JSON; times are ISO 8601 in UTC."""
        return {
            "source": self.source, "title": self.title, "state": self.state,
            "frequency": FREQUENCY + self.frequency if self.frequency else None,
            "promised_seconds": self.promise, "asked_every_seconds": self.every,
            "asked_at": _told(self.asked_at), "answered_at": _told(self.answered_at),
            "delivered_at": _told(self.delivered_at), "late_since": _told(self.late_since),
            "complete_percent": self.percent,
            "sensors": [
                {
                    "resource_id": one.resource_id, "name": one.title,
                    "last_at": _told(one.last_at), "silent": one in self.silent,
                    "rows": one.present, "rows_expected": one.expected,
                    "seconds_between_rows": one.rhythm,
                }
                for one in self.sensors
            ],
        }  # fmt: skip


def of_source(source: Any, package: Any, record_id: str | None = None) -> Freshness:
    """Of a HarvestSource of ours; ``record_id``: with the sensors of that record only."""
    known, now = poll.load(source.id), datetime.now(UTC)
    title = str(source.title or package.name)
    moments = (known.asked_at, known.answered_at, known.delivered_at)
    try:
        one = Settings.of(source, package)
    except HarvestError:
        return Freshness(package.name, title, "wrong", None, None, None, *moments, None, [], [])
    entry = one.entry
    found = sensors.load(source.id, record_id)
    at = sensors.judged_at(found, known.answered_at, bool(one.stand_in))
    state, since = judged(one, known, now)
    return Freshness(
        package.name, title, state, entry.frequency, rhythm.promise(entry.frequency), entry.every,
        *moments, since, found, [sensor for sensor in found if at and sensor.silent(entry, at)],
        _datasets(source.id),
    )  # fmt: skip


def judged(one: Settings, known: poll.Poll, now: datetime) -> tuple[State, datetime | None]:
    """Does the source keep its promise, and if not, since when?"""
    entry, answered, delivered = one.entry, known.answered_at, known.delivered_at
    if one.stand_in:
        return "sample" if answered else "waiting", None
    if answered is None:
        return ("unreachable", known.asked_at) if known.failures else ("waiting", None)
    if now - answered > PATIENCE * timedelta(seconds=entry.every):
        return "unreachable", answered + timedelta(seconds=entry.every)
    limit = rhythm.late_after(entry.frequency, entry.every, entry.late_after)
    if limit and delivered and now - delivered > limit:
        promised = rhythm.promise(entry.frequency)
        return "late", delivered + (timedelta(seconds=promised) if promised else limit)
    return "on time", None


def of_dataset(package_id: str) -> Freshness | None:
    """Of the source that writes a dataset, with the sensors of the dataset; None for our own."""
    table = state.TABLE
    query = sa.select(table.c.source_id, table.c.record_id).where(
        table.c.package_id == package_id, table.c.holds
    )
    row = model.Session.execute(query).first()
    source = HarvestSource.get(row.source_id) if row else None
    if row is None or source is None or source.type != settings.TYPE or not source.active:
        return None
    package = model.Package.get(row.source_id)
    return of_source(source, package, row.record_id)


def _datasets(source_id: str) -> int:
    query = sa.select(sa.func.count()).select_from(state.TABLE)
    query = query.where(state.TABLE.c.source_id == source_id, state.TABLE.c.holds)
    return int(model.Session.execute(query).scalar_one())


def of_all() -> Iterator[Freshness]:
    """Of all active sources of ours, by name."""
    query = (
        model.Session.query(HarvestSource, model.Package)
        .join(model.Package, model.Package.id == HarvestSource.id)
        .filter(HarvestSource.active, HarvestSource.type == settings.TYPE)
        .filter(model.Package.state == "active").order_by(model.Package.name)
    )  # fmt: skip
    for source, package in query:
        yield of_source(source, package)


def complaints(name_or_id: str) -> list[str]:
    """For operators, in English: that a source of ours is late; [] where all is well."""
    source = settings.find(name_or_id)
    if source is None or source.type != settings.TYPE:
        return []
    return list(lateness(of_source(source, model.Package.get(source.id))))


def lateness(one: Freshness) -> Iterator[str]:
    """For operators: what a source promises, and since when it does not do it."""
    since = f" since {one.late_since:%Y-%m-%d %H:%M} UTC" if one.late_since else ""
    if one.state == "unreachable":
        yield f"has not answered{since}"
    if one.state == "late":
        delivered = f"{one.delivered_at:%Y-%m-%d %H:%M} UTC" if one.delivered_at else "never"
        yield (
            f"is late{since}: it promises something new {one.frequency} and delivered it last at"
            f" {delivered}"
        )


def silence(one: Freshness) -> Iterator[str]:
    """For operators: each sensor that is silent."""
    for sensor in sorted(one.silent, key=lambda kept: kept.last_at, reverse=True):
        yield sensors.sentence(sensor)


@tk.side_effect_free
def loerrach_harvest_freshness(context: Any, data_dict: Any) -> Any:
    """What sources promise and deliver; see `Freshness.facts`.

    With ``id`` (id or name of a dataset or of a source) of that one, None for a dataset that is the
    town's own; without it the list of all sources, without their sensors that report.
    """
    id = data_dict.get("id")
    if not id:
        return [_short(one) for one in of_all()]
    source = settings.find(id)
    if source is not None and source.type == settings.TYPE:
        package = model.Package.get(source.id)
        tk.check_access("package_show", dict(context), {"id": source.id})
        return of_source(source, package).facts()
    dataset = tk.get_action("package_show")(
        {"ignore_auth": context.get("ignore_auth", False), "user": context.get("user")}, {"id": id}
    )
    found = of_dataset(dataset["id"])
    return found.facts() if found else None


def _short(one: Freshness) -> dict[str, Any]:
    facts = one.facts()
    return {**facts, "sensors": [sensor for sensor in facts["sensors"] if sensor["silent"]]}


def _told(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
