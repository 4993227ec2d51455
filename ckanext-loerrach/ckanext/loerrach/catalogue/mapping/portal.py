"""Addresses in the portal that the mapping writes for; CKAN is asked when one is needed.

Reading needs none of them, and harvesters, which know no CKAN, read by the same table: that is why
CKAN's modules are named here as text, and imported by nobody else below ``mapping`` but ``head``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


def catalog_uri() -> str:
    """The catalogue's own address."""
    return str(_dcat().catalog_uri())


def dataset_uri(dataset: dict[str, Any]) -> str:
    """The address of a dataset as ckanext-dcat gives it: its own, else the portal's for it."""
    return str(_dcat().dataset_uri(dataset))


def resource_uri(resource: dict[str, Any]) -> str:
    """The same for a resource."""
    return str(_dcat().resource_uri(resource))


def organization_uri(dataset: dict[str, Any]) -> str:
    """The address of the organization of a dataset."""
    return str(_dcat().publisher_uri_organization_fallback(dataset) or "")


def resource_page(dataset_id: str, resource_id: str) -> str:
    """The address of a resource's page."""
    toolkit = import_module("ckan.plugins.toolkit")
    return str(toolkit.url_for("resource.read", id=dataset_id, resource_id=resource_id,
                               qualified=True, locale="default"))  # fmt: skip


def package(name: str) -> Any:
    """The row of a dataset by its name or id, or None."""
    return import_module("ckan.model").Package.get(name)


def package_at(address: str) -> Any:
    """The row of a dataset that keeps an address of its own, or None."""
    model = import_module("ckan.model")
    kept = model.Package.extras["uri"].astext == address
    return model.Session.query(model.Package).filter(kept).order_by(model.Package.id).first()


def own_datasets() -> str:
    """What addresses of the portal's own datasets begin with; "" where there is no portal."""
    toolkit = sys.modules.get("ckan.plugins.toolkit")
    if toolkit is None or not toolkit.config.get("ckan.site_url"):
        return ""
    return catalog_uri().rstrip("/") + "/dataset/"


def _dcat() -> Any:
    return import_module("ckanext.dcat.utils")
