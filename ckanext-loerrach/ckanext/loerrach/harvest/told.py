"""The provenance of a dataset as its page shows it: names of fields, links that can be followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from .provenance import provenance


def loerrach_provenance(dataset: dict[str, Any]) -> dict[str, Any] | None:
    """What the page says about where a dataset comes from; None for the town's own.

    As `provenance`, with ``edited`` (names of the fields that were edited here, in the reader's
    language) and the chain as pairs of a link and a name.
    """
    told = provenance(dataset)
    if not told["routes"]:
        return None
    names = [_name(path, dataset) for path in told["edits"]["fields"]]
    chain = [{"href": one, "name": _server(one)} for one in told["chain"]]
    return {**told, "edited": list(dict.fromkeys(names)), "chain": chain}


def _server(address: str) -> str:
    """The name of a catalogue: that of its server."""
    try:
        return urlsplit(address).netloc.removeprefix("www.") or address
    except ValueError:
        return address


def _name(path: str, dataset: dict[str, Any]) -> str:
    """A field's label; of a field of a file with the file's name."""
    schema = tk.h.scheming_get_dataset_schema("dataset") or {}
    if not path.startswith("resources/"):
        return _label(schema.get("dataset_fields", ()), path)
    _, id, field = path.split("/", 2)
    file = next((one for one in dataset.get("resources", ()) if one.get("id") == id), None)
    name = tk.h.loerrach_translated(file, "name") if file else ""
    label = _label(schema.get("resource_fields", ()), field)
    return f"{name}: {label}" if name else str(tk._("File")) + f": {label}"


def _label(fields: Any, name: str) -> str:
    labels = {one["field_name"]: one.get("label", name) for one in fields}
    return str(tk.h.scheming_language_text(labels.get(name, name)))
