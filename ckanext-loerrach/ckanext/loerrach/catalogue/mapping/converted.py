"""The files of a table's places as distributions of their own, beside that of the table.

The portal keeps one resource, so that eight files do not bury what a person looks for; who reads
the feed looks for a format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.loerrach.geo.files import FORMATS
from ckanext.loerrach.geo.shelf import NAME

from .portal import resource_page

#: what is true of the table and of each of its files
SHARED = (
    "license", "licenseAttributionByText", "description_translated", "availability", "status",
    "language", "applicable_legislation", "rights", "temporal_resolution",
    "spatial_resolution_in_meters", "created", "last_modified", "metadata_modified", "issued",
    "modified",
)  # fmt: skip


def converted(resource: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The files of a resource as resources, none for one without places (field ``downloads``)."""
    if resource.get("downloads") != NAME or not (resource.get("package_id") and resource.get("id")):
        return
    page = resource_page(resource["package_id"], resource["id"])
    titles = resource.get("name_translated")
    names = {key: text for key, text in dict(titles or {}).items() if text}
    shared = {name: resource[name] for name in SHARED if name in resource}
    for one in FORMATS.values():
        yield {
            **shared,
            "package_id": resource["package_id"],
            "uri": f"{page}#{one.name}",
            "url": f"{page}/{NAME}{one.ending}",
            "url_type": "upload",
            "format": one.format,
            "mimetype": one.mimetype,
            "name": f"{resource.get('name') or ''} ({one.title})".strip(),
            "name_translated": {
                key: f"{text} ({one.title})" for key, text in names.items() if text
            },
        }
