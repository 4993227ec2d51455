"""A portal with the town's organisation, a feed server of its own, and what was written."""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories, helpers
from ckanext.loerrach.harvest import settings, state
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import harvesters, sources
from ckanext.loerrach.harvesters._core.describe import dataset_fields, licensed
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.harvester import Harvester, HarvesterInfo
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Resource
from ckanext.loerrach.harvesters._core.source import SourceEntry
from ckanext.loerrach.portal import samples
from ckanext.loerrach.portal.database import grant_datastore

FEEDS = Path(__file__).parents[2] / "feeds"
PLUGINS = (
    "loerrach_search loerrach loerrach_harvest scheming_datasets harvest ckan_harvester activity"
    " datastore datatables_view"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder runs with the plugins that harvesting needs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.ckan_config("ckan.plugins", PLUGINS))
            item.add_marker(pytest.mark.ckan_config("ckan.locale_default", "de"))


class Feeds(ThreadingHTTPServer):
    """Serves the project's feeds, or what a test puts in their place."""

    def __init__(self) -> None:
        super().__init__(("", 0), Handler)
        #: path -> status, content type, body; None hangs up; a function does as it likes
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        #: path -> further headers; path -> what is waited for before the answer
        self.headers: dict[str, dict[str, str]] = {}
        self.waits: dict[str, threading.Event] = {}
        #: headers of the requests; paths that say "not modified" to whoever asks with a condition
        self.sent: list[dict[str, str]] = []
        self.answer_304: set[str] = set()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def allow(self, *addresses: str) -> None:
        """Let harvesters ask this server at further addresses of this machine."""
        tk.config["ckanext.loerrach.harvest.allowed_hosts"] = [
            self.host, *(f"{address}:{self.server_port}" for address in addresses)
        ]  # fmt: skip

    def put(self, path: str, body: Any, status: int = 200, type: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers[path] = (status, type, data)


class Handler(BaseHTTPRequestHandler):
    server: Feeds

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.sent.append(dict(self.headers))
        path = self.path.partition("?")[0]
        if path in self.server.waits:
            self.server.waits[path].wait(60)
            self.close_connection = True
            return
        if path in self.server.answer_304 and "If-None-Match" in self.headers:
            self.send_response(304)
            self.end_headers()
            return
        if path in self.server.answers:
            answer = self.server.answers[path]
        else:
            sample = samples.find(FEEDS, self.path)
            assert sample, f"no sample for {self.path}"
            answer = (200, sample.mimetype, sample.body())
        if answer is None:
            self.connection.close()
            return
        if callable(answer):
            answer(self)
            return
        status, type, body = answer
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.server.headers.get(path, {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def feeds(ckan_config: Any) -> Iterator[Feeds]:
    server = Feeds()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ckan_config["ckanext.loerrach.harvest.allowed_hosts"] = [server.host]
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def town(
    with_plugins: None,
    clean_db: None,
    clean_index: None,
    migrate_db_for: Callable[[str], None],
    with_request_context: None,
) -> dict[str, Any]:
    """An empty portal with its organisation."""
    # clean_db drops the plugins' tables once in a session, and after that empties them
    if not sa.inspect(model.meta.engine).has_table("loerrach_harvest_poll"):
        for plugin in ("activity", "harvest", "loerrach_harvest"):
            migrate_db_for(plugin)
    with model.meta.engine.begin() as connection:
        # not among the tables that clean_db knows; files of other tests would wait for ever
        connection.exec_driver_sql("DELETE FROM loerrach_deposit")
    grant_datastore(
        *(tk.config[f"{name}"] for name in (
            "sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url"))
    )  # fmt: skip
    return dict(factories.Organization(name="stadt-loerrach", title="Stadt Lörrach"))


@pytest.fixture
def entry() -> SourceEntry:
    """Freiburg's car parks, as sources.yaml declares them."""
    return next(one for one in sources() if one.name == "parking-freiburg")


@pytest.fixture
def freiburg(town: dict[str, Any], feeds: Feeds, entry: SourceEntry) -> Callable[..., Report]:
    """Runs the source parking-freiburg on the feed server and gives its report."""
    ensure_sources([entry], feeds.url)
    return lambda **orders: run_source("parking-freiburg", **orders)


class Listed(Harvester):
    """A list of records as JSON, in pages; for tests of the engine only."""

    info = HarvesterInfo("listed", "List of records", "mobility", "https://example.org/listed")

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Whatever the list says, the way a careless harvester would."""
        for value in feed.json()["records"]:
            if "bad" in value:
                yield BadRecord(value["id"], "title", "", value["bad"])
                continue
            title = value.get("title", value["id"])
            resource = Resource("file", {"de": "Datei"}, value.get("url", "https://example.org/x"))
            yield Record(
                value["id"], {"de": title}, {"de": value.get("notes", "Text")},
                fields=dataset_fields(feed.source, **value.get("fields", {})),
                resources=[licensed(resource, feed.source)],
                aliases=value.get("aliases", ()), chain=value.get("chain", ()),
                own=value.get("own"),
            )  # fmt: skip


class Source:
    """A source, by default of the harvester above: what it has, and a run of it.

    With a ``url`` it is harvested from there, else from the feed server in its place.
    """

    def __init__(self, feeds: Feeds, name: str, **facts: Any) -> None:
        self.feeds, self.name = feeds, name
        live = "url" in facts
        self.entry = SourceEntry.read(
            name,
            {
                "title": {"de": name.capitalize()}, "harvester": "listed", "field": "culture",
                "url": f"https://example.org/{name}.json", "frequency": "DAILY",
                "licence": "dl-by-de/2.0", "publisher": {"name": "Stadt", "url": "https://a.de"},
                "demo": None if live else f"{name}.json", **facts,
            },
        )  # fmt: skip
        ensure_sources([self.entry], None if live else feeds.url)

    @property
    def id(self) -> str:
        return str(settings.find(self.name).id)

    def has(self, *records: str | dict[str, Any]) -> None:
        """Serve these records; a text stands for a record of that id."""
        listed = [{"id": one} if isinstance(one, str) else one for one in records]
        self.feeds.put(f"/{self.name}.json", {"records": listed})

    def run(self, **orders: Any) -> Report:
        return run_source(self.name, **orders)

    def dataset(self, record: str) -> dict[str, Any]:
        """The dataset of a record, as package_show gives it."""
        known = state.load(self.id)[record]
        return dict(helpers.call_action("package_show", id=known.package_id))

    def age(self, column: str, days: float) -> None:
        """Let so many days pass for what is remembered in a column."""
        with model.meta.engine.begin() as connection:
            connection.exec_driver_sql(
                f"UPDATE loerrach_harvest_state SET {column} = {column} - interval '{days} days'"
            )


@pytest.fixture
def source(
    town: dict[str, Any], feeds: Feeds, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Source]:
    """Makes sources, by default of a simple harvester."""
    monkeypatch.setitem(harvesters(), "listed", Listed)
    return lambda name="liste", **facts: Source(feeds, name, **facts)


def in_portal() -> dict[str, dict[str, Any]]:
    """Every active dataset by its name, as search and database say alike."""
    found = helpers.call_action("package_search", q="", rows=1000)["results"]
    # columns, because the session may still know objects as they were
    query = model.Session.query(model.Package.name, model.Package.metadata_modified)
    rows = query.filter_by(type="dataset", state="active")
    assert {(one["name"], one["metadata_modified"]) for one in found} == {
        (name, modified.isoformat()) for name, modified in rows
    }
    return {one["name"]: dict(one) for one in found}


@pytest.fixture
def portal(town: dict[str, Any]) -> Callable[[], dict[str, dict[str, Any]]]:
    """What the catalogue holds: every dataset by its name."""
    return in_portal


@pytest.fixture
def titles(town: dict[str, Any]) -> Callable[[], list[str]]:
    """The titles of all datasets."""
    return lambda: sorted(one["title"] for one in in_portal().values())


OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@pytest.fixture
def tuples() -> Callable[[], dict[str, int]]:
    """Rows that PostgreSQL has inserted, updated and deleted in each table so far."""
    query = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables"

    def counted() -> dict[str, int]:
        model.Session.remove()
        # applications that were built before have connections, too
        for one in gc.get_objects():
            if type(one) is sa.engine.Engine:
                one.dispose()
        with model.meta.engine.connect() as connection:
            # sessions hand over what they counted when they end, a moment after we hung up;
            # a transaction would see them for ever
            for _ in range(1200):
                if not connection.execute(sa.text(OTHERS)).scalar():
                    break
                connection.rollback()
                time.sleep(0.05)
            else:
                raise AssertionError("a session of another does not end")
            connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
            connection.commit()
            return dict(connection.execute(sa.text(query)).tuples().all())

    return counted


#: what says when a source was asked: the one row that every poll writes
POLL = "public.loerrach_harvest_poll"
#: what a run that has something to show is shown on
BOOKS = {POLL, "public.harvest_job", "public.loerrach_harvest_run"}


@pytest.fixture
def writes() -> Callable[[Callable[[], Any]], list[str]]:
    """Runs something and names the tables in which it wrote a row, even with the same values.

    xmin is the transaction that wrote a row and ctid its place: a row that was written anew with
    the same values differs in both.
    """

    def watch(work: Callable[[], Any]) -> list[str]:
        before = {name: _state(name) for name in _tables()}
        work()
        after = {name: _state(name) for name in _tables()}
        return [name for name in after if after[name] != before.get(name) and name not in BOOKS]

    return watch


def _tables() -> list[str]:
    query = """SELECT schemaname || '.' || tablename FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
    with model.meta.engine.connect() as connection:
        return [row[0] for row in connection.execute(sa.text(query))]


def _state(table: str) -> str:
    schema, name = table.split(".")
    query = f"""SELECT coalesce(md5(string_agg(xmin::text || ctid::text, ' ' ORDER BY ctid)), '')
        FROM "{schema}"."{name}" """
    with model.meta.engine.connect() as connection:
        return str(connection.execute(sa.text(query)).scalar())
