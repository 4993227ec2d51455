"""Compose the one scheming schema (type ``dataset``) from all files of this folder.

Why one: a neighbour's CKAN cannot show a dataset of a type it does not know, and ckanext-dcat's
feed wants the type ``dataset``. A field that belongs to some fields of the strategy carries their
names in ``strategy_fields`` and begins its validators with ``loerrach_applies``.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

from ckanext.loerrach.geo.areas import areas

from .errors import FieldTwice, GroupOfOneField, UnknownPreset
from .reading import FOLDER, check_field, read
from .strategy import StrategyField, strategy_fields
from .vocabulary import vocabulary

Field = dict[str, Any]
COMMON = "_common.yaml"


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
    common = read(FOLDER / COMMON)
    dataset: dict[str, Field] = {}
    resource: dict[str, Field] = {}
    for field in common["dataset_fields"]:
        _put(dataset, COMMON, field)
    for field in common["resource_fields"]:
        _put(resource, COMMON, field)
    for strategy in strategy_fields():
        for field in strategy.dataset_fields:
            _put(dataset, f"{strategy.name}.yaml", field, strategy)
    fields = {"dataset_fields": list(dataset.values()), "resource_fields": list(resource.values())}
    return {**common, **fields}


@cache
def version() -> int:
    """The version of the schema, which counts up when stored datasets have to change."""
    return int(read(FOLDER / COMMON)["schema_version"])


def _put(
    fields: dict[str, Field], file: str, field: Field, strategy: StrategyField | None = None
) -> None:
    check_field(file, field)
    expanded = _expand(file, field)
    if expanded["field_name"] in fields:
        raise FieldTwice(file, expanded["field_name"])
    if strategy:
        # ckanext-scheming asks no validator of a group, so it could not be kept to its place
        if "repeating_subfields" in expanded:
            raise GroupOfOneField(file, expanded["field_name"])
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
    if field["field_name"] == "politicalGeocodingURI":
        named = [area for area in areas().values() if area.is_german]
        field["choices"] = [{"value": area.uri, "label": dict(area.name)} for area in named]
    if "vocabulary" in field:
        field["choices"] = [
            {"value": term.uri, "label": dict(term.label)}
            for term in vocabulary(field["vocabulary"])
        ]
    if "repeating_subfields" in field:
        field["repeating_subfields"] = [_expand(file, sub) for sub in field["repeating_subfields"]]
    return field


@cache
def _presets() -> dict[str, Field]:
    return dict(read(FOLDER / "_presets.yaml")["presets"])
