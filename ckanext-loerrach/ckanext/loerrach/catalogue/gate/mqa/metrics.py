"""The metrics with their weights: what is asked of a dataset, and what to do for it.

Weights: findability 100, accessibility 100, interoperability 110, reusability 75, contextuality 20.
Where a metric is one of distributions, one distribution that has it is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ckanext.loerrach.schemas import licences

from .. import record
from ..finding import Dataset
from ..rules.lists import listed
from ..rules.mandatory import has_publisher, licence
from ..text import N_
from . import formats, known

Test = Callable[[Dataset], bool]
Resource = Mapping[str, Any]

DIMENSIONS = {
    "findability": N_("Findability"), "accessibility": N_("Ease of access"),
    "interoperability": N_("Interoperability"), "reusability": N_("Reusability"),
    "contextuality": N_("Contextuality"),
}  # fmt: skip


@dataclass(frozen=True)
class Weight:
    """A metric: its points, the field that decides it, and how to gain the points."""

    name: str
    dimension: str
    points: int
    field: str
    mending: str
    test: Test = bool
    #: the metric asks whether these answer
    places: Callable[[Resource], list[str]] | None = None

    @property
    def reaches(self) -> bool:
        """Can only the net tell?"""
        return self.places is not None

    def addresses(self, dataset: Dataset) -> list[str]:
        """The addresses that have to answer."""
        assert self.places
        found = chain.from_iterable(self.places(part) for _, part in record.resources(dataset))
        return list(dict.fromkeys(found))


def _has(field: str) -> Test:
    return lambda dataset: bool(record.values(dataset, field))


def _group(field: str) -> Test:
    return lambda dataset: bool(record.groups(dataset, field))


def _some(test: Callable[[Resource], bool]) -> Test:
    return lambda dataset: any(test(part) for _, part in record.resources(dataset))


def _place(dataset: Dataset) -> bool:
    return bool(record.groups(dataset, "spatial_coverage") or record.values(dataset, "spatial"))


def _code(part: Resource) -> str:
    from ... import terms

    name = record.value(part, "format")
    return (terms.file_type(name) or name).rpartition("/")[2].upper()


def _media_type(part: Resource) -> str:
    from ... import terms

    words = (record.value(part, "mimetype"), record.value(part, "format"))
    return next(filter(None, map(terms.media_type, words)), "")


def _listed_format(part: Resource) -> bool:
    from ... import terms

    return bool(terms.file_type(record.value(part, "format")) or _media_type(part))


def _licensed(dataset: Dataset) -> bool:
    return any(licence(dataset, part) for _, part in record.resources(dataset))


def _listed_licence(dataset: Dataset) -> bool:
    known_ones = {one.uri for one in licences()}
    return any(licence(dataset, part) in known_ones for _, part in record.resources(dataset))


def _listed_rights(dataset: Dataset) -> bool:
    return any(listed("access-right", uri) for uri in record.values(dataset, "access_rights"))


def _dated(field: str, otherwise: str) -> Test:
    # the feed puts CKAN's own date in its place, and a new dataset gets one when it is stored
    return lambda dataset: (
        any(record.value(dataset, name) for name in (field, otherwise))
        or (not record.value(dataset, "id"))
    )


METRICS = (
    Weight("keywords", "findability", 30, "tags_translated", N_("Add keywords."),
           lambda dataset: bool(record.keywords(dataset))),
    Weight("themes", "findability", 30, "theme", N_("Choose an EU theme."), _has("theme")),
    Weight("spatial", "findability", 20, "spatial_coverage",
           N_("Say which place the data are about."), _place),
    Weight("temporal", "findability", 20, "temporal_coverage",
           N_("Say which time the data are about."), _group("temporal_coverage")),
    Weight("access-url-answers", "accessibility", 50, "url",
           N_("See that the address of a file or service answers."), places=known.access_addresses),
    Weight("download-url", "accessibility", 20, "download_url",
           N_("Give the address at which the file itself is."), _some(
               lambda part: bool(known.download_addresses(part)))),
    Weight("download-url-answers", "accessibility", 30, "download_url",
           N_("See that the download address answers."), places=known.download_addresses),
    Weight("format", "interoperability", 20, "format", N_("Say which format the file has."),
           _some(lambda part: bool(record.value(part, "format")))),
    Weight("media-type", "interoperability", 10, "mimetype",
           N_("Give the media type of the file, for example text/csv."),
           _some(lambda part: bool(_media_type(part)))),
    Weight("format-listed", "interoperability", 10, "format",
           N_("Choose a format of the EU's list."), _some(_listed_format)),
    Weight("non-proprietary", "interoperability", 20, "format",
           N_("Offer a format that nobody owns, for example CSV."),
           _some(lambda part: _code(part) in formats.NON_PROPRIETARY)),
    Weight("machine-readable", "interoperability", 20, "format",
           N_("Offer a format that programs can read, for example CSV or GeoJSON."),
           _some(lambda part: _code(part) in formats.MACHINE_READABLE)),
    Weight("compliance", "interoperability", 30, "", N_("Mend all findings marked as must.")),
    Weight("licence", "reusability", 20, "license", N_("Choose a licence."), _licensed),
    Weight("licence-listed", "reusability", 10, "license",
           N_("Choose a licence of the list of DCAT-AP.de."), _listed_licence),
    Weight("access-rights", "reusability", 10, "access_rights",
           N_("Say whether access is public."), _has("access_rights")),
    Weight("access-rights-listed", "reusability", 5, "access_rights",
           N_("Choose the access rights from the EU's list."), _listed_rights),
    Weight("contact", "reusability", 20, "contact", N_("Add a contact point."), _group("contact")),
    Weight("publisher", "reusability", 10, "publisher", N_("Name the publisher."), has_publisher),
    Weight("rights", "contextuality", 5, "rights",
           N_("Say something about rights beside the licence."),
           _some(lambda part: bool(record.values(part, "rights")))),
    Weight("byte-size", "contextuality", 5, "size", N_("Give the size of the file in bytes."),
           _some(lambda part: bool(record.value(part, "size")))),
    Weight("issued", "contextuality", 5, "issued", N_("Say when the data were published."),
           _dated("issued", "metadata_created")),
    Weight("modified", "contextuality", 5, "modified", N_("Say when the data were changed."),
           _dated("modified", "metadata_modified")),
)  # fmt: skip
