"""High-value datasets (Implementing Regulation (EU) 2023/138) are a recorded decision.

Rules of DCAT-AP for them: https://semiceu.github.io/DCAT-AP/releases/2.2.0-hvd/
"""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Data, Errors, is_given, note, put_extra
from .draft import as_draft

#: the regulation, as dcatap:applicableLegislation names it
REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"


def check(data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """A category needs the decision behind it, and brings the regulation along."""
    if not _list(data, "hvd_category"):
        return
    legislation = _list(data, "applicable_legislation")
    if REGULATION not in legislation and not errors.get(("applicable_legislation",)):
        put_extra(data, "applicable_legislation", json.dumps([*legislation, REGULATION]))
    if not is_given(data.get(("hvd_decision",))) and not as_draft(data, context):
        note(
            errors, ("hvd_decision",),
            tk._(
                "Entscheidung dazu: Ein hochwertiger Datensatz beruht auf einer Entscheidung. Bitte"
                " angeben, wer wann entschieden hat, oder die Kategorie leeren."
            ),
        )  # fmt: skip


def _list(data: Data, name: str) -> list[Any]:
    value = data.get((name,))
    return json.loads(value) if isinstance(value, str) and value.startswith("[") else []
