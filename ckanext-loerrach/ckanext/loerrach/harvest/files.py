"""The files of a resource's places: their addresses, what the page says of them, and themselves.

``/dataset/<id>/resource/<id>/places.gpkg`` and so on. The address stays, the file changes with the
data: ETag and Last-Modified say when. Ranges are served, so that a map reads a part of a
FlatGeobuf.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.geo.files import FORMATS
from ckanext.loerrach.geo.shelf import NAME, Shelf
from flask import Blueprint, Response, send_file

from . import downloads

blueprint = Blueprint("loerrach_places", __name__)
#: seconds after which who asks for a file that is being made may ask again
SOON = 60


def loerrach_place_files(package: Mapping[str, Any], resource: Mapping[str, Any]) -> dict[str, Any]:
    """For templates: the files of a resource; {} where it has none.

    ``files``: title, address, size and notes of each, in the order of geo.files; [] while they are
    being made. ``failed``: the last try went wrong. ``at``: when they were made. ``inert``: there
    are texts like formulas in the CSV file.
    """
    if resource.get("downloads") != NAME or not downloads.stores():
        return {}
    shelf = downloads.shelf(str(resource["id"]))
    made = shelf.made
    files = [
        {
            "title": format.title, "url": address(package["name"], resource["id"], format.ending),
            "size": made.files[name].size, "notes": made.files[name].notes,
        }
        for name, format in FORMATS.items()
        if made and name in made.files
    ]  # fmt: skip
    inert = bool(made and "csv" in made.files and made.files["csv"].notes)
    return {
        "files": files, "failed": shelf.failed is not None, "at": made.at if made else "",
        "inert": inert,
    }  # fmt: skip


def address(dataset: str, resource_id: str, ending: str) -> str:
    """Where a file is, without the server."""
    return str(tk.url_for("loerrach_places.file", id=dataset, resource_id=resource_id,
                          ending=ending.removeprefix(".")))  # fmt: skip


def file(id: str, resource_id: str, ending: str) -> Any:
    """A file of a resource that its reader may see."""
    name = next((one.name for one in FORMATS.values() if one.ending == f".{ending}"), None)
    resource = seen_resource(id, resource_id)
    if name is None or resource.get("downloads") != NAME or not downloads.stores():
        return tk.abort(404, tk._("There is no such file."))
    return answered(downloads.shelf(resource["id"]), name, FORMATS[name], id)


def answered(shelf: Shelf, name: str, format: Any, id: str) -> Any:
    """A file that is there; or when there will be one."""
    path, made = shelf.path(name), shelf.made
    if path is None or made is None:
        return _later(shelf.failed is not None)
    answer = send_file(
        path, mimetype=format.mimetype, as_attachment=True, conditional=True,
        download_name=f"{id}{format.ending}", etag=made.files[name].hash[:32],
        last_modified=datetime.fromisoformat(made.at),
    )  # fmt: skip
    # maps on other people's pages read them, too
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def seen_resource(id: str, resource_id: str) -> dict[str, Any]:
    """The resource of that dataset, as far as the reader may see it; else 404."""
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        found = tk.get_action("resource_show")(context, {"id": resource_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return dict(tk.abort(404, tk._("There is no such file.")))
    package = model.Package.get(id)
    if package is None or package.id != found["package_id"]:
        return dict(tk.abort(404, tk._("There is no such file.")))
    return dict(found)


def _later(failed: bool) -> Response:
    """There is no file yet."""
    if failed:
        return Response(tk._("This file could not be made."), 404, mimetype="text/plain")
    text = tk._("This file is being made. Please try again in a few minutes.")
    return Response(text, 503, {"Retry-After": str(SOON)}, mimetype="text/plain")


blueprint.add_url_rule(
    f"/dataset/<id>/resource/<resource_id>/{NAME}.<path:ending>", endpoint="file", view_func=file
)
