"""What is remembered of each sensor of a harvested series: one row, written when rows have come.

Whether it is silent depends on the moment at which somebody asks, and is not written down.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckanext.loerrach.harvesters._core import rhythm as rhythms
from ckanext.loerrach.harvesters._core.errors import shown
from ckanext.loerrach.harvesters._core.record import Resource, Table
from ckanext.loerrach.harvesters._core.source import SourceEntry
from ckanext.loerrach.tabular.sensors import Sensor
from sqlalchemy.dialects.postgresql import insert

#: how many silent sensors a run names
NAMED = 20
#: made by ../migration/loerrach_harvest
TABLE = sa.table(
    "loerrach_harvest_sensor",
    *(sa.column(name, sa.Text)
      for name in ("resource_id", "sensor", "source_id", "record_id", "title")),
    sa.column("last_at", sa.DateTime(timezone=True)),
    *(sa.column(name, sa.Integer) for name in ("present", "expected", "rhythm")),
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What is remembered of one sensor."""

    resource_id: str
    #: what people call it; "" where the table is one sensor
    title: str
    #: moment of its newest value
    last_at: datetime
    #: rows in the week before the newest row of its table, and how many there would be without gaps
    present: int
    expected: int | None = None
    #: seconds that usually lie between two rows
    rhythm: int | None = None

    @property
    def percent(self) -> int | None:
        """How much of what was to be expected is there; 100 only where nothing is missing."""
        return 100 * self.present // self.expected if self.expected else None

    def silent(self, entry: SourceEntry, at: datetime) -> bool:
        """Has it given nothing for longer than its source may be without a row of it?"""
        limit = rhythms.silent_after(entry.frequency, self.rhythm, entry.silent_after)
        return at - self.last_at > limit


#: columns that name a station or a quantity -> their values -> what people call it
Names = Mapping[tuple[str, ...], Mapping[tuple[str, ...], str]]
#: what a key of one column is called in the table of the stations themselves
OWN = "id"


def kept(resource_id: str, found: Sequence[Sensor], table: Table, names: Names) -> dict[str, Kept]:
    """Sensors of a table as they are remembered, by their keys; ``names``: see `named`."""
    columns = [name for name in table.key if not table.series or name != table.series.time]
    told = {one.key: _title(dict(zip(columns, one.key, strict=True)), names) for one in found}
    often = Counter(told.values())
    # two of one name (an hour's and a day's mean) are told apart by what the key says
    plain = {key: title if often[title] == 1 else ", ".join(key) for key, title in told.items()}
    return {
        json.dumps(one.key, ensure_ascii=False): Kept(
            resource_id, shown(plain[one.key], 200), one.last, one.present, one.expected, one.rhythm
        )
        for one in found
    }


def named(resources: Sequence[Resource]) -> Names:
    """Names of stations and quantities, from the tables of a record that have a row for each."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {}
    for table in (one.table for one in resources if one.table and not one.table.series):
        columns = [column.name for column in table.columns]
        if not table.key or "name" not in columns or "name" in table.key:
            continue
        at = [columns.index(name) for name in table.key]
        name = columns.index("name")
        rows = {tuple(str(row[i]) for i in at): str(row[name]) for row in table.rows if row[name]}
        found.setdefault(tuple(table.key), {}).update(rows)
    return found


def _title(key: Mapping[str, str], names: Names) -> str:
    """The parts of a key by their names, where a table of the record has one; else as they are."""
    parts = dict(key)
    for columns, rows in names.items():
        if len(columns) > 1 and set(columns) < set(key):
            told = rows.get(tuple(key[one] for one in columns))
            if told:
                parts |= {columns[0]: told, **dict.fromkeys(columns[1:], "")}
    # the first part is the station: its own table calls it "id", or as the series does
    first = next(iter(key), "")
    stations = names.get((first,)) or names.get((OWN,), {})
    if first:
        parts[first] = stations.get((key[first],), parts[first])
    return ", ".join(part for part in parts.values() if part)


def remember(source_id: str, record_id: str, resource_id: str, found: Mapping[str, Kept]) -> None:
    """Write the sensors of a table, by their keys, in the session's transaction."""
    forget([resource_id])
    about = {"source_id": source_id, "record_id": record_id}
    rows = [{"sensor": sensor, **about, **vars(one)} for sensor, one in found.items()]
    if rows:
        model.Session.execute(insert(TABLE).on_conflict_do_nothing(), rows)


def forget(resource_ids: Iterable[str]) -> None:
    """Remember nothing of these tables' sensors, in the session's transaction."""
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.resource_id.in_(list(resource_ids))))


def load(source_id: str, record_id: str | None = None) -> list[Kept]:
    """The sensors of a source, or of one of its records, by name."""
    columns = [TABLE.c[name] for name in Kept.__dataclass_fields__]
    query = sa.select(*columns).where(TABLE.c.source_id == source_id)
    if record_id is not None:
        query = query.where(TABLE.c.record_id == record_id)
    rows: Any = model.Session.execute(query.order_by(TABLE.c.title, TABLE.c.sensor))
    return [Kept(*row) for row in rows]


def judged_at(
    found: Iterable[Kept], answered_at: datetime | None, stand_in: bool
) -> datetime | None:
    """The moment at which silence is judged; None where nobody can say.

    The last good answer: a source that does not answer makes no sensor silent. A sample has no
    now; its sensors are compared with the newest.
    """
    if stand_in:
        return max((one.last_at for one in found), default=None)
    return answered_at


def sentence(one: Kept) -> str:
    """For reports: which sensor, and its last moment."""
    return f"{one.title or 'the whole table'} (last {one.last_at:%Y-%m-%d %H:%M} UTC)"


def notices(
    record_id: str, found: Sequence[Kept], entry: SourceEntry, now: datetime, stand_in: bool
) -> list[str]:
    """What a run says of sensors that are silent, those first that were heard last."""
    at = judged_at(found, now, stand_in)
    silent = [one for one in found if at and one.silent(entry, at)]
    last_first = sorted(silent, key=lambda one: one.last_at, reverse=True)
    told = [f"{record_id}: silent: {sentence(one)}" for one in last_first[:NAMED]]
    more = len(silent) - NAMED
    return [*told, *([f"{record_id}: silent: and {more} more"] if more > 0 else [])]
