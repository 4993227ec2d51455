"""SQL conditions on one row `d` of the document table, and how they go together.

Everything from a query is a bound parameter; the texts here hold column names of ours alone.
Full text conditions on one column melt into one tsquery, so that one index scan answers them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sql:
    """A condition as text with %s for each parameter."""

    text: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Match:
    """A tsquery (its text, lexemes quoted) on a tsvector column."""

    column: str
    query: str


@dataclass(frozen=True)
class Equal:
    """A column that has one of these values; of an array column, any element."""

    column: str
    values: tuple[str, ...]
    array: bool = False


Condition = Sql | Match | Equal

_LEXEME = re.compile(r"'(?:[^']|'')*'(?::[*A-D]+)?")

TRUE, FALSE = Sql("TRUE"), Sql("FALSE")


def sql(condition: Condition) -> Sql:
    """The condition as SQL."""
    if isinstance(condition, Match):
        return Sql(f"d.{condition.column} @@ %s::tsquery", (condition.query,))
    if isinstance(condition, Equal):
        operator = "&& %s::text[]" if condition.array else "= ANY(%s::text[])"
        if not condition.array and len(condition.values) == 1:
            return Sql(f"d.{condition.column} = %s", condition.values)
        return Sql(f"d.{condition.column} {operator}", (list(condition.values),))
    return condition


def all_of(conditions: Iterable[Condition], never: Iterable[Condition] = ()) -> Condition:
    """All of the first hold and none of the second."""
    wanted = [one for one in conditions if one != TRUE]
    unwanted = [one for one in never if one != FALSE]
    if FALSE in wanted or TRUE in unwanted:
        return FALSE
    texts, rest = _by_column(wanted)
    for one in unwanted:
        if isinstance(one, Match) and one.column in texts:
            texts[one.column].append(f"!({one.query})")
        else:
            rest.append(_not(one))
    rest += [Match(column, " & ".join(_grouped(queries))) for column, queries in texts.items()]
    return _joined(rest, " AND ", TRUE)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """At least one holds."""
    wanted = [one for one in conditions if one != FALSE]
    if TRUE in wanted:
        return TRUE
    texts, rest = _by_column(wanted)
    rest += [Match(column, " | ".join(_grouped(queries))) for column, queries in texts.items()]
    return _joined(_merged(rest), " OR ", FALSE)


def at_least(minimum: int, conditions: Sequence[Condition]) -> Condition:
    """So many of them hold."""
    if minimum <= 0:
        return TRUE
    if minimum > len(conditions):
        return FALSE
    if minimum == 1:
        return any_of(conditions)
    if minimum == len(conditions):
        return all_of(conditions)
    if minimum == len(conditions) - 1 and len(conditions) <= 6:
        return any_of(
            all_of(conditions[:left_out] + conditions[left_out + 1 :])  # type: ignore[operator]
            for left_out in range(len(conditions))
        )
    # So many may be missing; of one more than that at least one is there, which an index finds
    necessary = sql(any_of(conditions[: len(conditions) - minimum + 1]))
    parts = [sql(one) for one in conditions]
    count = " + ".join(f"coalesce(({part.text})::int, 0)" for part in parts)
    params = tuple(param for part in parts for param in part.params)
    return Sql(
        f"(({necessary.text}) AND ({count}) >= %s)", (*necessary.params, *params, minimum)
    )  # fmt: skip


def _not(condition: Condition) -> Sql:
    inner = sql(condition)
    return Sql(f"({inner.text}) IS NOT TRUE", inner.params)


def _by_column(conditions: list[Condition]) -> tuple[dict[str, list[str]], list[Condition]]:
    texts: dict[str, list[str]] = {}
    rest: list[Condition] = []
    for one in conditions:
        if isinstance(one, Match):
            texts.setdefault(one.column, []).append(one.query)
        else:
            rest.append(one)
    return texts, rest


def _grouped(queries: list[str]) -> list[str]:
    if len(queries) == 1:
        return queries
    return [query if _LEXEME.fullmatch(query) else f"({query})" for query in queries]


def _merged(conditions: list[Condition]) -> list[Condition]:
    equal: dict[str, Equal] = {}
    rest: list[Condition] = []
    for one in conditions:
        if isinstance(one, Equal):
            known = equal.get(one.column)
            values = (*known.values, *one.values) if known else one.values
            equal[one.column] = Equal(one.column, values, one.array)
        else:
            rest.append(one)
    return [*equal.values(), *rest]


def _joined(conditions: list[Condition], word: str, empty: Sql) -> Condition:
    if not conditions:
        return empty
    if len(conditions) == 1:
        return conditions[0]
    parts = [sql(one) for one in conditions]
    text = word.join(f"({part.text})" if " OR " in part.text else part.text for part in parts)
    return Sql(f"({text})", tuple(param for part in parts for param in part.params))
