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

#: the field that goes with a file and is kept for its table, see harvest.deposit.small
SMALL_COUNTS = "small_counts"


def resource_fields(strategy: str) -> list[Field]:
    """The fields of the resource form."""
    schema = tk.h.scheming_get_dataset_schema("dataset")
    return in_form(schema["resource_fields"], strategy)


def small_counts() -> int | None:
    """Below which number counts are small in a new file; None where no tables are made of files."""
    found = tk.h.get("loerrach_small_counts")
    return found() if found else None


class ResourcePage:
    """The form for one file or address of a dataset."""

    def __init__(
        self, form: Form, dataset: Mapping[str, Any], resource: Mapping[str, Any] | None = None, *,
        errors: Mapping[str, Any] | None = None, lost_file: str = "", at: Order | None = None,
    ) -> None:  # fmt: skip
        self.form, self.dataset, self.resource = form, dataset, resource or {}
        self.lost_file, self.at = lost_file, at
        self.errors = summary.own_names(errors or {})
        self.wrong_count = made.sentences(self.errors.pop(SMALL_COUNTS, []))
        fields = resource_fields(str(dataset.get("strategy_field") or ""))
        self.controls = made.controls(fields, form, self.errors, [])

    def render(self) -> str:
        """The whole page."""
        page = tk.render(
            "loerrach/form/resource.html",
            {
                "dataset_type": "dataset", "pkg_dict": self.dataset, "pkg": self.dataset,
                "resource": self.resource, "groups": groups(self.controls, ""),
                "summary": [
                    *(summary.Line(text, f"#field-{SMALL_COUNTS}") for text in self.wrong_count),
                    *summary.lines(self.errors, self.controls, self.dataset),
                ],
                "lost_file": self.lost_file, "at": self.at, "stored_file": self._stored_file(),
                "draft": self.dataset.get("state") == "draft",
                "small_counts": self._small_counts(), "wrong_count": self.wrong_count,
                "uploads": tk.h.uploads_enabled("resource"),
            },
        )  # fmt: skip
        return str(page)

    def _small_counts(self) -> str | None:
        """What stands in the field of a new file; None where there is no such field."""
        usual = None if self.resource else small_counts()
        return None if usual is None else self.form.get(SMALL_COUNTS, str(usual))

    def _stored_file(self) -> str:
        if self.resource.get("url_type") != "upload":
            return ""
        return str(self.resource.get("url") or "").rsplit("/", 1)[-1]
