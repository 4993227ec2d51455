"""The feed's tables in a database that CKAN's fixtures clean; tables in the DataStore."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from ckanext.loerrach import tabular
from ckanext.loerrach.portal.database import grant_datastore


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


@pytest.fixture
def permissions(with_plugins: None) -> None:
    """What `ckan datastore set-permissions` prints, as the portal runs it."""
    urls = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    grant_datastore(*(tk.config[name] for name in urls))


@pytest.fixture
def resource() -> Iterator[str]:
    """Id of a resource whose table goes after the test."""
    one = factories.Resource()["id"]
    yield one
    tabular.drop({"ignore_auth": True}, one)
