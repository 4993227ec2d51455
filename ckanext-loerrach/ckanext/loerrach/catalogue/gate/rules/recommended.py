"""What DCAT-AP.de 3.0 recommends, and a reader misses.

Source: https://www.dcat-ap.de/def/dcatde/3.0/spec/ , recommended properties; conventions 04, 30.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..text import N_

SHOULD = (Layer.SHACL, Severity.SHOULD)
MAY = (Layer.SHACL, Severity.MAY)
SPEC = "DCAT-AP.de 3.0, recommended"
MISSING = N_("{field} is not filled in.")

#: field -> rule; the field is one that holds a text or a list
FIELDS = {
    "theme": Rule(
        "theme-missing", *SHOULD, "theme", MISSING,
        N_("Choose the themes under which Europe finds the data."), f"{SPEC}; convention 30",
    ),
    "frequency": Rule(
        "frequency-missing", *MAY, "frequency", MISSING,
        N_("Say how often the data change; the portal measures it."), SPEC,
    ),
    "availability": Rule(
        "availability-missing", *MAY, "availability", MISSING,
        N_("Say how long the data will be there."), SPEC,
    ),
    "politicalGeocodingLevelURI": Rule(
        "level-missing", *SHOULD, "politicalGeocodingLevelURI", MISSING,
        N_("Say which level of administration the data are about."), SPEC,
    ),
}  # fmt: skip
KEYWORDS = Rule(
    "keywords-missing", *SHOULD, "tags_translated", N_("There are no keywords."),
    N_("Add words that somebody would search for."), SPEC,
)  # fmt: skip
PLACE = Rule(
    "place-missing", *SHOULD, "spatial_coverage",
    N_("Nothing says which place the data are about."),
    N_("Add the area, for example the municipality."), SPEC,
)  # fmt: skip
PERIOD = Rule(
    "period-missing", *MAY, "temporal_coverage", N_("Nothing says which time the data are about."),
    N_("Add the period, if the data have one."), SPEC,
)  # fmt: skip
NO_RESOURCE = Rule(
    "resource-missing", *SHOULD, "resources", N_("There is no file and no service."),
    N_("Add at least one file or address."), f"{SPEC}, dcat:distribution",
)  # fmt: skip
NAME = Rule(
    "resource-title-missing", *SHOULD, "name_translated", N_("A resource has no title."),
    N_("Say in a few words what this file or service is."), f"{SPEC}, dcat:Distribution, dct:title",
)  # fmt: skip
FORMAT = Rule(
    "format-missing", *SHOULD, "format", N_("The format is missing."),
    N_("Say which format the file has, for example CSV."), f"{SPEC}, dct:format",
)  # fmt: skip


def check(dataset: Dataset) -> Iterator[Finding]:
    """Recommended properties that are empty."""
    for field, rule in FIELDS.items():
        if not record.values(dataset, field):
            yield rule.broken()
    if not record.keywords(dataset):
        yield KEYWORDS.broken()
    if not record.groups(dataset, "spatial_coverage") and not record.value(dataset, "spatial"):
        yield PLACE.broken()
    if not record.groups(dataset, "temporal_coverage"):
        yield PERIOD.broken()
    found = list(record.resources(dataset))
    if not found and record.kind(dataset) != "series":
        yield NO_RESOURCE.broken()
    for number, resource in found:
        place = Place.of(number, resource)
        if not record.texts(resource, "name"):
            yield NAME.broken(place)
        if not record.value(resource, "format") and not record.groups(resource, "access_services"):
            yield FORMAT.broken(place)
