"""The SQL of one search: a page of documents, and the counts of all that fit."""

import fnmatch
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import facets, fields
from .errors import BadQuery
from .facets import Facet, counting, integer
from .fields import Kind
from .query import columns
from .query.conditions import Sql, sql
from .query.request import request, texts
from .query.score import score
from .query.sort import orders
from .query.translate import where
from .schema import SCHEMA

#: fields that a page can read without taking the stored document apart
_DIRECT = columns.SCALARS - {"title_string"} | {"data_dict", "validated_data_dict"}
_BLOBS = ("data_dict", "validated_data_dict")
#: how new the index is, and whether this transaction has written itself
VERSION = f"(SELECT sum(n) FROM {SCHEMA}.change), txid_current_if_assigned()"


@dataclass(frozen=True)
class Select:
    """One search: `page` (None if no rows are wanted) and `counts`."""

    page: Sql | None
    counts: Sql
    start: int
    rows: int
    facets: tuple[Facet, ...]
    wanted: tuple[str, ...]
    selected: tuple[str, ...]

    def document(self, found: Sequence[Any]) -> dict[str, Any]:
        """A document in Solr's form from the row of a page (without the two of VERSION)."""
        row = dict(zip(self.selected, found, strict=False))
        kept: dict[str, Any] = {}
        if "stored" in row:
            kept = json.loads(row.pop("stored"))
            if "*" not in self.wanted:
                kept = {key: value for key, value in kept.items() if self.wants(key)}
        return kept | {key: value for key, value in row.items() if value is not None}

    def wants(self, field: str) -> bool:
        return any(fnmatch.fnmatchcase(field, pattern) for pattern in self.wanted)


def select(query: str, params: Mapping[str, Any]) -> Select:
    """Read a request to Solr's /select; raises BadQuery."""
    asked = request(query, params)
    condition = sql(where(asked.query, asked.filters))
    rows, start = _count(params, "rows", 10), _count(params, "start", 0)
    wanted = _wanted(params.get("fl"))
    selected = _selected(wanted)
    rank = score(asked)
    page = None
    if rows:
        head = _head(selected, rank)
        order = _order(params.get("sort"), rank)
        page = Sql(
            f"SELECT {head.text}, {VERSION} FROM {SCHEMA}.document d WHERE {condition.text} "
            f"ORDER BY {order.text} LIMIT %s OFFSET %s",
            (*head.params, *condition.params, *order.params, rows, start),
        )
    else:
        _order(params.get("sort"), rank)
    wanted_facets = facets.wanted(params)
    counts = _counts(condition, wanted_facets)
    return Select(page, counts, start, rows, wanted_facets, wanted, selected)


def _count(params: Mapping[str, Any], name: str, default: int) -> int:
    value = params.get(name)
    number = default if value is None else integer(name, value)
    if number < 0:
        raise BadQuery(f"{name!r} parameter cannot be negative: {number}")
    return number


def _wanted(fl: Any) -> tuple[str, ...]:
    names = [name for text in texts(fl) for name in re.split(r"[,\s]+", text) if name]
    return tuple(dict.fromkeys(names)) or ("*",)


def _selected(wanted: Sequence[str]) -> tuple[str, ...]:
    direct = [name for name in wanted if name in _DIRECT]
    if any("*" in name or "?" in name for name in wanted):
        direct += [
            name for name in _BLOBS
            if name not in direct and any(fnmatch.fnmatchcase(name, one) for one in wanted)
        ]  # fmt: skip
    others = [name for name in wanted if name not in _DIRECT and name != "score"]
    selected = direct + (["stored"] if others else [])
    return (*selected, *(["score"] if "score" in wanted else []))


def _head(selected: Sequence[str], rank: Sql | None) -> Sql:
    constant = rank or Sql("1.0::float8")
    parts = [
        Sql(f"({constant.text})::float8", constant.params) if name == "score" else Sql(f"d.{name}")
        for name in selected
    ] or [Sql("NULL")]
    return Sql(
        ", ".join(part.text for part in parts),
        tuple(param for part in parts for param in part.params),
    )


def _order(sort: Any, rank: Sql | None) -> Sql:
    found = [order.sql(rank) for order in orders(str(sort) if sort else None)]
    parts = [part for part in found if part is not None]
    # Lucene breaks ties by the order in which documents were written
    parts.append(Sql("d.seq"))
    return Sql(
        ", ".join(part.text for part in parts),
        tuple(param for part in parts for param in part.params),
    )


def _counts(condition: Sql, wanted: Sequence[Facet]) -> Sql:
    parts = [Sql("(SELECT count(*) FROM hit)")]
    for facet in wanted:
        found = counting(facet, "hit d")
        parts.append(
            Sql(f"(SELECT json_agg(json_build_array(value, n)) FROM ({found.text}) x)",
                found.params)
        )  # fmt: skip
    return Sql(
        f"WITH hit AS (SELECT {', '.join(_needed(wanted))} FROM {SCHEMA}.document d "
        f"WHERE {condition.text}) SELECT {VERSION}, {', '.join(part.text for part in parts)}",
        (*condition.params, *(param for part in parts for param in part.params)),
    )


def _needed(wanted: Sequence[Facet]) -> list[str]:
    needed = set()
    for facet in wanted:
        kind = fields.kind(facet.field)
        if facet.field in columns.SCALARS or facet.field in columns.MOMENTS:
            needed.add(f"d.{facet.field}")
        elif facet.field in columns.ARRAYS:
            needed.add(f"d.{columns.ARRAYS[facet.field]}")
        elif kind in (Kind.TEXT, Kind.GENERAL):
            needed.update(("d.words", "d.terms"))
        else:
            needed.add("d.fields")
    return sorted(needed) or ["d.seq"]
