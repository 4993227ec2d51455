"""Answers whose rows are arrays, described by ``indices`` (air data API v3 and v4).

``indices`` is a list of names for flat answers, and nested like the data for others:
``{"data": {"station id": {"date start": ["component id", …]}}}`` says that the data are objects by
station, then by begin of the hour, then an array. Flat answers stand in ``data``, or beside
``indices`` under their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._core.errors import WrongContent
from .._core.feed import Feed

Row = dict[str, Any]
KNOWN = ["request", "indices", "data", "count"]


def rows(feed: Feed, url: str, value: Any) -> list[Row]:
    """Each row by the names of its cells; WrongContent where names and arrays do not fit."""
    if not isinstance(value, dict) or "indices" not in value:
        raise WrongContent(url, "an answer with 'indices'", "none")
    shape, data = value["indices"], value.get("data")
    if isinstance(shape, dict):
        feed.unknown(shape if "data" in shape else (), ["data"])
        shape = shape.get("data", shape)
    numbered = {key: cells for key, cells in value.items() if key.isdigit()}
    feed.unknown(value.keys() - numbered.keys(), KNOWN)
    data = numbered if data is None else data
    # an empty object is written as an empty list
    data = {} if data == [] else data
    if isinstance(shape, list) and isinstance(data, list):
        data = dict(enumerate(data))
    if isinstance(shape, list):
        shape = {"row": shape}
    return list(_unfolded(feed, url, shape, data, {}))


def _unfolded(
    feed: Feed, url: str, shape: Any, data: Any, outer: Mapping[str, Any]
) -> Iterator[Row]:
    if isinstance(shape, list):
        yield {**outer, **_named(url, shape, data)}
        return
    inner = _inner(feed, shape) if isinstance(shape, dict) else []
    if len(inner) != 1 or not isinstance(data, dict):
        raise WrongContent(url, "data as 'indices' describe them", "others")
    name, shape = inner[0]
    for key, value in data.items():
        if isinstance(value, dict | list):
            here = {} if name == "row" else {_name(name): key}
            yield from _unfolded(feed, url, shape, value or {}, {**outer, **here})
        else:
            feed.unknown([key], [])


def _inner(feed: Feed, shape: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The one level below; whatever stands beside it nobody has thought about."""
    found = [(name, inner) for name, inner in shape.items() if isinstance(inner, dict | list)]
    feed.unknown(shape.keys() - {name for name, _ in found}, [])
    return found


def _named(url: str, names: list[Any], cells: Any) -> Row:
    if not isinstance(cells, list) or len(cells) != len(names):
        raise WrongContent(url, f"arrays of {len(names)} values as in 'indices'", "another")
    return {_name(name): cell for name, cell in zip(names, cells, strict=True)}


def _name(name: Any) -> str:
    """Versions write blanks, underscores or hyphens between the words."""
    return str(name).strip().lower().replace("_", " ").replace("-", " ")
