"""One car park as every dialect gives it, and the table that all of them fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .._core.record import Cell, Column
from .shapes import Shape


@dataclass(frozen=True)
class Lot:
    """A car park or car parking ground at one moment."""

    id: str
    name: str
    #: as the column ``kind`` describes
    kind: str | None = None
    address: str | None = None
    #: parking spaces for everybody
    capacity: int | None = None
    #: further spaces for disabled people
    capacity_disabled: int | None = None
    free: int | None = None
    #: "open" and "closed" as the source says; "full" where it says that instead of a number
    state: str = "unknown"
    #: when the source measured, in UTC
    updated: datetime | None = None
    #: opening hours as OpenStreetMap writes them (https://wiki.openstreetmap.org/wiki/Key:opening_hours)
    opening_hours: str | None = None
    #: hours in which parking costs money, in the same notation
    fee_hours: str | None = None
    url: str | None = None
    #: where it is, in the coordinate system of the feed
    shape: Shape | None = None

    @property
    def occupancy(self) -> float | None:
        """Occupied spaces in percent of all, where both numbers are known and there are spaces."""
        if self.free is None or not self.capacity:
            return None
        return round(100 * (self.capacity - self.free) / self.capacity, 1)

    def row(self, place: tuple[float, float] | None) -> list[Cell]:
        """The values of COLUMNS; ``place``: longitude and latitude (WGS 84)."""
        lon, lat = place or (None, None)
        return [
            self.id, self.name, self.kind, self.address, self.capacity, self.capacity_disabled,
            self.free, self.occupancy, self.state, self.updated, self.opening_hours, self.fee_hours,
            self.url, lon, lat,
        ]  # fmt: skip


def _texts(de: str, fr: str, en: str) -> dict[str, str]:
    return {"de": de, "fr": fr, "en": en}


COLUMNS = [
    Column(
        "id",
        label=_texts("Kennung", "Identifiant", "Identifier"),
        description=_texts(
            "Kennung in der Quelle, gleich bleibend",
            "Identifiant dans la source, stable",
            "Identifier in the source, stable",
        ),
    ),
    Column("name", label=_texts("Name", "Nom", "Name")),
    Column(
        "kind",
        label=_texts("Art", "Type", "Kind"),
        description=_texts(
            "garage: Parkhaus, underground: Tiefgarage, ground: Parkplatz, park_and_ride: "
            "Park-and-ride, carpool: Mitfahren, disabled: nur für Menschen mit Behinderung, "
            "caravan: Wohnmobile, "
            "street: am Straßenrand, bicycle: Fahrräder",
            "garage : parking en ouvrage, underground : souterrain, ground : de surface, "
            "park_and_ride : parking relais, carpool : covoiturage, disabled : réservé aux "
            "personnes handicapées, caravan : camping-cars, "
            "street : sur rue, bicycle : vélos",
            "garage: multi-storey, underground: underground, ground: open-air, park_and_ride: "
            "park and ride, carpool: car pooling, disabled: for disabled people only, "
            "caravan: caravans, street: at the roadside, bicycle: bicycles",
        ),
    ),
    Column("address", label=_texts("Anschrift", "Adresse", "Address")),
    Column(
        "capacity",
        "integer",
        label=_texts("Stellplätze", "Places", "Spaces"),
        description=_texts(
            "Alle Stellplätze ohne die für Menschen mit Behinderung; leer: unbekannt",
            "Toutes les places sauf celles réservées aux personnes handicapées ; vide : inconnu",
            "All spaces but those for disabled people; empty: unknown",
        ),
        unit="1",
    ),
    Column(
        "capacity_disabled",
        "integer",
        label=_texts("Behindertenstellplätze", "Places handicapées", "Spaces for disabled people"),
        description=_texts(
            "Stellplätze für Menschen mit Behinderung; leer: unbekannt",
            "Places réservées aux personnes handicapées ; vide : inconnu",
            "Spaces for disabled people; empty: unknown",
        ),
        unit="1",
    ),
    Column(
        "free",
        "integer",
        label=_texts("Freie Stellplätze", "Places libres", "Free spaces"),
        description=_texts(
            "Zur Zeit freie Stellplätze; leer: wird nicht gemessen",
            "Places libres en ce moment ; vide : non mesuré",
            "Spaces free at present; empty: not measured",
        ),
        unit="1",
    ),
    Column(
        "occupancy",
        "number",
        label=_texts("Belegung", "Taux d’occupation", "Occupancy"),
        description=_texts(
            "Belegter Anteil der Stellplätze, daraus berechnet",
            "Part des places occupées, calculée",
            "Share of occupied spaces, calculated",
        ),
        unit="%",
    ),
    Column(
        "state",
        label=_texts("Zustand", "État", "State"),
        description=_texts(
            "open: geöffnet, full: voll, closed: geschlossen, unknown: keine Angabe",
            "open : ouvert, full : complet, closed : fermé, unknown : inconnu",
            "open, full, closed, unknown",
        ),
    ),
    Column(
        "updated",
        "timestamp",
        label=_texts("Stand", "Mise à jour", "Updated"),
        description=_texts(
            "Zeitpunkt der Messung (UTC)", "Heure de la mesure (UTC)", "Time of measuring (UTC)"
        ),
    ),
    Column(
        "opening_hours",
        label=_texts("Öffnungszeiten", "Heures d’ouverture", "Opening hours"),
        description=_texts(
            "In der Schreibweise von OpenStreetMap",
            "Dans la notation d’OpenStreetMap",
            "In OpenStreetMap's notation",
        ),
    ),
    Column(
        "fee_hours",
        label=_texts("Gebührenpflichtig", "Heures payantes", "Fee hours"),
        description=_texts(
            "Zeiten, in denen Parken Geld kostet",
            "Heures pendant lesquelles le stationnement est payant",
            "Hours in which parking costs money",
        ),
    ),
    Column("url", label=_texts("Website", "Site web", "Website")),
    Column("lon", "number", label=_texts("Länge", "Longitude", "Longitude"), unit="deg"),
    Column("lat", "number", label=_texts("Breite", "Latitude", "Latitude"), unit="deg"),
]
