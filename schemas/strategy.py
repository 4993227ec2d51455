"""The fields of the town's strategy: one YAML file each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .errors import SchemaError

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class StrategyField:
    """One field of the strategy; also the CKAN group of its datasets."""

    #: value of ``strategy_field``, name of the group and of the file
    name: str
    #: place in lists, as the strategy counts
    order: int
    #: language code -> text
    label: dict[str, str]
    description: dict[str, str]
    #: EU data themes of a dataset that states none
    themes: tuple[str, ...]
    #: what only datasets of this field have, as scheming fields
    dataset_fields: tuple[dict[str, Any], ...]
    resource_fields: tuple[dict[str, Any], ...]


@cache
def strategy_fields() -> tuple[StrategyField, ...]:
    """All fields, in the order of the strategy."""
    files = [path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_")]
    return tuple(sorted(map(_read, files), key=lambda field: field.order))


def _read(path: Path) -> StrategyField:
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    missing = {"field", "order", "label", "description", "themes"} - set(facts)
    if missing:
        raise SchemaError(path.name, f"{', '.join(sorted(missing))} missing")
    if facts["field"] != path.stem:
        raise SchemaError(path.name, f"'field: {facts['field']}' is not the name of the file")
    return StrategyField(
        facts["field"], facts["order"], facts["label"], facts["description"],
        tuple(facts["themes"]), tuple(facts.get("dataset_fields", ())),
        tuple(facts.get("resource_fields", ())),
    )  # fmt: skip
