"""Addresses that a source gives its datasets and their parts, which our feed passes on unchanged.

DCAT-AP.de asks for it, and it makes a source able to speak of other things in our name: so nothing
below this portal's own address is taken over, and nothing that another dataset here has already;
a dataset that had an address before keeps that.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.dcat.utils import catalog_uri


def foreign(value: Any) -> Any:
    """A dataset, or a part of one, without those of its addresses (``uri``) that are ours."""
    if isinstance(value, dict):
        kept = {key: foreign(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if key != "uri" or not _ours(one)}
    return [foreign(one) for one in value] if isinstance(value, list) else value


def taken(dataset: dict[str, Any]) -> str:
    """The name of another dataset that has the address of this one; "" where there is none."""
    if not dataset.get("uri"):
        return ""
    packages = model.package_table
    query = sa.select(packages.c.name).where(
        packages.c.extras["uri"].astext == dataset["uri"],
        packages.c.state == "active",
        packages.c.id != dataset["id"],
    )
    return str(model.Session.execute(query.limit(1)).scalar() or "")


def _ours(address: Any) -> bool:
    sites = (tk.config["ckan.site_url"], catalog_uri())
    return any(f"{address}/".startswith(f"{site.rstrip('/')}/") for site in sites)
