"""The same runs in two portals, once by CKAN's actions and once in batches, and what they hold."""

from __future__ import annotations

import datetime as dt
import json
import re
import runpy
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, ClassVar

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pyoxigraph as ox
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import search
from ckan.logic.action import create, update
from ckan.tests import factories, helpers
from ckanext.loerrach.catalogue.feed import build, store
from ckanext.loerrach.catalogue.feed.request import DEFAULT
from ckanext.loerrach.catalogue.feed.triples import HEADER
from ckanext.loerrach.harvest import bulk, settings, state, writing
from ckanext.loerrach.harvest.bulk import newcomers, rows
from ckanext.loerrach.harvest.report import Report
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.harvester import Harvester, HarvesterInfo
from ckanext.loerrach.harvesters._core.record import Record, Resource
from ckanext.loerrach.harvesters._core.source import SourceEntry
from ckanext.loerrach.search import ahead

WHOLE = runpy.run_path(str(Path(__file__).parents[2] / "test_schema_fields.py"))
#: records say these elsewhere
APART = ("title_translated", "notes_translated", "tags_translated")
FILE_APART = (
    "url", "format", "mimetype", "name_translated", "description_translated", "license",
    "licenseAttributionByText",
)  # fmt: skip


def file(key: str, **changes: Any) -> Resource:
    """A resource that says all that a resource can say, and that the feed takes."""
    fields = {name: value for name, value in WHOLE["RESOURCE"].items() if name not in FILE_APART}
    law = {"applicable_legislation": fields["applicable_legislation"]}
    fields["access_services"] = [{**one, **law} for one in fields["access_services"]]
    values = {
        "title": {"de": f"Tabelle {key}", "fr": "Tableau"},
        "url": f"https://example.org/{key}.csv", "description": {"de": "Alle Spalten."},
        "format": "CSV", "mimetype": "text/csv", "licence": WHOLE["RESOURCE"]["license"],
        "licence_attribution_by": "Stadt Lörrach", "fields": fields,
    }  # fmt: skip
    return Resource(key, **{**values, **changes})


def whole(id: str, field: str, **changes: Any) -> Record:
    """A record that says all that a dataset of a field of the strategy can say."""
    said = {**WHOLE["COMMON"], **WHOLE["OWN"][field], "strategy_field": field}
    fields = {name: value for name, value in said.items() if name not in APART}
    values = {
        "title": {"de": f"Satz {id}", "fr": "Titre"}, "notes": {"de": "Größe und Maß."},
        "tags": {"de": ["Daten", f"Wort {id}", "Übersicht"], "en": ["data"]},
        "fields": {**fields, "identifier": f"https://example.org/id/{id}"},
        "resources": [file("a"), file("b")],
    }  # fmt: skip
    return Record(id, **{**values, **changes})


class Made(Harvester):
    """Whatever the test says."""

    info = HarvesterInfo("made", "Records of a test", "mobility", "https://example.org/made")
    has: ClassVar[list[Any]] = []

    def records(self, feed: Any) -> Iterator[Any]:
        yield from self.has


