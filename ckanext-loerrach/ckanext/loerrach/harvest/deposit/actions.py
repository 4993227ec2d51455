"""What programs ask of the table of a file, and who may."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.tabular.reading import BadCorrection, from_schema

from . import fetched, layout, notice, small, state


@tk.side_effect_free
def loerrach_table_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """How the file of a resource became a table.

    ``id``: of the resource. ``state``: pending, working, done or failed; ``stage`` (fetching,
    reading, writing), ``done`` and ``expected`` rows; ``told``: ``rows``, ``columns``, ``schema``
    (Frictionless Data Resource), ``sentences`` and ``misfits``; or ``problem``, texts by language:
    then the table is that of before, unless ``swapped`` says that it is the new one.
    ``told.about`` is of the table that is there: ``reference_date`` (ISO 8601, or "") and
    ``footnotes``, in full. ``threshold``: counts below it are ``told.small``, and hold the file
    back (state failed); who may not edit gets nothing but ``about`` then.
    """
    id = tk.get_or_bust(data_dict, "id")
    tk.check_access("loerrach_table_show", context, {"id": id})
    one = state.load(id)
    if one is None or one.mark == state.GONE:
        raise tk.ObjectNotFound(tk._("This resource has no file that becomes a table."))
    told, may = dict(one.told), _may_load(context, id)
    if not may:
        # what was found in a file that nobody has looked at may name somebody
        shown = [state.ABOUT] if small.is_held(one) else told.keys() - {"small"}
        told = {key: told[key] for key in shown if key in told}
    return {
        "resource_id": one.resource_id, "state": one.state, "stage": one.stage, "done": one.done,
        "expected": one.expected, "tries": one.tries, "told": told,
        "changed_at": one.changed_at.isoformat() if one.changed_at else None,
        "correction": one.correction if may else None, "threshold": one.threshold,
    }  # fmt: skip


def _may_load(context: Any, id: str) -> bool:
    try:
        tk.check_access("loerrach_table_load", {**context}, {"id": id})
    except tk.NotAuthorized:
        return False
    return True


def loerrach_table_load(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have the file of a resource (``id``) read again, as after an upload."""
    id = tk.get_or_bust(data_dict, "id")
    tk.check_access("loerrach_table_load", context, {"id": id})
    resource = model.Resource.get(id)
    one = state.load(id)
    if resource.package.state not in notice.STATES or not (one or fetched.is_table(resource)):
        raise tk.ValidationError({"id": [tk._("This resource has no file that becomes a table.")]})
    if one is None or one.state not in (state.PENDING, state.WORKING):
        state.want(id, notice.mark(resource), small.default())
        model.Session.commit()
    notice.enqueue()
    return dict(tk.get_action("loerrach_table_show")(context, {"id": id}))


def loerrach_table_correct(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say how the files of a resource (``id``) are to be read, now and at each delivery.

    ``schema``: a Frictionless Data Resource, as ``told.schema`` of loerrach_table_show; columns of
    another layout stop a delivery then. Without it everything is found in the file, and its
    columns are taken as they are.
    """
    id = tk.get_or_bust(data_dict, "id")
    tk.check_access("loerrach_table_correct", context, {"id": id})
    given = data_dict.get("schema") or None
    try:
        if given is not None:
            from_schema(given)
    except BadCorrection as error:
        told = error.sentence.text(str(tk.h.lang())[:2])
        where = {f"schema.fields.{error.column}.{error.part}": [told]} if error.part else {}
        raise tk.ValidationError({"schema": [told], **where}) from error
    tk.get_action("loerrach_table_show")(context, {"id": id})
    one = state.load(id)
    state.keep(id, correction=given, told=layout.unknown(one.told if one else {}))
    model.Session.commit()
    return loerrach_table_load(context, {"id": id})


def loerrach_table_accept(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take over the columns of a delivery (``id`` of its resource) that others stopped.

    What was said of columns that are there still stays said.
    """
    id = tk.get_or_bust(data_dict, "id")
    tk.check_access("loerrach_table_accept", context, {"id": id})
    one = state.load(id)
    if not (one and one.state == state.FAILED and "now" in one.told):
        raise tk.ValidationError({"id": [tk._("No delivery with other columns is waiting.")]})
    if one.correction:
        state.keep(id, correction=layout.wanted(one.correction))
    else:
        state.keep(id, told=layout.unknown(one.told))
    model.Session.commit()
    return loerrach_table_load(context, {"id": id})


@tk.auth_allow_anonymous_access
def _show(context: Any, data_dict: dict[str, Any]) -> Any:
    return tk.check_access("resource_show", context, {"id": data_dict["id"]}) and {"success": True}


def _load(context: Any, data_dict: dict[str, Any]) -> Any:
    given = {"id": data_dict["id"]}
    return tk.check_access("resource_update", context, given) and {"success": True}


def actions() -> dict[str, Any]:
    return {
        "loerrach_table_show": loerrach_table_show, "loerrach_table_load": loerrach_table_load,
        "loerrach_table_correct": loerrach_table_correct,
        "loerrach_table_accept": loerrach_table_accept,
        "loerrach_table_threshold": small.loerrach_table_threshold,
        "loerrach_table_publish": small.loerrach_table_publish,
    }  # fmt: skip


def auth_functions() -> dict[str, Any]:
    return {
        "loerrach_table_show": _show, "loerrach_table_load": _load,
        "loerrach_table_correct": _load, "loerrach_table_accept": _load,
        "loerrach_table_threshold": _load, "loerrach_table_publish": _load,
    }  # fmt: skip
