"""Capabilities of WMS 1.1.1 and 1.3.0 (OGC 06-042), WMTS 1.0 (07-057r7) and WFS 1.0 to 2.0.

The service is the dataset: what it says of itself, its layers as a table, and its address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.describe import licensed
from .._core.errors import Empty, SettingError, WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord, Cell, Column, Record, Resource, Table
from .._core.values import clean
from .._network import values
from .._network import words as catalogue
from .._network.fitting import names
from . import constraints, dataset, extents
from .document import ask, child, children, strangers, text

EXPECTED = "a capabilities document"
ROOTS = {"WMS": ("WMS_Capabilities", "WMT_MS_Capabilities"), "WMTS": ("Capabilities",),
         "WFS": ("WFS_Capabilities",)}  # fmt: skip
VERSIONS = {"WMS": ("1.3.0", "1.1.1"), "WMTS": ("1.0.0",), "WFS": ("2.0.0", "1.1.0", "1.0.0")}
#: layers inside layers, deeper than any service has them
DEPTH = 20
COLUMNS = [
    Column("name", label={"de": "Name der Ebene", "fr": "Nom de la couche", "en": "Layer name"}),
    Column("title", label={"de": "Titel", "fr": "Titre", "en": "Title"}),
    Column("abstract", label={"de": "Beschreibung", "fr": "Description", "en": "Description"}),
    Column("group", label={"de": "Gruppe", "fr": "Groupe", "en": "Group"}),
    Column("queryable", "boolean",
           {"de": "Abfragbar", "fr": "Interrogeable", "en": "Can be queried"}),
    Column("systems", label={"de": "Koordinatensysteme", "fr": "Systèmes de coordonnées",
                             "en": "Coordinate systems"}),
    Column("west", "number", {"de": "Westen", "fr": "Ouest", "en": "West"}, unit="deg"),
    Column("south", "number", {"de": "Süden", "fr": "Sud", "en": "South"}, unit="deg"),
    Column("east", "number", {"de": "Osten", "fr": "Est", "en": "East"}, unit="deg"),
    Column("north", "number", {"de": "Norden", "fr": "Nord", "en": "North"}, unit="deg"),
]  # fmt: skip
#: all elements of WMS 1.1.1 and 1.3.0
WMS = names("""
    AccessConstraints Abstract Address AddressType Attribution AuthorityURL BoundingBox CRS
    Capability City ContactAddress ContactElectronicMailAddress ContactFacsimileTelephone
    ContactInformation ContactOrganization ContactPerson ContactPersonPrimary ContactPosition
    ContactVoiceTelephone Country DCPType DataURL DescribeLayer Dimension EX_GeographicBoundingBox
    Exception Extent FeatureListURL Fees Format Get GetCapabilities GetFeatureInfo
    GetLegendGraphic GetMap GetStyles HTTP Identifier Keyword KeywordList LatLonBoundingBox Layer
    LayerLimit LegendURL LogoURL MaxHeight MaxScaleDenominator MaxWidth MetadataURL
    MinScaleDenominator Name OnlineResource Post PostCode PutStyles Request SRS ScaleHint Service
    StateOrProvince Style StyleSheetURL StyleURL Title UserDefinedSymbolization
    VendorSpecificCapabilities WMS_Capabilities WMT_MS_Capabilities eastBoundLongitude
    northBoundLatitude southBoundLatitude westBoundLongitude