class Recorder(p.SingletonPlugin):
    """Writes down which hooks are called for which dataset, in which order."""

    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)
    p.implements(p.IDomainObjectModification)
    p.implements(p.IResourceUrlChange)

    heard: ClassVar[dict[str, list[str]]] = defaultdict(list)

    def create(self, entity: Any) -> None:
        self.heard[entity.id].append(f"create {type(entity).__name__} {entity.name}")

    def edit(self, entity: Any) -> None:
        self.heard[entity.id].append(f"edit {type(entity).__name__} {entity.name}")

    def read(self, entity: Any) -> None:
        self.heard[entity.id].append("read")

    def after_dataset_create(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        self.heard[pkg_dict["id"]].append(f"after_dataset_create {_plain(pkg_dict)}")

    def after_dataset_update(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        self.heard[pkg_dict["id"]].append(f"after_dataset_update {_plain(pkg_dict)}")

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        self.heard[pkg_dict["id"]].append(f"after_dataset_show {_plain(pkg_dict)}")

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        self.heard[pkg_dict["id"]].append(f"before_dataset_index {_plain(pkg_dict)}")
        return pkg_dict

    def before_resource_show(self, resource_dict: dict[str, Any]) -> dict[str, Any]:
        self.heard[resource_dict["package_id"]].append(f"resource {resource_dict['id']}")
        return resource_dict

    def notify(self, entity: Any, operation: Any = "url") -> None:
        of = entity.package_id if isinstance(entity, model.Resource) else entity.id
        self.heard[of].append(f"notify {operation} {entity.id}")

    def succeeded(self, sender: str, context: Any, data_dict: Any, result: Any) -> None:
        """Receives CKAN's signal of an action that has ended well."""
        if sender in SENDERS:
            of = result if sender in ("package_create", "package_update") else data_dict
            id = of.get("object_id") or of.get("id") or of["package"]["id"]
            self.heard[id].append(f"{sender} {_plain(result)}")


SENDERS = {
    "package_create", "package_update", "package_owner_org_update", "activity_create",
    "package_create_default_resource_views",
}  # fmt: skip


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)


class Portal:
    """One of the two portals: runs of a source, and all that is there after each."""

    def __init__(self, feed: str, batches: bool = True) -> None:
        self.feed, self.batches = feed, batches
        self.labels: dict[str, str] = {}
        #: datasets that were written in batches
        self.together = 0

    def open(self) -> None:
        """An empty portal with an organization and a source."""
        helpers.reset_db()
        search.clear_all()
        model.Session.commit()
        with model.meta.engine.begin() as connection:
            for table in _tables():
                if "loerrach_catalogue" in table:
                    connection.exec_driver_sql(f"DELETE FROM {table}")
        for view in KEPT:
            store.keep(view)
        tk.get_action("get_site_user")({"ignore_auth": True}, {})
        model.Session.commit()
        factories.Organization(
            name="stadt-loerrach", title="Stadt Lörrach", description="", image_url=""
        )
        entry = {
            "title": {"de": "Gemacht"}, "harvester": "made", "field": "culture",
            "url": "https://example.org/made.json", "frequency": "DAILY",
            "licence": "dl-by-de/2.0", "publisher": {"name": "Stadt", "url": "https://a.de"},
            "demo": "made.json",
        }  # fmt: skip
        ensure_sources([SourceEntry.read("gemacht", entry)], self.feed)
        Recorder.heard.clear()

    def written(self, run: Any, works: Any) -> set[str]:
        """Write in batches, and count what was."""
        found = WRITE(run, works)
        self.together += len(found)
        return found

    def run(self, records: list[Any], **orders: Any) -> tuple[Report, dict[str, Any]]:
        """Harvest these records; the report, and what is in the portal."""
        report = self.harvest(records, **orders)
        return report, self.holds()

    def harvest(self, records: list[Any], **orders: Any) -> Report:
        """Harvest these records."""
        Made.has = records
        self.together = 0
        Recorder.heard.clear()
        report = run_source("gemacht", **orders)
        model.Session.remove()
        if self.batches:
            assert self.together == len(report.added + report.updated + report.restored)
        return report

    def edit(self, record: str, **changes: Any) -> None:
        """A person edits the dataset of a record."""
        id = self.dataset(record)["id"]
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        helpers.call_action("package_patch", {"user": user}, id=id, **changes)
        model.Session.remove()

    def dataset(self, record: str) -> dict[str, Any]:
        """The dataset of a record, as package_show gives it."""
        known = state.load(settings.find("gemacht").id)[record]
        return dict(helpers.call_action("package_show", id=known.package_id))

    def holds(self) -> dict[str, Any]:
        """Every table of the database, and the hooks since the last run by dataset.

        The feed is built in between; what waited for that is there, too.
        """
        self.labels = _labels()
        heard = {self._plain(id): self._in_order(calls) for id, calls in Recorder.heard.items()}
        waits = self._rows(STALE)
        model.Session.remove()
        assert build.run(60)
        model.Session.remove()
        found: dict[str, Any] = {
            table: self._rows(table) for table in _tables() if table not in COUNTS
        }
        assert found[STALE] == []
        return {**found, "waits for the feed": waits, "fragments": self._graphs(), "hooks": heard}

    def _graphs(self) -> list[tuple[str, ...]]:
        """What the feed says of each dataset in each view, whatever the order of its lines."""
        query = """SELECT view, array_to_string(body || (entry || terms), chr(10))
            FROM public.loerrach_catalogue_fragment WHERE body IS NOT NULL"""
        with model.meta.engine.connect() as connection:
            told = [(view, text) for view, text in connection.exec_driver_sql(query)]
        found = []
        for view, text in told:
            named = UUID.sub(lambda id: str(uuid.uuid5(SPACE, self.labels.get(id[0], "…"))), text)
            graph = ox.Dataset(ox.parse(HEADER + MOMENT.sub("<now>", named), ox.RdfFormat.TURTLE))
            graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
            found.append((view, *sorted(map(str, graph))))
        return sorted(found)

    def _rows(self, table: str) -> list[str]:
        with model.meta.engine.connect() as connection:
            query = sa.text(f"SELECT to_jsonb(t) FROM {table} t")
            rows = [dict(row) for row in connection.execute(query).scalars()]
        aside = {*ASIDE.get(table, ()), *ASIDE["*"]}
        shown = [
            self._plain(_plain({key: value for key, value in row.items() if key not in aside}))
            for row in rows
        ]
        return sorted(shown)

    def _plain(self, text: str) -> str:
        """Without what cannot be the same: moments of now, and ids that are drawn by lot."""
        text = UUID.sub(lambda found: self.labels.get(found[0], "…"), text)
        return MOMENT.sub("<now>", text)

    def _in_order(self, calls: list[str]) -> list[str]:
        """Calls as they came; in any order those that CKAN itself tells from a set.

        These are the observers of a commit, and the receivers of one signal: ckanext-activity,
        which writes the activity, is another receiver of the action's signal.
        """
        ended = [call for call in map(self._plain, calls) if call.startswith(ENDED)]
        found: list[list[str]] = []
        for call in map(self._plain, calls):
            together = found and call.startswith("notify") and found[-1][0].startswith("notify")
            found[-1].append(call) if together else found.append([call])
        told = [call for several in found for call in sorted(several)]
        return [call for call in told if call not in ended] + ended


class Uneven(dt.datetime):
    """Has milliseconds always.

    Of a moment without any, `package_show` does not take the search document for that of the
    dataset: it compares texts, and a search writes no zeros. One activity in a thousand differed.
    """

    @classmethod
    def utcnow(cls) -> dt.datetime:
        now = dt.datetime.utcnow()  # noqa: DTZ003
        return now if now.microsecond >= 1000 else now.replace(microsecond=1000)


UNEVEN = SimpleNamespace(**{**vars(dt), "datetime": Uneven})
ENDED = ("package_create {", "package_update {")
WRITE = bulk.write
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6}(Z|\+00:00)?|Z|\+00:00)")
STALE = "public.loerrach_catalogue_stale"
#: views of the feed that are kept in both portals
KEPT = (DEFAULT, "dcat-ap-3")
SPACE = uuid.NAMESPACE_URL
#: columns that count events or name transactions
ASIDE = {
    "*": {"seq", "xmin"},
    # of what holds ids that are drawn by lot, and moments
    "loerrach_search.document": {"digest"},
    'public."user"': {"password", "apikey"},
    "public.loerrach_catalogue_stale": {"n", "writer", "since"},
    "public.loerrach_catalogue_entry": {"position", "since"},
    "public.loerrach_catalogue_change": {"n", "at"},
    # its text stands in the order of its ids: compared as a graph
    "public.loerrach_catalogue_fragment": {"digest", "body", "entry", "terms", "position"},
}
#: tables that count: a batch is one event, and how many there were says nothing
COUNTS = {"loerrach_search.change"}
#: what has an id that everybody has to draw anew -> what it can be told by
NAMED = {"tag": "name", '"group"': "name", '"user"': "name", "package": "name"}


