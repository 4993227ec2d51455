"""A harvest source as the engine sees it: ckanext-harvest's row, its configuration checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.harvest.model import HarvestSource
from ckanext.loerrach.harvesters import check_settings
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.harvesters._core.errors import SettingError
from ckanext.loerrach.harvesters._core.source import SourceEntry

from .errors import NotOurs
from .leaving import Rules

#: name of the harvester of this extension in ckanext-harvest
TYPE = "loerrach"
#: address that is asked in place of the source's own; whoever has it serves samples
STAND_IN = "stand_in"
#: of addresses that name none
PORTS = {"http": 80, "https": 443}
#: what the rest of a configuration stands under: ckanext-harvest copies the outermost names of a
#: configuration over those of the source it shows, and ours has a title and notes as well
ENTRY = "entry"


@dataclass(frozen=True)
class Settings:
    """What a run needs to know of its source."""

    id: str
    entry: SourceEntry
    owner_org: str
    stand_in: str

    @property
    def host(self) -> str:
        """Name and port of the server that is asked."""
        return next(_hosts(self.stand_in or self.entry.url), "")

    @classmethod
    def of(cls, source: Any, package: Any) -> Settings:
        """From a HarvestSource and its package; NotOurs or SettingError says what is wrong."""
        if source.type != TYPE:
            raise NotOurs(package.name, source.type)
        entry, stand_in = _entry(package.name, source.config or "", {"url": source.url})
        return cls(source.id, entry, package.owner_org, stand_in)


def of_entry(entry: SourceEntry, stand_in: str = "") -> str:
    """Configuration of a harvest source: what of the entry has no place elsewhere."""
    facts = {key: value for key, value in entry.facts().items() if key != "url"}
    return _written(facts, stand_in)


def _written(facts: Mapping[str, Any], stand_in: str) -> str:
    config = {ENTRY: facts, **({STAND_IN: stand_in} if stand_in else {})}
    return json.dumps(config, ensure_ascii=False, sort_keys=True)


def read(config: str, name: str) -> dict[str, Any]:
    """The facts of a configuration, with or without ENTRY; SettingError when it is no object."""
    try:
        facts = json.loads(config)
    except ValueError as error:
        raise SettingError(name, "configuration", f"is no JSON ({error})") from error
    if not isinstance(facts, Mapping):
        raise SettingError(name, "configuration", "a JSON object is needed")
    entry = facts.get(ENTRY, {})
    if not isinstance(entry, Mapping):
        raise SettingError(name, ENTRY, "a JSON object is needed")
    return {**entry, **{key: value for key, value in facts.items() if key != ENTRY}}


def check(config: str) -> str:
    """For the form of a source: the configuration as it is kept, or a SettingError."""
    facts = read(config, "configuration")
    _, stand_in = _entry("configuration", config, {"url": "https://example.org"})
    return _written({key: value for key, value in facts.items() if key != STAND_IN}, stand_in)


def _entry(name: str, config: str, more: Mapping[str, Any]) -> tuple[SourceEntry, str]:
    """What a configuration says, checked; and the address that is asked in place of its own."""
    facts = read(config, name)
    stand_in = str(facts.pop(STAND_IN, ""))
    entry = SourceEntry.read(name, {**facts, **more})
    check_settings(entry)
    return entry, stand_in


def rules() -> Rules:
    """When datasets whose source no longer has them may leave."""

    def days(name: str) -> timedelta:
        return timedelta(days=tk.config[f"ckanext.loerrach.harvest.{name}"])

    return Rules(
        tk.config["ckanext.loerrach.harvest.archive_share"],
        tk.config["ckanext.loerrach.harvest.archive_count"],
        days("archive_grace"), days("delete_after") or None,
    )  # fmt: skip


def guard(*told: Any) -> Guard:
    """Where to go for addresses that were told: the public internet, and hosts of their own.

    A host of the inner network has to be allowed by the operator, and be that of an address in
    ``told`` (texts, and what holds texts): the answer of another server leads to none of them.
    """
    allowed = frozenset(tk.config["ckanext.loerrach.harvest.allowed_hosts"])
    return Guard(allowed & set(_hosts(told)))


def _hosts(told: Any) -> Iterator[str]:
    """The "host:port" of every address in it."""
    if isinstance(told, Mapping):
        told = list(told.values())
    if isinstance(told, (list, tuple)):
        for one in told:
            yield from _hosts(one)
    elif isinstance(told, str) and told.startswith(("http://", "https://")):
        with suppress(ValueError):
            parts = urlsplit(told)
            yield f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"


def logins() -> Path | None:
    """The operator's file of names and words for servers that want them."""
    chosen = tk.config["ckanext.loerrach.harvest.logins"]
    return Path(chosen) if chosen else None


def folders() -> dict[str, Path]:
    """Folders of this machine that drop zones may be, by name; what is no NAME=/PATH is none."""
    given = (one.partition("=") for one in tk.config["ckanext.loerrach.harvest.folders"])
    return {name: Path(path) for name, _, path in given if name and path.startswith("/")}


def find(name_or_id: str) -> Any:
    """The HarvestSource of that name or id, or None."""
    package = model.Package.get(name_or_id)
    return HarvestSource.get(package.id) if package else None
