"""Solr's forgiving parsers: what people type into a search box.

`dismax` knows words, phrases, + and - (and, as the parser below it, AND, OR, NOT); everything else
is a letter. `edismax` takes the whole syntax, and what it cannot read as `dismax` does.
https://solr.apache.org/guide/solr/latest/query-guide/dismax-query-parser.html
"""

import re

from ..errors import BadQuery
from . import tree
from .parser import parse

_SPECIAL = re.compile(r"([\\!(){}\[\]^~*?:/]|&&|\|\|)")
_DANGLING = re.compile(r"(?:^|(?<=\s))[-+]+(?=\s|$)|(?<=[-+])[-+]+")
_OPERATORS = re.compile(r"\b(AND|OR|NOT)\b")
_FIELD_BOOST = re.compile(r"([^\s^]+)(?:\^(\d+(?:\.\d+)?|\.\d+))?$")


def query_fields(spec: str) -> dict[str, float]:
    """Field names and their factors of a `qf` such as `name^4 title^4 text`."""
    fields: dict[str, float] = {}
    for part in spec.split():
        found = _FIELD_BOOST.match(part)
        if found is None:
            raise BadQuery(f"Cannot read {part[:100]!r} in qf")
        fields[found[1]] = float(found[2] or 1)
    if not fields:
        raise BadQuery("Neither qf nor df are present")
    return fields


def dismax(query: str, fields: dict[str, float], minimum: str) -> tree.Node:
    """The tree of a text without syntax errors; hostile text becomes words."""
    spread = tree.in_fields(fields)
    text = _tamed(query)
    try:
        return parse(text, spread, conjunction=False, minimum=minimum)
    except BadQuery:
        plain = _OPERATORS.sub(lambda found: found[0].lower(), text)
        return parse(re.sub(r'["+]|(?<!\S)-+', " ", plain), spread,
                     conjunction=False, minimum=minimum)  # fmt: skip


def edismax(query: str, fields: dict[str, float], minimum: str) -> tree.Node:
    """The tree of a text in the whole syntax, or of its words if it is none."""
    try:
        return parse(query, tree.in_fields(fields), conjunction=False, minimum=minimum)
    except BadQuery:
        return dismax(query, fields, minimum)


def _tamed(query: str) -> str:
    if query.count('"') % 2:
        query = query.replace('"', " ")
    escaped = _SPECIAL.sub(lambda found: "".join("\\" + sign for sign in found[0]), query)
    return _DANGLING.sub("", escaped)
