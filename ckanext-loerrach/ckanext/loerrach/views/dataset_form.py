"""The form for a dataset: choose its field of the strategy, fill in, check, keep, publish.

The addresses are CKAN's own (``/dataset/new``, ``/dataset/edit/ID``), for datasets of type
"dataset". Everything works without scripts: each button sends the whole form.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, jsonify
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ..forms import flat, orders, rows, saving
from ..forms.findings import Report, report
from ..forms.page import DatasetPage, dataset_fields
from ..schemas import strategy_fields

blueprint = Blueprint("loerrach_dataset_form", __name__)

#: buttons that keep the dataset; "next" wants it whole, "publish" makes it public
KEEP = ("draft", "next", "save", "publish", "unpublish")


@blueprint.route("/dataset/new", methods=["GET", "POST"])
def new() -> Response | str:
    """The form for a new dataset; without ``strategy_field`` the choice of fields."""
    _allowed("package_create")
    if tk.request.method == "GET":
        form: flat.Form = MultiDict(tk.request.args.items(multi=True))
        if form.get("strategy_field") not in {field.name for field in strategy_fields()}:
            return tk.render("loerrach/form/choose_field.html", {"dataset_type": "dataset"})
        # the page of an organization leads here with its id as "group"
        form.setdefault("owner_org", form.get("group", ""))
        return DatasetPage(form).render()
    return _posted(None)


@blueprint.route("/dataset/edit/<id>", methods=["GET", "POST"])
def edit(id: str) -> Response | str:
    """The form for a dataset that is there: a draft, or one that is public."""
    try:
        dataset = tk.get_action("package_show")(saving.context(), {"id": id})
        _allowed("package_update", id)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Unauthorized to edit this dataset"))
    if dataset["type"] != "dataset":
        return tk.redirect_to(f"{dataset['type']}.edit", id=id)
    if tk.request.method == "POST":
        return _posted(dataset)
    form = flat.to_form(dataset_fields(dataset.get("strategy_field", "")), dataset)
    return DatasetPage(form, dataset).render()


def _allowed(what: str, id: str = "") -> None:
    try:
        tk.check_access(what, saving.context(), {"id": id} if id else {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Unauthorized to edit this dataset"))


def _posted(dataset: dict[str, Any] | None) -> Response | str:
    form: flat.Form = MultiDict(tk.request.form.items(multi=True))
    asked = orders.order(form)
    fields = dataset_fields(form.get("strategy_field", ""))
    _take_up(form, fields, dataset or {})
    if orders.obey(asked, form, fields):
        return DatasetPage(form, dataset, at=asked).render()
    rows.compact(form, fields)
    data = flat.from_form(fields, form)
    if asked.verb not in KEEP:
        return _checked(form, dataset, data)
    try:
        return _keep(asked.verb, dataset, saving.with_name(data, (dataset or {}).get("id")))
    except tk.ValidationError as wrong:
        return DatasetPage(form, dataset, errors=wrong.error_dict).render()


def _take_up(form: flat.Form, fields: list[dict[str, Any]], dataset: dict[str, Any]) -> None:
    """Put what is stored for a newly chosen field of the strategy into the form.

    The page that was sent did not have these inputs, so that they are missing is no answer.
    """
    if form.pop("drawn_for", "") in ("", form.get("strategy_field")):
        return
    names = {key.split("-")[0] for key in form}
    new = [f for f in fields if f.get("strategy_fields") and f["field_name"] not in names]
    form.update(flat.to_form(new, dataset))


def _checked(
    form: flat.Form, dataset: dict[str, Any] | None, data: dict[str, Any]
) -> Response | str:
    found = report({**(dataset or {}), **data})
    if "application/json" in tk.request.headers.get("Accept", ""):
        return jsonify(DatasetPage(form, dataset, report=found or Report([])).findings())
    return DatasetPage(form, dataset, report=found or Report([])).render()


def _keep(verb: str, dataset: dict[str, Any] | None, data: dict[str, Any]) -> Response:
    whole = verb in ("next", "publish")
    if verb in ("unpublish", "publish"):
        data["state"] = "draft" if verb == "unpublish" else "active"
    if dataset is None:
        kept = saving.create({**data, "state": "draft"}, whole=whole)
    else:
        kept = saving.update(dataset["id"], data, whole=whole)
    return _onward(verb, kept)


def _onward(verb: str, kept: dict[str, Any]) -> Response:
    if verb == "next":
        return tk.redirect_to("dataset_resource.new", id=kept["name"])
    if verb in ("draft", "unpublish"):
        tk.h.flash_success(tk._("The draft has been saved. Nobody else can see it yet."))
        return tk.redirect_to("dataset.edit", id=kept["name"])
    said = (
        tk._("The dataset is published.") if verb == "publish" else tk._("The changes are saved.")
    )
    tk.h.flash_success(said)
    return tk.redirect_to("dataset.read", id=kept["name"])
