"""One page with the dataset form: what its template gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ..pages import language
from ..schemas import strategy_fields
from . import controls as made
from . import summary
from .findings import Finding, Report, gate
from .flat import Form
from .groups import groups
from .kinds import Field, applies, in_form, kind
from .orders import Order


def dataset_fields(strategy: str) -> list[Field]:
    """The fields of the dataset form, CKAN's own "private" included."""
    schema = tk.h.scheming_get_dataset_schema("dataset")
    found: list[Field] = []
    for field in in_form(schema["dataset_fields"], strategy):
        found.append(field)
        if field["field_name"] == "owner_org":
            found.append(_visibility(field.get("group", "who")))
    return found


def _visibility(group: str) -> Field:
    choices = [
        {"value": "False", "label": tk._("Everybody, as soon as it is published")},
        {"value": "True", "label": tk._("Only members of the organization (private)")},
    ]
    return {
        "field_name": "private", "form_snippet": "radio.html", "choices": choices,
        "label": tk._("Who may see the dataset?"), "group": group, "shown": True,
    }  # fmt: skip


class DatasetPage:
    """The form with what was typed, what is wrong with it and what the gate says."""

    def __init__(
        self, form: Form, dataset: Mapping[str, Any] | None = None, *,
        errors: Mapping[str, Any] | None = None, report: Report | None = None,
        at: Order | None = None,
    ) -> None:  # fmt: skip
        self.form, self.dataset, self.report, self.at = form, dataset or {}, report, at
        self.strategy = form.get("strategy_field", "")
        if not form.get("private"):
            form["private"] = str(self.dataset.get("private") or False)
        self.errors = summary.own_names(errors or {})
        self.fields = dataset_fields(self.strategy)
        found = report.findings if report else []
        ours = [finding for finding in found if finding.resource is None]
        self.controls = made.controls(self.fields, form, self.errors, ours)

    def render(self) -> str:
        """The whole page."""
        named = {field.name: language.text(field.label) for field in strategy_fields()}
        page = tk.render(
            "loerrach/form/dataset.html",
            {
                "dataset_type": "dataset", "pkg_dict": self.dataset, "pkg": self.dataset or None,
                "groups": groups(self.controls, named.get(self.strategy, "")),
                "summary": summary.lines(self.errors, self.controls, self.dataset),
                "report": self.report, "gate": gate(), "others": self._others(),
                "strategy": self.strategy, "carried": self._carried(), "at": self.at,
                "state": self.dataset.get("state", "new"),
            },
        )  # fmt: skip
        return str(page)

    def findings(self) -> dict[str, Any]:
        """The gate's answer for scripts: sentences by field, the others, and the forecast."""
        by_field = {
            control.name: tk.render("loerrach/form/findings.html", {"control": control})
            for control in self.controls
        }
        panel = tk.render(
            "loerrach/form/report.html",
            {"report": self.report, "gate": gate(), "others": self._others()},
        )
        return {"fields": by_field, "panel": panel}

    def _others(self) -> list[Finding]:
        """Findings that stand beside no field: of resources, of the dataset as a whole."""
        names = {control.name for control in self.controls}
        found = self.report.findings if self.report else []
        return [f for f in found if f.resource is not None or f.field.split(".")[0] not in names]

    def _carried(self) -> list[tuple[str, str]]:
        """What was typed for another field of the strategy: kept while the form is open."""
        schema = tk.h.scheming_get_dataset_schema("dataset")
        names = {
            field["field_name"]
            for field in schema["dataset_fields"]
            if kind(field) != "kept" and not applies(field, self.strategy)
        }
        return [
            (key, value)
            for key, value in self.form.items(multi=True)
            if key.split("-")[0] in names and value
        ]
