"""What a graph says of a record, as a set of paths that two graphs can be compared by.

A leaf is a text, a number or an address, with the properties that lead to it; blank nodes have no
names in it. Two leaves are the same if they mean the same: a text without a language is German, a
number is a number however it is written, a word for a format is the term of the list, and a text
says what a node with the text as its label says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from rdflib import Graph, Literal, URIRef

from .. import geometry, terms
from ..mapping.iris import iri
from ..mapping.kinds import mail_address, telephone
from ..mapping.times import zoned
from ..namespaces import (
    ADMS,
    DCAT,
    DCT,
    FOAF,
    GEO,
    GEODCATAP,
    LOCN,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    TOWN,
    VCARD,
    XSD,
)  # fmt: skip

#: properties that lead to a statement, which its label says
STATEMENTS = {DCT.provenance, DCT.conformsTo, DCT.accessRights, DCT.rights, PROV.wasGeneratedBy}
AGENTS = {
    DCT.publisher, DCT.creator, DCT.contributor, GEODCATAP.originator, GEODCATAP.custodian,
    PROV.agent, PROV.wasAssociatedWith,
}  # fmt: skip
CARDS = {VCARD.hasTelephone, VCARD.hasEmail, VCARD.hasURL}
THINGS = {
    DCAT.distribution, DCAT.contactPoint, DCAT.accessService, DCAT.qualifiedRelation,
    DCT.temporal, SPDX.checksum, PROV.qualifiedAttribution, LOCN.geometry, GEO.hasGeometry,
}  # fmt: skip
#: property that leads to a thing that is part of the record -> what says in words what it is
PARTS: dict[URIRef, frozenset[URIRef]] = {
    **dict.fromkeys(STATEMENTS, frozenset({RDFS.label, DCT.title, SKOS.prefLabel})),
    **dict.fromkeys(AGENTS, frozenset({FOAF.name})),
    **dict.fromkeys(CARDS, frozenset({VCARD.hasValue})),
    ADMS.identifier: frozenset({SKOS.notation}),
    DCT.spatial: frozenset({SKOS.prefLabel}),
    **dict.fromkeys(THINGS, frozenset()),
}
#: properties of one meaning: how the data are written, and what outline a place has
ALIKE = {
    DCT["format"]: "form", DCAT.mediaType: "form", TOWN["format"]: "form",
    LOCN.geometry: "shape", GEO.asWKT: "shape", GEO.asGeoJSON: "shape",
}  # fmt: skip
NUMBERS = {XSD.decimal, XSD.integer, XSD.nonNegativeInteger, XSD.double, XSD.float, XSD.int}
TIMES = {XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth}
#: deeper than a record is
DEEPEST = 6


@dataclass(frozen=True, order=True)
class Leaf:
    """One thing that a graph says: the way to it, and what it is."""

    path: tuple[str, ...]
    value: str


def leaves(
    graph: Graph, node: Any, path: tuple[str, ...] = (), words: frozenset[URIRef] = frozenset()
) -> Iterator[Leaf]:
    """Everything that a graph says of a record, its distributions, agents, places …"""
    pairs = cast("list[tuple[URIRef, Any]]", list(graph.predicate_objects(node)))
    for predicate, term in pairs:
        step = path if predicate in words else (*path, ALIKE.get(predicate) or curie(predicate))
        if predicate == RDF.type:
            yield Leaf(step, curie(term))
            continue
        if isinstance(term, (Literal, URIRef)) and predicate != GEO.hasGeometry:
            yield Leaf(step, meaning(predicate, term))
        inside = PARTS.get(predicate)
        nested = predicate == DCAT.distribution and path
        if (
            inside is not None
            and not isinstance(term, Literal)
            and len(path) < DEEPEST
            and not nested
        ):
            yield from leaves(graph, term, _inner(graph, predicate, term, path), frozenset(inside))


def _goes_on(predicate: Any, path: tuple[str, ...]) -> bool:
    # a distribution may be the dataset itself, by mistake
    return len(path) < DEEPEST and not (predicate == DCAT.distribution and path)


def _inner(graph: Graph, predicate: Any, term: Any, path: tuple[str, ...]) -> tuple[str, ...]:
    if predicate in (GEO.hasGeometry, LOCN.geometry):
        return path
    if predicate == DCAT.distribution:
        # its address tells it from the others, also where it is a blank node
        where = sorted(str(iri(str(one)) or one) for one in graph.objects(term, DCAT.accessURL))
        return (*path, f"{curie(predicate)} {' '.join(where)}")
    return (*path, curie(predicate))


def meaning(predicate: Any, term: Any) -> str:
    """What a term means where it stands."""
    text = str(term).strip()
    if (means := MEANINGS.get(predicate)) and (found := means(text)):
        return found
    if ALIKE.get(predicate) == "shape" or predicate in (DCAT.bbox, DCAT.centroid):
        return geometry.well_known_text(geometry.geojson(text)) or text
    return _said(term, text) if isinstance(term, Literal) else str(iri(text) or text)


def _form(text: str) -> str:
    return terms.media_type(text) or terms.file_type(text)


MEANINGS: dict[URIRef, Callable[[str], str]] = {
    DCT["format"]: _form, DCAT.mediaType: _form, TOWN["format"]: _form,
    DCT.license: terms.licence,
    FOAF.mbox: mail_address, VCARD.hasEmail: mail_address, VCARD.hasTelephone: telephone,
}  # fmt: skip


def _said(term: Literal, text: str) -> str:
    if term.datatype in NUMBERS:
        return _number(text)
    if term.datatype in TIMES:
        return zoned(text) or text
    tag = f"@{term.language}" if term.language and term.language != "de" else ""
    return str(iri(text) or text) + tag


def _number(text: str) -> str:
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


def curie(term: Any) -> str:
    """An IRI as short as it can be: dct:title."""
    text = str(term)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(str(namespace)):
            return f"{prefix}:{text.removeprefix(str(namespace))}"
    return text
