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
    read = values(facet.field)
    zero = facet.mincount <= 0
    tests, params = ["value IS NOT NULL"], list(read.params)
    if facet.prefix:
        tests.append("starts_with(value, %s)")
        params.append(facet.prefix)
    test = " AND ".join(tests)
    # A set-returning function in the list of columns costs a third of a lateral join
    text = (
        f"SELECT value, count(*) AS n FROM (SELECT {read.text} AS value FROM {source}) v "
        f"WHERE {test} GROUP BY value"
    )
    if zero:
        text = (
            f"SELECT a.value, coalesce(c.n, 0) AS n FROM (SELECT DISTINCT value FROM "
            f"(SELECT {read.text} AS value FROM {SCHEMA}.document d) v WHERE {test}) a "
            f"LEFT JOIN ({text}) c USING (value)"
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


def values(field: str) -> Sql:
    """The values of a field as an expression with one row for each."""
    kind = fields.kind(field)
    if field in columns.SCALARS:
        return Sql(f"d.{field}")
    if field in columns.ARRAYS:
        return Sql(f"unnest(d.{columns.ARRAYS[field]})")
    if kind is Kind.STRING:
        return Sql("jsonb_array_elements_text(d.fields->%s)", (field,))
    if field in columns.MOMENTS:
        return Sql(f"to_json(d.{field})#>>'{{}}'")
    if kind in (Kind.DATE, Kind.NUMBER):
        return Sql("d.fields->>%s", (field,))
    return _terms(field)


def _terms(field: str) -> Sql:
    """Solr counts a text field term by term."""
    if field in WEIGHTS:
        wanted = Sql("u.lexeme FROM unnest(d.words) u WHERE %s = ANY(u.weights)", (WEIGHTS[field],))
    elif field == "text":
        wanted = Sql("u.lexeme FROM unnest(d.words) u")
    else:
        before = f"{field}:"
        wanted = Sql(
            "substr(u.lexeme, %s) FROM unnest(d.terms) u WHERE starts_with(u.lexeme, %s)",
            (len(before) + 1, before),
        )
    return Sql(f"unnest(ARRAY(SELECT {wanted.text}))", wanted.params)
