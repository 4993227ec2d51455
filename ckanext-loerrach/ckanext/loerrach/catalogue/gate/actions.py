"""Action `loerrach_dataset_check`: the gate for programs and for the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import core, form, schema
from .finding import Layer, Result, Severity, in_order
from .mqa import Reach


@tk.side_effect_free
def loerrach_dataset_check(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check a dataset of the portal, or one that is not stored yet.

    :param id: id or name of a dataset; whoever may read it may ask
    :param dataset: in place of an id: the dataset as package_create takes it or a form sends it;
        whoever may create datasets may ask, for one that exists whoever may edit it
    :param layers: list of schema, shacl, convention, mqa; all of them by default
    :returns: publishable (bool), counts (must, should, may), layers, findings, score; see docs
    :raises ValidationError: neither or both of id and dataset, or an unknown layer
    """
    tk.check_access("loerrach_dataset_check", context, data_dict)
    layers = _layers(data_dict.get("layers"))
    sent = data_dict.get("dataset")
    if sent is None:
        dataset = dict(tk.get_action("package_show")(_plain(context), {"id": data_dict["id"]}))
    else:
        dataset = form.expand(form.clean(sent))
    return look(dataset, layers, context).as_dict()


def look(
    dataset: dict[str, Any], layers: set[Layer], context: Any, reach: Reach | None = None
) -> Result:
    """All layers asked for, that of the schema included."""
    result = core.check(dataset, layers, reach)
    if Layer.SCHEMA not in layers or dataset.get("type", "dataset") != "dataset":
        return result
    package = stored(dataset.get("id"))
    told = {(one.field, one.resource) for one in result.of(Severity.MUST)}
    found = [
        finding
        for finding in schema.findings(dataset, _plain(context), package)
        if (finding.field, finding.resource) not in told
    ]
    return Result(in_order([*result.findings, *found]), result.score, result.layers)


def stored(name: Any) -> Any:
    """The ``model.Package`` of an id; None where there is none."""
    return model.Package.get(name) if isinstance(name, str) and name else None


def authorize(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Who may ask; also says what is wrong with the question, before anything is looked up."""
    sent, name = data_dict.get("dataset"), data_dict.get("id")
    if (sent is None) == (name is None):
        raise tk.ValidationError({"id": [tk._("Give either id or dataset.")]})
    if sent is None:
        if not isinstance(name, str) or "\x00" in name:
            raise tk.ValidationError({"id": [tk._("Give the id or name of a dataset.")]})
        return _may("package_show", context, {"id": name})
    if not isinstance(sent, Mapping):
        raise tk.ValidationError({"dataset": [tk._("A dataset is an object with fields.")]})
    package = stored(form.clean(sent.get("id")))
    if package:
        return _may("package_update", context, {"id": package.id})
    return _may("package_create", context, {})


def _may(action: str, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    try:
        tk.check_access(action, _plain(context), data_dict)
    except tk.NotAuthorized as refusal:
        return {"success": False, "msg": refusal.message}
    return {"success": True}


def _layers(asked: Any) -> set[Layer]:
    names = asked.split(",") if isinstance(asked, str) else asked
    if names is None:
        return set(Layer)
    try:
        return {Layer(name) for name in names}
    except (TypeError, ValueError):
        known = ", ".join(Layer)
        raise tk.ValidationError(
            {"layers": [tk._("The layers are {known}.").format(known=known)]}
        ) from None


def _plain(context: Any) -> dict[str, Any]:
    """A context of its own: CKAN's actions leave things in the one they get."""
    kept = ("user", "auth_user_obj", "ignore_auth", "model", "session")
    return {key: context[key] for key in kept if key in context}
