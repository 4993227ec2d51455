"""Which dialect an answer is in: the one that the source names, or the one that recognises it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from .._core.answer import Answer
from .._core.errors import Empty, WrongContent, shown
from .._core.feed import Feed
from . import (
    arcgis,
    basel,
    datex2,
    freiburg,
    karlsruhe,
    layers,
    listed,
    ngsi,
    paging,
    parkapi,
    parkapi3,
    tables,
)
from .answer import Lots

#: dialects in JSON; the first that recognises an answer reads it
JSON: dict[str, ModuleType] = {
    "freiburg": freiburg, "karlsruhe": karlsruhe, "layers": layers, "parkapi": parkapi,
    "parkapi3": parkapi3, "arcgis": arcgis, "basel": basel, "ngsi": ngsi, "lists": listed,
}  # fmt: skip
DIALECTS = [*JSON, "csv", "datex2"]
ACCEPT = {
    "csv": "text/csv, text/plain;q=0.5, */*;q=0.1",
    "datex2": "application/xml, text/xml, */*;q=0.1",
}
ANY_JSON = "application/json, application/geo+json, */*;q=0.1"


def read(feed: Feed) -> Lots:
    """The car parks of the source's answer; FeedError where there are none."""
    declared = str(feed.source.settings.get("dialect", ""))
    accept = ACCEPT.get(declared, ANY_JSON)
    answer = feed.get(accept=accept, part=paging.in_parts(feed))
    form = declared if declared in ACCEPT else "" if declared else _form(answer)
    if form == "datex2":
        return datex2.read(feed, answer)
    if form == "csv":
        return tables.read(feed, answer)
    value = answer.json()
    lots: Lots = _dialect(feed, value, declared).read(feed, value)
    return lots


def _form(answer: Answer) -> str:
    """By the first line, as what servers declare is often wrong."""
    line = answer.body[:2000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").partition(b"\n")[0]
    if line.startswith(b"<"):
        return "datex2"
    is_json = line.startswith((b"{", b"["))
    return "csv" if not is_json and any(sign in line for sign in b";,\t|") else ""


def _dialect(feed: Feed, value: Any, declared: str) -> ModuleType:
    for name, module in JSON.items():
        if declared in ("", name) and module.recognises(value):
            return module
    if value == [] or (isinstance(value, dict) and value.get("features") == []):
        raise Empty(feed.url, "car park")
    expected = f"the dialect '{declared}'" if declared else "car parks in a dialect that we know"
    raise WrongContent(feed.url, expected, _said(value))


def _said(value: Any) -> str:
    """What stands in the place of car parks: an error with status 200, or other names."""
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    if isinstance(message, str):
        return f"the error '{shown(message)}'"
    features = value.get("features") if isinstance(value, dict) else value
    first = features[0] if isinstance(features, list) and features else value
    if isinstance(first, dict) and isinstance(first.get("properties"), dict):
        first = first["properties"]
    if not isinstance(first, dict) or not first:
        return "something else"
    return f"the names {', '.join(map(str, list(first)[:8]))}"
