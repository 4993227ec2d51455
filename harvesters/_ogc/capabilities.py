"""Capabilities of WMS 1.1.1 and 1.3.0 (OGC 06-042), WMTS 1.0 (07-057r7) and WFS 1.0 to 2.0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .._core import xml
from .._core.record import Cell
from .._core.values import clean
from .._network import values
from .._network.fitting import names
from .document import child, children, text

#: layers inside layers, deeper than any service has them
DEPTH = 20
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
        """The values of the columns of layers.COLUMNS."""
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
