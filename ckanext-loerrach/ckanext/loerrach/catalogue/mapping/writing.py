"""A record as triples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rdflib import Graph, URIRef

from ..namespaces import DCAT, RDF
from . import dataset as dataset_table
from . import distribution as distribution_table
from .beside import in_catalogue
from .converted import converted
from .iris import address
from .naming import name_terms
from .own import rows_of
from .portal import catalog_uri, dataset_uri, resource_uri
from .rows import Row, as_list, write_rows
from .writer import Note, Writer


@dataclass
class Written:
    """The triples of a record, and what could not be written as it is."""

    graph: Graph
    notes: list[Note] = field(default_factory=list)


@cache
def dataset_rows() -> tuple[Row, ...]:
    """The table of a dataset, with what the fields of the strategy add."""
    return (*dataset_table.ROWS, *rows_of("dataset_fields", ()))


@cache
def resource_rows() -> tuple[Row, ...]:
    """The table of a resource, with what the fields of the strategy add."""
    return (*distribution_table.ROWS, *rows_of("resource_fields", ()))


def write(record: Mapping[str, Any], within: bool = True) -> Written:
    """The triples of a record as package_show gives it; never raises for what stands in it.

    ``within``: the record is one of this portal's catalogue, and of other datasets it names only
    those that are in it, too.
    """
    record = flat(record)
    home = home_of(record)
    writer = Writer(owner=str(record.get("id") or home), home=home)
    if within:
        writer.beside = in_catalogue
    if record.get("uri") and str(home) != str(record["uri"]).strip():
        writer.note("uri", record["uri"], "is no address: the portal's own in its place")
    writer.add(home, RDF.type, DCAT.Dataset)
    write_rows(writer, home, record, dataset_rows())
    for position, resource in enumerate(as_list(record.get("resources"))):
        if isinstance(resource, Mapping):
            _distribution(writer, record, resource, position)
            for file in converted({"package_id": record.get("id"), **resource}):
                _distribution(writer, record, file, position)
    name_terms(writer.graph)
    return Written(writer.graph, writer.notes)


def home_of(record: Mapping[str, Any]) -> URIRef:
    """The dataset's address: its own IRI, else the portal's for it."""
    own = address(dataset_uri({**record, "extras": _extras(record)}))
    if own is not None and "#" not in own:
        return own
    return URIRef(f"{catalog_uri().rstrip('/')}/dataset/{record.get('id')}")


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the extras that no field of the same name has."""
    named = {str(one["key"]): one["value"] for one in _extras(record) if one["value"] != "None"}
    return {**named, **{key: value for key, value in record.items() if value not in (None, "")}}


def _extras(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = record.get("extras")
    extras = found if isinstance(found, list) else []
    return [one for one in extras if isinstance(one, Mapping) and {"key", "value"} <= set(one)]


def _distribution(
    writer: Writer, record: Mapping[str, Any], resource: Mapping[str, Any], position: int
) -> None:
    writer.resource = str(resource.get("id") or "")
    inherited = {name: record.get(name) for name in ("license_id", "license_url")}
    whole: dict[str, Any] = {**inherited, "package_id": record.get("id"), **resource}
    if record.get("kind") == "service" and not whole.get("access_services"):
        whole["access_services"] = _as_service(whole)
    node = _node(writer, whole, position)
    writer.add(writer.home, DCAT.distribution, node)
    writer.add(node, RDF.type, DCAT.Distribution)
    write_rows(writer, node, whole, resource_rows())
    writer.resource = ""


def _node(writer: Writer, resource: Mapping[str, Any], position: int) -> URIRef:
    if resource.get("id") or resource.get("uri"):
        found = address(resource_uri(dict(resource)))
        if found is not None:
            return found
        writer.note("uri", resource.get("uri"), "is no address: one below the dataset's instead")
    return URIRef(f"{writer.home}#distribution-{resource.get('id') or position}")


def _as_service(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The service that a resource of a record of kind "service" is."""
    url = resource.get("access_url") or resource.get("url")
    if not url:
        return []
    described = "getcapabilities" in str(url).lower()
    return [{"endpoint_url": [url], **({"endpoint_description": url} if described else {})}]
