"""The SQL of one search: which documents fit in which order and how many, and their content."""

import fnmatch
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import facets
from .errors import BadQuery
from .facets import Facet, counting, integer, values
from .query import columns
from .query.conditions import Sql, sql
from .query.request import cleaned, request, texts
from .query.score import score
from .query.sort import orders
from .query.translate import where
from .schema import SCHEMA

#: fields that a page reads from columns, without taking the stored document apart
_DIRECT = {
    **{name: f"d.{name}" for name in columns.SCALARS - {"title_string"}},
    **{name: f"d.{name}" for name in ("title", "data_dict", "validated_data_dict")},
    **{
        name: f"nullif(d.{column}, '{{}}')"
        for name, column in columns.ARRAYS.items()
        if name != "permission_labels"
    },
    # as dates.stored writes them
    **{
        name: f"replace(to_char(d.{name} AT TIME ZONE 'UTC', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), '.000Z', 'Z')"
        for name in columns.MOMENTS
    },
}
_BLOBS = ("data_dict", "validated_data_dict")
#: how new the index is, and whether this transaction has written itself
VERSION = f"(SELECT sum(n) FROM {SCHEMA}.change), txid_current_if_assigned()"
_COLUMN = re.compile(r"\bd\.\w+")
#: ids that one search learns in any case: the next pages come for nothing
_AHEAD = 500


@dataclass(frozen=True)
class Select:
    """One search: `found` looks for documents, `page` reads some of them."""

    condition: Sql
    order: tuple[tuple[Sql, str], ...]
    start: int
    rows: int
    facets: tuple[Facet, ...]
    wanted: tuple[str, ...]
    selected: tuple[str, ...]
    rank: Sql | None

    @cached_property
    def key(self) -> str:
        """The same for searches that find the same documents in the same order.

        A digest: the parameters of a query may be as long as somebody likes.
        """
        told = repr((self.condition, self.order, self.facets))
        return hashlib.blake2b(told.encode(errors="replace"), digest_size=32).hexdigest()

    def depth(self) -> int:
        """How many ids to learn: this page and, while at it, some that are likely to follow."""
        if not self.rows:
            return 0
        last = self.start + self.rows
        return _AHEAD if last <= _AHEAD else min(4 * last, 2**31 - 1)

    def found(self) -> Sql:
        """One row: the two of VERSION, hits, the seqs of the first `depth` in order, facets."""
        keys = [
            Sql(f"{key.text} AS o{number}", key.params)
            for number, (key, _) in enumerate(self.order)
        ]
        ways = [f"o{number} {way}" for number, (_, way) in enumerate(self.order)]
        order = ", ".join([*ways, "seq"])
        parts = [
            Sql("(SELECT count(*) FROM hit)"),
            Sql(f"ARRAY(SELECT seq FROM hit ORDER BY {order} LIMIT %s)", (self.depth(),)),
            *(_counts(facet) for facet in self.facets),
        ]
        head = ", ".join([*_needed(self.facets), *(key.text for key in keys)])
        return _together(
            f"WITH hit AS MATERIALIZED (SELECT {head} FROM {SCHEMA}.document d "
            f"WHERE {self.condition.text}) "
            f"SELECT {VERSION}, {', '.join(part.text for part in parts)}",
            [*keys, self.condition, *parts],
        )

    def page(self, seqs: Sequence[int]) -> Sql:
        """Rows of seq, the selected columns, and the two of VERSION."""
        constant = self.rank or Sql("1.0")
        parts = [
            Sql(f"({constant.text})::float8", constant.params)
            if name == "score"
            else Sql("d.stored" if name == "stored" else _DIRECT[name])
            for name in self.selected
        ]
        head = ", ".join(["d.seq", *(part.text for part in parts), VERSION])
        found = f"SELECT {head} FROM {SCHEMA}.document d WHERE d.seq = ANY(%s)"
        return _together(found, [*parts, Sql("", (list(seqs),))])

    def document(self, found: Sequence[Any]) -> dict[str, Any]:
        """A document in Solr's form from the selected columns."""
        row = {
            key: value for key, value in zip(self.selected, found, strict=True) if value is not None
        }
        if "stored" not in row:
            return row
        kept = json.loads(row.pop("stored"))
        if "*" not in self.wanted:
            kept = {key: value for key, value in kept.items() if self._wants(key)}
        return kept | row

    def _wants(self, field: str) -> bool:
        return any(fnmatch.fnmatchcase(field, pattern) for pattern in self.wanted)


def select(query: str, params: Mapping[str, Any]) -> Select:
    """Read a request to Solr's /select; raises BadQuery."""
    query, params = cleaned(query), cleaned(params)
    asked = request(query, params)
    wanted = _wanted(params.get("fl"))
    rank = score(asked)
    sort = params.get("sort")
    order = [one.by(rank) for one in orders(str(sort) if sort else None)]
    return Select(
        condition=sql(where(asked.query, asked.filters)),
        order=tuple(part for part in order if part is not None),
        start=_count(params, "start", 0),
        rows=_count(params, "rows", 10),
        facets=facets.wanted(params),
        wanted=wanted,
        selected=_selected(wanted),
        rank=rank,
    )


def _together(text: str, parts: Sequence[Sql]) -> Sql:
    return Sql(text, tuple(param for part in parts for param in part.params))


def _count(params: Mapping[str, Any], name: str, default: int) -> int:
    value = params.get(name)
    number = default if value is None else integer(name, value)
    if number < 0:
        raise BadQuery(f"{name!r} parameter cannot be negative: {number}")
    return number


def _wanted(fl: Any) -> tuple[str, ...]:
    names = [name for text in texts(fl) for name in re.split(r"[,\s]+", text) if name]
    return tuple(dict.fromkeys(names)) or ("*",)


def _selected(wanted: Sequence[str]) -> tuple[str, ...]:
    direct = [name for name in wanted if name in _DIRECT]
    others = [name for name in wanted if name not in _DIRECT and name != "score"]
    direct += [
        name for name in _BLOBS
        if name not in direct and any(fnmatch.fnmatchcase(name, pattern) for pattern in others)
    ]  # fmt: skip
    return (*direct, *(["stored"] if others else []), *(["score"] if "score" in wanted else []))


def _counts(facet: Facet) -> Sql:
    found = counting(facet, "hit d")
    return Sql(f"(SELECT json_agg(json_build_array(value, n)) FROM ({found.text}) x)", found.params)


def _needed(wanted: Sequence[Facet]) -> list[str]:
    """The columns that counting reads."""
    read = [column for facet in wanted for column in _COLUMN.findall(values(facet.field).text)]
    return sorted({"d.seq", *read})
