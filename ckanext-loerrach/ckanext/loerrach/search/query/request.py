"""What one request asks for: its query, filters and boosts as trees."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import BadQuery
from . import tree
from .dismax import dismax, edismax, query_fields
from .lexer import clean
from .local import Local, Within, read
from .parser import MAX_DEPTH, MAX_LENGTH, parse

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """A query, filters that all hold, and functions that are added to or times the score."""

    query: tree.Node
    filters: tuple[tree.Node, ...] = ()
    added: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


def request(query: str, params: Params) -> Request:
    """Read `q`, `fq`, `bf` and `boost` of a request to Solr's /select; raises BadQuery."""
    default = str(params.get("defType") or "lucene")
    return Request(
        tree_of(query, params, default),
        tuple(tree_of(text, params, "lucene") for text in texts(params.get("fq"))),
        tuple(texts(params.get("bf"))),
        tuple(texts(params.get("boost"))),
    )


def texts(value: Any) -> list[str]:
    """A parameter that may come once, several times or not at all."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts(one)]
    return [str(value)]


def cleaned(value: Any) -> Any:
    """The texts in a parameter, or in all of them, without what no text of the database can have.

    The first thing to do with a request: nothing after it looks for NUL.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: cleaned(one) for key, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, (list, tuple)) else value


def tree_of(text: str, params: Params, default: str, within: Within | None = None) -> tree.Node:
    """The tree of one query text, read by the parser that it or the default names."""
    local = read(text, params, default)
    local.within = within or local.within
    parser = _PARSERS.get(local.parser)
    if parser is None:
        raise BadQuery(f"Unknown query parser {local.parser[:100]!r}")
    return parser(local, params)


def _lucene(local: Local, params: Params) -> tree.Node:
    field = local.get("df") or str(params.get("df") or "text")
    return parse(local.text, tree.in_field(field), conjunction=_conjunction(local, params))


def _conjunction(local: Local, params: Params) -> bool:
    return (local.get("q.op") or str(params.get("q.op") or "OR")).upper() == "AND"


def _minimum(local: Local, params: Params) -> str:
    given = local.get("mm") or params.get("mm")
    if given not in (None, ""):
        return str(given)
    return "100%" if str(params.get("q.op") or "OR").upper() == "AND" else "0%"


def _fields(local: Local, params: Params) -> dict[str, float]:
    return query_fields(local.get("qf") or str(params.get("qf") or params.get("df") or ""))


def _dismax(local: Local, params: Params) -> tree.Node:
    if local.text.strip() == "*:*":
        return tree.All()
    return dismax(local.text, _fields(local, params), _minimum(local, params))


def _edismax(local: Local, params: Params) -> tree.Node:
    if local.text.strip() in ("*:*", "*"):
        return tree.All()
    fields, minimum = _fields(local, params), _minimum(local, params)
    return edismax(local.text, fields, minimum, conjunction=_conjunction(local, params))


def _bool(local: Local, params: Params) -> tree.Node:
    must, should, never = (
        tuple(_part(text, local, params) for key in keys for text in local.all(key))
        for keys in (("must", "filter"), ("should",), ("must_not",))
    )
    minimum = local.get("mm", "0" if must or not should else "1")
    if not re.fullmatch("[0-9]{1,9}", minimum):
        raise BadQuery(f"Invalid mm {minimum[:50]!r} of a bool query")
    return tree.Bool(must, should, never, int(minimum))


def _part(text: str, local: Local, params: Params) -> tree.Node:
    """A query in a bool query. `must=$mm` may lead back to itself, and to several of itself."""
    within = local.within
    within.length += len(text)
    if within.depth >= MAX_DEPTH or within.length > MAX_LENGTH:
        raise BadQuery(f"Queries stand in others deeper than {MAX_DEPTH}, or are too long")
    within.depth += 1
    found = tree_of(text, params, "lucene", within)
    within.depth -= 1
    return found


def _named_field(local: Local) -> str:
    if not (field := local.get("f")):
        raise BadQuery(f"The query parser {local.parser!r} needs a field (f=…)")
    return field


def _terms(local: Local, params: Params) -> tree.Node:
    field, separator = _named_field(local), local.get("separator") or ","
    values = [value.strip() for value in local.text.split(separator)]
    return tree.Bool(should=tuple(tree.Term(field, value) for value in values), minimum=1)


def _frange(local: Local, params: Params) -> tree.Node:
    def bound(key: str) -> float | None:
        try:
            return float(local.get(key)) if local.get(key) else None
        except ValueError:
            raise BadQuery(f"Invalid number for {key} of frange") from None

    with_low = local.get("incl", "true") != "false"
    with_high = local.get("incu", "true") != "false"
    return tree.FunctionRange(local.text, bound("l"), bound("u"), with_low, with_high)


_PARSERS: dict[str, Callable[[Local, Params], tree.Node]] = {
    "lucene": _lucene,
    "dismax": _dismax,
    "edismax": _edismax,
    "bool": _bool,
    "field": lambda local, _: tree.Phrase(_named_field(local), local.text),
    "term": lambda local, _: tree.Term(_named_field(local), local.text),
    "raw": lambda local, _: tree.Term(_named_field(local), local.text),
    "prefix": lambda local, _: tree.Wildcard(_named_field(local), (local.text, None)),
    "terms": _terms,
    "frange": _frange,
}
