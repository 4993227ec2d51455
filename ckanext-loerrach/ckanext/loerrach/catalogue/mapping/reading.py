"""Triples as a record."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from rdflib import Graph, Literal, URIRef

from ..namespaces import DCAT
from .distribution import Licence
from .reader import LEFT_OUT, Reader
from .rows import Record, read_rows
from .writer import Node
from .writing import dataset_rows, resource_rows

#: fields of CKAN that stand at the top of a dataset, whatever the schema
CORE = frozenset({"title", "notes", "tags", "resources", "extras", "license_id", "url", "version"})


def read(graph: Graph, node: Node, fields: Collection[str], language: str = "de") -> Record:
    """The record of a dataset; what the schema has no field for becomes an extra.

    The graph is one that `upgrade` has been through; fields are the names that the schema has.
    """
    return read_by(Reader(graph, str(node), language), node, fields)


def read_by(reader: Reader, node: Node, fields: Collection[str]) -> Record:
    """The same by a reader, which tells what it left out."""
    record = read_rows(reader, node, dataset_rows())
    if isinstance(node, URIRef):
        record["uri"] = str(node)
    record["resources"] = []
    for one in reader.objects(node, DCAT.distribution):
        if isinstance(one, Literal):
            reader.slip(LEFT_OUT, node, DCAT.distribution, one)
        else:
            record["resources"].append(_resource(reader, one))
    _give_licence(reader, node, record["resources"])
    _as_ckan_names_it(record, reader.language)
    return _sorted_out(record, fields)


def _resource(reader: Reader, node: Node) -> Record:
    record = read_rows(reader, node, resource_rows())
    if own := reader.uri(node):
        record["uri"] = own
    _plain(record, "name_translated", "name", reader.language)
    _plain(record, "description_translated", "description", reader.language)
    record["distribution_ref"] = str(node)
    return record


def _give_licence(reader: Reader, node: Node, resources: list[Record]) -> None:
    """The dataset's own licence, which DCAT-AP does not know, for resources that name none."""
    own: Record = {}
    Licence().read(reader, node, own)
    for resource in resources:
        if not resource.get("license"):
            resource.update({key: value for key, value in own.items() if key not in resource})


def _as_ckan_names_it(record: Record, language: str) -> None:
    """The fields without languages that CKAN's core reads."""
    _plain(record, "title_translated", "title", language)
    _plain(record, "notes_translated", "notes", language)
    keywords = record.get("tags_translated") or {}
    words = keywords.get(language) or [word for some in keywords.values() for word in some]
    record["tags"] = [{"name": word} for word in words]
    licences = {one["license"] for one in record["resources"] if one.get("license")}
    if len(licences) == 1:
        record["license_id"] = licences.pop()


def _plain(record: Record, translated: str, name: str, language: str) -> None:
    texts = record.get(translated) or {}
    if texts:
        record[name] = texts.get(language) or next(iter(texts.values()))


def _sorted_out(record: Record, fields: Collection[str]) -> Record:
    top = {name: value for name, value in record.items() if name in CORE or name in fields}
    rest = {name: value for name, value in record.items() if name not in top}
    top["extras"] = [{"key": name, "value": _text(value)} for name, value in rest.items()]
    return top


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
