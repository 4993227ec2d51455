"""A whole record of each field of the strategy: every field of the schema has a value."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

RECORDS = runpy.run_path(str(Path(__file__).parents[2] / "data" / "whole_records.py"))


@pytest.fixture
def whole() -> Callable[..., dict[str, Any]]:
    """Create the whole record of a field of the strategy; returns package_show."""

    def create(strategy_field: str, **changes: Any) -> dict[str, Any]:
        schema = tk.get_action("scheming_dataset_schema_show")({}, {"type": "dataset"})
        organization = factories.Organization(title="Stadt Lörrach")
        record = RECORDS["whole_record"](strategy_field, schema)
        created = helpers.call_action(
            "package_create", **{**record, "owner_org": organization["id"], **changes}
        )
        return dict(helpers.call_action("package_show", id=created["id"]))

    return create
