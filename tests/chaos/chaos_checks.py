"""Holding a portal against the truth: every function gives the differences that it found, as text.

Asked are PostgreSQL itself, CKAN's API and the feed; none of it is the code under test.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import chaos_world as world
import psycopg2
import psycopg2.extras
import requests
from chaos_feeds import Feed
from chaos_town import Town
from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS, RDF

Row = dict[str, Any]
#: seconds that a lock may still be held
PATIENCE = 30.0
#: titles that the worlds of the neighbours write
COUNT = re.compile(r"Zählung (\w+), Stand (\d+)")


class Database:
    """Reads one database of a portal."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg2.connect(url)
        self.connection.set_session(readonly=True, autocommit=True)

    def __call__(self, query: str, **values: Any) -> list[Row]:
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(query, values)
            return [dict(row) for row in cursor.fetchall()]

    def close(self) -> None:
        self.connection.close()


DATASETS = """
    SELECT package.id, name, title, notes, state, private, package.metadata_modified AS modified,
        package.extras ->> 'identifier' AS identifier, package.extras ->> 'archived' AS archived,
        array(SELECT url FROM resource WHERE package_id = package.id AND resource.state = 'active'
            ORDER BY position) AS urls,
        array(SELECT position FROM resource WHERE package_id = package.id
            AND resource.state = 'active' ORDER BY position) AS positions
    FROM package WHERE type = 'dataset' AND state = 'active'
"""
STATE = """
    SELECT record_id, package_id, missing_since, written, fields IS NOT NULL AS settled, holds,
        archived_at, deleted_at
    FROM loerrach_harvest_state JOIN package AS source ON source.id = source_id
    WHERE source.name = %(source)s
"""


def datasets(main: Database) -> dict[str, Row]:
    """Every active dataset by its id."""
    return {row["id"]: row for row in main(DATASETS)}


def harvested(main: Database, found: Mapping[str, Row], feed: Feed, town: Town) -> Iterator[str]:
    """Every record has one dataset, whole, of the version served now; those gone are archived."""
    neighbour = feed.neighbour
    state = {row["record_id"]: row for row in main(STATE, source=neighbour.name)}
    if neighbour.name == "chaos-parking":
        yield from _one(neighbour.name, {neighbour.name}, state, found)
        return
    served = {
        _identity(neighbour.name, name): versions for name, versions in neighbour.served.items()
    }
    there = {_identity(neighbour.name, name): v for name, v in neighbour.records.items()}
    names = {_identity(neighbour.name, name): name for name in neighbour.served}
    yield from _one(neighbour.name, set(there), state, found)
    for unknown in state.keys() - served.keys():
        yield f"{neighbour.name}: knows a record {unknown} that was never served"
    for record, row in sorted(state.items()):
        dataset = found.get(row["package_id"])
        if record not in served:
            continue
        if dataset is None:
            yield f"{neighbour.name}: the dataset of {record} is lost"
            continue
        allowed = {there[record]} if record in there else served[record]
        text = town.edits.get(row["package_id"])
        yield from _whole(names[record], dataset, allowed, text.allowed if text else None)
        yield from _left(record, dataset, row, record in there)


def _identity(source: str, name: str) -> str:
    return name if source == "chaos-ckan" else f"https://dcat.example/set/{name}"


def _one(source: str, wanted: set[str], state: Mapping[str, Row], found: Any) -> Iterator[str]:
    """One dataset a record, and settled."""
    for missing in sorted(wanted - state.keys()):
        yield f"{source}: {missing} has no dataset"
    for record, row in sorted(state.items()):
        if not row["holds"] or row["deleted_at"]:
            yield f"{source}: {record} is not written by this source ({row})"
        elif not row["settled"]:
            yield f"{source}: it is not remembered how {record} was written"
        if record in wanted and row["package_id"] not in found:
            yield f"{source}: the dataset of {record} is not active"
    doubled = [
        id for id, n in Counter(row["package_id"] for row in state.values()).items() if n > 1
    ]
    if doubled:
        yield f"{source}: several records share {doubled}"


def _whole(
    name: str, dataset: Row, versions: set[int], texts: set[str | None] | None
) -> Iterator[str]:
    """All parts of a dataset are of one of these versions, but for a text of the town."""
    told = COUNT.fullmatch(dataset["title"] or "")
    version = int(told[2]) if told else None
    if version not in versions:
        yield f"{dataset['name']}: '{dataset['title']}' is not of the versions {sorted(versions)}"
        return
    assert version is not None
    if dataset["urls"] != world.urls(name, version):
        yield f"{dataset['name']}: half written, version {version} with {dataset['urls']}"
    if dataset["positions"] != list(range(len(dataset["urls"]))):
        yield f"{dataset['name']}: positions {dataset['positions']}"
    if dataset["notes"] not in (texts or {world.notes(version)}):
        wanted = f"one of {texts}" if texts else f"version {version}"
        yield f"{dataset['name']}: '{dataset['notes']}' instead of {wanted}"


