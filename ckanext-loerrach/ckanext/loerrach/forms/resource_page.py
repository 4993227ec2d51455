"""One page with the resource form: what its template gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from . import controls as made
from . import summary
from .flat import Form
from .groups import groups
from .kinds import Field, in_form
from .orders import Order


def resource_fields(strategy: str) -> list[Field]:
    """The fields of the resource form."""
    schema = tk.h.scheming_get_dataset_schema("dataset")
    return in_form(schema["resource_fields"], strategy)


class ResourcePage:
    """The form for one file or address of a dataset."""

    def __init__(
        self, form: Form, dataset: Mapping[str, Any], resource: Mapping[str, Any] | None = None, *,
        errors: Mapping[str, Any] | None = None, lost_file: str = "", at: Order | None = None,
    ) -> None:  # fmt: skip
        self.form, self.dataset, self.resource = form, dataset, resource or {}
        self.lost_file, self.at = lost_file, at
        self.errors = summary.own_names(errors or {})
        fields = resource_fields(str(dataset.get("strategy_field") or ""))
        self.controls = made.controls(fields, form, self.errors, [])

    def render(self) -> str:
        """The whole page."""
        page = tk.render(
            "loerrach/form/resource.html",
            {
                "dataset_type": "dataset", "pkg_dict": self.dataset, "pkg": self.dataset,
                "resource": self.resource, "groups": groups(self.controls, ""),
                "summary": summary.lines(self.errors, self.controls, self.dataset),
                "lost_file": self.lost_file, "at": self.at, "stored_file": self._stored_file(),
                "draft": self.dataset.get("state") == "draft",
                "uploads": tk.h.uploads_enabled("resource"),
            },
        )  # fmt: skip
        return str(page)

    def _stored_file(self) -> str:
        if self.resource.get("url_type") != "upload":
            return ""
        return str(self.resource.get("url") or "").rsplit("/", 1)[-1]
