"""The files of a harvested table: their addresses, what the page says of them, and themselves.

``/dataset/<id>/resource/<id>/table.csv``, ``.xlsx``, ``.json``, ``.parquet`` and ``.schema.json``.
The address stays, the file changes with the rows: ETag and Last-Modified say when.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.plugins import plugin_loaded
from ckanext.loerrach.geo.shelf import NAME as PLACES
from ckanext.loerrach.tabular.files import FORMATS, NAME, TableShelf, version_now
from ckanext.loerrach.tabular.inert import BOM
from flask import Blueprint
from psycopg2 import Error
from sqlalchemy.exc import SQLAlchemyError

from . import downloads, files

blueprint = Blueprint("loerrach_tables", __name__)


def loerrach_table_files(package: Mapping[str, Any], resource: Mapping[str, Any]) -> dict[str, Any]:
    """For templates: the files of the table of a resource; {} where none have been made.

    ``files``: title, address and size of each, in the order of tabular.files; the CSV file of a
    table with places is that of its places, which has all columns. ``at``: when they were made.
    ``inert``: there are texts like formulas; ``cut``: the XLSX file is not complete; ``waits``: the
    rows have changed since, new files are made soon.
    """
    if not (_offered() and resource.get("datastore_active")):
        return {}
    shelf = downloads.table_shelf(str(resource["id"]))
    made = shelf.made
    if made is None:
        return {}
    hidden = {"csv", "parquet"} if resource.get("downloads") == PLACES else set()
    found = [
        {
            "title": format.title, "size": made.files[name].size,
            "url": _address(package["name"], resource["id"], format.ending),
        }
        for name, format in FORMATS.items()
        if name in made.files and name not in hidden
    ]  # fmt: skip
    notes = {name: bool(one.notes) for name, one in made.files.items()}
    inert = notes.get("csv", False) and "csv" not in hidden
    return {
        "files": found, "at": made.at, "inert": inert, "cut": notes.get("xlsx", False),
        "waits": not _is_current(shelf),
    }  # fmt: skip


def loerrach_table_csv(package: Mapping[str, Any], resource: Mapping[str, Any]) -> str:
    """For templates: the address of the CSV file of a table, for spreadsheet programs.

    "" where it has not been made of the rows that are there now: CKAN's dump has those.
    """
    id = str(resource["id"])
    if not (_offered() and resource.get("datastore_active")):
        return ""
    address = _address(package["name"], id, FORMATS["csv"].ending)
    return f"{address}?bom=true" if _is_current(downloads.table_shelf(id)) else ""


def _is_current(shelf: TableShelf) -> bool:
    """Are the files made of the rows that are there now?"""
    try:
        return shelf.made is not None and shelf.is_of(version_now(shelf.folder.name))
    except (Error, SQLAlchemyError):
        # the dump says what is wrong with the DataStore
        return False


def file(id: str, resource_id: str, ending: str) -> Any:
    """A file of the table of a resource that its reader may see.

    ``bom=true``: of CSV, with the mark by which spreadsheet programs know UTF-8.
    """
    name = next((name for name, one in FORMATS.items() if one.ending == f".{ending}"), None)
    resource = files.seen_resource(id, resource_id)
    if name is None or not (_offered() and resource.get("datastore_active")):
        return tk.abort(404, tk._("There is no such file."))
    shelf = downloads.table_shelf(resource["id"])
    if shelf.made is None and shelf.failed is None and not downloads.is_loaded(resource["id"]):
        # a table of CKAN's own: its dump is there
        return tk.abort(404, tk._("There is no such file."))
    if name == "csv" and tk.request.args.get("bom", "").lower() == "true":
        return _marked(shelf, id)
    return files.answered(shelf, name, FORMATS[name], id)


def _marked(shelf: TableShelf, id: str) -> Any:
    """The CSV file as a whole, with BOM."""
    # what is asked for by its bytes would be those of the file without
    tk.request.environ.pop("HTTP_RANGE", None)
    answer = files.answered(shelf, "csv", FORMATS["csv"], id)
    if answer.status_code == 200 and tk.request.method == "GET":
        pieces, length = answer.response, answer.content_length
        answer.direct_passthrough = False
        answer.response = chain([BOM], pieces)
        answer.call_on_close(getattr(pieces, "close", lambda: None))
        answer.headers["Accept-Ranges"] = "none"
        answer.content_length = length + len(BOM) if length is not None else None
    return answer


def _offered() -> bool:
    return downloads.stores() and plugin_loaded("datastore")


def _address(dataset: str, resource_id: str, ending: str) -> str:
    return str(tk.url_for("loerrach_tables.file", id=dataset, resource_id=resource_id,
                          ending=ending.removeprefix(".")))  # fmt: skip


blueprint.add_url_rule(
    f"/dataset/<id>/resource/<resource_id>/{NAME}.<path:ending>", endpoint="file", view_func=file
)
