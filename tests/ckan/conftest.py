"""The feed's tables in a database that CKAN's fixtures clean."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins as p
import pytest
import sqlalchemy as sa
from ckan import model


@pytest.fixture
def clean_db(
    request: pytest.FixtureRequest, clean_db: None, migrate_db_for: Callable[[str], None]
) -> None:
    """CKAN's clean_db, which drops plugins' tables once in a session and never empties them."""
    if not p.plugin_loaded("loerrach_catalogue"):
        return
    if not sa.inspect(model.meta.engine).has_table("loerrach_catalogue_entry"):
        migrate_db_for("loerrach_catalogue")
    with model.meta.engine.begin() as connection:
        for table in ("entry", "fragment", "retiring", "stale", "view"):
            connection.execute(sa.text(f"DELETE FROM loerrach_catalogue_{table}"))
