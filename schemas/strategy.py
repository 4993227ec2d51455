"""The fields of the town's strategy: one YAML file each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .errors import SchemaError
from .reading import FOLDER, check_texts, read

NEEDED = {"field", "order", "label", "description", "themes"}
KNOWN = NEEDED | {"dataset_fields"}


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


@cache
def strategy_fields() -> tuple[StrategyField, ...]:
    """All fields, in the order of the strategy."""
    files = [path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_")]
    return tuple(sorted(map(_read, files), key=lambda field: (field.order, field.name)))


def _read(path: Path) -> StrategyField:
    facts = read(path)
    if missing := NEEDED - set(facts):
        raise SchemaError(path.name, f"{', '.join(sorted(missing))} missing")
    if unknown := set(map(str, facts)) - KNOWN:
        raise SchemaError(path.name, f"'{sorted(unknown)[0]}' is unknown")
    if facts["field"] != path.stem:
        raise SchemaError(path.name, f"'field: {facts['field']}' is not the name of the file")
    if not isinstance(facts["order"], int):
        raise SchemaError(path.name, f"'order: {facts['order']}' is not a number")
    for name in ("label", "description"):
        check_texts(path.name, f"'{name}'", facts[name])
    return StrategyField(
        facts["field"], facts["order"], facts["label"], facts["description"],
        _list(path, facts, "themes"), _list(path, facts, "dataset_fields"),
    )  # fmt: skip


def _list(path: Path, facts: dict[str, Any], name: str) -> tuple[Any, ...]:
    value = facts.get(name) or []
    if not isinstance(value, list):
        raise SchemaError(path.name, f"'{name}' is not a list")
    return tuple(value)
