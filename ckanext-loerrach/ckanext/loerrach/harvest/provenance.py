"""Where a harvested dataset comes from: routes, chain of catalogues, edits in the portal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters._core.errors import HarvestError

from . import edits, poll, state
from .context import site_context
from .settings import Settings
from .state import TABLE


@tk.side_effect_free
def loerrach_harvest_provenance(context: Any, data_dict: Any) -> dict[str, Any]:
    """Where a dataset (``id`` or name) comes from; see `provenance`. Own datasets: no routes."""
    dataset = tk.get_action("package_show")(
        {"ignore_auth": context.get("ignore_auth", False), "user": context.get("user")},
        {"id": tk.get_or_bust(data_dict, "id")},
    )
    return {"id": dataset["id"], **provenance(dataset)}


def provenance(dataset: dict[str, Any]) -> dict[str, Any]:
    """Of a package_show dict; everything in it is plain JSON, times are ISO 8601 in UTC.

    ``routes``: who has the dataset, the one that writes it first. Each: ``source`` (name),
    ``title``, ``url`` (what is harvested), ``page`` (the dataset there, "" where that is not
    known), ``record`` (identity there), ``identifier``, ``modified`` as the source gives it,
    ``holds`` (this one writes the dataset), ``seen_at`` (last found there), ``missing_since``.
    ``chain``: the catalogues by which it came, its publisher's first. ``written_at``: when its
    source last changed it here. ``archived_at``: since when its source no longer has it.
    ``edits``: ``policy`` ("keep" or "overwrite") and ``fields`` that were edited in the portal.
    """
    found = _routes(dataset["id"])
    chain = [str(one) for one in dataset.get("catalogue_chain") or ()]
    routes = [_route(row, chain) for row in found]
    holder = next((row for row in found if row["holds"]), None)
    return {
        "routes": routes, "chain": chain,
        "written_at": _told(holder["written"] if holder else None),
        "archived_at": dataset.get("archived") or None,
        "edits": _edits(dataset["id"], holder) if holder else {"policy": None, "fields": []},
    }  # fmt: skip


def after_show(context: Any, dataset: dict[str, Any]) -> None:
    """Tell the same in package_show, as ``harvest``; to those who ask over the API only.

    The engine, forms and the index have no use for it, and it is not part of the dataset.
    """
    asked = "api_version" in context and not context.get("for_update")
    if asked and dataset.get("type") == "dataset":
        told = provenance(dataset)
        if told["routes"]:
            dataset["harvest"] = told


def _routes(package_id: str) -> list[dict[str, Any]]:
    query = (
        sa.select(
            model.Package.name.label("source"), HarvestSource.title, HarvestSource.url,
            TABLE.c.source_id, TABLE.c.record_id, TABLE.c.identifier, TABLE.c.modified,
            TABLE.c.holds, TABLE.c.missing_since, TABLE.c.written, poll.TABLE.c.answered_at,
        )
        .join_from(TABLE, HarvestSource, HarvestSource.id == TABLE.c.source_id)
        .join(model.Package, model.Package.id == TABLE.c.source_id)
        .outerjoin(poll.TABLE, poll.TABLE.c.source_id == TABLE.c.source_id)
        .where(TABLE.c.package_id == package_id)
        .order_by(TABLE.c.holds.desc(), model.Package.name, TABLE.c.record_id)
    )  # fmt: skip
    return [dict(row) for row in model.Session.execute(query).mappings()]


def _route(row: dict[str, Any], chain: list[str]) -> dict[str, Any]:
    # whoever writes the dataset has told the whole chain; the others' pages are in their records
    pages = [row["record_id"], *(reversed(chain) if row["holds"] else ())]
    page = next((one for one in pages if one.startswith(("http://", "https://"))), "")
    missing = row["missing_since"]
    return {
        "source": row["source"], "title": row["title"] or row["source"], "url": row["url"],
        "page": page, "record": row["record_id"], "identifier": row["identifier"],
        "modified": row["modified"], "holds": row["holds"],
        "seen_at": None if missing else _told(row["answered_at"]), "missing_since": _told(missing),
    }  # fmt: skip


def _told(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds")


def _edits(package_id: str, holder: dict[str, Any]) -> dict[str, Any]:
    source = HarvestSource.get(holder["source_id"])
    try:
        policy = Settings.of(source, model.Package.get(source.id)).entry.edits
    except HarvestError:
        # described wrongly: nothing is written until that is mended
        policy = None
    package = model.Package.get(package_id)
    base = state.fields(package_id)
    if base is None or package.metadata_modified == holder["written"]:
        return {"policy": policy, "fields": []}
    # as the engine looks at it, whoever asks
    shown = tk.get_action("package_show")(site_context(), {"id": package_id})
    return {"policy": policy, "fields": edits.edited(base, shown)}
