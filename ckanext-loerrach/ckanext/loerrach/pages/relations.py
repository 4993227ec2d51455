"""What a dataset is part of, and what is part of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from . import language
from .site import safe_address

#: a page names so many members of a series; the search has the others
MOST = 100


class Relation(NamedTuple):
    """A link to another dataset."""

    title: str
    href: str
    #: language of the title; "" where it is an address
    written: str


def series(dataset: Mapping[str, Any]) -> list[Relation]:
    """The series of a dataset: those that we have by title, others by address.

    A series that the reader may not see is left out.
    """
    values = dataset.get("in_series")
    found = (_one(str(value)) for value in values) if isinstance(values, list) else ()
    return [relation for relation in found if relation]


def members(dataset: Mapping[str, Any]) -> list[Relation]:
    """The datasets of a series that the reader may see, by title; [] for what is no series."""
    if dataset.get("kind") != "series":
        return []
    names = " OR ".join(_quoted(name) for name in (dataset["id"], dataset.get("uri")) if name)
    return [_relation(one) for one in _found(f"vocab_in_series:({names})", MOST)]


def for_index(document: dict[str, Any]) -> dict[str, Any]:
    """The search document of a dataset with its series one by one, so that they can be asked for.

    An extra that is a list is one JSON text in the index; ``vocab_*`` is the pattern of CKAN's
    Solr schema for fields with several values.
    """
    try:
        series = json.loads(document.get("in_series") or "[]")
    except (TypeError, ValueError, RecursionError):
        return document
    if isinstance(series, list) and series:
        document["vocab_in_series"] = [str(value) for value in series]
    return document


def _found(filter: str, most: int) -> list[dict[str, Any]]:
    query = {"fq": filter, "rows": most, "sort": "title_string asc", "include_private": True}
    try:
        return list(tk.get_action("package_search")({}, query)["results"])
    except (SearchError, tk.ValidationError):
        return []


def _quoted(value: str) -> str:
    """A phrase of the query language."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _one(value: str) -> Relation | None:
    if "://" in value:
        if ours := _found(f"uri:{_quoted(value)}", 1):
            return _relation(ours[0])
        href = safe_address(value)
        return Relation(value, href, "") if href else None
    try:
        return _relation(tk.get_action("package_show")({}, {"id": value}))
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None


def _relation(dataset: Mapping[str, Any]) -> Relation:
    title = language.of(dataset, "title") or str(dataset["name"])
    href = tk.h.url_for("dataset.read", id=dataset["name"])
    return Relation(title, href, language.written_in(dataset, "title"))
