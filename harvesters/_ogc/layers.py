"""Services as datasets: what their capabilities say, their layers as a table, their address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .._core.describe import licensed
from .._core.errors import Empty, SettingError, WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord, Cell, Column, Record, Resource, Table
from .._network import words as catalogue
from . import capabilities, constraints, dataset, extents
from .document import ask, strangers

EXPECTED = "a capabilities document"
ROOTS = {"WMS": ("WMS_Capabilities", "WMT_MS_Capabilities"), "WMTS": ("Capabilities",),
         "WFS": ("WFS_Capabilities",)}  # fmt: skip
VERSIONS = {"WMS": ("1.3.0", "1.1.1"), "WMTS": ("1.0.0",), "WFS": ("2.0.0", "1.1.0", "1.0.0")}
COLUMNS = [
    Column("name", label={"de": "Name der Ebene", "fr": "Nom de la couche", "en": "Layer name"}),
    Column("title", label={"de": "Titel", "fr": "Titre", "en": "Title"}),
    Column("abstract", label={"de": "Beschreibung", "fr": "Description", "en": "Description"}),
    Column("group", label={"de": "Gruppe", "fr": "Groupe", "en": "Group"}),
    Column("queryable", "boolean",
           {"de": "Abfragbar", "fr": "Interrogeable", "en": "Can be queried"}),
    Column("systems", label={"de": "Koordinatensysteme", "fr": "Systèmes de coordonnées",
                             "en": "Coordinate systems"}),
    Column("west", "number", {"de": "Westen", "fr": "Ouest", "en": "West"}, unit="deg"),
    Column("south", "number", {"de": "Süden", "fr": "Sud", "en": "South"}, unit="deg"),
    Column("east", "number", {"de": "Osten", "fr": "Est", "en": "East"}, unit="deg"),
    Column("north", "number", {"de": "Norden", "fr": "Nord", "en": "North"}, unit="deg"),
]  # fmt: skip


def harvest(feed: Feed) -> Iterator[Record | BadRecord]:
    """The one dataset of a service."""
    kind = str(feed.source.settings["service"]).upper()
    version = str(feed.source.settings.get("version", VERSIONS[kind][0]))
    if version not in VERSIONS[kind]:
        raise SettingError(feed.source.name, "version", f"is none of {', '.join(VERSIONS[kind])}")
    root = ask(feed, EXPECTED, ROOTS[kind], service=kind, request="GetCapabilities",
               version=version)  # fmt: skip
    strangers(feed, root, capabilities.WMS if kind == "WMS" else frozenset())
    found = capabilities.read(root, kind)
    rows: dict[str, list[Cell]] = {}
    for layer in found.layers:
        if rows.setdefault(layer.name, layer.row()) != layer.row():
            feed.notice("layer twice", layer.name, "the first one counts")
    if not rows:
        raise Empty(feed.url, "layer")
    feed.whole([vars(found) | {"layers": list(rows.values())}])
    yield _record(feed, kind, found, Table(COLUMNS, list(rows.values()), ["name"]))


def _record(feed: Feed, kind: str, found: capabilities.Service, layers: Table) -> Record:
    source = feed.source
    licence, attribution = _terms(feed, found)
    title = found.title or source.title["de"]
    more: dict[str, Any] = {"keyword": found.keywords} if found.keywords else {}
    if found.abstract:
        more["description"] = found.abstract
    if found.provider:
        contact = {"name": found.provider, **({"email": found.mail} if found.mail else {})}
        more["contact"] = [contact]
    service = dataset.service_resource(source, kind, title, more)
    resources = [service, _layers_resource(feed, layers)]
    if licence:
        resources = [_under(one, licence, attribution) for one in resources]
    boxes = [layer.box for layer in found.layers if layer.box]
    fields = dataset.fields(source, kind="service")
    if boxes:
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        fields["spatial_coverage"] = [{"bbox": extents.rectangle(west, south, east, north)}]
    return Record(
        id=source.name,
        title=source.title,
        notes=source.notes or {"de": found.abstract or title},
        tags=dataset.tags(source) or {"de": found.keywords},
        fields=fields,
        resources=resources,
    )


def _terms(feed: Feed, found: capabilities.Service) -> tuple[str, str]:
    """Licence and whom to name, where the service's own word counts; ("", "") for the source's.

    What the service says is told where it differs; a licence that nobody knows is never taken for
    another (SourceEntry.licences).
    """
    source, terms = feed.source, constraints.of_service(found.terms)
    told = next(filter(None, map(catalogue.licence, terms.licences)), "")
    if source.licences == "source":
        if told and told != source.licence:
            feed.notice("other licence", "AccessConstraints", f"the service says {told}")
        return "", ""
    if told:
        return told, terms.attribution or found.provider or source.publisher.name
    if terms.licences or source.licences == "records":
        said = "; ".join(terms.licences) or "no licence"
        raise WrongContent(feed.url, "a licence of the list of DCAT-AP.de", f"'{said[:120]}'")
    return "", ""


def _under(resource: Resource, licence: str, attribution: str) -> Resource:
    services = [
        {**one, "license": licence, "licenseAttributionByText": attribution}
        for one in resource.fields.get("access_services", [])
    ]
    fields = {**resource.fields, **({"access_services": services} if services else {})}
    return replace(resource, licence=licence, licence_attribution_by=attribution, fields=fields)


def _layers_resource(feed: Feed, layers: Table) -> Resource:
    resource = Resource(
        key="layers",
        title={"de": "Ebenen des Dienstes", "fr": "Couches du service",
               "en": "Layers of the service"},
        format="CSV",
        mimetype="text/csv",
        table=layers,
    )  # fmt: skip
    return licensed(resource, feed.source)
