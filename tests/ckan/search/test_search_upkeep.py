"""The tables of the search, and who gets the connection to them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import pysolr
import pytest
from ckan.lib.search.common import (
    SolrConnectionError,
    make_connection,
)
from ckan.tests import factories, helpers
from ckanext.loerrach.search import seam, store
from ckanext.loerrach.search.connection import Connection

from .conftest import DOCUMENTS, document, ids

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

call = helpers.call_action


def test_the_tables_come_back_if_they_are_dropped() -> None:
    factories.Dataset(name="luft")
    model.Session.commit()
    with model.Session.connection().engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA loerrach_search CASCADE")
    with pytest.raises(SolrConnectionError):
        call("package_search", q="luft")
    search.rebuild(quiet=True)
    model.Session.commit()
    assert call("package_search", q="luft")["count"] == 1


def words() -> int:
    noted = "SELECT count(*) FROM loerrach_search.word"
    return int(model.Session.connection().exec_driver_sql(noted).scalar())


def test_a_cleared_index_forgets_its_words(solr: Connection) -> None:
    solr.delete(id=["i1", "i2", "i3", "i4"])
    solr.commit()
    assert words() > 0
    with model.Session.connection().engine.connect() as other:
        store.put(other, [document(30, title="Nebenan")])
        solr.delete(q="*:*")
        assert words() > 0, "who writes at the moment has counted on them"
        other.rollback()
    model.Session.rollback()
    solr.delete(q="*:*")
    solr.commit()
    assert words() == 0
    solr.add(DOCUMENTS)
    assert ids(solr, "*kolle") == [3]


def test_changes_are_added_up_and_counts_stay_right(
    solr: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ckanext.loerrach.search.store._ADD_UP", 1)
    for number in range(10, 15):
        solr.add([document(number)])
        model.Session.commit()
        assert solr.search("*:*", rows=0).hits == number - 4
    rows = model.Session.connection().exec_driver_sql("SELECT n FROM loerrach_search.change")
    assert len(rows.fetchall()) == 1


def test_every_module_that_has_the_connection_by_name_gets_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = search.common.make_connection._loerrach_original
    extension = ModuleType("ckanext_of_somebody")
    extension.make_connection = original  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, extension.__name__, extension)
    seam.install()
    users = [search, search.common, search.index, search.query, extension]
    assert {module.make_connection for module in users} == {make_connection}
    assert make_connection._loerrach_original is original


def test_the_same_portal_with_solr(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.loerrach.search.backend", "solr")
    assert isinstance(make_connection(), pysolr.Solr)
    assert isinstance(search.query.make_connection(), pysolr.Solr)
    assert search.is_available() is False
    monkeypatch.setitem(ckan_config, "ckanext.loerrach.search.backend", "postgres")
    assert isinstance(make_connection(), Connection)
    assert search.is_available() is True
    assert search.check_solr_schema_version() is True
