"""Compose the one scheming schema (type ``dataset``) from all files of this folder.

Why one: a neighbour's CKAN cannot show a dataset of a type it does not know, and ckanext-dcat's
feed wants the type ``dataset``. A field that belongs to some fields of the strategy carries their
names in ``strategy_fields`` and begins its validators with ``loerrach_applies``.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .errors import FieldTwice, UnknownPreset
from .strategy import StrategyField, strategy_fields
from .vocabulary import vocabulary

FOLDER = Path(__file__).parent
Field = dict[str, Any]


@cache
def as_url() -> str:
    """The schema as an address for ckanext-scheming's option ``scheming.dataset_schemas``.

    Scheming reads files and addresses. A ``data:`` address (RFC 2397) needs no file that some
    process would have to write first. The angle brackets (RFC 3986 appendix C; urllib takes them
    off) keep scheming from importing a Python module ``data``.
    """
    text = json.dumps(compose(), ensure_ascii=False).encode()
    return f"<data:application/json;base64,{base64.b64encode(text).decode()}>"


def compose() -> dict[str, Any]:
    """The schema as ckanext-scheming wants it, presets of ours and vocabularies resolved."""
    common = _load("_common.yaml")
    return {
        **common,
        "dataset_fields": _fields(common, "dataset_fields"),
        "resource_fields": _fields(common, "resource_fields"),
    }


def _fields(common: dict[str, Any], part: str) -> list[Field]:
    fields: dict[str, Field] = {}
    for field in common[part]:
        _put(fields, "_common.yaml", field)
    for strategy in strategy_fields():
        for field in getattr(strategy, part):
            _put(fields, f"{strategy.name}.yaml", field, strategy)
    return list(fields.values())


def _put(
    fields: dict[str, Field], file: str, field: Field, strategy: StrategyField | None = None
) -> None:
    expanded = _expand(file, field)
    if expanded["field_name"] in fields:
        raise FieldTwice(file, expanded["field_name"])
    if strategy:
        expanded["strategy_fields"] = [strategy.name]
        expanded["validators"] = f"loerrach_applies {expanded['validators']}"
    fields[expanded["field_name"]] = expanded


def _expand(file: str, field: Field) -> Field:
    """The field with the values of its preset and the choices of its vocabulary."""
    name = field.get("preset", "")
    preset: Field = {}
    if name:
        try:
            preset = _presets()[name]
        except KeyError:
            raise UnknownPreset(file, field["field_name"], name) from None
    field = {key: value for key, value in {**preset, **field}.items() if key != "preset"}
    if field["field_name"] == "strategy_field":
        field["choices"] = [{"value": f.name, "label": f.label} for f in strategy_fields()]
    if "vocabulary" in field:
        field["choices"] = [
            {"value": term.uri, "label": term.label} for term in vocabulary(field["vocabulary"])
        ]
    if "repeating_subfields" in field:
        field["repeating_subfields"] = [_expand(file, sub) for sub in field["repeating_subfields"]]
    return field


@cache
def _presets() -> dict[str, Field]:
    return dict(_load("_presets.yaml")["presets"])


def _load(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))
