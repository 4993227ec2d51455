"""Where and when: places (dct:Location) and periods (dct:PeriodOfTime).

A place is written so that both the official shapes and the software of neighbours take it:
DCAT-AP 3 forbids literals at locn:geometry, and stock ckanext-dcat fails with an AttributeError at
a node there. So the outline stands at geo:hasGeometry (GeoSPARQL), and its bounding box, or the
point, as the literal at dcat:bbox and dcat:centroid that both read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from .. import geometry
from ..namespaces import DCAT, DCT, GEO, LOCN, RDF, SKOS
from .kinds import Text
from .nodes import Thing
from .reader import LEFT_OUT, Reader, Repaired
from .rows import Field, Record
from .times import Moment, respelled, zoned
from .writer import Node, Term, Writer

#: field of a place -> property with a literal
SHAPES = (("bbox", DCAT.bbox), ("centroid", DCAT.centroid))
#: where others put an outline
OUTLINES = (GEO.hasGeometry, LOCN.geometry)
#: how a node says its outline
WRITTEN = (GEO.asWKT, GEO.asGeoJSON)
#: between the ends of a period that is written as a text of so many letters at most
BETWEEN = re.compile(r"\s*/\s*|\s+(?:-|–|bis)\s+")
LONGEST = 100


@dataclass(frozen=True)
class Outline:
    """The fields geom, bbox and centroid; a missing one of the latter follows from the outline."""

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """bbox and centroid as literals, the outline as a node."""
        geom = record.get("geom")
        derived = {"bbox": geometry.envelope, "centroid": geometry.middle}
        for name, predicate in SHAPES:
            shape = record.get(name) or (geom and derived[name](geom))
            if shape:
                writer.add(subject, predicate, _literal(writer, name, shape))
        if geom and (text := _literal(writer, "geom", geom)):
            node = writer.blank(subject, GEO.hasGeometry, str(text))
            writer.add(subject, GEO.hasGeometry, node)
            writer.add(node, RDF.type, GEO.Geometry)
            writer.add(node, GEO.asWKT, text)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The outline, wherever it stands; bbox and centroid unless they follow from it."""
        shapes = [
            shape
            for predicate in OUTLINES
            for term in reader.objects(subject, predicate)
            if (shape := _read(reader, subject, predicate, term))
        ]
        if shapes:
            record["geom"] = shapes[0]
        follows = {
            "bbox": geometry.envelope(shapes[0]) if shapes else {},
            "centroid": geometry.middle(shapes[0]) if shapes else {},
        }
        for name, predicate in SHAPES:
            for term in reader.objects(subject, predicate):
                shape = _read(reader, subject, predicate, term)
                if shape and not _same(shape, follows[name]):
                    record.setdefault(name, shape)


def _literal(writer: Writer, name: str, shape: Any) -> Literal | None:
    text = geometry.well_known_text(shape)
    if not text:
        writer.note(name, shape, "is no geometry that can be written as WKT and was left out")
    return Literal(text, datatype=GEO.wktLiteral) if text else None


def _read(reader: Reader, subject: Node, predicate: URIRef, term: Term) -> dict[str, Any]:
    if isinstance(term, Literal):
        shape = geometry.geojson(str(term))
        if not shape:
            reader.slip(LEFT_OUT, subject, predicate, term)
        return shape
    inner = [(term, one, text) for one in WRITTEN for text in reader.objects(term, one)]
    for _, _, text in inner:
        if shape := geometry.geojson(str(text)):
            return shape
    for node, one, text in inner:
        reader.slip(LEFT_OUT, node, one, text)
    return {}


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(other) and geometry.well_known_text(one) == geometry.well_known_text(other)


#: dct:spatial
PLACE = Thing((Field("text", SKOS.prefLabel, Text()), Outline()), (DCT.Location,), words="text")


@dataclass(frozen=True)
class Period(Thing):
    """A period; also one that stands there as a text, if it can only be meant in one way."""

    def read(self, reader: Reader, term: Term) -> Any:
        """The mapping; of "2020/2021" (ISO 8601) and "01.01.2020 - 31.12.2020" both ends."""
        if not isinstance(term, Literal):
            return super().read(reader, term)
        text = str(term).strip()
        parts = BETWEEN.split(text) if len(text) <= LONGEST else []
        ends = [zoned(end) or zoned(respelled(end)) for end in parts]
        good = len(ends) == 2 and all(ends) and ends[0] <= ends[1]
        return Repaired(dict(zip(("start", "end"), ends, strict=True))) if good else None


#: dct:temporal
PERIOD = Period(
    (Field("start", DCAT.startDate, Moment()), Field("end", DCAT.endDate, Moment())),
    (DCT.PeriodOfTime,),
)


@dataclass(frozen=True)
class Coverage:
    """dct:spatial: the places, and the keys of political geocoding mirrored (convention 11)."""

    field = Field("spatial_coverage", DCT.spatial, PLACE, many=True)

    def write(self, writer: Writer, subject: Node, record: Mapping[str, Any]) -> None:
        """Every place."""
        from .kinds import Iri
        from .rows import as_list

        self.field.write(writer, subject, record)
        for key in as_list(record.get("politicalGeocodingURI")):
            place = Iri((DCT.Location,)).write(writer, subject, DCT.spatial, key)
            writer.add(subject, DCT.spatial, place)

    def read(self, reader: Reader, subject: Node, record: Record) -> None:
        """The places that say more than a key that is there already."""
        self.field.read(reader, subject, record)
        keys = set(record.get("politicalGeocodingURI", ()))
        places = [
            p for p in record.pop("spatial_coverage", []) if {*p} != {"uri"} or p["uri"] not in keys
        ]
        if places:
            record["spatial_coverage"] = places
