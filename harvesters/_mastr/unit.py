"""One unit of the register, from the public list (JSON) or an extract in CSV.

The Bundesnetzagentur publishes units of natural persons without name and address; the name that an
operator has given to a unit, and who the operator is, are left out here all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .._core.feed import Feed
from .._core.record import Cell
from .._core.values import BadValue, Values

GERMANY = ZoneInfo("Europe/Berlin")
#: dates of the public list: milliseconds since 1970 (ASP.NET)
MILLISECONDS = re.compile(r"/Date\((-?\d{1,15})\)/")
#: what is read -> its names in the public list and in the columns of the export
NAMES = {
    "id": ("MaStRNummer", "EinheitMastrNummer"),
    "key": ("Gemeindeschluessel",),
    "carrier": ("EnergietraegerName", "Energietraeger"),
    "status": ("BetriebsStatusName", "EinheitBetriebsstatus"),
    "gross": ("Bruttoleistung",),
    "net": ("Nettonennleistung",),
    "storage": ("NutzbareSpeicherkapazitaet",),
    "modules": ("AnzahlSolarModule", "AnzahlModule"),
    "facing": ("HauptausrichtungSolarModuleBezeichnung", "HauptausrichtungSolarModule",
               "Hauptausrichtung"),
    "begin": ("InbetriebnahmeDatum", "Inbetriebnahmedatum"),
    "end": ("EndgueltigeStilllegungDatum", "DatumEndgueltigeStilllegung"),
    "pause": ("VoruebergehendeStilllegungBeginn", "DatumBeginnVoruebergehendeStilllegung"),
    "postcode": ("Plz", "Postleitzahl"),
    "town": ("Ort",),
    "lon": ("Laengengrad",),
    "lat": ("Breitengrad",),
}  # fmt: skip
CARRIERS = {
    "solarestrahlungsenergie": "solar", "solar": "solar", "wind": "wind", "wasser": "hydro",
    "biomasse": "biomass", "speicher": "storage", "stromspeicher": "storage",
    "geothermie": "geothermal", "solarthermie": "solar-thermal", "grubengas": "mine-gas",
    "klärschlamm": "sewage-sludge", "klaerschlamm": "sewage-sludge", "erdgas": "natural-gas",
    "anderegase": "other-gases", "mineralölprodukte": "oil", "mineraloelprodukte": "oil",
    "steinkohle": "hard-coal", "braunkohle": "lignite", "kernenergie": "nuclear",
    "wärme": "heat", "waerme": "heat", "nichtbiogenerabfall": "waste",
    "druckausgasleitungen": "pressure", "druckauswasserleitungen": "pressure",
}  # fmt: skip
STATUS = {
    "inbetrieb": "operating", "inplanung": "planned",
    "vorübergehendstillgelegt": "paused", "voruebergehendstillgelegt": "paused",
    "endgültigstillgelegt": "ended", "endgueltigstillgelegt": "ended",
}  # fmt: skip
#: power that one unit of Germany cannot exceed, kW; more is a slip of the unit (W for kW)
MOST = 2_000_000


@dataclass(frozen=True)
class Unit:
    """What is published of a unit; powers in kW, storage in kWh."""

    id: str
    key: str
    carrier: str
    status: str | None
    gross: float | None
    net: float | None
    storage: float | None
    modules: int | None
    facing: str | None
    begin: date | None
    end: date | None
    postcode: str | None
    town: str | None
    point: tuple[float, float] | None
    #: since when it is paused, if it is
    pause: date | None = None

    @property
    def rests(self) -> bool:
        """Is it out of operation now, for a time or for good?"""
        return self.status in ("paused", "ended")

    @property
    def stopped(self) -> date | None:
        """The day from which on it is out of operation; None where nobody says, or it is not."""
        return self.end or (self.pause if self.status == "paused" else None)

    def row(self, lon: float | None, lat: float | None) -> list[Cell]:
        return [
            self.id, self.carrier, self.status, self.gross, self.net, self.storage, self.modules,
            self.facing, self.begin, self.end, self.postcode, self.town, self.key, lon, lat,
        ]  # fmt: skip


def name_of(known: Mapping[str, Any], field: str) -> str:
    """The name under which these columns have a field; the first one where none is there."""
    return next((name for name in NAMES[field] if name in known), NAMES[field][0])


def unit(feed: Feed, fields: Mapping[str, Any]) -> Unit:
    """BadValue for what is no unit; a number or word that cannot be is left out, and told."""
    values = Values(fields)
    at = {field: name_of(fields, field) for field in NAMES}
    id = values.needed(at["id"], 40)
    if not re.fullmatch(r"S[A-Z]{2}\d{9,15}", id):
        raise BadValue(at["id"], id, "a number like SEE900000000000 is needed")
    key = values.needed(at["key"], 8)
    if not re.fullmatch(r"\d{8}", key):
        raise BadValue(at["key"], key, "a municipality key of eight digits is needed")
    begin, end, pause = (_day(values, at[field]) for field in ("begin", "end", "pause"))
    if begin and begin > feed.now.date() + timedelta(days=3650):
        raise BadValue(at["begin"], str(begin), "more than ten years to come")
    return Unit(
        id=id,
        key=key,
        carrier=_word(feed, values, at["carrier"], CARRIERS) or "other",
        status=_word(feed, values, at["status"], STATUS),
        gross=_positive(feed, values, at["gross"], id),
        net=_positive(feed, values, at["net"], id),
        storage=_positive(feed, values, at["storage"], id),
        modules=values.whole(at["modules"]),
        facing=values.text(at["facing"], 60),
        begin=begin,
        end=end,
        postcode=values.text(at["postcode"], 10),
        town=values.text(at["town"], 200),
        point=_point(values, at["lon"], at["lat"]),
        pause=pause,
    )


def _word(feed: Feed, values: Values, name: str, meanings: Mapping[str, str]) -> str | None:
    word = values.text(name, 80)
    if word is None:
        return None
    found = meanings.get(re.sub(r"[\s_-]", "", word).lower())
    if found is None:
        feed.notice("unknown word", f"{name}: {word}", "translate it; the unit stays without it")
    return found


def _positive(feed: Feed, values: Values, name: str, id: str) -> float | None:
    number = values.number(name)
    if number is None or 0 <= number <= MOST:
        return number
    feed.notice("left out", f"{id} {name}", f"{number:g} cannot be")
    return None


def _day(values: Values, name: str) -> date | None:
    text = values.text(name, 40)
    if text is None:
        return None
    try:
        if found := MILLISECONDS.fullmatch(text):
            moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(found[1]))
            return moment.astimezone(GERMANY).date()
        return date.fromisoformat(text[:10])
    except (ValueError, OverflowError) as error:
        raise BadValue(name, text, "a day like 2024-12-31 is needed") from error


def _point(values: Values, lon: str, lat: str) -> tuple[float, float] | None:
    east, north = values.number(lon), values.number(lat)
    return None if east is None or north is None else (east, north)