def _left(record: str, dataset: Row, row: Row, there: bool) -> Iterator[str]:
    marks = bool(dataset["archived"]), row["archived_at"] is not None
    if there and (any(marks) or row["missing_since"]):
        yield f"{record}: is in the source, and archived all the same ({marks})"
    if not there and not all(marks):
        yield f"{record}: has left the source and is not archived ({marks})"


def own(found: Mapping[str, Row], town: Town) -> Iterator[str]:
    """The town's own datasets hold what was acknowledged last."""
    names = {row["name"]: row for row in found.values()}
    for name, written in town.own.items():
        if name not in names:
            if written.acknowledged is not None:
                yield f"{name}: was acknowledged and is lost"
        elif names[name]["notes"] not in written.allowed:
            yield f"{name}: '{names[name]['notes']}' instead of {written.allowed}"


def strangers(main: Database, found: Mapping[str, Row], town: Town) -> Iterator[str]:
    """Nothing is there that nobody wrote, and nothing twice."""
    known = {row["package_id"] for row in main("SELECT package_id FROM loerrach_harvest_state")}
    for row in found.values():
        if row["id"] not in known and row["name"] not in town.own:
            yield f"{row['name']}: nobody knows where it comes from"
    identifiers = Counter(row["identifier"] for row in found.values() if row["identifier"])
    for identifier, count in identifiers.items():
        if count > 1:
            yield f"{identifier}: {count} datasets"


DOCUMENTS = """
    SELECT id, title, metadata_modified AT TIME ZONE 'UTC' AS modified, data_dict::jsonb AS data
    FROM loerrach_search.document WHERE dataset_type = 'dataset'
"""


def search(main: Database, portal: Any, found: Mapping[str, Row]) -> Iterator[str]:
    """Search has every active dataset with its content of now, and nothing else."""
    documents = main(DOCUMENTS)
    by_id = {row["id"]: row for row in documents}
    if len(by_id) != len(documents):
        yield "search: a dataset has two documents"
    yield from _same("search", set(by_id), set(found), found)
    for id in by_id.keys() & found.keys():
        data, row = by_id[id]["data"], found[id]
        urls = [resource["url"] for resource in data["resources"]]
        modified = row["modified"].isoformat()
        ours = (row["title"], row["notes"], modified, [_shown(url) for url in row["urls"]])
        theirs = (
            data["title"],
            data["notes"],
            data["metadata_modified"],
            [_shown(u) for u in urls],
        )
        if ours != theirs:
            yield f"search: {row['name']} is indexed as {theirs}, the database has {ours}"
    for row in main("SELECT package_id FROM loerrach_search.pending"):
        yield f"search: {row['package_id']} still waits to be indexed"
    listed = portal.result(
        "package_search", q="", fq="dataset_type:dataset", rows=1000, include_private=True,
        include_drafts=True,
    )  # fmt: skip
    yield from _same("package_search", {one["id"] for one in listed["results"]}, set(found), found)


def _shown(url: str) -> str:
    """Addresses of tables are made when somebody asks."""
    return "table" if "datastore" in url else url


def _same(what: str, has: set[str], wanted: set[str], found: Mapping[str, Row]) -> Iterator[str]:
    for id in sorted(wanted - has):
        yield f"{what}: {found[id]['name']} is missing"
    for id in sorted(has - wanted):
        yield f"{what}: has {id}, which is no active dataset"


def feed(main: Database, portal: Any, found: Mapping[str, Row]) -> Iterator[str]:
    """The feed has every public dataset of now that is not archived, and nothing else."""
    for row in main("SELECT package_id FROM loerrach_catalogue_stale"):
        yield f"feed: {row['package_id']} waits to be written, and nobody does it"
    graph = _catalogue(portal)
    # what was harvested keeps the URI that its publisher gave it
    ids = {row["uri"]: row["id"] for row in main(URIS)}
    titles = {
        ids.get(str(node), str(node)): str(graph.value(node, DCTERMS.title))
        for node in graph.subjects(RDF.type, DCAT.Dataset)
    }
    public = {
        id for id, row in found.items() if not row["private"] and not row["archived"]
    }  # fmt: skip
    yield from _same("feed", set(titles), public, found)
    for id in titles.keys() & public:
        if titles[id] != found[id]["title"]:
            yield f"feed: {found[id]['name']} is '{titles[id]}', not '{found[id]['title']}'"


URIS = "SELECT uri, package_id AS id FROM loerrach_catalogue_fragment"


def _catalogue(portal: Any) -> Graph:
    graph, number = Graph(), 1
    while True:
        answer = requests.get(f"{portal.url}/catalog.ttl", params={"page": number}, timeout=60)
        answer.raise_for_status()
        before = len(graph)
        graph.parse(data=answer.text, format="turtle")
        if "hydra:next " not in answer.text or len(graph) == before:
            return graph
        number += 1


