"""From a harvester's Record to a dataset as ``package_create`` wants it."""

from __future__ import annotations

import re
import uuid
from datetime import date
from functools import cache
from typing import Any

from ckanext.loerrach.geo.areas import areas
from ckanext.loerrach.geo.table import placed_table
from ckanext.loerrach.harvesters._core import fingerprint
from ckanext.loerrach.harvesters._core.errors import shown
from ckanext.loerrach.harvesters._core.record import Record, Resource
from ckanext.loerrach.schemas import compose

from . import naming
from .settings import Settings

#: changes with what this module makes of a record, so that all are written anew
VERSION = 3
#: fields of the schema that a source does not get to say
OURS = frozenset({"name", "owner_org", "license_id", "sample_data", "archived",
                  "catalogue_chain"})  # fmt: skip
#: controls that XML and PostgreSQL refuse, and halves of characters
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NAMESPACE = uuid.UUID("8a6e1f0e-6f5b-5a0e-9d57-1d8e5c2f7b31")


def dataset_id(settings: Settings, record_id: str) -> str:
    """Id of the dataset of a record: the same from run to run."""
    return str(uuid.uuid5(NAMESPACE, f"{settings.id}/{record_id}"))


def resource_id(settings: Settings, record_id: str, key: str) -> str:
    """Id of the resource ``key`` of a record: the same from run to run."""
    return str(uuid.uuid5(NAMESPACE, f"{settings.id}/{record_id}/{key}"))


def dataset(settings: Settings, record: Record) -> tuple[dict[str, Any], list[str]]:
    """The dataset without its name, and what is worth saying about it.

    Only fields that the schema knows and a source may say; texts without what no database takes.
    """
    notices = [f"field '{name}' is not in the schema; left out" for name in unknown_fields(record)]
    allowed = _said()
    fields = {key: value for key, value in record.fields.items() if key in allowed}
    coverage, said = _footprint(record, settings.entry.geocoding)
    notices += said
    broken: list[str] = []
    made = _plain({
        "personal_data": settings.entry.personal_data,
        **fields,
        "spatial_coverage": _with(fields.get("spatial_coverage"), coverage),
        "catalogue_chain": list(record.chain) or None,
        "id": dataset_id(settings, record.id),
        "type": "dataset",
        "state": "active",
        "private": False,
        "owner_org": settings.owner_org,
        "title_translated": dict(record.title),
        "notes_translated": dict(record.notes),
        "tags_translated": {key: list(words) for key, words in record.tags.items()},
        "sample_data": bool(settings.stand_in),
        "resources": _resources(settings, record),
    }, broken)  # fmt: skip
    theirs = naming.foreign(made)
    if theirs is not made:
        notices.append("addresses of this portal that it gave to things of its own were left out")
    if broken:
        notices.append("characters that no database takes were replaced")
    return theirs, [shown(notice, 500) for notice in notices]


def digest(dataset: dict[str, Any]) -> str:
    """Hash of a mapped dataset; it decides whether something has changed."""
    return fingerprint.digest([VERSION, dataset])


def unknown_fields(record: Record) -> list[str]:
    """Fields of a record that are left out, because the schema has none of that name."""
    return sorted(set(record.fields) - _names("dataset_fields"))


def _resources(settings: Settings, record: Record) -> list[dict[str, Any]]:
    """The resources; the one whose rows have places says that there are files of them."""
    placed = placed_table(record.resources, record.places)
    return [
        {**_resource(settings, record.id, one), "downloads": "places" if one is placed else ""}
        for one in record.resources
    ]


def _resource(settings: Settings, record_id: str, resource: Resource) -> dict[str, Any]:
    allowed = _names("resource_fields")
    fields = {key: value for key, value in resource.fields.items() if key in allowed}
    table = {
        # CKAN puts the address of the table's CSV in the place of this one
        "url": "_datastore_only_resource",
        "url_type": "datastore",
        "datastore_active": True,
    }
    return {
        **fields,
        "id": resource_id(settings, record_id, resource.key),
        "url": resource.url,
        "name_translated": dict(resource.title),
        "description_translated": dict(resource.description),
        "format": resource.format,
        "mimetype": resource.mimetype,
        "license": resource.licence,
        "licenseAttributionByText": resource.licence_attribution_by,
        **(table if resource.table and not resource.url else {}),
    }


def _footprint(record: Record, code: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Coverage of the places, named by the area of the source; and what was wrong with places."""
    if not record.places:
        return [], []
    # geopandas costs some 60 MB, which a process without places need not carry
    from ckanext.loerrach.geo.footprint import footprint

    found = footprint(record.places.crs, record.places.geometries)
    shapes = {"geom": found.geom, "bbox": found.bbox, "centroid": found.centroid}
    known: dict[str, Any] = {key: shape for key, shape in shapes.items() if shape}
    if known and (area := areas().get(code)):
        known["text"] = area.name["de"]
    told = [f"place '{id}' left out: {problem}" for id, problem in found.left_out.items()]
    told += [f"place '{id}' repaired: {problem}" for id, problem in found.repaired.items()]
    return ([known] if known else []), told


def _with(given: Any, coverage: list[dict[str, Any]]) -> Any:
    """What the record says of its places, and the footprint of its rows."""
    return [*given, *coverage] if isinstance(given, list) else given or coverage


@cache
def _names(part: str) -> frozenset[str]:
    return frozenset(field["field_name"] for field in compose()[part])


@cache
def _said() -> frozenset[str]:
    """Fields of a dataset that a source may say."""
    return _names("dataset_fields") - OURS


def _plain(value: Any, broken: list[str]) -> Any:
    """Without what is empty, tuples and dates as JSON has them.

    Texts without NUL, other controls and lone surrogates; ``broken`` gets those that had them.
    """
    if isinstance(value, str):
        return _storable(value, broken) if value else None
    if isinstance(value, dict):
        return {
            _storable(key, broken): plain
            for key, item in value.items()
            if (plain := _plain(item, broken)) is not None
        }
    if isinstance(value, list | tuple):
        return [_plain(item, broken) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _storable(text: str, broken: list[str]) -> str:
    """Line ends and tabs stay."""
    if text.isprintable():
        # no URIRef or Literal, which are texts, too
        return text[:]
    clean = BROKEN.sub("\N{REPLACEMENT CHARACTER}", text)
    if clean != text:
        broken.append(text)
    return clean
