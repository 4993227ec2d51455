"""Where a harvested dataset comes from: every route by which the portal knows it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.harvest.model import HarvestSource

from .state import TABLE


@tk.side_effect_free
def loerrach_harvest_provenance(context: Any, data_dict: Any) -> dict[str, Any]:
    """The routes of a dataset (``id`` or name), the one that writes it first.

    Each route: ``source`` (name), ``title``, ``url`` of the feed, ``record`` (identity there),
    ``identifier``, ``modified`` as the source gives it, ``holds`` (this one writes the dataset),
    ``missing_since`` (the source no longer has it). An own dataset has none.
    """
    dataset = tk.get_action("package_show")(
        {"ignore_auth": context.get("ignore_auth", False), "user": context.get("user")},
        {"id": tk.get_or_bust(data_dict, "id")},
    )
    return {"id": dataset["id"], "routes": routes(dataset["id"])}


def routes(package_id: str) -> list[dict[str, Any]]:
    """The routes of a dataset as plain values."""
    query = (
        sa.select(
            model.Package.name.label("source"), HarvestSource.title, HarvestSource.url,
            TABLE.c.record_id.label("record"), TABLE.c.identifier, TABLE.c.modified,
            TABLE.c.holds, TABLE.c.missing_since,
        )
        .join_from(TABLE, HarvestSource, HarvestSource.id == TABLE.c.source_id)
        .join(model.Package, model.Package.id == TABLE.c.source_id)
        .where(TABLE.c.package_id == package_id)
        .order_by(TABLE.c.holds.desc(), model.Package.name)
    )  # fmt: skip
    rows = [dict(row) for row in model.Session.execute(query).mappings()]
    return [
        {**row, "missing_since": since and since.isoformat()}
        for row in rows
        for since in [row["missing_since"]]
    ]
