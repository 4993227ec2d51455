"""Batches with a real Solr as the search: one post for all, and nothing half done without it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysolr
import pytest
from ckan import model
from ckan.common import config

pytestmark = pytest.mark.ckan_config(
    "ckan.plugins",
    "loerrach_search loerrach_catalogue loerrach loerrach_harvest scheming_datasets dcat"
    " structured_data harvest ckan_harvester activity datastore datatables_view",
)
SERVER = Path(__file__).parents[4] / "bench" / "solr" / "server.py"


@pytest.fixture(scope="module")
def solr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a core of a real Solr; skips where there is no Java or Maven."""
    spec = importlib.util.spec_from_file_location("solr_server", SERVER)
    assert spec
    assert spec.loader
    server = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = server
    spec.loader.exec_module(server)
    try:
        with server.solr(tmp_path_factory.mktemp("solr"), ["ckan"], heap="512m") as base:
            yield f"{base}/ckan"
    except server.NoSolr as reason:
        pytest.skip(f"no Solr to write to: {reason}")


@pytest.fixture
def on_solr(solr: str, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> pysolr.Solr:
    """The portal searches by Solr."""
    monkeypatch.setitem(config, "ckanext.loerrach.search.backend", "solr")
    monkeypatch.setitem(config, "solr_url", solr)
    return pysolr.Solr(solr, timeout=60)


def found(solr: pysolr.Solr) -> list[str]:
    answer = solr.search("dataset_type:dataset", sort="name asc", fl="name", rows=100)
    return [one["name"] for one in answer]


def left() -> int:
    query = "SELECT count(*) FROM package WHERE type = 'dataset'"
    with model.meta.engine.connect() as connection:
        return int(connection.exec_driver_sql(query).scalar_one())


def test_documents_of_a_batch_reach_solr_in_one_post(
    on_solr: pysolr.Solr, portal: Any, make: Any, monkeypatch: pytest.MonkeyPatch
):
    posts: list[int] = []
    add = pysolr.Solr.add

    def counted(self: Any, docs: Any, **options: Any) -> Any:
        posts.append(len(docs))
        return add(self, docs, **options)

    monkeypatch.setattr(pysolr.Solr, "add", counted)
    report = portal.harvest([make.whole(id, "culture") for id in "abc"])
    assert (report.added, report.refused, report.failure) == (["a", "b", "c"], [], None)
    assert posts == [3]
    assert found(on_solr) == ["satz-a", "satz-b", "satz-c"]


def test_a_solr_that_is_down_leaves_all_to_the_next_run(
    on_solr: pysolr.Solr, portal: Any, make: Any, monkeypatch: pytest.MonkeyPatch
):
    records = [make.whole(id, "culture") for id in "abc"]
    with monkeypatch.context() as patch:
        patch.setitem(config, "solr_url", "http://127.0.0.1:9/solr/none")
        portal.batches = False
        report = portal.harvest(records)
        assert report.added == []
        assert report.failure.startswith("The search did not take what was written")
        assert left() == 0
    portal.batches = True
    assert portal.harvest(records).added == ["a", "b", "c"]
    assert (found(on_solr), left()) == (["satz-a", "satz-b", "satz-c"], 3)
