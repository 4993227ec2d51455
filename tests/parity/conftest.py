"""One corpus, indexed by CKAN's own indexer into a real Solr and into our search."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ckan.lib.search as search
import ckan.lib.search.index as ckan_index
import ckan.model as model
import pysolr
import pytest
import yaml
from ckan.tests import factories
from ckanext.loerrach.search.connection import Connection

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GROUPS = ("umwelt", "mobilitaet", "kultur")
LICENSES = ("cc-by", "cc-zero", "odc-odbl")


def load(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _solr_module() -> Any:
    spec = importlib.util.spec_from_file_location("solr_server", ROOT / "bench/solr/server.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def solr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pysolr.Solr]:
    server = _solr_module()
    try:
        with server.solr(tmp_path_factory.mktemp("solr"), ["ckan"], heap="512m") as base:
            yield pysolr.Solr(f"{base}/ckan", timeout=60)
    except server.NoSolr as reason:
        pytest.skip(f"no Solr to compare with: {reason}")


def _datasets() -> list[dict[str, Any]]:
    german = yaml.safe_load((ROOT / "tests/data/municipal_titles.yaml").read_text("utf-8"))
    named = [{"name": key, **value} for key, value in german["datasets"].items()]
    return [*load("datasets.yaml"), *named]


def _create(number: int, dataset: dict[str, Any], organizations: list[str]) -> None:
    extras = dataset.get("extras", {})
    created = factories.Dataset(
        name=dataset["name"], title=dataset["title"], notes=dataset["notes"],
        type=dataset.get("type", "dataset"),
        owner_org=organizations[number % 4],
        groups=[{"name": GROUPS[number % 3]}] if number % 4 else [],
        tags=[{"name": tag} for tag in dataset.get("tags", ["stadt"]) if ":" not in tag],
        license_id=LICENSES[number % 3] if number % 5 else "",
        author="Redaktion Süd" if number % 2 else "Redaktion North", maintainer="Team Daten",
        url=f"https://example.org/{number}", private=number % 17 == 5,
        state="draft" if number % 23 == 7 else "active",
        extras=[{"key": key, "value": value} for key, value in extras.items()],
        resources=[{
            "url": f"https://files.example.org/{number}", "name": f"Datei {number}",
            "format": dataset.get("format", "CSV"), "description": "Tables and a manual",
        }],
    )  # fmt: skip
    # CKAN's rows know microseconds, Solr milliseconds
    start = datetime(2019, 1, 1, microsecond=123456)  # noqa: DTZ001
    moment = start + timedelta(days=17 * number, hours=number)
    package = model.Package.get(created["id"])
    package.metadata_created, package.metadata_modified = moment, moment + timedelta(days=40)
    model.Session.commit()


class Both:
    """A connection that writes to Solr and to ours, for CKAN's indexer."""

    url = "both"

    def __init__(self, *connections: Any) -> None:
        self.connections = connections
        self.documents: list[dict[str, Any]] = []

    def add(self, docs: list[dict[str, Any]], **options: Any) -> None:
        self.documents += docs
        for connection in self.connections:
            connection.add(docs, **options)

    def search(self, *words: Any, **params: Any) -> Any:
        return self.connections[-1].search(*words, **params)

    def delete(self, **options: Any) -> None:
        for connection in self.connections:
            connection.delete(**options)

    def commit(self, **options: Any) -> None:
        for connection in self.connections:
            connection.commit(**options)


@pytest.fixture(scope="session")
def both(solr: pysolr.Solr, reset_db_once: Any) -> Both:
    """Solr and ours with the same documents in them."""
    organizations = [factories.Organization(name=f"buero-{n}")["id"] for n in range(4)]
    for name in GROUPS:
        factories.Group(name=name)
    for number, dataset in enumerate(_datasets()):
        _create(number, dataset, organizations)
    search.clear_all()
    pair = Both(solr, Connection(decode_dates=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ckan_index, "make_connection", lambda *_, **__: pair)
        search.rebuild(force=False, defer_commit=True)
    pair.commit()
    assert len(pair.documents) == len(_datasets())
    return pair
