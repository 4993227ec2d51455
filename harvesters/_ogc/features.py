"""Features as rows of one table with their places, whichever service they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from zoneinfo import ZoneInfo

from ckanext.loerrach.geo.sites import placed

from .._core.errors import Empty, SettingError, WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord, Column, ColumnType, Places, Table
from .._core.settings import zone
from .._core.source import SourceEntry
from .._core.values import BadValue, Values, clean
from .._network.tally import Tally
from . import shapes
from .cells import Cells

TYPES = ("text", "integer", "number", "boolean", "timestamp", "date")
KEY = {"de": "Kennung", "fr": "Identifiant", "en": "Identifier"}
SETTINGS = {
    "id": "wfs, features: property that identifies a feature; without it the id of the service",
    "columns": "wfs, features: property -> name, label, description, type, unit; those alone are "
    "read, and others are told. A text is its German label.",
    "timezone": "wfs, features: zone of times without one (Europe/Berlin)",
}


#: features of one dataset; more would fill the memory of a worker
MOST = 1_000_000


@dataclass
class Features:
    """The features of all pages."""

    #: the system of the geometries, as PROJ understands it; easting first
    crs: str
    #: id, properties and GeoJSON geometry
    found: list[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]] = field(
        default_factory=list
    )
    bad: list[BadRecord] = field(default_factory=list)
    #: property -> type, where the service tells it
    types: dict[str, ColumnType] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What a source says of its columns, checked."""

    id: str
    columns: Mapping[str, Mapping[str, Any]]
    zone: ZoneInfo

    @classmethod
    def of(cls, source: SourceEntry) -> Wanted:
        """SettingError says what is wrong."""
        id = source.settings.get("id", "")
        given = source.settings.get("columns", {})
        if not isinstance(id, str):
            raise SettingError(source.name, "id", "the name of a property is needed")
        if not isinstance(given, Mapping):
            raise SettingError(source.name, "columns", "properties with what they are are needed")
        columns = {str(name): _column(source, name, one) for name, one in given.items()}
        return cls(id, columns, zone(source, "Europe/Berlin"))


def _column(source: SourceEntry, name: str, given: Any) -> Mapping[str, Any]:
    told = {"label": {"de": given}} if isinstance(given, str) else given
    if not isinstance(told, Mapping) or told.get("type", "text") not in TYPES:
        raise SettingError(source.name, f"columns.{name}", f"a label, or a type of {TYPES}, needed")
    if not all(isinstance(told.get(key, {}), Mapping) for key in ("label", "description")):
        raise SettingError(source.name, f"columns.{name}", "label and description: de, fr, en")
    return told


def geojson(feed: Feed, features: list[Any], start: int = 0) -> Iterator[tuple[str, Any, Any]]:
    """Id, properties and geometry of GeoJSON features (RFC 7946, section 3.2).

    What is no feature has None for properties.
    """
    for number, one in enumerate(features, start + 1):
        if not isinstance(one, dict) or not isinstance(one.get("properties"), dict):
            yield f"#{number}", None, None
        else:
            feed.unknown(one, ("type", "id", "properties", "geometry", "geometry_name", "bbox"))
            id = one.get("id")
            named = isinstance(id, str | int) and not isinstance(id, bool) and str(id).strip()
            yield clean(str(id)) if named else f"#{number}", one["properties"], one.get("geometry")


def enough(feed: Feed, got: int) -> None:
    """WrongContent where a service gives more than a dataset can have."""
    if got > MOST:
        raise WrongContent(feed.url, f"at most {MOST} features (narrow bbox)", "more of them")


def take(features: Features, wanted: Wanted, id: str, properties: Any, geometry: Any) -> None:
    """One feature more, under the id that the source wants; a bad one where it has none."""
    if properties is None or (id.startswith("#") and not wanted.id):
        what = "properties" if properties is None else "id"
        advice = "" if properties is None else "Name a property in the setting 'id'"
        features.bad.append(BadValue(what, None, "missing", advice).record(id))
        return
    try:
        if wanted.id:
            id = Values(properties).needed(wanted.id, 200)
        features.found.append((id, properties, shapes.read(geometry)))
    except BadValue as error:
        features.bad.append(error.record(id))