def _labels() -> dict[str, str]:
    found = {}
    with model.meta.engine.connect() as connection:
        for table, name in NAMED.items():
            for id, label in connection.exec_driver_sql(f"SELECT id, {name} FROM {table}"):
                found[id] = f"<{table} {label}>"
        query = "SELECT id, package_id, url, position, state FROM resource"
        for id, package, *said in connection.exec_driver_sql(query):
            found[id] = f"<resource of {found[package]} {said}>"
    return found


def _tables() -> list[str]:
    query = """SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
    with model.meta.engine.connect() as connection:
        return [row[0] for row in connection.execute(sa.text(query))]


@pytest.fixture
def portal(town: Any, feeds: Any, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """A portal that harvests in batches."""
    monkeypatch.setitem(harvesters(), "made", Made)
    found = Portal(feeds.url)
    monkeypatch.setattr(bulk, "write", found.written)
    found.open()
    return found


@pytest.fixture
def both(
    town: Any, feeds: Any, monkeypatch: pytest.MonkeyPatch, provide_plugin: Any
) -> Iterator[Callable[[Callable[[Portal], Any]], tuple[Any, Any]]]:
    """Plays a story in both portals: what it gives by CKAN's actions, and in batches."""
    monkeypatch.setitem(harvesters(), "made", Made)
    provide_plugin("recorder", Recorder)
    p.load("recorder")
    signal = tk.signals.action_succeeded
    heard = p.get_plugin("recorder").succeeded
    signal.connect(heard)

    def play(story: Callable[[Portal], Any]) -> tuple[Any, Any]:
        found = []
        for batches in (False, True):
            with monkeypatch.context() as patch:
                lot = Random(1)
                patch.setattr(uuid, "uuid4", lambda lot=lot: uuid.UUID(int=lot.getrandbits(128)))
                portal = Portal(feeds.url, batches)
                for actions in (create, update):
                    patch.setattr(actions, "datetime", UNEVEN)
                for module in (newcomers, rows):
                    patch.setattr(module, "datetime", Uneven)
                patch.setattr(bulk, "write", portal.written if batches else lambda *_: set())
                # the rows of the search come from a second process
                patch.setattr(writing, "MANY", 1)
                patch.setattr(ahead, "_cores", lambda: 2)
                portal.open()
                found.append(story(portal))
        return found[0], found[1]

    yield play
    signal.disconnect(heard)
    p.unload("recorder")


@pytest.fixture
def make() -> Any:
    """Makes records (``whole``) and resources (``file``); what they say of all that can be said."""
    return SimpleNamespace(
        whole=whole, file=file, fields=list(WHOLE["OWN"]), common=WHOLE["COMMON"],
        own=WHOLE["OWN"], resource=WHOLE["RESOURCE"],
    )  # fmt: skip
