"""Solr's functions of numbers, as ckanext-spatial sends them for a bounding box.

`{!frange incl=false l=0 u=1}div(mul(…),add(…))` and the same text as `bf`.
https://solr.apache.org/guide/solr/latest/query-guide/function-queries.html
"""

import re

from .. import fields
from ..errors import BadQuery
from . import columns
from .conditions import Sql

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>\w+)|(?P<sign>[(),]))"
)
_MAX_TOKENS = 300

#: name → (least, most) arguments and how they are written in SQL
_FUNCTIONS = {
    "add": (1, 20, " + "), "sum": (1, 20, " + "), "sub": (2, 2, " - "),
    "mul": (1, 20, " * "), "product": (1, 20, " * "), "div": (2, 2, " / "),
    "max": (1, 20, "GREATEST"), "min": (1, 20, "LEAST"),
}  # fmt: skip


def function(text: str) -> Sql:
    """A function as an SQL number (NULL where it is not defined); raises BadQuery."""
    tokens = list(_TOKEN.finditer(text))
    if "".join(match[0] for match in tokens).strip() != text.strip() or len(tokens) > _MAX_TOKENS:
        raise BadQuery("Cannot read the function", text)
    found, rest = _expression(tokens, text)
    if rest:
        raise BadQuery("Cannot read the end of the function", text)
    return found


def _expression(tokens: list["re.Match[str]"], text: str) -> tuple[Sql, list["re.Match[str]"]]:
    if not tokens or tokens[0]["sign"]:
        raise BadQuery("A function has a gap", text)
    first, rest = tokens[0], tokens[1:]
    if first["number"]:
        return Sql("%s::float8", (float(first["number"]),)), rest
    if not rest or rest[0]["sign"] != "(":
        return _field(first["name"]), rest
    return _call(first["name"], rest[1:], text)


def _field(name: str) -> Sql:
    if fields.kind(name) is not fields.Kind.NUMBER:
        raise BadQuery(f"The field {name!r} is no number")
    value = columns.number(name)
    return Sql(f"coalesce({value.text}, 0)", value.params)


def _call(name: str, tokens: list["re.Match[str]"], text: str) -> tuple[Sql, list["re.Match[str]"]]:
    arguments: list[Sql] = []
    while True:
        argument, tokens = _expression(tokens, text)
        arguments.append(argument)
        if not tokens or tokens[0]["sign"] not in (",", ")"):
            raise BadQuery("A function does not end", text)
        end, tokens = tokens[0]["sign"] == ")", tokens[1:]
        if end:
            return _applied(name, arguments), tokens


def _applied(name: str, arguments: list[Sql]) -> Sql:
    if name not in _FUNCTIONS:
        raise BadQuery(f"Unknown function {name[:50]!r}")
    least, most, operator = _FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        raise BadQuery(f"The function {name!r} takes {least} to {most} arguments")
    params = tuple(param for argument in arguments for param in argument.params)
    texts = [argument.text for argument in arguments]
    if operator.isalpha():
        return Sql(f"{operator}({', '.join(texts)})", params)
    if name == "div":
        texts[1] = f"NULLIF({texts[1]}, 0)"
    return Sql(f"({operator.join(texts)})", params)
