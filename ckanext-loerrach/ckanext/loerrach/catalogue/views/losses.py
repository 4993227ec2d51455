"""What a view does not say of a record: both are read back as records and compared by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import Graph, URIRef

from ..mapping.reading import CORE, read
from ..mapping.upgrade import upgrade
from .loss import Loss

#: what readers make of other fields, and names of nodes
DERIVED = (CORE - {"resources"}) | {"name", "description", "distribution_ref", "license_id"}


def losses(default: Graph, view: Graph, home: URIRef) -> list[Loss]:
    """What the default view says of a record and another view does not say, or says otherwise."""
    before, after = _read(default, home), _read(view, home)
    found = list(_differences(before, after, ""))
    resources = {one["distribution_ref"]: one for one in after["resources"]}
    for resource in before["resources"]:
        node = resource["distribution_ref"]
        found += _differences(resource, resources.get(node, {}), node.rpartition("/")[2])
    return found


def _read(graph: Graph, home: URIRef) -> dict[str, Any]:
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    upgrade(copy)
    record = read(copy, home, ())
    extras = {extra["key"]: extra["value"] for extra in record["extras"]}
    return {**record, **extras}


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any], resource: str
) -> Iterator[Loss]:
    for name in sorted(set(before) - DERIVED - {"resources"}):
        said, instead = _ordered(before[name]), _ordered(after.get(name))
        if isinstance(said, list) and isinstance(instead, list):
            # more than was said is no loss
            said = [one for one in said if one not in instead]
        if said not in (instead, []):
            yield Loss(name, _text(said), _text(instead) or _elsewhere(said, after), resource)


def _elsewhere(said: Any, after: Mapping[str, Any]) -> str:
    """The field that says the same in its place ("rights: Town of X")."""
    found = [name for name, value in after.items() if value == said and isinstance(said, str)]
    return f"{found[0]}: {said}" if found else ""


def _ordered(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if isinstance(value, Mapping):
        return {key: _ordered(one) for key, one in sorted(value.items())}
    if isinstance(value, list) and all(isinstance(one, (str, Mapping)) for one in value):
        return sorted(map(_ordered, value), key=str)
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
