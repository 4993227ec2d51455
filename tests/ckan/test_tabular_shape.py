"""A table that we make is one that ckanext.datastore would have made."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from ckan.tests import factories, helpers
from ckanext.datastore.backend.postgres import get_write_engine
from ckanext.loerrach import tabular
from ckanext.loerrach.harvesters._core.record import Column, Table
from ckanext.loerrach.tabular import cells, sql

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "datastore"),
    pytest.mark.ckan_config("ckan.datastore.default_fts_index_field_types", "text int8"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "permissions"),
]
COLUMNS = [Column("id"), Column("Fahrräder je Tag {n}", "integer"), Column("day", "date")]


QUERIES = {
    "columns": """
        SELECT attname, atttypid::regtype::text, attnotnull, pg_get_expr(adbin, adrelid)
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = %(id)s::regclass AND attnum > 0 ORDER BY attnum""",
    # the unique index of a key bears our name
    "indexes": """
        SELECT regexp_replace(pg_get_indexdef(indexrelid),
            CASE WHEN indisunique AND NOT indisprimary THEN 'INDEX \\S+' ELSE '^' END, '')
        FROM pg_index WHERE indrelid = %(id)s::regclass""",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %(id)s::regclass",
    "constraints": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = %(id)s::regclass""",
    "table": """
        SELECT relowner::regrole::text, relacl::text, relpersistence, reloptions, relkind
        FROM pg_class WHERE oid = %(id)s::regclass""",
    "numbers": """
        SELECT seqtypid::regtype::text, seqstart, seqincrement, relpersistence, deptype, relname,
            relacl::text
        FROM pg_depend JOIN pg_sequence ON seqrelid = objid JOIN pg_class c ON c.oid = objid
        WHERE refobjid = %(id)s::regclass""",
    "next": "SELECT nextval(pg_get_serial_sequence(%(id)s, '_id'))",
}


def shape(resource_id: str) -> dict[str, list[str]]:
    """Everything that PostgreSQL says about a table, without its id."""
    hashes = {
        hashlib.sha1(f"{resource_id}{text}".encode(), usedforsecurity=False).hexdigest(): text
        for text in (
            '"_full_text"',
            """to_tsvector('english', "id")""",
            """to_tsvector('english', cast("Fahrräder je Tag {n}" AS text))""",
        )
    }
    found = {}
    with get_write_engine().connect() as connection:
        for name, query in QUERIES.items():
            told = connection.exec_driver_sql(query, {"id": f'"{resource_id}"'})
            texts = [str(tuple(row)).replace(resource_id, "ID") for row in told]
            for one, text in hashes.items():
                # quoted where its first character is a digit
                texts = [re.sub(f'"?{one}"?', lambda _, to=text: to, told) for told in texts]
            found[name] = sorted(texts) if name != "columns" else texts
    return found


@pytest.mark.parametrize("many", [0, 10**9])
def test_a_table_is_made_as_ckan_makes_one(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cells, sql):
        monkeypatch.setattr(module, "MANY", many)
    rows: list[list[Any]] = [["a", 3, None], ["b", None, None], ["ü", -1, None]]
    theirs, ours = factories.Resource()["id"], factories.Resource()["id"]
    types = {"text": "text", "integer": "int8", "date": "date"}
    fields = [{"id": one.name, "type": types[one.type]} for one in COLUMNS]
    records = [dict(zip([one.name for one in COLUMNS], row, strict=True)) for row in rows]
    made = {"resource_id": theirs, "fields": fields, "primary_key": ["id"], "force": True}
    helpers.call_action("datastore_create", **made, records=records)
    try:
        tabular.load({"ignore_auth": True}, ours, Table(COLUMNS, rows, ["id"]))
        expected = shape(theirs)
        assert shape(ours) == expected
        # CKAN finds its indexes, and makes none twice
        helpers.call_action("datastore_create", **{**made, "resource_id": ours})
        assert shape(ours)["indexes"] == expected["indexes"]
        assert len(expected["indexes"]) == 5
        query = 'SELECT *, _full_text::text FROM "{}" ORDER BY _id'
        with get_write_engine().connect() as connection:
            one, other = (
                connection.exec_driver_sql(query.format(id)).all() for id in (ours, theirs)
            )
        assert one == other
        helpers.call_action(
            "datastore_upsert", resource_id=ours, force=True, method="insert",
            records=[{"id": "d"}],
        )  # fmt: skip
        assert helpers.call_action("datastore_search", resource_id=ours)["total"] == 4
    finally:
        tabular.drop({"ignore_auth": True}, ours)