""")
Box = tuple[float, float, float, float]


@dataclass
class Layer:
    """One layer that can be asked for."""

    name: str
    title: str
    abstract: str
    group: str
    queryable: bool | None
    systems: list[str]
    box: Box | None

    def row(self) -> list[Cell]:
        """The values of COLUMNS."""
        box = self.box or (None, None, None, None)
        systems = ", ".join(dict.fromkeys(self.systems))[:2000]
        return [self.name, self.title or None, self.abstract or None, self.group or None,
                self.queryable, systems or None, *box]  # fmt: skip


@dataclass
class Service:
    """What a capabilities document says."""

    title: str
    abstract: str
    keywords: list[str]
    terms: list[str]
    provider: str
    mail: str
    layers: list[Layer]


def harvest(feed: Feed) -> Iterator[Record | BadRecord]:
    """The one dataset of a service."""
    kind = str(feed.source.settings["service"]).upper()
    version = str(feed.source.settings.get("version", VERSIONS[kind][0]))
    if version not in VERSIONS[kind]:
        raise SettingError(feed.source.name, "version", f"is none of {', '.join(VERSIONS[kind])}")
    root = ask(feed, EXPECTED, ROOTS[kind], service=kind, request="GetCapabilities",
               version=version)  # fmt: skip
    strangers(feed, root, WMS if kind == "WMS" else frozenset())
    found = read(root, kind)
    rows: dict[str, list[Cell]] = {}
    for layer in found.layers:
        if rows.setdefault(layer.name, layer.row()) != layer.row():
            feed.notice("layer twice", layer.name, "the first one counts")
    if not rows:
        raise Empty(feed.url, "layer")
    feed.whole([vars(found) | {"layers": list(rows.values())}])
    yield _record(feed, kind, found, Table(COLUMNS, list(rows.values()), ["name"]))


def read(root: Element, kind: str) -> Service:
    """A capabilities document; ``kind`` is WMS, WMTS or WFS."""
    head = child(root, "Service") if kind == "WMS" else child(root, "ServiceIdentification")
    # WFS 1.0 has a Service, as WMS
    head = child(root, "Service") if head is None else head
    contact = child(head, "ContactInformation")
    provider = child(root, "ServiceProvider")
    address = ("ServiceContact", "ContactInfo", "Address", "ElectronicMailAddress")
    mail = text(contact, "ContactElectronicMailAddress") or text(provider, *address)
    listed = [*children(head, "KeywordList", "Keyword"), *children(head, "Keywords", "Keyword")]
    constraint = [text(head, name) for name in ("Fees", "AccessConstraints")]
    return Service(
        title=text(head, "Title"),
        abstract=text(head, "Abstract"),
        keywords=xml.texts(listed),
        terms=[said for said in constraint if said],
        provider=text(contact, "ContactPersonPrimary", "ContactOrganization")
        or text(provider, "ProviderName"),
        mail=values.mail(mail),
        layers=list(READERS[kind](root)),
    )


def _maps(root: Element) -> Iterator[Layer]:
    for layer in children(root, "Capability", "Layer"):
        yield from _below(layer, "", [], None, None, 0)


def _below(
    layer: Element, group: str, systems: list[str], box: Box | None, asked: bool | None, depth: int
) -> Iterator[Layer]:
    """The layer and those inside; systems and frames are inherited (OGC 06-042, table 7)."""
    own = [word for name in ("CRS", "SRS") for said in xml.texts(children(layer, name))
           for word in said.split()]  # fmt: skip
    systems = [*systems, *own]
    box = _frame(layer) or box
    said = layer.get("queryable")
    asked = said in ("1", "true") if said else asked
    name, title = clean(text(layer, "Name")), clean(text(layer, "Title"))
    if name:
        yield Layer(name, title, text(layer, "Abstract"), group, bool(asked), systems, box)
    if depth < DEPTH:
        for inner in children(layer, "Layer"):
            yield from _below(inner, title or group, systems, box, asked, depth + 1)


def _tiles(root: Element) -> Iterator[Layer]:
    matrices = {
        text(one, "Identifier"): text(one, "SupportedCRS")
        for one in children(root, "Contents", "TileMatrixSet")
    }
    for layer in children(root, "Contents", "Layer"):
        sets = xml.texts(children(layer, "TileMatrixSetLink", "TileMatrixSet"))
        systems = [matrices.get(one, "") for one in sets]
        yield Layer(
            clean(text(layer, "Identifier")), clean(text(layer, "Title")), text(layer, "Abstract"),
            "", None, [one for one in systems if one], _corners(layer),
        )  # fmt: skip


def _types(root: Element) -> Iterator[Layer]:
    kinds = ("DefaultCRS", "DefaultSRS", "SRS", "OtherCRS", "OtherSRS")
    for one in children(root, "FeatureTypeList", "FeatureType"):
        systems = [said for kind in kinds for said in xml.texts(children(one, kind))]
        yield Layer(
            clean(text(one, "Name")), clean(text(one, "Title")), text(one, "Abstract"), "", None,
            systems, _corners(one),
        )  # fmt: skip


READERS = {"WMS": _maps, "WMTS": _tiles, "WFS": _types}


def _frame(layer: Element) -> Box | None:
    """The frame of a layer of a map in degrees: WMS 1.3.0, then 1.1.1."""
    new = child(layer, "EX_GeographicBoundingBox")
    edges = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    if new is not None:
        return _box([text(new, edge) for edge in edges])
    return _edges(child(layer, "LatLonBoundingBox"))


def _corners(element: Element) -> Box | None:
    """WGS84BoundingBox of OWS, longitude first (OGC 06-121r9, 10.2.2); of WFS 1.0 its own."""
    box = child(element, "WGS84BoundingBox")
    if box is None:
        return _edges(child(element, "LatLongBoundingBox"))
    return _box([*text(box, "LowerCorner").split(), *text(box, "UpperCorner").split()])


def _edges(old: Element | None) -> Box | None:
    """A frame in attributes, as services had it before."""
    edges = ("minx", "miny", "maxx", "maxy")
    return None if old is None else _box([old.get(edge, "") for edge in edges])


def _box(said: list[str]) -> Box | None:
    """A frame on earth; None for what is none."""
    try:
        west, south, east, north = (round(float(one), 7) for one in said)
    except ValueError:
        return None
    good = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if good else None


# --- the dataset ----------------------------------------------------------------------------------


def _record(feed: Feed, kind: str, found: Service, layers: Table) -> Record:
    source = feed.source
    licence, attribution = _terms(feed, found)
    title = found.title or source.title["de"]
    more: dict[str, Any] = {"keyword": found.keywords} if found.keywords else {}
    if found.abstract:
        more["description"] = found.abstract
    if found.provider:
        contact = {"name": found.provider, **({"email": found.mail} if found.mail else {})}
        more["contact"] = [contact]
    service = dataset.service_resource(source, kind, title, more)
    resources = [service, _layers_resource(feed, layers)]
    if licence:
        resources = [_under(one, licence, attribution) for one in resources]
    boxes = [layer.box for layer in found.layers if layer.box]
    fields = dataset.fields(source, kind="service")
    if boxes:
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        fields["spatial_coverage"] = [{"bbox": extents.rectangle(west, south, east, north)}]
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes or {"de": found.abstract or title},
        tags=dataset.tags(source) or {"de": found.keywords},
        fields=fields,
        resources=resources,
    )


def _terms(feed: Feed, found: Service) -> tuple[str, str]:
    """Licence and whom to name, where the service's own word counts; ("", "") for the source's.

    What the service says is told where it differs; a licence that nobody knows is never taken for
    another (SourceEntry.licences).
    """
    source, terms = feed.source, constraints.of_service(found.terms)
    told = next(filter(None, map(catalogue.licence, terms.licences)), "")
    if source.licences == "source":
        if told and told != source.licence:
            feed.notice("other licence", "AccessConstraints", f"the service says {told}")
        return "", ""
    if told:
        return told, terms.attribution or found.provider or source.publisher.name
    if terms.licences or source.licences == "records":
        said = "; ".join(terms.licences) or "no licence"
        raise WrongContent(feed.url, "a licence of the list of DCAT-AP.de", f"'{said[:120]}'")
    return "", ""


def _under(resource: Resource, licence: str, attribution: str) -> Resource:
    services = [
        {**one, "license": licence, "licenseAttributionByText": attribution}
        for one in resource.fields.get("access_services", [])
    ]
    fields = {**resource.fields, **({"access_services": services} if services else {})}
    return replace(resource, licence=licence, licence_attribution_by=attribution, fields=fields)


def _layers_resource(feed: Feed, layers: Table) -> Resource:
    resource = Resource(
        key="layers",
        title={"de": "Ebenen des Dienstes", "fr": "Couches du service",
               "en": "Layers of the service"},
        format="CSV",
        mimetype="text/csv",
        table=layers,
    )  # fmt: skip
    return licensed(resource, feed.source)
