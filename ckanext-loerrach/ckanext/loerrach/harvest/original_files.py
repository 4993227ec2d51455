"""The file that a harvested table was read from: its address, and what the page says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, send_file

from . import downloads, files, originals

blueprint = Blueprint("loerrach_originals", __name__)


def loerrach_original(package: Mapping[str, Any], resource: Mapping[str, Any]) -> dict[str, Any]:
    """For templates: ``name``, ``size`` and ``url`` of the file of a resource; {} for none."""
    kept = originals.find(str(resource["id"])) if downloads.stores() else None
    if kept is None:
        return {}
    url = tk.url_for("loerrach_originals.file", id=package["name"], resource_id=resource["id"])
    return {"name": kept.name, "size": kept.size, "url": url}


def file(id: str, resource_id: str) -> Any:
    """The file of a resource that its reader may see."""
    resource = files.seen_resource(id, resource_id)
    kept = originals.find(str(resource["id"])) if downloads.stores() else None
    path = originals.path(str(resource["id"]), kept) if kept else None
    if kept is None or path is None:
        return tk.abort(404, tk._("There is no such file."))
    answer = send_file(
        path, mimetype=kept.mimetype or "application/octet-stream", as_attachment=True,
        download_name=kept.name, etag=kept.hash[:32], conditional=True,
        last_modified=datetime.fromisoformat(kept.at),
    )  # fmt: skip
    # whatever is in it, no browser takes it for a page of the portal
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


blueprint.add_url_rule(
    "/dataset/<id>/resource/<resource_id>/original", endpoint="file", view_func=file
)
