"""Which fields of a document have a column of their own, and how any field is read in SQL."""

from .. import fields
from ..fields import Kind
from .conditions import Sql

#: string fields with one value
SCALARS = frozenset((
    "index_id", "id", "name", "site_id", "entity_type", "state", "capacity", "dataset_type",
    "organization", "license_id", "title_string",
))  # fmt: skip
#: string fields with several values; the field's name → the column's
ARRAYS = {"tags": "tags", "groups": "groups", "res_format": "res_format",
          "permission_labels": "labels"}  # fmt: skip
#: dates
MOMENTS = frozenset(("metadata_created", "metadata_modified"))


def values(field: str) -> Sql:
    """The values of a string or text field as rows `v`, for EXISTS and for counting."""
    if field in SCALARS:
        return Sql(f"(SELECT d.{field} AS v WHERE d.{field} IS NOT NULL)")
    if field in ARRAYS:
        return Sql(f"(SELECT unnest(d.{ARRAYS[field]}) AS v)")
    return Sql("(SELECT jsonb_array_elements_text(d.fields->%s) AS v)", (field,))


def moment(field: str) -> Sql:
    """A date field as timestamptz."""
    if field in MOMENTS:
        return Sql(f"d.{field}")
    return Sql("(d.fields->>%s)::timestamptz", (field,))


def number(field: str) -> Sql:
    """A number field as float8."""
    return Sql("(d.fields->>%s)::float8", (field,))


def sort_key(field: str) -> Sql:
    """The one value by which a field sorts; strings in the order of their bytes, as Lucene."""
    kind = fields.kind(field)
    if kind is Kind.DATE:
        return moment(field)
    if kind is Kind.NUMBER:
        return number(field)
    if field in SCALARS:
        return Sql(f"d.{field}")
    if field == "title":
        return Sql("lower(d.title)")
    return Sql('(d.fields->%s->>0) COLLATE "C"', (field,))
