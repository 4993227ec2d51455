"""What only the whole dataset can show: licence with attribution, period, HVD decision."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.schemas import compose, licences

from .base import Data, Errors, Key, is_given
from .languages import german_tags
from .times import moment

#: Implementing Regulation (EU) 2023/138 on high-value datasets
HVD_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"


def loerrach_whole_dataset(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """After the checks of single values."""
    if not any(errors.get(("tags_translated",), [])):
        german_tags(data)
    _close_gaps(data)
    _licences(data, errors)
    _periods(data, errors)
    _high_value(data, errors)


def _close_gaps(data: Data) -> None:
    """Number groups of fields without the empty ones: ckanext-dcat looks only at the first."""
    for name in _groups():
        keys = sorted(key for key in data if key[0] == name and len(key) == 3)
        numbers = {number: new for new, number in enumerate(dict.fromkeys(key[1] for key in keys))}
        for key in keys:
            data[key[0], numbers[key[1]], key[2]] = data.pop(key)


@cache
def _groups() -> list[str]:
    fields = compose()["dataset_fields"]
    return [field["field_name"] for field in fields if "repeating_subfields" in field]


def _licences(data: Data, errors: Errors) -> None:
    known = {licence.uri: licence for licence in licences()}
    used = [key for key in data if key[0] == "resources" and key[-1] == "license" and len(key) == 3]
    for key in used:
        licence = known.get(data[key])
        by = (*key[:2], "licenseAttributionByText")
        if licence and licence.attribution_required and not is_given(data.get(by)):
            _add(
                errors, by,
                tk._(
                    "Namensnennung: Die Lizenz „{licence}“ verlangt einen Text, mit dem die Quelle"
                    " zu nennen ist. Bitte ergänzen."
                ).format(licence=licence.title),
            )  # fmt: skip


def _periods(data: Data, errors: Errors) -> None:
    for key in [k for k in data if k[0] == "temporal_coverage" and k[-1] == "start"]:
        end = (*key[:2], "end")
        first, last = moment(str(data[key])), moment(str(data.get(end)))
        together = min(len(first), len(last))
        if first[:together] > last[:together]:
            _add(errors, end, tk._("Zeitraum: Das Ende liegt vor dem Beginn. Bitte berichtigen."))


def _high_value(data: Data, errors: Errors) -> None:
    if _list(data, "hvd_category") and HVD_REGULATION not in _list(data, "applicable_legislation"):
        _add(
            errors, ("applicable_legislation",),
            tk._(
                "Rechtsgrundlagen: Ein hochwertiger Datensatz beruht auf {regulation}. Bitte"
                " ergänzen oder die Kategorie leeren."
            ).format(regulation=HVD_REGULATION),
        )  # fmt: skip


def _list(data: Data, name: str) -> list[Any]:
    value = data.get((name,))
    return json.loads(value) if isinstance(value, str) and value.startswith("[") else []


def _add(errors: Errors, key: Key, message: str) -> None:
    errors.setdefault(key, []).append(message)
