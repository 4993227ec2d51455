"""The fields of the town's strategy as topics: CKAN groups, with words from the schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ..schemas import StrategyField, strategy_fields
from . import areas, language


class Topic(TypedDict):
    """One card of the start page."""

    name: str
    title: str
    description: str
    href: str
    count: int


def topics() -> list[Topic]:
    """All fields of the strategy in its order, with the number of public datasets in each.

    A field whose group has not been created yet leads to the search for its datasets.
    """
    found = _search()
    counts = {item["name"]: item["count"] for item in found["items"]} if found else {}
    groups = set(tk.get_action("group_list")({}, {}))
    return [_topic(field, counts.get(field.name, 0), groups) for field in strategy_fields()]


def _search() -> dict[str, Any]:
    query = {"rows": 0, "facet.field": ["groups"], "facet.limit": -1, "fq": "capacity:public"}
    try:
        facets: dict[str, Any] = tk.get_action("package_search")({}, query)["search_facets"]
    except (SearchError, tk.ValidationError):
        return {}
    return facets.get("groups", {})


def _topic(field: StrategyField, count: int, groups: set[str]) -> Topic:
    if field.name in groups:
        href = tk.h.url_for("group.read", id=field.name)
    else:
        href = tk.h.url_for("dataset.search", strategy_field=field.name)
    return {
        "name": field.name,
        "title": language.text(field.label),
        "description": language.text(field.description),
        "href": href,
        "count": count,
    }


def title(group: Mapping[str, Any]) -> str:
    """A group's or organisation's title in the reader's language.

    The database keeps the title in German; for the fields of the strategy the schemas know the
    others.
    """
    own = next((field for field in strategy_fields() if field.name == group.get("name")), None)
    if own and group.get("type", "group") == "group":
        return language.text(own.label)
    return language.of(group, "title") or str(group.get("display_name") or group.get("name") or "")


def description(group: Mapping[str, Any]) -> str:
    """A group's description in the reader's language, as :func:`title`."""
    own = next((field for field in strategy_fields() if field.name == group.get("name")), None)
    if own and group.get("type", "group") == "group":
        return language.text(own.description)
    return language.of(group, "description")


def facet_title(facet: str, item: Mapping[str, Any]) -> str:
    """What a value of a facet is called in the reader's language."""
    name = str(item.get("name", ""))
    if facet in ("groups", "strategy_field"):
        return title({"name": name, "title": item.get("display_name")})
    if facet == areas.FACET:
        return areas.name(name)
    return str(item.get("display_name") or name)
