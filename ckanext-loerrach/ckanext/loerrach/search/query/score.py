"""How well a document fits: the SQL number by which `score` sorts.

Solr's dismax gives name and title four times, tags and groups twice the weight of other text
(`QUERY_FIELDS` of ckan/lib/search/query.py); ts_rank does the same by the weights of `words`.
"""

import re
from collections.abc import Iterator

from .. import fields
from . import tree
from .conditions import Match, Sql, sql
from .functions import function
from .request import Request
from .translate import condition

#: weights of D (text), C (notes), B (name, tags, groups, organization), A (title)
_WEIGHTS = "'{0.1, 0.2, 0.5, 1.0}'"
#: 1 divides by the logarithm of the length: a short text about the word is more about it
_NORMALISATION = 1
#: what a boosted filter counts beside words
_PART = 0.1

_MOST_PARTS = 64
_TOGETHER = re.compile(r" (?:&|<(?:-|\d+)>) ")


def score(request: Request) -> Sql | None:
    """The score as SQL; None if every document has the same."""
    texts: dict[float, list[str]] = {}
    parts: list[Sql] = []
    for node, factor in _positive(request.query, 1.0):
        found = condition(node)
        if isinstance(found, Match) and found.column == "words":
            texts.setdefault(factor, []).append(found.query)
        elif found is not None and factor != 1.0:
            inner = sql(found)
            parts.append(
                Sql(f"coalesce(({inner.text})::int, 0) * %s", (*inner.params, factor * _PART))
            )
    ranks = [
        Sql(f"ts_rank({_WEIGHTS}, d.words, %s::tsquery, {_NORMALISATION}) * %s",
            (" | ".join(f"({_loose(query)})" for query in queries[:_MOST_PARTS]), factor))
        for factor, queries in texts.items()
    ]  # fmt: skip
    parts = ranks + parts[:_MOST_PARTS]
    parts += [_number(function(text), "0") for text in request.added]
    times = [_number(function(text), "1") for text in request.times]
    if not parts and not times:
        return None
    text = "(" + (" + ".join(part.text for part in parts) or "1.0") + ")"
    text += "".join(f" * {part.text}" for part in times)
    return Sql(text, tuple(param for part in parts + times for param in part.params))


def _loose(query: str) -> str:
    """The words of a query without their order: ts_rank takes ten times as long for a phrase."""
    return _TOGETHER.sub(" | ", query)


def _number(value: Sql, default: str) -> Sql:
    return Sql(f"coalesce({value.text}, {default})", value.params)


def _positive(node: tree.Node, factor: float) -> Iterator[tuple[tree.Node, float]]:
    """The leaves that count for the score, with their boosts."""
    if isinstance(node, tree.Boost):
        yield from _positive(node.node, factor * node.factor)
    elif isinstance(node, tree.Bool):
        for child in (*node.must, *node.should):
            yield from _positive(child, factor)
    elif isinstance(node, tree.Best):
        yield from _best(node, factor)
    elif not isinstance(node, (tree.All, tree.Nothing, tree.Ignored)):
        yield node, factor


def _best(node: tree.Best, factor: float) -> Iterator[tuple[tree.Node, float]]:
    """`text` holds title, name and tags with weights of their own: it stands for them."""
    leaves = [leaf for child in node.nodes for leaf in _positive(child, factor)]
    names = {getattr(leaf, "field", "") for leaf, _ in leaves}
    for leaf, boost in leaves:
        name = getattr(leaf, "field", "")
        if "text" not in names or name == "text" or not fields.copied_to_text(name):
            yield leaf, boost
