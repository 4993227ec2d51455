"""The rows of a resource as a plain HTML table: labels, units, sorting, search, pages.

Everything is in the address (``?q=…&sort=-column&page=2``), so it works without scripts and can
be shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk

from . import language, numbers
from .cells import NUMBERS, Cell, cell, unit_name

ROWS = 25


@dataclass(frozen=True)
class Column:
    """One column: what it is called, measured in, and how to sort by it."""

    id: str
    label: str
    unit: str
    notes: str
    kind: str
    #: value of ``aria-sort``: "ascending", "descending" or ""
    sorted: str
    sort_href: str

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True)
class Table:
    """One page of rows. ``problem`` is a sentence when the query could not be answered."""

    columns: list[Column]
    rows: list[list[Cell]]
    total: int
    first: int
    last: int
    page: int
    pages: int
    query: str
    sort: str
    previous: str
    next: str
    problem: str = ""


def table(resource: Mapping[str, Any], address: str) -> Table | None:
    """The page of the table that the request asks for; None where there is no table (any more).

    :param address: the page of the resource, to which queries are added
    """
    try:
        fields = _fields(str(resource["id"]))
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    asked = _asked({field["id"] for field in fields})
    query: dict[str, Any] = {
        "resource_id": resource["id"], "limit": ROWS, "offset": (asked.page - 1) * ROWS,
        "q": asked.query, "plain": True, "sort": asked.order, "fields": [f["id"] for f in fields],
    }  # fmt: skip
    try:
        found = tk.get_action("datastore_search")({}, query)
    except tk.ValidationError:
        problem = tk._("The table could not be searched for this. Please try other words.")
        return _build(fields, [], 0, asked, address, problem)
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return _build(fields, found["records"], int(found.get("total") or 0), asked, address)


@dataclass(frozen=True)
class Asked:
    """What the address asks for, each part checked."""

    query: str
    sort: str
    page: int

    @property
    def order(self) -> str:
        """In DataStore's words; rows without the value come last, equal ones by their number."""
        if not self.sort:
            return "_id"
        name = self.sort.removeprefix("-").replace('"', '""')
        direction = "desc" if self.sort.startswith("-") else "asc"
        return f'"{name}" {direction} nulls last, _id'


def _asked(columns: set[str]) -> Asked:
    args = tk.request.args
    sort = args.get("sort", "")
    page = args.get("page", "")
    return Asked(
        query=args.get("q", "").strip()[:200],
        sort=sort if sort.removeprefix("-") in columns else "",
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10**7 else 1,
    )


def _fields(resource_id: str) -> list[dict[str, Any]]:
    info = tk.get_action("datastore_info")({}, {"id": resource_id})
    return [field for field in info["fields"] if not field["id"].startswith("_")]


def _build(
    fields: list[dict[str, Any]], records: list[dict[str, Any]], total: int, asked: Asked,
    address: str, problem: str = "",
) -> Table:  # fmt: skip
    def link(page: int, sort: str = asked.sort) -> str:
        wanted = {"q": asked.query, "sort": sort, "page": page if page > 1 else ""}
        query = urlencode({key: value for key, value in wanted.items() if value})
        return f"{address}?{query}#table" if query else f"{address}#table"

    columns = [_column(field, asked.sort, lambda sort: link(1, sort)) for field in fields]
    pages = max(1, ceil(total / ROWS))
    first = (asked.page - 1) * ROWS + 1 if records else 0
    return Table(
        columns=columns,
        rows=_rows(columns, records),
        total=total, first=first, last=first + len(records) - 1 if records else 0,
        page=asked.page, pages=pages, query=asked.query, sort=asked.sort,
        previous=link(asked.page - 1) if 1 < asked.page <= pages else "",
        next=link(asked.page + 1) if asked.page < pages else "",
        problem=problem,
    )  # fmt: skip


def _rows(columns: list[Column], records: list[dict[str, Any]]) -> list[list[Cell]]:
    lang = language.current()
    decimals = {
        column.id: max((numbers.decimals(record.get(column.id)) for record in records), default=0)
        for column in columns
        if column.is_number
    }
    return [
        [
            cell(record.get(c.id), c.kind, lang, unit=c.unit, decimals=decimals.get(c.id, 0))
            for c in columns
        ]
        for record in records
    ]


def _column(field: dict[str, Any], sort: str, link: Any) -> Column:
    name = field["id"]
    info = field.get("info") or {}
    ascending, descending = sort == name, sort == f"-{name}"
    return Column(
        id=name,
        label=_told(info, "label") or name,
        unit=unit_name(str(info.get("unit") or "")),
        notes=_told(info, "notes"),
        kind=str(field.get("type") or "text"),
        sorted="ascending" if ascending else "descending" if descending else "",
        sort_href=link(f"-{name}" if ascending else name),
    )


def _told(info: Mapping[str, Any], what: str) -> str:
    """From the data dictionary: ``label_fr`` for a French reader, else the German ``label``."""
    return str(info.get(f"{what}_{language.current()}") or info.get(what) or "")