TABLES = """
    SELECT relname AS id FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_table%%'
"""
RESOURCES = """
    SELECT resource.id FROM resource JOIN package ON package.id = package_id
    WHERE resource.state = 'active' AND package.state = 'active'
    AND resource.extras::jsonb ->> 'datastore_active' = 'true'
"""


def tables(main: Database, store: Database, feed: Feed) -> Iterator[str]:
    """Every table belongs to a resource, every resource has its own, and all rows are of now."""
    there = {row["id"] for row in store(TABLES)}
    wanted = {row["id"] for row in main(RESOURCES)}
    for id in sorted(there - wanted):
        yield f"tables: {id} belongs to no resource"
    for id in sorted(wanted - there):
        yield f"tables: the resource {id} has none"
    neighbour = feed.neighbour
    truth = sorted(
        world.row(name, version, neighbour.step) for name, version in neighbour.records.items()
    )
    for id in there & wanted:
        rows = store(f'SELECT id, name, capacity, free FROM "{id}" ORDER BY id')
        if sorted(tuple(row.values()) for row in rows) != truth:
            yield f"tables: {id} is not as the source has it ({len(rows)} rows, {rows[:1]})"
        (stats,) = store("SELECT stats FROM _table_stats WHERE resource_id = %(id)s", id=id)
        if stats["stats"].get("rows") != len(rows):
            yield f"tables: {id} counts {stats} rows, and has {len(rows)}"
    for row in store("SELECT resource_id FROM _table_stats"):
        if row["resource_id"] not in there:
            yield f"tables: {row['resource_id']} is counted, and there is none"


JOBS = """
    SELECT job.id, status, source.name FROM harvest_job AS job
    JOIN package AS source ON source.id = source_id
    WHERE status <> 'Finished' OR finished IS NULL OR gather_finished IS NULL
"""
OBJECTS = """
    SELECT object.id, object.state, object.guid, 'neither done nor refused' AS problem
    FROM harvest_object AS object WHERE object.state NOT IN ('COMPLETE', 'ERROR')
    UNION SELECT object.id, object.state, object.guid, 'is current, and its dataset is not there'
    FROM harvest_object AS object LEFT JOIN package ON package.id = package_id
    WHERE current AND package.id IS NULL
    UNION SELECT min(id), min(state), min(guid), 'several are current for one dataset'
    FROM harvest_object WHERE current GROUP BY package_id HAVING count(*) > 1
    UNION SELECT record_id, '', record_id, 'no current object for its dataset'
    FROM loerrach_harvest_state AS state WHERE holds AND NOT EXISTS (
        SELECT FROM harvest_object WHERE current AND package_id = state.package_id)
"""
LOCKS = """
    SELECT classid, objid, pid FROM pg_locks WHERE locktype = 'advisory' AND granted
"""
IDLE = """
    SELECT pid, left(query, 80) AS query FROM pg_stat_activity
    WHERE state LIKE 'idle in transaction%%' AND state_change < now() - interval '10 seconds'
    UNION SELECT NULL, gid FROM pg_prepared_xacts
"""


def books(main: Database) -> Iterator[str]:
    """No job is stuck, no object is half done, no lock is left, no transaction forgotten."""
    for row in main(JOBS):
        yield f"jobs: {row}"
    for row in main(OBJECTS):
        yield f"objects: {row}"
    for row in _left_over(main):
        yield f"locks: {row}"
    for row in main(IDLE):
        yield f"transactions: {row}"


ROWS = """
    SELECT 'a resource without a dataset' AS problem, resource.id FROM resource
    LEFT JOIN package ON package.id = package_id WHERE package.id IS NULL
    UNION SELECT 'a membership twice', min(id) FROM member WHERE state = 'active'
    GROUP BY group_id, table_id, capacity, table_name HAVING count(*) > 1
    UNION SELECT 'a dataset without its organization', id FROM package
    WHERE type = 'dataset' AND state = 'active' AND owner_org IS NULL
"""


def _left_over(main: Database) -> list[Row]:
    """Locks that nobody gives back; the scheduler asks every source again after ten seconds."""
    held = main(LOCKS)
    deadline = time.monotonic() + PATIENCE
    while held and time.monotonic() < deadline:
        time.sleep(0.2)
        now = main(LOCKS)
        held = [row for row in held if row in now]
    return held


def rows(main: Database) -> Iterator[str]:
    """What no constraint of CKAN's tables forbids, and nobody wants."""
    for row in main(ROWS):
        yield f"{row['problem']}: {row['id']}"


def queues(valkey: Any) -> Iterator[str]:
    """Nothing waits in the queues."""
    for key in valkey.keys("ckanext-harvest:*"):
        if valkey.type(key) == b"list" and (waiting := valkey.llen(key)):
            yield f"queue: {waiting} wait in {key.decode()}"


def plain(value: Any) -> str:
    """For a report."""
    return json.dumps(value, ensure_ascii=False, default=str)
