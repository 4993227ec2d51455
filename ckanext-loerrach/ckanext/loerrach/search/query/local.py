"""Local parameters: `{!type key=value key='a b' v=$other}rest`.

https://solr.apache.org/guide/solr/latest/query-guide/local-params.html
CKAN lets them through only for the parsers in `ckan.search.solr_allowed_query_parsers`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import BadQuery

_PAIR = re.compile(
    r"""\s*(?:(?P<key>[\w.]+)=)?(?P<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s}'"]+)""",
    re.DOTALL,
)


@dataclass
class Within:
    """How deep a query stands in others (`must=$other`), and how long all of those are together."""

    depth: int = 0
    length: int = 0


@dataclass
class Local:
    """Parser, its parameters (each key may come several times), and the text behind."""

    parser: str
    text: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    within: Within = field(default_factory=Within)

    def get(self, key: str, default: str = "") -> str:
        return next((value for name, value in self.pairs if name == key), default)

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.pairs if name == key]


def read(text: str, params: Mapping[str, Any], default: str) -> Local:
    """Parser and text of a query; without `{!` it is the default parser and the text itself."""
    stripped = text.lstrip()
    if not stripped.startswith("{!"):
        return Local(default, text)
    local = Local(default, "")
    at = 2
    while (found := _PAIR.match(stripped, at)) is not None:
        at = found.end()
        value = _value(found["value"], params)
        if found["key"] is None or found["key"] == "type":
            local.parser = value
        else:
            local.pairs.append((found["key"], value))
    rest = stripped[at:].lstrip()
    if not rest.startswith("}"):
        raise BadQuery("Local parameters do not end", text)
    local.text = local.get("v") or rest[1:]
    return local


def _value(text: str, params: Mapping[str, Any]) -> str:
    if text[0] in "'\"":
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    if text.startswith("$"):
        return str(params.get(text[1:], ""))
    return text
