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
#: SolrPluginUtils.stripIllegalOperators
_DANGLING = re.compile(r"\s+[-+\s]+$|^[-+\s]+$")
_CONSECUTIVE = re.compile(r"\s+[+-](?:\s*[+-]+)+|\s[+-]+\s")
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
    """The tree of what somebody typed; raises BadQuery for signs that make no sense (`--x`)."""
    spread = tree.in_fields(fields)
    text = _tamed(query)
    try:
        return parse(text, spread, conjunction=False, minimum=minimum)
    except BadQuery:
        # `rock AND` or `OR`: operators that join nothing are words
        words = _OPERATORS.sub(lambda found: found[0].lower(), text)
        if words == text:
            raise
        return parse(words, spread, conjunction=False, minimum=minimum)


def edismax(
    query: str, fields: dict[str, float], minimum: str, *, conjunction: bool = False
) -> tree.Node:
    """The tree of a text in the whole syntax, or of its words if it is none."""
    try:
        return parse(query, tree.in_fields(fields), conjunction=conjunction, minimum=minimum)
    except BadQuery:
        return dismax(re.sub(r"[-+]", " ", query), fields, minimum)


def _tamed(query: str) -> str:
    """As Solr's dismax: stray quotes and dangling + and - go, other signs become letters."""
    if query.count('"') % 2:
        query = query.replace('"', "")
    escaped = _SPECIAL.sub(lambda found: "".join("\\" + sign for sign in found[0]), query)
    return _DANGLING.sub("", _CONSECUTIVE.sub(" ", escaped)).strip()
