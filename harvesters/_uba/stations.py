"""Stations of the air data."""

from __future__ import annotations

from dataclasses import dataclass

from .._core import settings
from .._core.feed import Feed
from .._core.objects import bad_row
from .._core.record import BadRecord, Cell
from .._core.values import BadValue, Values
from .arrays import Row

KNOWN = ["station id", "station code", "station name", "station city", "station synonym",
         "station active from", "station active to", "station longitude", "station latitude",
         "network id", "station setting id", "station type id", "network code", "network name",
         "station setting name", "station setting short name", "station type name",
         "station street", "station street nr", "station zip code"]  # fmt: skip


@dataclass(frozen=True)
class Station:
    """A station: id for questions, code for people (DEBW023)."""

    id: str
    code: str
    name: str
    city: str | None
    network: str | None
    setting: str | None
    kind: str | None
    active_from: str | None
    active_until: str | None
    point: tuple[float, float] | None

    def row(self) -> list[Cell]:
        """Values of the table of stations but for the place."""
        return [self.code, self.name, self.city, self.network, self.setting, self.kind,
                self.active_from, self.active_until]  # fmt: skip


def station(feed: Feed, row: Row) -> Station:
    """BadValue where it has no id, code or name."""
    feed.unknown(row, KNOWN)
    values = Values(row)
    lon, lat = values.number("station longitude"), values.number("station latitude")
    return Station(
        id=values.needed("station id", 20),
        code=values.needed("station code", 20).upper(),
        name=values.needed("station name", 200),
        city=values.text("station city", 200),
        network=values.text("network name", 200),
        setting=values.text("station setting name", 200),
        kind=values.text("station type name", 200),
        active_from=(values.text("station active from", 40) or "")[:10] or None,
        active_until=(values.text("station active to", 40) or "")[:10] or None,
        point=(lon, lat) if lon is not None and lat is not None else None,
    )


def wanted(feed: Feed, rows: list[Row]) -> tuple[list[Station], list[BadRecord]]:
    """The stations that the settings name by codes; one that is missing is told."""
    codes = [code.upper() for code in settings.words(feed.source, "stations")]
    good: dict[str, Station] = {}
    bad = []
    for number, row in enumerate(rows, 1):
        name = str(row.get("station code") or f"#{number}").upper()
        if name not in codes and row.get("station code"):
            continue
        try:
            one = station(feed, row)
            good[one.code] = one
        except BadValue as error:
            bad.append(bad_row(feed, error, name))
    for code in codes:
        if code not in good:
            feed.notice("missing station", code, "the list of stations does not have it")
    return [good[code] for code in codes if code in good], bad
