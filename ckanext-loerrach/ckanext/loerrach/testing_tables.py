"""A table of car parks, and how tests load tables and look at them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ckan.tests import helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Column, Table

AT = datetime(2026, 3, 1, 8, 20, tzinfo=UTC)
CAR_PARKS = Table(
    columns=[
        Column("id"),
        Column("name", label={"de": "Name", "fr": "Nom"}),
        Column("free", "integer", {"de": "Freie Stellplätze"}, {"de": "Zur Zeit frei"}, "1"),
        Column("occupancy", "number", unit="%"),
        Column("open", "boolean"),
        Column("updated", "timestamp"),
        Column("built", "date"),
    ],
    rows=[
        ["a", "Am Aichele, »Süd«", 12, 88.5, True, AT, date(1998, 5, 1)],
        ["b", "back\\slash\ttab\nline", 0, 100.0, False, AT, None],
        ["c", None, None, None, None, None, None],
        ["d", "", -1, 1e-7, True, AT, date(2020, 2, 29)],
    ],
    key=["id"],
)


def load(resource: str, table: Table, **more: Any) -> tabular.LoadReport:
    """Load as who may do everything."""
    return tabular.load({"ignore_auth": True}, resource, table, **more)


def rows(resource: str, **query: Any) -> list[dict[str, Any]]:
    """What datastore_search finds, without CKAN's own columns."""
    shown = helpers.call_action("datastore_search", resource_id=resource, **query)
    return [{k: v for k, v in row.items() if k[0] != "_"} for row in shown["records"]]


def changed_rows(resource: str) -> dict[str, str]:
    """Transaction that wrote each row, by id."""
    with get_write_engine().connect() as connection:
        # the id of a resource that the test has made
        query = f'SELECT id, xmin::text FROM "{resource}"'  # noqa: S608
        found = connection.exec_driver_sql(query)
        return {row[0]: row[1] for row in found}
