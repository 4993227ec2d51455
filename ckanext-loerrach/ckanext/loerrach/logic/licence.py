"""The dataset's licence is that of its resources.

DCAT-AP.de knows licences of distributions only. Neighbours' software, and CKAN's own pages and
facets, look at the dataset's ``license_id``.
"""

from __future__ import annotations

from typing import Any


def follow_resources(package: Any) -> None:
    """Give a ``model.Package`` the licence that all its resources have; none where they differ.

    Called while CKAN saves the dataset, with its rows in place and before it is indexed.
    """
    licences = {(resource.extras or {}).get("license") for resource in package.resources}
    if package.type == "dataset" and licences:
        package.license_id = licences.pop() if len(licences) == 1 else None
