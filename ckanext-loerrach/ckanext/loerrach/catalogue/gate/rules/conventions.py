"""What GovData's Konventionenhandbuch asks for beside licences and contacts.

Source: https://www.dcat-ap.de/def/dcatde/2.0/implRules/ ; there is none for 3.0 yet. Where it
contradicts 3.0 (convention 08 wants politicalGeocodingURI, which 3.0 deprecates) 3.0 holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..text import N_

SHOULD = (Layer.CONVENTION, Severity.SHOULD)
MAY = (Layer.CONVENTION, Severity.MAY)
CONTRIBUTORS = "http://dcat-ap.de/def/contributors/"
MUSTERDATENSATZ = "https://musterdatenkatalog.de/def/musterdatensatz/"
#: a title that says what the fields for place and time are for
YEAR = re.compile(r"\b(19|20)\d\d\b")
TOWN = re.compile(r"\bLörrach(er)?\b", re.IGNORECASE)

TITLE_TIME = Rule(
    "title-with-year", *MAY, "title_translated",
    N_("The title contains the year {value}."),
    N_("Put it into the temporal coverage; the title is the same for every year."),
    "convention 19",
)  # fmt: skip
TITLE_PLACE = Rule(
    "title-with-place", *MAY, "title_translated",
    N_("The title contains the place {value}."),
    N_("Put it into the spatial coverage; whoever finds the dataset sees the place."),
    "convention 19",
)  # fmt: skip
CONTRIBUTOR = Rule(
    "contributor-several", *SHOULD, "contributorID",
    N_("There are {number} contributor IDs of GovData's list."),
    N_("Keep the one of the portal that delivers to GovData."),
    "convention 13",
)  # fmt: skip
SOURCE = Rule(
    "source-used", *SHOULD, "source",
    N_("The property dct:source is filled in."),
    N_("Say in the provenance where the data come from."),
    "convention 21",
)  # fmt: skip
SERVICE_DOWNLOAD = Rule(
    "service-with-download", *SHOULD, "download_url",
    N_("A resource that is a service has a download address."),
    N_("Leave the download address empty; its address is the endpoint of the service."),
    "convention 41",
)  # fmt: skip
WITHDRAWN = Rule(
    "distribution-under-development", *SHOULD, "status",
    N_("A resource is said to be under development; GovData takes finished ones."),
    N_("Publish it when it is finished, or set the status to completed."),
    "convention 22",
)  # fmt: skip
SAMPLE = Rule(
    "musterdatensatz-several", *SHOULD, "references",
    N_("The dataset refers to {number} entries of the Musterdatenkatalog."),
    N_("Keep the one that fits best."),
    "Konventionenhandbuch 1.10.1",
)  # fmt: skip
DEVELOP = "http://publications.europa.eu/resource/authority/distribution-status/DEVELOP"


def check(dataset: Dataset) -> Iterator[Finding]:
    """The conventions that a dataset alone can show to be broken."""
    yield from _title(record.texts(dataset, "title").get("de", ""))
    ids = [uri for uri in record.values(dataset, "contributorID") if uri.startswith(CONTRIBUTORS)]
    if len(ids) > 1:
        yield CONTRIBUTOR.broken(number=len(ids))
    if record.values(dataset, "source"):
        yield SOURCE.broken()
    samples = {
        uri
        for field in ("musterdatensatz", "references")
        for uri in record.values(dataset, field)
        if uri.startswith(MUSTERDATENSATZ)
    }
    if len(samples) > 1:
        yield SAMPLE.broken(number=len(samples))
    for number, resource in record.resources(dataset):
        place = Place.of(number, resource)
        if record.groups(resource, "access_services") and record.value(resource, "download_url"):
            yield SERVICE_DOWNLOAD.broken(place)
        if record.value(resource, "status") == DEVELOP:
            yield WITHDRAWN.broken(place)


def _title(title: str) -> Iterator[Finding]:
    for rule, pattern in ((TITLE_TIME, YEAR), (TITLE_PLACE, TOWN)):
        if found := pattern.search(title):
            yield rule.broken(value=found[0])
