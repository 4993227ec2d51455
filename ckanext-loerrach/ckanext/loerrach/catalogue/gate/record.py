"""Reading a dataset that anybody may have written: whatever is in it, nothing raises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

#: deeper or longer than any honest value
MOST = 1000


def values(holder: Mapping[str, Any], name: str) -> list[str]:
    """The texts of a field that holds one or several: text, list, or a list as JSON text."""
    value = holder.get(name)
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _json(value, value)
    items = value if isinstance(value, (list, tuple)) else [value]
    found = (_text(item) for item in items[:MOST])
    return [text for text in found if text]


def value(holder: Mapping[str, Any], name: str) -> str:
    """The text of a field that holds one; "" where there is none."""
    return _text(holder.get(name))


def groups(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The entries of a repeating field that hold anything at all."""
    content = holder.get(name)
    if isinstance(content, str):
        content = _json(content, None)
    entries = content if isinstance(content, list) else [content]
    return [entry for entry in entries[:MOST] if isinstance(entry, Mapping) and _filled(entry)]


def texts(holder: Mapping[str, Any], name: str) -> dict[str, str]:
    """Language -> text of a field in several languages, with CKAN's own field as the German one."""
    ours = holder.get(f"{name}_translated")
    if isinstance(ours, str):
        ours = _json(ours, None)
    pairs = ours.items() if isinstance(ours, Mapping) else ()
    found = {str(language): text for language, item in pairs if (text := _text(item))}
    if core := _text(holder.get(name)):
        found.setdefault("de", core)
    return found


def resources(dataset: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Position and content of each resource."""
    content = dataset.get("resources")
    for number, resource in enumerate(content[:MOST] if isinstance(content, list) else []):
        yield number, resource if isinstance(resource, Mapping) else {}


def keywords(dataset: Mapping[str, Any]) -> list[str]:
    """Keywords in any language; CKAN's free tags count."""
    ours = dataset.get("tags_translated")
    if isinstance(ours, str):
        ours = _json(ours, None)
    by_language = ours if isinstance(ours, Mapping) else {}
    words = [word for name in by_language for word in values(by_language, name)]
    return words or [name for tag in groups(dataset, "tags") if (name := value(tag, "name"))]


def kind(dataset: Mapping[str, Any]) -> str:
    """dataset, series or service."""
    name = value(dataset, "kind")
    return name if name in ("series", "service") else "dataset"


def _filled(entry: Mapping[str, Any]) -> bool:
    return any(item not in (None, "", [], {}) for item in entry.values())


def _text(item: Any) -> str:
    if isinstance(item, str):
        return item.strip()
    return str(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else ""


def _json(text: str, otherwise: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise
