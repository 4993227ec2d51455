"""The form for a resource: a file or an address, its licence, its words."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from ..forms import flat, orders, rows, saving
from ..forms.page import DatasetPage, dataset_fields
from ..forms.resource_page import SMALL_COUNTS, ResourcePage, resource_fields, small_counts

blueprint = Blueprint("loerrach_resource_form", __name__)


@blueprint.route("/dataset/<id>/resource/new", methods=["GET", "POST"])
def new(id: str) -> Response | str:
    """The form for one more resource of a dataset."""
    dataset = _dataset(id)
    if tk.request.method == "POST":
        return _posted(dataset, None)
    form: flat.Form = MultiDict()
    for earlier in dataset["resources"][-1:]:
        # who publishes several files does so under one licence
        for name in ("license", "licenseAttributionByText"):
            form[name] = str(earlier.get(name) or "")
    return ResourcePage(form, dataset).render()


@blueprint.route("/dataset/<id>/resource/<resource_id>/edit", methods=["GET", "POST"])
def edit(id: str, resource_id: str) -> Response | str:
    """The form for a resource that is there."""
    dataset = _dataset(id)
    resource = next((one for one in dataset["resources"] if one["id"] == resource_id), None)
    if resource is None:
        return tk.abort(404, tk._("Resource not found"))
    if tk.request.method == "POST":
        return _posted(dataset, resource)
    form = flat.to_form(resource_fields(str(dataset.get("strategy_field") or "")), resource)
    if resource.get("url_type") == "upload":
        form["url"] = ""
    return ResourcePage(form, dataset, resource).render()


def _dataset(id: str) -> dict[str, Any]:
    try:
        dataset: dict[str, Any] = tk.get_action("package_show")(saving.context(), {"id": id})
        tk.check_access("package_update", saving.context(), {"id": id})
    except tk.ObjectNotFound:
        tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized:
        tk.abort(403, tk._("Unauthorized to edit this dataset"))
    if dataset["type"] != "dataset":
        tk.abort(404, tk._("Dataset not found"))
    return dataset


def _posted(dataset: dict[str, Any], resource: dict[str, Any] | None) -> Response | str:
    form: flat.Form = MultiDict(tk.request.form.items(multi=True))
    asked = orders.order(form)
    fields = resource_fields(str(dataset.get("strategy_field") or ""))
    upload = tk.request.files.get("upload")
    lost = upload.filename or "" if upload else ""
    if orders.obey(asked, form, fields):
        return ResourcePage(form, dataset, resource, lost_file=lost, at=asked).render()
    rows.compact(form, fields)
    if _nothing(form, fields, upload, resource) and asked.verb in ("back", "draft", "publish"):
        # the page was left as it came: go on without a new resource
        return _onward(asked.verb, dataset, form, resource)
    try:
        _keep(form, flat.from_form(fields, form), dataset, resource, upload)
    except tk.ValidationError as wrong:
        errors = wrong.error_dict
        return ResourcePage(form, dataset, resource, errors=errors, lost_file=lost).render()
    return _onward(asked.verb, dataset, form, resource)


def _nothing(
    form: flat.Form, fields: list[dict[str, Any]], upload: FileStorage | None,
    resource: dict[str, Any] | None,
) -> bool:  # fmt: skip
    prefilled = ("license", "licenseAttributionByText")
    asked = [field for field in fields if field["field_name"] not in prefilled]
    return resource is None and not upload and orders.empty(form, asked)


def _keep(
    form: flat.Form, data: dict[str, Any], dataset: dict[str, Any],
    resource: dict[str, Any] | None, upload: FileStorage | None,
) -> None:  # fmt: skip
    if upload:
        data["upload"], data["url"] = upload, upload.filename
    elif data.get("url"):
        data["url_type"] = ""
    elif resource and resource.get("url_type") == "upload":
        # the file that is there stays
        del data["url"]
    elif not (data.get("access_url") or data.get("access_services")):
        raise tk.ValidationError({"url": [_nowhere()]})
    if resource:
        tk.get_action("resource_patch")(saving.context(), {**data, "id": resource["id"]})
    else:
        if SMALL_COUNTS in form and small_counts() is not None:
            data[SMALL_COUNTS] = form[SMALL_COUNTS]
        made = {**data, "package_id": dataset["id"]}
        tk.get_action("resource_create")(saving.context(), made)


def _nowhere() -> str:
    return tk._("Choose a file or write the address where the data are.")


def _onward(
    verb: str, dataset: dict[str, Any], form: flat.Form, resource: dict[str, Any] | None
) -> Response | str:
    if verb == "publish":
        return _published(dataset)
    if verb == "back":
        return tk.redirect_to("dataset.edit", id=dataset["name"])
    if verb == "again":
        tk.h.flash_success(tk._("The file is saved. You can add another one."))
        return tk.redirect_to("dataset_resource.new", id=dataset["name"])
    if dataset["state"] == "draft":
        tk.h.flash_success(tk._("The draft has been saved. Nobody else can see it yet."))
        return tk.redirect_to("dataset.edit", id=dataset["name"])
    tk.h.flash_success(tk._("The changes are saved."))
    return tk.redirect_to("dataset.read", id=dataset["name"])


def _published(dataset: dict[str, Any]) -> Response | str:
    try:
        saving.update(dataset["id"], {"state": "active"}, whole=True)
    except tk.ValidationError as wrong:
        stored = tk.get_action("package_show")(saving.context(), {"id": dataset["id"]})
        form = flat.to_form(dataset_fields(stored.get("strategy_field", "")), stored)
        return DatasetPage(form, stored, errors=wrong.error_dict).render()
    tk.h.flash_success(tk._("The dataset is published."))
    return tk.redirect_to("dataset.read", id=dataset["name"])
