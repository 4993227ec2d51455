"""Fields that only one field of the strategy has: each at its standard's property, if it has one.

What no standard has a property for stands at a property of the town's own, named like the field:
a portal of ours reads it back, others pass over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.loerrach.schemas.compose import compose
from rdflib import Literal, URIRef

from ..namespaces import DCT, MOBILITY, RDFS, TOWN
from .iris import address
from .kinds import Iri
from .nodes import Thing
from .reader import Reader
from .rows import Field, Row
from .times import Moment
from .writer import Node, Term, Writer

#: mobilityDCAT-AP 1.1; INSPIRE's and the EU's lists
STANDARD: dict[str, Field] = {
    "mobility_theme": Field("mobility_theme", MOBILITY.mobilityTheme, Iri(), many=True),
    "transport_mode": Field("transport_mode", MOBILITY.transportMode, Iri(), many=True),
    "network_coverage": Field("network_coverage", MOBILITY.networkCoverage, Iri(), many=True),
    "georeferencing_method": Field(
        "georeferencing_method", MOBILITY.georeferencingMethod, Iri(), many=True
    ),
    "inspire_theme": Field(
        "inspire_theme", DCT.subject, Iri(prefix="http://inspire.ec.europa.eu/theme/"), many=True
    ),
    "nace_section": Field(
        "nace_section", DCT.subject, Iri(prefix="http://data.europa.eu/ux2/"), many=True
    ),
}


@dataclass(frozen=True)
class Word:
    """A value of a field that no standard knows: an address or a text."""

    def write(self, writer: Writer, _s: Node, _p: URIRef, value: Any) -> Term | None:
        """The IRI or the literal, numbers and truth values with their datatype."""
        if isinstance(value, (bool, int, float)):
            return Literal(value)
        return address(value) or writer.text(value)

    def read(self, reader: Reader, term: Term) -> Any:
        """The value as it was."""
        if isinstance(term, Literal) and isinstance(term.value, (bool, int, float)):
            return term.value
        return reader.words(term)


def rows_of(part: str, known: Iterable[str]) -> tuple[Row, ...]:
    """Rows for the fields of a part of the schema ("dataset_fields") that belong to one strategy
    field and are not among the known ones."""
    fields = [field for field in compose()[part] if "strategy_fields" in field]
    return tuple(_row(field) for field in fields if field["field_name"] not in set(known))


def _row(field: Mapping[str, Any]) -> Row:
    name = field["field_name"]
    if name in STANDARD:
        return STANDARD[name]
    inner = field.get("repeating_subfields")
    if inner:
        thing = Thing(tuple(map(_row, inner)), (RDFS.Resource,), uri="")
        return Field(name, TOWN[name], thing, many=True)
    validators = field.get("validators") or ""
    kind = Moment() if "loerrach_date" in validators else Word()
    return Field(name, TOWN[name], kind, many="scheming_multiple_text" in validators)
