"""Counts of values: Solr's `facet.field` with its limits.

https://solr.apache.org/guide/solr/latest/query-guide/faceting.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import fields
from .errors import BadQuery
from .fields import Kind
from .lexemes import WEIGHTS
from .query import columns
from .query.conditions import Sql
from .query.request import texts
from .schema import SCHEMA


@dataclass(frozen=True)
class Facet:
    """One field to count, and which of its values are wanted."""

    field: str
    limit: int = 100
    mincount: int = 0
    offset: int = 0
    by_index: bool = False
    prefix: str = ""


def wanted(params: Mapping[str, Any]) -> tuple[Facet, ...]:
    """The facets of a request; none unless `facet` says so. Raises BadQuery."""
    if str(params.get("facet", "false")).lower() not in ("true", "on", "1", "yes"):
        return ()
    return tuple(_facet(name, params) for name in dict.fromkeys(texts(params.get("facet.field"))))


def _facet(name: str, params: Mapping[str, Any]) -> Facet:
    def option(key: str, default: Any) -> Any:
        return params.get(f"f.{name}.facet.{key}", params.get(f"facet.{key}", default))

    if name.startswith("{!"):
        raise BadQuery("Local parameters are not supported in facet.field", name)
    limit = integer("facet.limit", option("limit", 100))
    return Facet(
        name,
        limit,
        integer("facet.mincount", option("mincount", 0)),
        max(0, integer("facet.offset", option("offset", 0))),
        str(option("sort", "count" if limit > 0 else "index")) in ("index", "false"),
        str(option("prefix", "")),
    )


def integer(name: str, value: Any) -> int:
    """An int of a parameter; raises BadQuery."""
    try:
        number = int(str(value).strip())
    except ValueError:
        raise BadQuery(f"Invalid Number: {str(value)[:50]!r} for {name}") from None
    if abs(number) > 2**31 - 1:
        raise BadQuery(f"Invalid Number: {number} for {name}")
    return number


def counting(facet: Facet, source: str) -> Sql:
    """SELECT of (value, count) rows over the documents `d` of a source such as `hit d`."""
    values = _values(facet.field)
    zero = facet.mincount <= 0
    tests, params = ["v.v IS NOT NULL"], list(values.params)
    if facet.prefix:
        tests.append("starts_with(v.v, %s)")
        params.append(facet.prefix)
    text = (
        f"SELECT v.v AS value, count(*) AS n FROM {source} CROSS JOIN LATERAL {values.text} v "
        f"WHERE {' AND '.join(tests)} GROUP BY v.v"
    )
    if zero:
        every = f"{SCHEMA}.document d"
        text = (
            f"SELECT a.value, coalesce(c.n, 0) AS n FROM "
            f"(SELECT DISTINCT v.v AS value FROM {every} CROSS JOIN LATERAL {values.text} v "
            f"WHERE {' AND '.join(tests)}) a LEFT JOIN ({text}) c USING (value)"
        )
        params *= 2
    else:
        text += " HAVING count(*) >= %s"
        params.append(facet.mincount)
    order = 'value COLLATE "C"' if facet.by_index else 'n DESC, value COLLATE "C"'
    text = f"SELECT value, n FROM ({text}) f ORDER BY {order}"
    if facet.limit >= 0:
        text += " LIMIT %s"
        params.append(facet.limit)
    if facet.offset:
        text += " OFFSET %s"
        params.append(facet.offset)
    return Sql(text, tuple(params))


def _values(field: str) -> Sql:
    kind = fields.kind(field)
    if kind is Kind.STRING:
        return columns.values(field)
    if kind in (Kind.DATE, Kind.NUMBER):
        if field in columns.MOMENTS:
            return Sql(f"(SELECT to_json(d.{field})#>>'{{}}' AS v)")
        return Sql("(SELECT d.fields->>%s AS v)", (field,))
    if field in WEIGHTS:
        return Sql("(SELECT u.lexeme AS v FROM unnest(d.words) u WHERE %s = ANY(u.weights))",
                   (WEIGHTS[field],))  # fmt: skip
    if field == "text":
        return Sql("(SELECT u.lexeme AS v FROM unnest(d.words) u)")
    before = f"{field}:"
    return Sql(
        "(SELECT substr(u.lexeme, %s) AS v FROM unnest(d.terms) u WHERE starts_with(u.lexeme, %s))",
        (len(before) + 1, before),
    )
