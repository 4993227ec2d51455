"""How full car parks were: a row for each measurement, which stays when the next one comes."""

from __future__ import annotations

from .._core.feed import Feed
from .._core.record import Cell, Column, Resource, Series, Table
from .answer import Lots
from .lot import COLUMNS, Lot

OF_SITES = {column.name: column for column in COLUMNS}
AT = Column(
    "at",
    "timestamp",
    label={"de": "Zeitpunkt", "fr": "Heure", "en": "Time"},
    description={
        "de": "Zeitpunkt der Messung (UTC)",
        "fr": "Heure de la mesure (UTC)",
        "en": "Time of measuring (UTC)",
    },
)
HISTORY = [OF_SITES["id"], AT, *(OF_SITES[name] for name in ("free", "occupancy", "state"))]


def days(feed: Feed) -> int | None:
    """How many days measurements are kept; None where no history is wanted."""
    value = feed.source.settings.get("history")
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def history(feed: Feed, lots: Lots) -> Resource | None:
    """The measurements of this answer, by car park and time; None where no history is wanted."""
    keep = days(feed)
    if keep is None or not lots.live:
        return None
    rows = [_row(lot) for lot in lots.good if lot.updated and lot.free is not None]
    return Resource(
        key="history",
        title={
            "de": "Belegung im Verlauf",
            "fr": "Occupation au fil du temps",
            "en": "Occupancy over time",
        },
        description={
            "de": f"Eine Zeile je Parkplatz und Messung; Messungen bleiben {keep} Tage.",
            "fr": f"Une ligne par parking et par mesure ; conservées {keep} jours.",
            "en": f"One row per car park and measurement; measurements stay for {keep} days.",
        },
        format="CSV",
        mimetype="text/csv",
        table=Table(HISTORY, rows, key=["id", "at"], series=Series("at", keep)),
    )


def _row(lot: Lot) -> list[Cell]:
    return [lot.id, lot.updated, lot.free, lot.occupancy, lot.state]
