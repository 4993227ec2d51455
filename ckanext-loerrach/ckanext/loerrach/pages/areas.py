"""The administrative areas that a dataset is about, so that they can be searched for by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..geo import areas
from . import language

#: field of the search index; ``vocab_*`` is the pattern of CKAN's Solr schema for several values
FACET = "vocab_area"
TITLE = {"de": "Ort oder Kreis", "fr": "Commune ou arrondissement", "en": "Place or district"}
FIELDS = ("politicalGeocodingURI", "spatial_coverage", "geocodingText")


def for_index(document: dict[str, Any]) -> dict[str, Any]:
    """The search document with the codes of its areas, and of those they are part of."""
    if found := areas.around(_said(document)):
        document[FACET] = found
    return document


def title() -> str:
    """What the facet is called."""
    return language.text(TITLE)


def name(code: str) -> str:
    """The name of an area in the reader's language; the code of an unknown one."""
    area = areas.areas().get(code)
    return (area.name.get(language.current()) or area.name["de"]) if area else code


def _said(document: Mapping[str, Any]) -> Iterator[str]:
    """Addresses and names of places; a field that is a list is one JSON text in the index."""
    for field in FIELDS:
        for one in _listed(document.get(field)):
            if isinstance(one, Mapping):
                yield from (str(one[key]) for key in ("uri", "text") if one.get(key))
            elif isinstance(one, str):
                yield one


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
    return value if isinstance(value, list) else [value]
