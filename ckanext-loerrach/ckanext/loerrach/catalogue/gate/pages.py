"""The pages that show what the gate says: one of a dataset, one of the whole catalogue."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

from . import actions, overview, selftest
from .consumers import consumers
from .finding import Layer, Severity
from .panel import may_edit
from .text import N_, Text

blueprint = Blueprint("loerrach_gate", __name__)

#: what people call the severities and layers
SEVERITIES = {
    "must": N_("Has to be mended"), "should": N_("Should be mended"), "may": N_("Could be better"),
}  # fmt: skip
LAYERS = {
    "schema": N_("Form"), "shacl": "DCAT-AP.de", "convention": "GovData",
    "mqa": "data.europa.eu",
}  # fmt: skip


@blueprint.route("/dataset/<id>/quality")
def dataset(id: str) -> Any:
    """What the gate says of a dataset, for whoever may read it."""
    context = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        found = dict(tk.get_action("package_show")(context, {"id": id}))
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))
    editor = may_edit(found)
    layers = set(Layer) if editor else set(Layer) - {Layer.SCHEMA}
    result = actions.look(found, layers, {"ignore_auth": True, "user": tk.current_user.name})
    verdicts = [selftest.ask(consumer, found) for consumer in consumers().values()]
    groups = [
        (str(severity), Text(SEVERITIES[severity]), [f for f in result.of(severity) if _own(f)])
        for severity in Severity
    ]
    return tk.render(
        "loerrach/gate/quality.html",
        {
            "pkg": found, "pkg_dict": found, "dataset_type": "dataset", "result": result,
            "groups": groups, "verdicts": verdicts, "gains": result.score.gains(),
            "layers": {key: Text(name) for key, name in LAYERS.items()}, "editor": editor,
        },
    )  # fmt: skip


@blueprint.route("/quality")
def catalogue() -> Any:
    """The whole catalogue as last counted, for people who are logged in."""
    _members_only()
    summary = overview.latest()
    overview.ask(summary)
    return tk.render(
        "loerrach/gate/overview.html",
        {
            "summary": summary, "progress": overview.progress(), "waiting": overview.waiting(),
            "consumers": consumers(), "text": overview.text,
            "severities": {key: Text(name) for key, name in SEVERITIES.items()},
            "rating": Text,
        },
    )  # fmt: skip


@blueprint.route("/quality", methods=["POST"])
def count_again() -> Any:
    """Have the catalogue counted anew."""
    _members_only()
    overview.ask()
    return tk.redirect_to("loerrach_gate.catalogue")


def _own(finding: Any) -> bool:
    # what would gain points has a part of the page to itself
    return bool(finding.layer != Layer.MQA)


def _members_only() -> None:
    if not tk.current_user.is_authenticated:
        tk.abort(403, tk._("Please log in to see how good the catalogue is."))
