"""Addresses, numbers, dates and periods that cannot be written as what the standard wants.

The feed leaves such a value out. Sources: DCAT-AP 3.0, ranges of the properties; XML Schema 1.1
part 2 for the datatypes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import WHOLE, Place, Rule
from ..text import N_
from .mandatory import IRI

#: fields that hold addresses
DATASET_ADDRESSES = (
    "url", "documentation", "conforms_to", "applicable_legislation", "contributorID",
    "politicalGeocodingURI", "references", "musterdatensatz",
)  # fmt: skip
RESOURCE_ADDRESSES = ("download_url", "documentation", "conforms_to", "applicable_legislation")

DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
COUNT = re.compile(r"\+?\d+")
HEX = re.compile(r"([0-9a-fA-F]{2})+")
#: year, month, date or moment
DATE = re.compile(r"-?\d{4,}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")

#: field -> what it has to look like
NUMBERS = {
    "temporal_resolution": DURATION, "spatial_resolution_in_meters": DECIMAL, "size": COUNT,
    "hash": HEX, "issued": DATE, "modified": DATE,
}  # fmt: skip

LEFT_OUT = (Layer.SHACL, Severity.SHOULD)
NO_ADDRESS = Rule(
    "no-address", *LEFT_OUT, "",
    N_("{field}: “{value}” is no address, so neighbours do not see it."),
    N_("Write the whole address, beginning with https:// and without blanks."),
    "DCAT-AP 3.0, range of the property",
)  # fmt: skip
NO_NUMBER = Rule(
    "no-such-value", *LEFT_OUT, "",
    N_("{field}: “{value}” is not written as the standard wants it, so neighbours do not see it."),
    N_("Durations are written like P1D or PT5M, numbers like 12.5, dates like 2026-11-22."),
    "DCAT-AP 3.0, datatype of the property",
)  # fmt: skip
PERIOD = Rule(
    "period-empty", Layer.SHACL, Severity.MUST, "temporal_coverage",
    N_("A period has neither beginning nor end."),
    N_("Add when it begins or ends, or remove it."),
    "DCAT-AP.de 3.0, dct:PeriodOfTime",
)  # fmt: skip
RELATION = Rule(
    "relation-incomplete", Layer.SHACL, Severity.MUST, "qualified_relation",
    N_("A relation lacks the address of the other thing or of the role it plays."),
    N_("Add both addresses, or remove the entry."),
    "DCAT-AP 3.0, dcat:Relationship, dct:relation 1..n, dcat:hadRole 1..n",
)  # fmt: skip
ATTRIBUTION = Rule(
    "attribution-incomplete", Layer.SHACL, Severity.MUST, "qualified_attribution",
    N_("An attribution lacks who it is about or the address of the role."),
    N_("Add both, or remove the entry."),
    "DCAT-AP.de 3.0, prov:Attribution, prov:agent 1..n, dcat:hadRole 1..n",
)  # fmt: skip
CHECKSUM = Rule(
    "checksum-without-algorithm", *LEFT_OUT, "hash_algorithm",
    N_("There is a checksum but not how it was computed, so neighbours do not see it."),
    N_("Say which algorithm made it, for example SHA-256."),
    "DCAT-AP 3.0, spdx:Checksum, spdx:algorithm 1..1",
)  # fmt: skip


def check(dataset: Dataset) -> Iterator[Finding]:
    """Values of the dataset and its resources."""
    yield from _fields(dataset, DATASET_ADDRESSES, WHOLE)
    for number, period in enumerate(record.groups(dataset, "temporal_coverage")):
        ends = [record.value(period, name) for name in ("start", "end")]
        if not any(DATE.fullmatch(end) for end in ends):
            yield PERIOD.broken(Place(entry=number))
    yield from _qualified(dataset)
    for number, resource in record.resources(dataset):
        place = Place.of(number, resource)
        yield from _fields(resource, RESOURCE_ADDRESSES, place)
        if record.value(resource, "hash") and not record.value(resource, "hash_algorithm"):
            yield CHECKSUM.broken(place)


def _qualified(dataset: Dataset) -> Iterator[Finding]:
    for number, one in enumerate(record.groups(dataset, "qualified_relation")):
        if not all(IRI.fullmatch(record.value(one, name)) for name in ("relation", "role")):
            yield RELATION.broken(Place(entry=number))
    for number, one in enumerate(record.groups(dataset, "qualified_attribution")):
        if not (IRI.fullmatch(record.value(one, "role")) and record.groups(one, "agent")):
            yield ATTRIBUTION.broken(Place(entry=number))


def _fields(
    holder: Mapping[str, Any], addresses: tuple[str, ...], place: Place
) -> Iterator[Finding]:
    for field in addresses:
        for value in record.values(holder, field):
            if not IRI.fullmatch(value):
                yield NO_ADDRESS.broken(place, field, value=value)
    for field, pattern in NUMBERS.items():
        for value in record.values(holder, field):
            if not pattern.fullmatch(value):
                yield NO_NUMBER.broken(place, field, value=value)
