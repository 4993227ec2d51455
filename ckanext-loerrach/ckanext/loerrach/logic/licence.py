"""The dataset's licence is that of its resources.

DCAT-AP.de knows licences of distributions only. Neighbours' software, and CKAN's own pages and
facets, look at the dataset's ``license_id``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def follow_resources(package: Any) -> None:
    """Give a ``model.Package`` the licence that all its resources have; none where they differ.

    Called while CKAN saves the dataset, with its rows in place and before it is indexed.
    """
    resources = package.resources
    if package.type == "dataset" and resources:
        package.license_id = common(resource.extras for resource in resources)


def common(extras: Iterable[Mapping[str, Any] | None]) -> str | None:
    """The licence that resources with these extras have, if it is one."""
    licences = {(one or {}).get("license") for one in extras}
    return licences.pop() if len(licences) == 1 else None
