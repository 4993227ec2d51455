"""The one dataset of a source whose service gives features or layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ckanext.loerrach.schemas import vocabulary

from .._core.describe import MOBILITY, dataset_fields, licensed, page, table_of
from .._core.errors import SettingError
from .._core.feed import Feed
from .._core.record import BadRecord, Record, Resource
from .._core.source import SourceEntry
from .._network import words as catalogue
from . import online
from .features import Features, Wanted, table

SETTINGS = {
    "theme": "wfs, features, wms, wmts: EU theme, e.g. ENVI (default), TRAN or EDUC",
    "mobility_theme": "features and maps: mobilityDCAT-AP's word, where the field is mobility",
    "tags": "wfs, features, wms, wmts: keywords, as de: […], fr: […], en: […]",
}
#: kind of service -> format in the EU's list
FORMATS = {"WFS": "wfs", "WMS": "wms", "WMTS": "wmts", "OGC API": "REST"}
#: title and notes of the table
FEATURES = (
    {"de": "Objekte mit ihrer Lage", "fr": "Objets et leur situation",
     "en": "Features with their places"},
    {
        "de": "Eine Zeile je Objekt des Dienstes.",
        "fr": "Une ligne par objet du service.",
        "en": "One row per feature of the service.",
    },
)  # fmt: skip


def made(
    feed: Feed, features: Features, wanted: Wanted, kind: str, layer: str, about: str = ""
) -> Iterator[Record | BadRecord]:
    """Features as a dataset with a table and the service they come from.

    ``about``: what the service says of them, for a source that says nothing itself.
    """
    found, places = table(feed, features, wanted)
    source = feed.source
    for bad in features.bad:
        yield replace(bad, part_of=source.name)
    yield Record(
        id=source.name,
        title=source.title,
        notes=source.notes or {"de": about or source.title["de"]},
        tags=tags(source),
        fields=fields(source),
        resources=[
            table_of(source, "features", *FEATURES, found),
            service_resource(source, kind, layer, {}),
        ],
        places=places,
    )


def fields(source: SourceEntry, **more: Any) -> dict[str, Any]:
    """Dataset fields that follow from the source and its settings."""
    code = str(source.settings.get("theme", "ENVI"))
    themes = {term.code: term.uri for term in vocabulary("data-theme")}
    if code not in themes:
        raise SettingError(source.name, "theme", f"'{code}' is none of {', '.join(sorted(themes))}")
    if source.field == "mobility":
        word = f"{MOBILITY}mobility-theme/{source.settings.get('mobility_theme')}"
        if word not in {term.uri for term in vocabulary("mobility-theme")}:
            raise SettingError(source.name, "mobility_theme", "no word of mobilityDCAT-AP's list")
        more["mobility_theme"] = [word]
    return dataset_fields(
        source,
        theme=[themes[code]],
        language=["http://publications.europa.eu/resource/authority/language/DEU"],
        **page(source),
        **more,
    )


def tags(source: SourceEntry) -> dict[str, list[str]]:
    """The setting ``tags``; SettingError for one that is none."""
    given = source.settings.get("tags", {})
    if not isinstance(given, Mapping) or not all(isinstance(one, list) for one in given.values()):
        raise SettingError(source.name, "tags", "lists of keywords for de, fr, en are needed")
    return {str(code): [str(word) for word in words] for code, words in given.items()}


def service_resource(
    source: SourceEntry, kind: str, title: str, more: Mapping[str, Any]
) -> Resource:
    """The service at the source's address."""
    endpoint = online.endpoint_of(source.url)
    described = capabilities(source, kind)
    service = online.service(kind, endpoint, described, title) | dict(more)
    resource = Resource(
        key="service",
        title={"de": f"{kind}-Dienst", "fr": f"Service {kind}", "en": f"{kind} service"},
        description={"de": title, "fr": title, "en": title},
        url=described or source.url,
        format=catalogue.file_format(FORMATS[kind]),
        fields={"access_services": [service]},
    )
    licence = licensed(resource, source)
    service["license"] = licence.licence
    service["licenseAttributionByText"] = licence.licence_attribution_by
    return licence


def capabilities(source: SourceEntry, kind: str) -> str:
    """The address at which a service describes itself; "" where it has none of its own."""
    if kind == "OGC API":
        return ""
    join = "&" if "?" in source.url and not source.url.endswith(("?", "&")) else ""
    start = source.url if "?" in source.url else f"{source.url}?"
    if "request=getcapabilities" in source.url.lower():
        return source.url
    return f"{start}{join}service={kind}&request=GetCapabilities"
