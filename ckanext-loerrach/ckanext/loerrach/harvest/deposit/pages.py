"""What the page of a resource says of its file, and what a publisher answers there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.plugins import plugin_loaded
from ckan.views import resource as ckan_resource
from flask import Blueprint

from . import fetched, form, notice, small, state

blueprint = Blueprint("loerrach_deposit", __name__)
#: formats that are written as text; the others of those whose layout can be corrected
TEXTS, WORKBOOKS = ("csv", "tsv"), ("xlsx", "xls", "ods")


def loerrach_deposit(resource: Mapping[str, Any]) -> dict[str, Any]:
    """For templates: how the file of a resource became a table; {} where there is none to be.

    ``waits``: not done yet; ``problem`` and ``sentences`` in the reader's language; ``compared``
    (see ``compared``) where a delivery has other columns. ``about``: reference date and footnotes
    of the table that is there. Only ``is_zip`` of a linked zip file, which nobody looks into.
    """
    if not plugin_loaded("datastore"):
        return {}
    one = state.load(str(resource["id"]))
    if one is None or one.mark == state.GONE:
        found = model.Resource.get(str(resource["id"]))
        is_zip = found is not None and fetched.may_hold_places(found)
        return {"is_zip": True} if is_zip and not notice.is_harvested(found.package_id) else {}
    told, language = one.told, str(tk.h.lang())[:2]

    def said(texts: Mapping[str, str]) -> str:
        return texts.get(language) or texts.get("en", "")

    done, failed = one.state == state.DONE, one.state == state.FAILED
    return {
        "waits": one.state in (state.PENDING, state.WORKING), "stage": one.stage,
        "done": one.done, "expected": one.expected,
        "problem": said(told.get("problem", {})) if failed else "",
        "changes": [said(texts) for texts in told.get("changes", ())] if failed else [],
        "compared": compared(told.get("before", ()), told.get("now", ())) if failed else [],
        "rows": told.get("rows") if done else None, "columns": told.get("columns", 0),
        "sentences": [said(texts) for texts in told.get("sentences", ())] if done else [],
        "misfits": told.get("misfits", []) if done else [],
        "draft": done and bool(told.get("draft")), "small": told.get("small", []),
        "swapped": failed and bool(told.get("swapped")), "about": told.get(state.ABOUT, {}),
        "held": failed and small.is_held(one), "threshold": one.threshold,
    }  # fmt: skip


def loerrach_small_counts() -> int | None:
    """For templates: below which number counts are small in a new file; None: none is looked at."""
    return small.default() if plugin_loaded("datastore") else None


def compared(before: Any, now: Any) -> list[dict[str, Any]]:
    """Columns with their places (from 1, 0: is not there) before and now, in today's order."""
    first, second = list(before), list(now)
    columns = [
        {"label": label, "before": first.index(label) + 1 if label in first else 0, "now": place}
        for place, label in enumerate(second, 1)
    ]
    gone = [
        {"label": label, "before": place, "now": 0}
        for place, label in enumerate(first, 1)
        if label not in second
    ]
    return [*columns, *gone]


def loerrach_correction(resource: Mapping[str, Any]) -> dict[str, Any]:
    """For templates: the form of corrections; {} where nothing can be corrected now.

    Who may not change the resource gets it from no page, see templates/loerrach_harvest.
    """
    one, found = state.load(str(resource["id"])), model.Resource.get(str(resource["id"]))
    if one is None or found is None or one.state not in (state.DONE, state.FAILED):
        return {}
    ending = fetched.name(found).rpartition(".")[2].lower()
    if ending not in (*TEXTS, *WORKBOOKS):
        return {}
    sent, errors = getattr(tk.g, "loerrach_sent", None) or (None, {})
    return form.drawn(one, sent, errors) | {"is_text": ending in TEXTS}


def load(id: str, resource_id: str) -> Any:
    """Read the file again; back to the page of its resource."""
    return _done("loerrach_table_load", id, resource_id)


def accept(id: str, resource_id: str) -> Any:
    """Take over the layout of a delivery that has other columns."""
    return _done("loerrach_table_accept", id, resource_id)


def publish(id: str, resource_id: str) -> Any:
    """Publish a file in spite of its small counts."""
    return _done("loerrach_table_publish", id, resource_id)


def threshold(id: str, resource_id: str) -> Any:
    """Say below which number counts are small."""
    given = tk.request.form.get("threshold", "")
    return _done("loerrach_table_threshold", id, resource_id, threshold=given)


@blueprint.before_app_request
def withhold() -> Any:
    """A file with small counts is not given to others before somebody has looked at it."""
    if not (tk.request.endpoint or "").endswith("resource.download"):
        return None
    id = str((tk.request.view_args or {}).get("resource_id", ""))
    one = state.load(id) if plugin_loaded("datastore") else None
    if one is None or not small.is_held(one):
        return None
    try:
        tk.check_access("loerrach_table_publish", {}, {"id": id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return tk.abort(403, tk._("This file is looked at before it is published."))
    return None


def correct(id: str, resource_id: str) -> Any:
    """Keep what was said of the file and have it read so; or the page again, with what is wrong."""
    if tk.request.method == "GET":
        return _back(id, resource_id)
    sent = dict(tk.request.form.items())
    given: dict[str, Any] = {"id": resource_id}
    errors: Mapping[str, Any]
    try:
        tk.check_access("loerrach_table_correct", {}, given)
        one = state.load(resource_id)
        if one is None:
            return tk.abort(404, tk._("There is no such resource."))
        if "forget" not in sent:
            given["schema"] = form.schema_of(one, sent)
        tk.get_action("loerrach_table_correct")({}, given)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such resource."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not change this resource."))
    except form.Wrong as error:
        errors = error.errors
    except tk.ValidationError as error:
        errors = form.placed(error.error_dict, sent)
    else:
        tk.h.flash_success(tk._("This is kept, and the file is read again."))
        return _back(id, resource_id)
    tk.g.loerrach_sent = (sent, errors)
    try:
        return ckan_resource.read("dataset", id, resource_id)
    finally:
        tk.g.pop("loerrach_sent")


def _done(action: str, id: str, resource_id: str, **given: Any) -> Any:
    """Do what one button says; what cannot be done is said on the page."""
    try:
        tk.get_action(action)({}, {"id": resource_id, **given})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("There is no such resource."))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("You may not change this resource."))
    except tk.ValidationError as error:
        tk.h.flash_error("; ".join(text for texts in error.error_dict.values() for text in texts))
    return _back(id, resource_id)


def _back(id: str, resource_id: str) -> Any:
    address = tk.url_for("dataset_resource.read", id=id, resource_id=resource_id)
    return tk.redirect_to(f"{address}#deposit")


_PAGE = "/dataset/<id>/resource/<resource_id>"
blueprint.add_url_rule(f"{_PAGE}/load", view_func=load, methods=["POST"])
blueprint.add_url_rule(f"{_PAGE}/accept", view_func=accept, methods=["POST"])
blueprint.add_url_rule(f"{_PAGE}/publish", view_func=publish, methods=["POST"])
blueprint.add_url_rule(f"{_PAGE}/threshold", view_func=threshold, methods=["POST"])
blueprint.add_url_rule(f"{_PAGE}/correct", view_func=correct, methods=["GET", "POST"])
