"""A harvest source as the engine sees it: ckanext-harvest's row, its configuration checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters import check_settings
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.errors import SettingError
from ckanext.loerrach.harvesters._core.source import SourceEntry

from .errors import NotOurs

#: name of the harvester of this extension in ckanext-harvest
TYPE = "loerrach"
#: address that is asked in place of the source's own; whoever has it serves samples
STAND_IN = "stand_in"


@dataclass(frozen=True)
class Settings:
    """What a run needs to know of its source."""

    id: str
    entry: SourceEntry
    owner_org: str
    stand_in: str

    @classmethod
    def of(cls, source: Any, package: Any) -> Settings:
        """From a HarvestSource and its package; NotOurs or SettingError says what is wrong."""
        if source.type != TYPE:
            raise NotOurs(package.name, source.type)
        facts = read(source.config or "", package.name)
        stand_in = str(facts.pop(STAND_IN, ""))
        entry = SourceEntry.read(package.name, {**facts, "url": source.url})
        check_settings(entry)
        return cls(source.id, entry, package.owner_org, stand_in)


def of_entry(entry: SourceEntry, stand_in: str = "") -> str:
    """Configuration of a harvest source: what of the entry has no place elsewhere."""
    facts = {key: value for key, value in entry.facts().items() if key != "url"}
    if stand_in:
        facts[STAND_IN] = stand_in
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def read(config: str, name: str) -> dict[str, Any]:
    """The configuration as an object; SettingError when it is none."""
    try:
        facts = json.loads(config)
    except ValueError as error:
        raise SettingError(name, "configuration", f"is no JSON ({error})") from error
    if not isinstance(facts, Mapping):
        raise SettingError(name, "configuration", "a JSON object is needed")
    return dict(facts)


def check(config: str) -> str:
    """For the form of a source: the configuration as it was, or a SettingError."""
    facts = read(config, "configuration")
    facts.pop(STAND_IN, None)
    check_settings(SourceEntry.read("configuration", {"url": "https://example.org", **facts}))
    return config


def guard() -> Guard:
    """Where harvesters may go: the public internet, and the hosts that the operator allows."""
    return Guard(frozenset(tk.config["ckanext.loerrach.harvest.allowed_hosts"]))


def find(name_or_id: str) -> Any:
    """The HarvestSource of that name or id, or None."""
    from ckan import model

    package = model.Package.get(name_or_id)
    return HarvestSource.get(package.id) if package else None
