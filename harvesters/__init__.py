"""All harvesters: one module per feed format, found in this folder; there is no other register."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from ._core.errors import SettingError, UnknownHarvester
from ._core.harvester import Harvester
from ._core.source import SourceEntry

SOURCES = Path(__file__).with_name("sources.yaml")


@cache
def harvesters() -> dict[str, type[Harvester]]:
    """Every harvester by its name, which is the name of its module."""
    return {harvester.info.name: harvester for harvester in map(_only_harvester, _modules())}


def harvester(name: str) -> type[Harvester]:
    """The harvester of that name; UnknownHarvester if there is none."""
    try:
        return harvesters()[name]
    except KeyError:
        raise UnknownHarvester(name, list(harvesters())) from None


def sources(path: Path = SOURCES) -> list[SourceEntry]:
    """The declared sources; SettingError says which one is wrong, and in what."""
    good, wrong = declared(path)
    if wrong:
        raise wrong[0]
    return good


def declared(path: Path = SOURCES) -> tuple[list[SourceEntry], list[SettingError]]:
    """The sources that are declared rightly, and what is wrong with the others.

    SettingError where the file as a whole is none.
    """
    good, wrong = [], []
    for name, entry in _facts(path).items():
        try:
            good.append(_checked(str(name), entry))
        except SettingError as error:
            wrong.append(error)
    return good, wrong


def _facts(path: Path) -> dict[Any, Any]:
    try:
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingError(path.name, "the whole file", f"is no YAML: {error}") from error
    if not isinstance(facts, dict):
        raise SettingError(
            path.name, "the whole file", "names of sources with their facts are needed"
        )
    return facts


def _checked(name: str, facts: Any) -> SourceEntry:
    if not isinstance(facts, dict):
        raise SettingError(name, "the whole source", "facts as 'title: …' are needed")
    entry = SourceEntry.read(name, facts)
    check_settings(entry)
    return entry


def check_settings(entry: SourceEntry) -> None:
    """SettingError unless the harvester exists and knows every setting of the source."""
    try:
        known = harvester(entry.harvester).info.settings
    except UnknownHarvester as error:
        raise SettingError(entry.name, "harvester", str(error).rstrip(".")) from error
    for unknown in sorted(set(entry.settings) - set(known)):
        allowed = ", ".join(sorted(known)) or "none"
        raise SettingError(entry.name, f"settings.{unknown}", f"unknown; known are: {allowed}")


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            yield importlib.import_module(f"{__name__}.{module.name}")


def _only_harvester(module: ModuleType) -> type[Harvester]:
    """The one harvester of a module, named like it."""
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Harvester)
        and value.__module__ == module.__name__
    ]
    name = module.__name__.rpartition(".")[2]
    if len(found) != 1 or found[0].info.name != name:
        raise TypeError(
            f"harvesters/{name}.py needs exactly one Harvester, with info.name '{name}'"
        )
    return found[0]
