"""From the schema of the first release to that of DCAT-AP.de 3.0 with services and series.

New: who publishes has said whether data are about people; high-value datasets rest on a recorded
decision. Stricter: moments as XML Schema writes them, points for centres, names of checksums.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ckanext.loerrach.schemas import compose, vocabulary_choices

from ...checks.times import span
from ..stored import Fields, Stored
from ..tools import groups

SILENT = (
    "is public and does not say whether it is about people; the next edit makes it private unless"
    " it does."
)
TITLE = "personal data, decisions on high-value datasets, strict moments"


def change(stored: Stored) -> list[str]:
    """See ``Step.change``."""
    said = _personal_data(stored) + _decision(stored)
    _moments(stored.fields, "dataset_fields")
    _centres(stored.fields)
    for resource in stored.resources:
        _moments(resource, "resource_fields")
        said += _checksum(resource)
    return said


def _personal_data(stored: Stored) -> list[str]:
    if stored.fields.get("personal_data"):
        return []
    if stored.harvested:
        # the source has published it already, and its declaration stands for all its datasets
        stored.fields["personal_data"] = "none"
        return []
    if not stored.public:
        return []
    return [SILENT]


def _decision(stored: Stored) -> list[str]:
    if not stored.fields.get("hvd_category") or stored.fields.get("hvd_decision"):
        return []
    return ["is a high-value dataset without a recorded decision; the next edit asks for it."]


def _moments(fields: Fields, part: str) -> None:
    for field in compose()[part]:
        name = field["field_name"]
        if "loerrach_date" in field.get("validators", ""):
            _one_moment(fields, name)
        for inner in field.get("repeating_subfields", ()):
            if "loerrach_date" in inner.get("validators", ""):
                for group in groups(fields, name):
                    _one_moment(group, inner["field_name"])


def _one_moment(fields: Fields, name: str) -> None:
    value = fields.get(name)
    if not isinstance(value, str) or span(value):
        return
    try:
        # what Python reads and XML Schema does not: "2026-11-22T10+0100"
        fields[name] = datetime.fromisoformat(value).isoformat()
    except ValueError:
        return


def _centres(fields: Fields) -> None:
    for place in list(groups(fields, "spatial_coverage")):
        centre: Any = place.get("centroid")
        if isinstance(centre, dict) and centre.get("type") != "Point":
            del place["centroid"]
            if "geom" in place:
                fields["spatial_coverage"].append({"geom": centre})
            else:
                place["geom"] = centre


def _checksum(resource: Fields) -> list[str]:
    name = resource.get("hash_algorithm")
    if not isinstance(name, str) or not name:
        return []
    found = vocabulary_choices("checksum-algorithm").find(name.replace("_", "-"))
    if found:
        resource["hash_algorithm"] = found
        return []
    return [f"has a checksum by '{name[:40]}', which is not on the list."]
