"""What is broken in ckanext-harvest 1.6.3 on CKAN 2.12, mended in one place.

tests/ckan/test_harvest_repair.py fails as soon as ckanext-harvest works without a part of this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import logic, model

Action = Callable[[Any, Any], Any]


def actions() -> dict[str, Action]:
    """Actions that go around those of ckanext-harvest."""
    return {
        "harvest_source_create": harvest_source_create,
        "harvest_source_reindex": harvest_source_reindex,
    }


@tk.chained_action
def harvest_source_create(following: Action, context: Any, data_dict: Any) -> Any:
    """Give the new source with its status, and index it so.

    ckanext-harvest adds the source to the session without a flush and then looks for it in the
    database, so that ``ckan harvester source create`` stops with an AttributeError.
    """
    tk.check_access("harvest_source_create", context, data_dict)
    source = following(context, data_dict)
    if source.get("status") is None:
        _index(source["id"])
        source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": source["id"]})
    return source


@tk.chained_action
@tk.side_effect_free
def harvest_source_reindex(following: Action, context: Any, data_dict: Any) -> bool:
    """Index a source as CKAN does.

    ckanext-harvest puts a dict into the index that was never validated; package_show from the index
    then lacks source_type, frequency and config, and harvest_source_patch fails. It commits nothing
    either, which a search inside the database needs.
    """
    source_id = logic.get_or_bust(data_dict, "id")
    tk.check_access("harvest_source_reindex", context, {"id": source_id})
    _index(source_id)
    return True


def _index(source_id: str) -> None:
    logic.index_update_package({"ignore_auth": True}, source_id)
    model.Session.commit()
