"""Solr's `sort` as an ORDER BY."""

import re
from dataclasses import dataclass

from .. import fields
from ..errors import BadQuery, BadSort
from ..fields import Kind
from .columns import sort_key
from .conditions import Sql

_CLAUSE = re.compile(r"\s*(?P<field>[^\s,()]+)\s+(?P<direction>asc|desc)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Order:
    """One ORDER BY expression; no key where the score is meant."""

    key: Sql | None
    direction: str
    nulls: str

    @property
    def way(self) -> str:
        """What stands behind the key."""
        return f"{self.direction} NULLS {self.nulls}"

    def by(self, score: Sql | None) -> tuple[Sql, str] | None:
        """The key and which way it orders; None if it orders nothing."""
        key = self.key or score
        return None if key is None else (key, self.way)


def orders(sort: str | None) -> list[Order]:
    """The orders of a `sort` such as `score desc, metadata_modified desc`; raises BadSort."""
    if not sort or not sort.strip():
        return [Order(None, "DESC", "LAST")]
    return [_order(clause, sort) for clause in sort.split(",")]


def _order(clause: str, sort: str) -> Order:
    found = _CLAUSE.match(clause)
    if found is None:
        raise BadSort(sort)
    field, direction = found["field"], found["direction"].upper()
    if field == "score":
        return Order(None, direction, "LAST")
    if fields.multivalued(field):
        raise BadQuery(f"can not sort on multivalued field: {field}")
    kind = fields.kind(field)
    if kind in (Kind.BLOB, Kind.NGRAM):
        raise BadQuery(f"can not sort on the field {field!r}")
    # The schema says sortMissingLast for strings; a missing number or date counts as the least
    numeric = kind in (Kind.DATE, Kind.NUMBER)
    return Order(sort_key(field), direction, "FIRST" if numeric and direction == "ASC" else "LAST")
