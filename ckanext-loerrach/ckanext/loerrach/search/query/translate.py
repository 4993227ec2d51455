"""From the tree of a query to an SQL condition on one document."""

from collections.abc import Callable
from typing import Any

from .. import dates, fields
from ..errors import BadQuery
from ..fields import Kind
from ..lexemes import IN_COLUMNS, exact, present, quoted
from . import columns, patterns, tree, words
from .conditions import (
    FALSE,
    TRUE,
    Condition,
    Equal,
    Match,
    Sql,
    all_of,
    any_of,
    at_least,
)
from .functions import function


def where(query: tree.Node, filters: tuple[tree.Node, ...] = ()) -> Condition:
    """Documents that the query and every filter want; raises BadQuery."""
    parts = [condition(node) for node in (query, *filters)]
    return all_of(FALSE if part is None else part for part in parts)


def condition(node: tree.Node) -> Condition | None:
    """The condition of one node; None where it asks for nothing (a word without letters)."""
    return _MAKERS[type(node)](node)


def _bool(node: tree.Bool) -> Condition | None:
    must, should, never = (
        [found for child in group if (found := condition(child)) is not None]
        for group in (node.must, node.should, node.must_not)
    )
    asked = len(node.must) + len(node.should) + len(node.must_not)
    if asked and not (must or should or never):
        return None
    minimum = min(node.minimum, len(should))
    if minimum:
        must.append(at_least(minimum, should))
    return all_of(must, never)


def _best(node: tree.Best) -> Condition | None:
    names = {_bare(child) for child in node.nodes}
    covered = "text" in names
    found = [
        made
        for child in node.nodes
        # What `text` holds a copy of it finds, too: one look-up in place of five
        if not (covered and _covered(child)) and (made := condition(child)) is not None
    ]
    return any_of(found) if found else None


def _bare(node: tree.Node) -> str:
    if isinstance(node, tree.Boost):
        return _bare(node.node)
    return getattr(node, "field", "")


def _covered(node: tree.Node) -> bool:
    inner = node.node if isinstance(node, tree.Boost) else node
    name = _bare(inner)
    return (
        isinstance(inner, (tree.Term, tree.Phrase)) and name != "text"
        and fields.copied_to_text(name)
    )  # fmt: skip


def _boost(node: tree.Boost) -> Condition | None:
    return condition(node.node)


def _term(node: tree.Term) -> Condition | None:
    kind = fields.kind(node.field)
    if kind in (Kind.TEXT, Kind.GENERAL):
        return words.term(node.field, node.text)
    if kind is Kind.NGRAM:
        return _ngram(node.field, node.text)
    if kind in (Kind.DATE, Kind.NUMBER):
        return _range(tree.Range(node.field, node.text, node.text))
    return _exact(node.field, node.text)


def _phrase(node: tree.Phrase) -> Condition | None:
    kind = fields.kind(node.field)
    if kind in (Kind.TEXT, Kind.GENERAL):
        return words.phrase(node.field, node.text, node.slop)
    return _term(tree.Term(node.field, node.text))


def _exact(field: str, value: str) -> Condition:
    if fields.kind(field) is Kind.BLOB:
        return FALSE
    if field in columns.SCALARS and field in IN_COLUMNS:
        return Equal(field, (value,))
    if field == "permission_labels":
        return Equal("labels", (value,), array=True)
    return Match("terms", quoted(exact(field, value)))


def _ngram(field: str, text: str) -> Condition:
    """Grams of 2 to 10 signs are indexed: a longer or shorter word finds nothing."""
    column = "title" if field == "title_ngram" else "name"
    found = text.lower().split()
    parts: list[Condition] = [
        Sql(f"strpos(lower(d.{column}), %s) > 0", (word,)) if 2 <= len(word) <= 10 else FALSE
        for word in found
    ]
    return all_of(parts) if parts else FALSE


def _exists(node: tree.Exists) -> Condition:
    if node.field == "*":
        return TRUE
    if fields.kind(node.field) is Kind.BLOB:
        return FALSE
    if node.field in ("id", "index_id", "site_id", "text"):
        return TRUE
    return Match("terms", quoted(present(node.field)))


def _range(node: tree.Range) -> Condition:
    kind = fields.kind(node.field)
    if kind is Kind.DATE:
        return _between(columns.moment(node.field), node, dates.bound)
    if kind is Kind.NUMBER:
        return _between(columns.number(node.field), node, _number)
    if kind in (Kind.TEXT, Kind.GENERAL, Kind.NGRAM):
        return patterns.text_range(node)
    if node.field in columns.SCALARS:
        return _between(Sql(f"d.{node.field}"), node, str)
    values = columns.values(node.field)
    inner = _between(Sql('r.v COLLATE "C"'), node, str)
    assert isinstance(inner, Sql)
    return Sql(f"EXISTS (SELECT FROM {values.text} r WHERE {inner.text})",
               (*values.params, *inner.params))  # fmt: skip


def _between(
    value: Sql, node: tree.Range | tree.FunctionRange, read: Callable[[Any], Any]
) -> Condition:
    parts: list[Condition] = []
    low, high = (None if bound is None else read(bound) for bound in (node.low, node.high))
    if low is not None:
        sign = ">=" if node.with_low else ">"
        parts.append(Sql(f"{value.text} {sign} %s", (*value.params, low)))
    if high is not None:
        sign = "<=" if node.with_high else "<"
        parts.append(Sql(f"{value.text} {sign} %s", (*value.params, high)))
    return all_of(parts)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BadQuery(f"Invalid Number: {text[:50]}") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise BadQuery(f"Invalid Number: {text[:50]}")
    return value


def _function_range(node: tree.FunctionRange) -> Condition:
    return _between(function(node.function), node, float)


_MAKERS: dict[type, Callable[[Any], Condition | None]] = {
    tree.All: lambda node: TRUE,
    tree.Nothing: lambda node: FALSE,
    tree.Ignored: lambda node: None,
    tree.Term: _term,
    tree.Phrase: _phrase,
    tree.Wildcard: patterns.wildcard,
    tree.Fuzzy: patterns.fuzzy,
    tree.Regex: patterns.regex,
    tree.Range: _range,
    tree.Exists: _exists,
    tree.FunctionRange: _function_range,
    tree.Boost: _boost,
    tree.Best: _best,
    tree.Bool: _bool,
}
