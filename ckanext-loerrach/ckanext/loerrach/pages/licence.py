"""A licence in words: what a reader may do, and what has to stand beside the data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import ckan.plugins.toolkit as tk

from ..schemas import Licence, licences


class Terms(NamedTuple):
    """What is shown of a licence; "" where nothing is known."""

    title: str
    href: str
    words: str
    attribution: str


def of_dataset(dataset: Mapping[str, Any]) -> list[Terms]:
    """The different licences of a dataset's resources, or that of the dataset itself."""
    found = [of_resource(resource) for resource in dataset.get("resources") or []]
    known = list(dict.fromkeys(terms for terms in found if terms.title))
    if known or not dataset.get("license_id"):
        return known
    return [_terms(str(dataset["license_id"]), str(dataset.get("license_title") or ""), "")]


def of_resource(resource: Mapping[str, Any]) -> Terms:
    """The licence of a resource with the text to name the source by."""
    named = str(resource.get("licenseAttributionByText") or "")
    return _terms(str(resource.get("license") or ""), "", named)


def wants_attribution(uri: str) -> bool:
    """Does the licence ask to name the source?"""
    return any(entry.attribution_required for entry in licences() if entry.uri == uri)


def _terms(uri: str, title: str, attribution: str) -> Terms:
    known: Licence | None = next((entry for entry in licences() if entry.uri == uri), None)
    if known is None:
        return Terms(title or uri, "", "", attribution)
    return Terms(known.title, known.url, _words(known.terms), attribution)


def _words(terms: str) -> str:
    if terms == "free":
        return tk._("You may use, share and change these data, also commercially.")
    if terms == "named":
        return tk._("You may use, share and change these data, also commercially. Name the source.")
    if terms == "same-licence":
        return tk._(
            "You may use, share and change these data, also commercially. "
            "Name the source and pass your changes on under the same licence."
        )
    if terms == "not-commercial":
        return tk._("You may use these data, but not commercially. Name the source.")
    if terms == "unchanged":
        return tk._("You may share these data unchanged. Name the source.")
    return ""
