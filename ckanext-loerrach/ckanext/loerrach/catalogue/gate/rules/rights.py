"""Under which terms data may be used.

Sources: DCAT-AP.de 3.0, section "Lizenzen"; Konventionenhandbuch 2.0, conventions 32 to 35;
Implementing Regulation (EU) 2023/138 with DCAT-AP.de 3.0, section on high-value datasets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.loerrach.schemas import licences

from .. import record
from ..finding import Dataset, Finding, Layer, Severity
from ..rule import Place, Rule
from ..text import N_
from .mandatory import licence

#: what obliges a town to publish high-value datasets
HVD = "http://data.europa.eu/eli/reg_impl/2023/138/oj"

UNLISTED = Rule(
    "licence-unlisted", Layer.CONVENTION, Severity.MUST, "license",
    N_("The licence “{value}” is not in the list of DCAT-AP.de."),
    N_("Choose a licence of the list; GovData recommends dl-zero-de/2.0, dl-by-de/2.0, cc-by/4.0."),
    "convention 32; http://dcat-ap.de/def/licenses/",
)  # fmt: skip
ATTRIBUTION = Rule(
    "attribution-missing", Layer.CONVENTION, Severity.MUST, "licenseAttributionByText",
    N_("The licence asks to name the source, but nothing says how."),
    N_("Add the text with which the source is to be named, for example “Stadt Lörrach”."),
    "convention 35",
)  # fmt: skip
NO_LAW = Rule(
    "hvd-without-legislation", Layer.SHACL, Severity.MUST, "applicable_legislation",
    N_("The dataset has an HVD category, but the regulation is not among its legal bases."),
    N_("Add http://data.europa.eu/eli/reg_impl/2023/138/oj, or remove the category."),
    "DCAT-AP.de 3.0, high-value datasets, dcatap:applicableLegislation",
)  # fmt: skip
NO_CATEGORY = Rule(
    "hvd-without-category", Layer.SHACL, Severity.SHOULD, "hvd_category",
    N_("The regulation on high-value datasets is a legal basis, but no category is given."),
    N_("Choose the most precise HVD category, or remove the regulation."),
    "DCAT-AP.de 3.0, high-value datasets, dcatap:hvdCategory",
)  # fmt: skip
NO_DUTY = Rule(
    "hvd-without-distribution", Layer.CONVENTION, Severity.SHOULD, "applicable_legislation",
    N_("No resource says that it fulfils the duty of the regulation on high-value datasets."),
    N_("Add the regulation to the legal bases of the download or API that fulfils it."),
    "DCAT-AP.de 3.0, high-value datasets, distributions",
)  # fmt: skip


def check(dataset: Dataset) -> Iterator[Finding]:
    """Licences with their attribution, and what high-value datasets need."""
    for number, resource in record.resources(dataset):
        yield from _licence(dataset, resource, Place.of(number, resource))
    yield from _high_value(dataset)


def _licence(dataset: Dataset, resource: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    uri = licence(dataset, resource)
    known = {one.uri: one for one in licences()}
    if uri and uri not in known:
        yield UNLISTED.broken(place, value=uri)
        return
    named = record.texts(resource, "licenseAttributionByText")
    if uri and known[uri].attribution_required and not named:
        yield ATTRIBUTION.broken(place)


def _high_value(dataset: Dataset) -> Iterator[Finding]:
    category = record.values(dataset, "hvd_category")
    lawful = HVD in record.values(dataset, "applicable_legislation")
    if category and not lawful:
        yield NO_LAW.broken()
    if lawful and not category:
        yield NO_CATEGORY.broken()
    parts = [resource for _, resource in record.resources(dataset)]
    if (
        category
        and parts
        and not any(HVD in record.values(part, "applicable_legislation") for part in parts)
    ):
        yield NO_DUTY.broken()
