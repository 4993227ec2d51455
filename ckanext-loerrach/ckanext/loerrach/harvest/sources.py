"""The declared sources as harvest sources of ckanext-harvest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.harvesters._core.errors import HarvestError, SettingError
from ckanext.loerrach.harvesters._core.source import SourceEntry

from . import settings
from .context import site_context

#: the town's own organisation, which answers for what it harvests
ORGANIZATION = "stadt-loerrach"


def ensure_sources(
    entries: Iterable[SourceEntry],
    demo_base_url: str | None = None,
    organization: str = ORGANIZATION,
    leave_out: Callable[[HarvestError], None] | None = None,
) -> dict[str, str]:
    """Make or change harvest sources until they say what the entries say.

    Returns name -> "created", "updated" or "unchanged". With ``demo_base_url`` only entries that
    have a sample get a source, which asks for the sample below that address. Without it only
    enabled entries do; a source whose entry is not enabled any longer is told so, and pauses.
    Sources that no entry names stay as they are. SettingError where CKAN has something against an
    entry; with ``leave_out`` it is told, and the others go on.
    """
    done = {}
    owner = _id(organization)
    for entry in entries:
        stand_in = f"{demo_base_url.rstrip('/')}/{entry.demo}" if demo_base_url else ""
        if not (entry.demo if demo_base_url else entry.enabled or _exists(entry.name)):
            continue
        try:
            done[entry.name] = _ensure(entry, stand_in, owner)
        except tk.ValidationError as error:
            model.Session.rollback()
            field, problem = next(iter(error.error_summary.items()), ("*", str(error)))
            refused = SettingError(entry.name, str(field), str(problem).rstrip("."))
            if leave_out is None:
                raise refused from error
            leave_out(refused)
    return done


def _ensure(entry: SourceEntry, stand_in: str, owner: str) -> str:
    wanted = {
        "name": entry.name,
        "title": entry.title["de"],
        "notes": entry.notes.get("de", ""),
        "url": entry.url,
        "source_type": settings.TYPE,
        # ours are due by `every`, which is finer than ckanext-harvest's list; see scheduler
        "frequency": "MANUAL",
        "config": settings.of_entry(entry, stand_in),
        "owner_org": owner,
    }
    context = site_context()
    package = model.Package.get(entry.name)
    if package is None:
        tk.get_action("harvest_source_create")(context, wanted)
        return "created"
    if _is(package, wanted):
        return "unchanged"
    tk.get_action("harvest_source_update")(context, {**wanted, "id": package.id})
    return "updated"


def _exists(name: str) -> bool:
    package = model.Package.get(name)
    return package is not None and package.type == "harvest" and package.state == "active"


def _id(organization: str) -> str:
    group = model.Group.get(organization)
    if group is None:
        raise tk.ObjectNotFound(f"There is no organization '{organization}' to own the sources.")
    return str(group.id)


def _is(package: Any, wanted: dict[str, Any]) -> bool:
    """Does the source say all of it already?"""
    source = settings.find(package.id)
    return source is not None and source.active and wanted == {
        "name": package.name, "title": package.title, "notes": package.notes or "",
        "url": source.url, "source_type": source.type, "frequency": source.frequency,
        "config": source.config, "owner_org": package.owner_org,
    }  # fmt: skip