def table(feed: Feed, features: Features, wanted: Wanted) -> tuple[Table, Places | None]:
    """The table, and the places of its rows; Empty and WrongContent where there are no rows."""
    _distinct(features)
    if not features.found:
        if features.bad:
            problem = f"none that can be read; the first: {features.bad[0]}"
            raise WrongContent(feed.url, "features", problem)
        raise Empty(feed.url, "feature")
    names = _names(feed, features, wanted)
    kinds = {name: _type(features, wanted, name) for name in names}
    columns = [_described(wanted, name, made, kinds[name]) for name, made in names.items()]
    places, located = _places(feed, features)
    id = "feature_id" if "id" in names.values() else "id"
    points = all(geometry is None or geometry["type"] == "Point" for *_, geometry in features.found)
    around = COORDINATES if points and places else []
    taken = {"id", *names.values()}
    around = around if not taken & {column.name for column in around} else []
    tally = Tally()
    cells = Cells(wanted.zone, feed.now, tally)
    rows = [
        [key, *(cells.read(key, properties, name, kinds[name]) for name in names),
         *(located.get(key, (None, None)) if around else ())]
        for key, properties, _ in features.found
    ]  # fmt: skip
    tally.tell(feed)
    return Table([Column(id, label=KEY), *columns, *around], rows, [id]), places


COORDINATES = [
    Column("lon", "number", {"de": "Länge", "fr": "Longitude", "en": "Longitude"}, unit="deg"),
    Column("lat", "number", {"de": "Breite", "fr": "Latitude", "en": "Latitude"}, unit="deg"),
]


def _distinct(features: Features) -> None:
    """The same id twice: the first one counts, the second is reported."""
    seen: dict[str, Any] = {}
    for one in features.found:
        if seen.setdefault(one[0], one) is not one:
            problem = BadValue("id", one[0], "the same id twice", "Give each feature its own")
            features.bad.append(problem.record(one[0]))
    features.found = list(seen.values())


def _names(feed: Feed, features: Features, wanted: Wanted) -> dict[str, str]:
    """Property -> name of its column, in the order in which they come."""
    given = dict.fromkeys(name for _, properties, _ in features.found for name in properties)
    if wanted.columns:
        feed.unknown(map(str, given), (*wanted.columns, wanted.id))
        given = dict.fromkeys(wanted.columns)
    names: dict[str, str] = {}
    for name in given:
        told = wanted.columns.get(name, {}).get("name") or name
        plain = re.sub(r"[^\w]+", "_", str(told)).strip("_").encode()[:60].decode(errors="ignore")
        if name == wanted.id or not plain:
            continue
        while plain in names.values():
            plain += "_2"
        names[name] = plain
    return names


def _type(features: Features, wanted: Wanted, name: str) -> ColumnType:
    """As the source says, as the service says, or as all values are."""
    told = wanted.columns.get(name, {}).get("type") or features.types.get(name)
    if told:
        return cast(ColumnType, told)
    values = [properties.get(name) for _, properties, _ in features.found]
    kinds = {_kind(value) for value in values if value not in (None, "")}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind(value: Any) -> ColumnType:
    """The type of one value; digits in quotes are text: they may begin with a zero."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if abs(value) < 2**31 else "number"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dZ?", value):
        return "date"
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", value):
        return "timestamp"
    return "text"


def _described(wanted: Wanted, name: str, made: str, kind: ColumnType) -> Column:
    told = wanted.columns.get(name, {})
    label = {str(k): str(v) for k, v in told.get("label", {}).items()}
    label = {code: label.get(code) or label.get("de") or name for code in ("de", "fr", "en")}
    description = {str(k): str(v) for k, v in told.get("description", {}).items()}
    return Column(made, kind, label, description, str(told.get("unit", "")))


def _places(feed: Feed, features: Features) -> tuple[Places | None, dict[str, Any]]:
    """All geometries whose beginning lies in the region; the others are told."""
    known = [(id, geometry) for id, _, geometry in features.found if geometry]
    pairs = [(id, shapes.first(geometry["coordinates"])) for id, geometry in known]
    located = placed(feed, features.crs, pairs)
    kept = [(id, geometry) for id, geometry in known if id in located]
    return (Places(features.crs, kept) if kept else None), located
