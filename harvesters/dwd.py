"""The German weather service: current reports and series of the archive, by station."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.loerrach.geo.crs import WGS84
from ckanext.loerrach.geo.sites import placed

from ._core import settings
from ._core.columns import LAT, LON, NAME, identity, texts
from ._core.describe import original, table_of
from ._core.errors import SettingError, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Series, Table
from ._dwd import archive, reports
from ._dwd.network import Network
from ._measuring import parts, silence
from ._measuring.columns import ALTITUDE, AT, STATION

PRODUCTS = {"poi": reports.read, "cdc": archive.read}


class Dwd(Harvester):
    """Weather of DWD's stations: reports of the last day (POI) or the climate archive (CDC)."""

    info = HarvesterInfo(
        name="dwd",
        title="DWD open data: reports (POI) and climate archive (CDC)",
        field="environment",
        documentation="https://opendata.dwd.de/README.txt",
        settings={
            "product": "poi: the source is the folder of reports; cdc: a folder of the archive",
            "stations": "codes of stations (in quotes): of their reports for poi (10803), "
            "Stations_id for cdc (01443); or code -> name, lon, lat, altitude",
            "lexicon": "poi: address of DWD's list of stations (Stationslexikon, HTML), for places",
            "historical": "cdc: folder of the checked series, relative to the source's",
            "metadata": "cdc: folder of zip files that say where stations are",
            "since": "cdc: first year that is kept",
            "silent": settings.SILENT + " (poi: 6, cdc: 72)",
            "keep": settings.KEEP,
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Rows that cannot be read, then the one dataset of all stations."""
        product = feed.source.settings.get("product")
        if product not in PRODUCTS:
            raise SettingError(feed.source.name, "product", f"is none of {', '.join(PRODUCTS)}")
        hours = settings.whole(feed.source, "silent", 6 if product == "poi" else 72, 1, 100_000)
        network = PRODUCTS[product](feed)
        if not network.values:
            first = f"; the first: {network.bad[0]}" if network.bad else "; look at 'stations'"
            raise WrongContent(feed.url, "measurements", f"none that can be used{first}")
        yield from network.bad
        for id, station in network.stations.items():
            silence.look(feed, f"{id} {station.name}", network.last(id), hours)
        yield _record(feed, network)


def _record(feed: Feed, network: Network) -> Record:
    stations = [network.stations[id] for id in sorted(network.stations)]
    points = placed(feed, WGS84, [(one.id, one.point) for one in stations if one.point])
    rows = [[*one.row(), *points.get(one.id, (None, None))] for one in stations]
    columns = [identity("station", STATION), AT, *(q.column for q in network.quantities.values())]
    table = Table(
        columns, network.rows(), ["station", "at"], Series("at", settings.keep(feed.source))
    )
    resources = [
        table_of(feed.source, "stations", parts.STATIONS, parts.STATIONS_NOTES,
                       Table(STATIONS, rows, ["id"])),
        table_of(feed.source, "measurements", parts.VALUES, NOTES, table),
        original(feed, network.format, network.mimetype),
    ]  # fmt: skip
    return parts.record(
        feed,
        resources,
        points,
        TAGS,
        measuring_station=[one.name for one in stations],
        measured_quantity=[q.column.label["de"] for q in network.quantities.values()],
    )


STATIONS = [identity("id", STATION), NAME, ALTITUDE, LON, LAT]
NOTES = texts(
    "Eine Zeile je Station und Zeitpunkt, eine Spalte je Messgröße; leer: kein Wert. Jede Abfrage "
    "fügt neue an, geprüfte Werte ersetzen die ersten.",
    "Une ligne par station et moment, une colonne par grandeur ; vide : pas de valeur. Chaque "
    "interrogation en ajoute, les valeurs vérifiées remplacent les premières.",
    "One row per station and time, one column per quantity; empty: no value. Each time new ones "
    "are added, checked values replace the first ones.",
)
TAGS = {
    "de": ["Wetter", "Temperatur", "Niederschlag", "Wind", "Klima"],
    "fr": ["météo", "température", "précipitations", "vent", "climat"],
    "en": ["weather", "temperature", "precipitation", "wind", "climate"],
}
