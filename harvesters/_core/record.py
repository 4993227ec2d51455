"""What a harvester hands over: metadata, resources, tables and places, in plain values.

Nothing here knows CKAN. Names in ``Record.fields`` are the field names of ``schemas/``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from .errors import shown

#: language code ("de", "en", "fr") -> text
Texts = Mapping[str, str]
ColumnType = Literal["text", "integer", "number", "boolean", "timestamp", "date"]
#: one value of a table; a timestamp carries its zone
Cell = str | int | float | bool | datetime | date | None


@dataclass(frozen=True)
class Column:
    """One column of a table, as the data dictionary shows it."""

    name: str
    type: ColumnType = "text"
    label: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    #: UCUM code of the unit (https://ucum.org), e.g. "%", "m", "Cel"; "" for none
    unit: str = ""


@dataclass(frozen=True)
class Series:
    """Rows that come in parts: one that is not in a part stays, a corrected one changes."""

    #: column of the moment or day, which is part of the key
    time: str
    #: days that rows stay, counted from the newest one; None: for ever
    keep: int | None = None
    #: each sensor (what the key names beside the time) reports in a rhythm, so that gaps and
    #: silence can be told; False: rows come when something happens
    steady: bool = True


@dataclass(frozen=True)
class Table:
    """Typed rows; ``key`` names the columns that together identify a row."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    key: Sequence[str] = ()
    #: None: these rows are all there are
    series: Series | None = None


@dataclass(frozen=True)
class Places:
    """Geometries in one coordinate system.

    ``crs``: anything PROJ understands, as the source declares it ("EPSG:25832",
    "urn:ogc:def:crs:OGC:1.3:CRS84", …). ``geometries``: pairs of an id (key of the row, or id of
    the record) and a GeoJSON geometry (RFC 7946 section 3.1) in that system, axis order easting
    (longitude) first, as GeoJSON has it.
    """

    crs: str
    geometries: Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Original:
    """The file that a table was read from, where only the portal can offer it.

    ``path``: a copy in the folder that ``Feed.aside`` gives; ``name``: what it is called.
    """

    path: str
    name: str
    mimetype: str = ""


@dataclass(frozen=True)
class Resource:
    """One distribution (dcat:Distribution): a file, an address of a service, or a table."""

    #: identity inside its record: the same from run to run
    key: str
    title: Texts
    #: where to get it; "" for a table that only the portal holds
    url: str = ""
    description: Texts = field(default_factory=dict)
    #: name from the EU's file-type list, e.g. "JSON", "GEOJSON", "CSV"
    format: str = ""
    mimetype: str = ""
    #: URI from http://dcat-ap.de/def/licenses/
    licence: str = ""
    licence_attribution_by: str = ""
    #: further fields of the resource schema
    fields: Mapping[str, Any] = field(default_factory=dict)
    table: Table | None = None
    original: Original | None = None


@dataclass(frozen=True)
class Version:
    """Which state of a record this is; empty texts where nobody can say."""

    #: as the source calls it, e.g. metadata_modified of a CKAN; sources have been known to lie
    stamp: str = ""
    #: of the record as the source gives it
    digest: str = ""


@dataclass(frozen=True)
class Same:
    """Stands in the place of a Record that is what it was at the last run (``Feed.same``)."""

    id: str


@dataclass(frozen=True)
class Record:
    """One dataset (dcat:Dataset)."""

    #: identity inside its source: the same from run to run
    id: str
    title: Texts
    notes: Texts
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: dataset fields by the names of ``schemas/``
    fields: Mapping[str, Any] = field(default_factory=dict)
    resources: Sequence[Resource] = ()
    places: Places | None = None
    #: further identities under which others know the same dataset: URIs, ids in other catalogues
    aliases: Sequence[str] = ()
    #: the catalogues it has come through, from its publisher's on: addresses of the dataset's page
    #: in each, or of the catalogue
    chain: Sequence[str] = ()
    #: the source says that the dataset is its own, or (False) that it has harvested it itself; most
    #: say nothing
    own: bool | None = None
    version: Version = field(default=Version(), compare=False)


@dataclass(frozen=True)
class BadRecord:
    """A record, or a row of one, that cannot be used, with what its owner should do about it."""

    id: str
    field: str
    #: what stood there
    value: str
    problem: str
    remedy: str = ""
    #: id of the Record that goes on without this row; None when a whole record is refused
    part_of: str | None = None

    @property
    def nameless(self) -> bool:
        """A whole record whose identity cannot be read: "#3" is only its place in the answer."""
        return self.part_of is None and self.id.startswith("#")

    def __str__(self) -> str:
        found = f" '{shown(self.value, 80)}'" if self.value else ""
        advice = f" {self.remedy}." if self.remedy else ""
        return f"{shown(self.id, 80)}, field '{self.field}'{found}: {self.problem}.{advice}"


@dataclass(frozen=True)
class Notice:
    """Something worth a look that harms nothing: an unknown column, a repaired value."""

    #: what it is about, e.g. "unknown column"
    kind: str
    #: name of the column, field or row
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind} '{shown(self.name, 80)}': {shown(self.message, 300)}"
