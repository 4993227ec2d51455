"""Small counts in a file: told before they are published, and kept from the public until then.

The publisher sets the threshold: with the file itself (``small_counts``, in the form of a resource
and in resource_create, resource_update and resource_patch), or on the page of the resource. Drafts
are read as well, so that it is known in time.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.loerrach.harvesters._core.record import Table
from ckanext.loerrach.tabular.reading import Understanding, codes_of, small_counts

from . import state
from .state import Deposit

#: the smallest threshold that can find something: 1 is below 2
LEAST, MOST = 2, 1000
#: where nobody has said anything
DEFAULT = "ckanext.loerrach.tables.small_counts"
#: what is given with a resource, and never kept with it
GIVEN = "small_counts"


def found(one: Deposit, understood: Understanding, table: Table) -> list[dict[str, Any]]:
    """Columns with counts below the threshold: name, label, count and the first rows."""
    if one.threshold < LEAST:
        return []
    labels = {column.name: column.label for column in understood.columns}
    return [
        {
            "name": each.column, "label": labels.get(each.column, each.column),
            "count": each.number, "rows": list(each.rows),
        }
        for each in small_counts(table, one.threshold, codes=codes_of(understood))
    ]  # fmt: skip


def default() -> int:
    """The threshold of the first file of a resource; 0 for none."""
    wanted = int(tk.config[DEFAULT])
    return wanted if LEAST <= wanted <= MOST else 0


def take(context: Any, resource: dict[str, Any]) -> None:
    """Take the threshold out of what is given for a resource; ``given`` has it in its transaction.

    ValidationError for one that is none.
    """
    if (text := resource.pop(GIVEN, None)) not in (None, ""):
        context["loerrach_small_counts"] = resource.get("id", ""), _threshold(text, GIVEN)


def is_given(context: Any) -> bool:
    """Was a threshold given?"""
    return "loerrach_small_counts" in context


def given(context: Any, resource_id: str, is_last: bool) -> int | None:
    """The threshold that was given with a resource; a new one has no id then, and is the last."""
    id, threshold = context.get("loerrach_small_counts") or (None, None)
    return threshold if id == resource_id or (id == "" and is_last) else None


def _threshold(given: Any, field: str) -> int:
    text = str(given).strip() or "0"
    threshold = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1
    if threshold != 0 and not LEAST <= threshold <= MOST:
        told = tk._("Write a whole number from {least} to {most}, or 0 for none.")
        raise tk.ValidationError({field: [told.format(least=LEAST, most=MOST)]})
    return threshold


def is_held(one: Deposit) -> bool:
    """Nothing of the file may be seen by others yet: nobody knows, or has said, that it is fine.

    That holds for every file that did not become a table, whatever the reason was.
    """
    return one.threshold >= LEAST and one.state != state.DONE


def loerrach_table_threshold(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say below which ``threshold`` counts in the files of a resource (``id``) are small.

    2 to 1000; 0 for none. The file is read again, and held back where it has such counts.
    """
    id = tk.get_or_bust(data_dict, "id")
    tk.check_access("loerrach_table_threshold", context, {"id": id})
    threshold = _threshold(data_dict.get("threshold", ""), "threshold")
    tk.get_action("loerrach_table_show")(context, {"id": id})
    state.keep(id, threshold=threshold, cleared="")
    model.Session.commit()
    return dict(tk.get_action("loerrach_table_load")(context, {"id": id}))


def loerrach_table_publish(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Publish the file of a resource (``id``) in spite of its small counts; this file alone."""
    id = tk.get_or_bust(data_dict, "id")
    tk.check_access("loerrach_table_publish", context, {"id": id})
    one = state.load(id)
    if not (one and one.state == state.FAILED and one.told.get("small")):
        raise tk.ValidationError({"id": [tk._("No file with small counts is waiting.")]})
    state.keep(id, cleared=str(one.told.get("digest", "")))
    model.Session.commit()
    return dict(tk.get_action("loerrach_table_load")(context, {"id": id}))
