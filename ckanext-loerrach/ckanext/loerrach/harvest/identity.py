"""Under which names of the world a record is known, and how near its source is to its publisher.

A dataset that passes through other software loses names on its way: of what a stock CKAN harvests
from a CKAN it keeps the id and forgets dct:identifier; of what it harvests as RDF it keeps the
address and forgets the id. One name that is left is enough. Imports no ckan.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from enum import IntEnum
from typing import Any
from urllib.parse import urlsplit

from ckanext.loerrach.harvesters._core.record import Record

#: identifiers that two publishers do not choose by accident: with a scheme, as a URI or a URN
URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s\x00-\x1f\x7f\ud800-\udfff]{8,500}", re.IGNORECASE)
#: the id of a dataset in its address in a CKAN, or in a URN (RFC 9562, section 4)
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
INSIDE = re.compile(rf"(?:https?://\S+/dataset/|urn:uuid:)({UUID})/?", re.IGNORECASE)


class Nearness(IntEnum):
    """How near a source is to the publisher of a record, by what it says itself."""

    #: nothing is said about where the record comes from
    SILENT = 0
    #: the source has it from another catalogue, and names that
    TOLD = 1
    #: the dataset's address is one of the source's server
    ADDRESS = 2
    #: and the source says that the dataset is its own
    OWN = 3


#: fields that say who a record is
NAMING = frozenset({"identifier", "alternate_identifier", "uri", "modified"})


def named(record: Record) -> Record:
    """Of a record only what says who it is: there may be tens of thousands."""
    fields = {name: record.fields[name] for name in NAMING & record.fields.keys()}
    return replace(
        record, title={}, notes={}, tags={}, fields=fields, resources=(), places=None
    )  # fmt: skip


def nearness(record: Record, source_url: str) -> Nearness:
    """How near the source at this address is to the record's publisher."""
    if record.own is False:
        return Nearness.TOLD if len(record.chain) > 1 else Nearness.SILENT
    uri = str(record.fields.get("uri") or record.id)
    if not _server(uri) or _server(uri) != _server(source_url):
        return Nearness.SILENT
    return Nearness.OWN if record.own else Nearness.ADDRESS


def identities(record: Record) -> set[str]:
    """All names that mean this dataset wherever they stand; "TODO" and "1" do not."""
    found = addresses(record)
    identifier = record.fields.get("identifier")
    if isinstance(identifier, str) and URI.fullmatch(identifier):
        found.add(identifier)
    return found


def addresses(record: Record) -> set[str]:
    """Those of them that no source gives to two datasets, however careless: ids and addresses."""
    more = record.fields.get("alternate_identifier") or []
    own = [record.id, record.fields.get("uri")]
    ids = [record.fields.get("identifier"), *(more if isinstance(more, list) else [more]),
           *record.aliases, *record.chain, *own]  # fmt: skip
    return {one for one in own if isinstance(one, str) and URI.fullmatch(one)} | uuids(ids)


def uuids(names: Iterable[Any]) -> set[str]:
    """The UUIDs among these names, and those that an address of a dataset ends with."""
    return {found for one in names if isinstance(one, str) and (found := _uuid(one))}


def _uuid(name: str) -> str:
    inside = INSIDE.fullmatch(name)
    text = (inside[1] if inside else name).lower()
    try:
        return text if str(uuid.UUID(text)) == text else ""
    except ValueError:
        return ""


def _server(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""
