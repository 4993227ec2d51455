"""What every record says because its source says it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from ckanext.loerrach.geo import areas

from .record import Resource
from .source import SourceEntry

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


def dataset_fields(source: SourceEntry, **more: Any) -> dict[str, Any]:
    """Dataset fields (names of ``schemas/``) that follow from the source, and ``more`` of them."""
    publisher = {key: value for key, value in asdict(source.publisher).items() if value}
    contact = publisher if {"email", "url"} & publisher.keys() else {}
    return {
        "strategy_field": source.field,
        "frequency": FREQUENCY + source.frequency,
        "publisher": [publisher],
        **({"contact": [contact]} if contact else {}),
        **areas.fields(source.geocoding),
        **more,
    }


def licensed(resource: Resource, source: SourceEntry) -> Resource:
    """The resource under the source's licence, with the words that name the source."""
    attribution = source.attribution or source.publisher.name
    return replace(resource, licence=source.licence, licence_attribution_by=attribution)
