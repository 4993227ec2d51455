"""Addresses that a source gives its datasets and their parts, which our feed passes on unchanged.

DCAT-AP.de asks for it, and it makes a source able to speak of other things in our name: so nothing
below this portal's own address is taken over, and nothing that another dataset here has already;
a dataset that had an address before keeps that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.dcat.utils import catalog_uri


def foreign(dataset: dict[str, Any]) -> dict[str, Any]:
    """A dataset without those of its addresses, and of those of its parts (``uri``), that are ours.

    The same object where there are none.
    """
    ours = tuple(f"{site.rstrip('/')}/" for site in (tk.config["ckan.site_url"], catalog_uri()))
    if not any(_is_below(address, ours) for address in _addresses(dataset)):
        return dataset
    return cast("dict[str, Any]", _without(dataset, ours))


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


def _addresses(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if "uri" in value:
            yield value["uri"]
        value = value.values()
    for one in value:
        if isinstance(one, dict | list):
            yield from _addresses(one)


def _without(value: Any, sites: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {
            key: _without(one, sites)
            for key, one in value.items()
            if key != "uri" or not _is_below(one, sites)
        }
    return [_without(one, sites) for one in value] if isinstance(value, list) else value


def _is_below(address: Any, sites: tuple[str, ...]) -> bool:
    return f"{address}/".startswith(sites)
