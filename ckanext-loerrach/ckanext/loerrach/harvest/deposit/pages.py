"""What the page of a resource says of its file, and the button that has it read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.plugins import plugin_loaded
from flask import Blueprint

from . import state

blueprint = Blueprint("loerrach_deposit", __name__)


def loerrach_deposit(resource: Mapping[str, Any]) -> dict[str, Any]:
    """For templates: how the file of a resource became a table; {} where there is none to be.

    ``waits``: not done yet; ``problem`` and ``sentences`` in the reader's language.
    """
    if not plugin_loaded("datastore"):
        return {}
    one = state.load(str(resource["id"]))
    if one is None or one.mark == state.GONE:
        return {}
    told, language = one.told, str(tk.h.lang())[:2]

    def said(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts.get("en", "")

    done = one.state == state.DONE
    return {
        "waits": one.state in (state.PENDING, state.WORKING), "stage": one.stage,
        "done": one.done, "expected": one.expected,
        "problem": said(told.get("problem", {})) if one.state == state.FAILED else "",
        "changes": [said(texts) for texts in told.get("changes", ())],
        "rows": told.get("rows") if done else None, "columns": told.get("columns", 0),
        "sentences": [said(texts) for texts in told.get("sentences", ())] if done else [],
        "misfits": told.get("misfits", []) if done else [],
    }  # fmt: skip


def load(id: str, resource_id: str) -> Any:
    """Read the file again; back to the page of its resource."""
    try:
        tk.get_action("loerrach_table_load")({}, {"id": resource_id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such resource."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not change this resource."))
    except tk.ValidationError as error:
        tk.h.flash_error("; ".join(error.error_dict["id"]))
    return tk.redirect_to("dataset_resource.read", id=id, resource_id=resource_id)


blueprint.add_url_rule(
    "/dataset/<id>/resource/<resource_id>/load", view_func=load, methods=["POST"]
)
