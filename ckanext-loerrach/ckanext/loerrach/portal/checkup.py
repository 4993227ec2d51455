"""The part of `loerrach doctor` that only CKAN can tell; run in a process of its own.

``python -m ckanext.loerrach.portal.checkup INI [--repair]`` writes findings as one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2
import redis

from . import application, database
from .errors import one_line
from .finding import Finding


def findings(repair: bool) -> Iterator[Finding]:
    """All findings, in the order a person would look."""
    yield _looked("Tables", partial(_tables, repair))
    yield _looked("DataStore", partial(_datastore, repair))
    yield _looked("DataStore tables", partial(_harvested_tables, repair))
    yield _looked("Tables of files", _deposits)
    yield _looked("Search", partial(_search, repair))
    yield _looked("Catalogue", _catalogue)
    yield _looked("Queue", _queue)
    yield _looked("Sources", _sources)
    yield _looked("Batches", _batches)
    yield _looked("Files of places", _places)
    yield _looked("Freshness", _freshness)
    yield from _harvests()


def _looked(subject: str, look: Callable[[], Finding]) -> Finding:
    """A look that fails is a finding too: the doctor goes on to the next."""
    from ckan import model

    try:
        return look()
    except Exception as error:  # noqa: BLE001 (the runner: whatever is wrong, it is said)
        model.Session.rollback()
        text = one_line(error)
        return Finding(subject, False, f"could not be looked at: {text}", "see the message")


def _tables(repair: bool) -> Finding:
    from ckan.cli.db import _get_pending_plugins, current_revision

    pending = sorted(_get_pending_plugins())
    if not str(current_revision("")).endswith("(head)"):
        pending.insert(0, "ckan")
    if pending and repair:
        from .preparation import migrate

        migrate(lambda *_, **__: None)
        return Finding("Tables", True, f"brought up to date: {', '.join(pending)}")
    if pending:
        todo = "`loerrach doctor --repair`, or start the portal again"
        return Finding("Tables", False, f"migrations are missing: {', '.join(pending)}", todo)
    return Finding("Tables", True, "up to date")


def _datastore(repair: bool) -> Finding:
    from ckan.common import config

    urls = [
        config[name]
        for name in ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    ]
    wrong = _wrong_rights(*urls)
    if wrong and repair:
        database.grant_datastore(*urls)
        wrong = _wrong_rights(*urls)
    if wrong:
        return Finding("DataStore", False, wrong, "`loerrach doctor --repair`")
    return Finding("DataStore", True, "its reader can read and nothing else")


#: what the reading user finds; a public table of its own would be writable by it
RIGHTS = """
    SELECT to_regclass('public._table_metadata') IS NULL,
        has_schema_privilege('public', 'CREATE'),
        (SELECT string_agg(relname, ', ') FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND has_table_privilege(oid, 'INSERT, UPDATE, DELETE'))
"""


def _wrong_rights(main: str, write: str, read: str) -> str:
    """What is wrong with the rights of the reading user, "" for nothing."""
    reader = psycopg2.connect(read, connect_timeout=10)
    try:
        with reader, reader.cursor() as cursor:
            cursor.execute(RIGHTS)
            row = cursor.fetchone()
    finally:
        reader.close()
    assert row
    unfinished, creates, writable = row
    if unfinished:
        return "CKAN's permission script was not run"
    if creates:
        return "its reader may make tables"
    return f"its reader may change tables: {writable}" if writable else ""


def _harvested_tables(repair: bool) -> Finding:
    """The DataStore is a database of its own: a crash can part a dataset from its table."""
    from ckan.plugins import plugin_loaded
    from ckanext.loerrach.harvest import tables_repair

    subject = "DataStore tables"
    if not plugin_loaded("loerrach_harvest"):
        return Finding(subject, True, "the plugin loerrach_harvest is not in use")
    mended = tables_repair.repair() if repair else []
    left = tables_repair.examine()
    text = "; ".join([f"put right: {one}" for one in mended] + [str(one) for one in left])
    if not left:
        return Finding(subject, True, text or "each belongs to its dataset")
    todo = "`loerrach doctor --repair`"
    if not any(one.mendable for one in left):
        todo = "they come back when their sources are harvested; see `loerrach logs scheduler`"
    return Finding(subject, False, text, todo)


def _search(repair: bool) -> Finding:
    from ckanext.loerrach.search import check, seam

    if not seam.uses_postgres():
        return _solr()
    difference = check.compare()
    if difference and repair:
        left = check.repair(difference)
        text = f"put right: {difference.summary()}"
        return Finding("Search", not left, text if not left else left.summary())
    if difference:
        return Finding("Search", False, difference.summary(), "`loerrach doctor --repair`")
    return Finding("Search", True, "has exactly the datasets of the database")


def _solr() -> Finding:
    """Of a Solr only the number can be compared at a bearable price."""
    from ckan import model
    from ckan.lib import search

    try:
        found = search.query_for(model.Package).run({"q": "*:*", "rows": 0})["count"]
    except search.SearchError as error:
        return Finding("Search", False, f"Solr does not answer ({error})", "start Solr")
    there = model.Session.query(model.Package).filter_by(state="active").count()
    if found != there:
        todo = "`loerrach ckan search-index rebuild`"
        return Finding("Search", False, f"Solr has {found} of {there} datasets", todo)
    return Finding("Search", True, f"Solr has all {there} datasets")


def _catalogue() -> Finding:
    """What neighbours do not get, and what was repaired for them."""
    from ckan.plugins import plugin_loaded
    from ckanext.loerrach.catalogue.feed import report

    if not plugin_loaded("loerrach_catalogue"):
        return Finding("Catalogue", True, "the plugin loerrach_catalogue is not in use")
    found = report.status()
    views = found["views"]
    kinds = {one["name"]: one["kind"] for view in views for one in view["left_out"]}
    text = f"{max((view['datasets'] for view in views), default=0)} datasets in the feed"
    if found["waiting"]:
        text += f", {found['waiting']} wait to be written"
    if kinds:
        shown = ", ".join(sorted(kinds)[:5]) + (" …" if len(kinds) > 5 else "")
        text += f", {len(kinds)} left out: {shown}"
    # what a publisher has to mend is no fault of the portal
    todo = "`loerrach ckan loerrach-catalogue status` says why" if kinds else ""
    return Finding("Catalogue", "error" not in kinds.values(), text, todo)


def _queue() -> Finding:
    from . import health

    try:
        waiting = sum(health.waiting().values())
    except redis.RedisError as error:
        return Finding("Queue", False, f"does not answer ({error})", "see `loerrach logs valkey`")
    if waiting > 1000:
        todo = "see `loerrach logs worker` and `loerrach logs fetch`"
        return Finding("Queue", False, f"{waiting} jobs wait", todo)
    return Finding("Queue", True, f"{waiting} jobs wait")


def _sources() -> Finding:
    """The declared sources: one that is wrong is left out, and the others are harvested."""
    from ckanext.loerrach import harvesters

    good, wrong = harvesters.declared()
    if wrong:
        todo = "correct harvesters/sources.yaml, and start the portal again"
        return Finding("Sources", False, " ".join(map(str, wrong)), todo)
    return Finding("Sources", True, f"{len(good)} declared, {sum(one.enabled for one in good)} on")


def _deposits() -> Finding:
    """Files whose worker died; the scheduler begins them anew, three times at most."""
    from ckan.plugins import plugin_loaded

    subject = "Tables of files"
    if not (plugin_loaded("loerrach_harvest") and plugin_loaded("datastore")):
        return Finding(subject, True, "no files become tables")
    from ckanext.loerrach.harvest.deposit import work

    if stuck := work.stuck():
        ids = ", ".join(one.resource_id for one in stuck)
        text = f"no worker is at files that were begun: resource {ids}"
        return Finding(subject, False, text, "`loerrach up` (worker and scheduler have to run)")
    return Finding(subject, True, "no uploaded or linked file is stuck")


def _batches() -> Finding:
    """Plugins of others that keep harvests from writing many datasets at once."""
    from ckan.plugins import plugin_loaded
    from ckanext.loerrach.harvest import bulk

    if not plugin_loaded("loerrach_harvest"):
        return Finding("Batches", True, "the plugin loerrach_harvest is not in use")
    if strangers := bulk.strangers():
        text = f"harvests write one dataset at a time, because of {', '.join(strangers)}"
        # slower, and nothing else
        return Finding("Batches", True, text, 'docs/harvesting.md, "One run", says how to help it')
    return Finding("Batches", True, "harvests write up to a hundred datasets at once")


def _places() -> Finding:
    """Files for maps that could not be made of harvested rows; the table is there all the same."""
    from ckan import model
    from ckan.plugins import plugin_loaded
    from ckanext.loerrach.harvest import downloads

    subject = "Files of places"
    if not plugin_loaded("loerrach_harvest"):
        return Finding(subject, True, "the plugin loerrach_harvest is not in use")
    found = []
    for id, failed in downloads.failures():
        resource = model.Resource.get(id)
        name = resource.package.name if resource else id
        found.append(f"{name} ({id}, at {failed.at}): {' '.join(failed.problem.split())}")
    if found:
        todo = "they are tried again every six hours; see `loerrach logs worker`"
        return Finding(subject, False, f"{len(found)} failed: {_first(found)}", todo)
    return Finding(subject, True, "all that were wanted are made, or wait for their turn")


def _freshness() -> Finding:
    """Sources that break their promise, and sensors that have fallen silent."""
    from ckan.plugins import plugin_loaded
    from ckanext.loerrach.harvest import freshness

    if not plugin_loaded("loerrach_harvest"):
        return Finding("Freshness", True, "the plugin loerrach_harvest is not in use")
    found = list(freshness.of_all())
    late = [f"{one.source} {said}" for one in found for said in freshness.lateness(one)]
    silent = [f"{one.source}: {said}" for one in found for said in freshness.silence(one)]
    if late:
        text = "; ".join([_first(late), *([f"silent: {_first(silent)}"] if silent else [])])
        return Finding(
            "Freshness", False, text, "look at the page of the source; ask its publisher"
        )
    if silent:
        # a broken sensor is its owner's
        return Finding("Freshness", True, f"silent: {_first(silent)}", "ask their publishers")
    if found and all(one.state == "sample" for one in found):
        return Finding(
            "Freshness", True, f"all {len(found)} sources are samples, and promise nothing"
        )
    return Finding("Freshness", True, f"all {len(found)} sources keep what they promise")


def _first(found: list[str], most: int = 10) -> str:
    more = [f"and {len(found) - most} more"] if len(found) > most else []
    return "; ".join([*found[:most], *more])


#: per source: when it was last asked, and what went wrong then; a poll of ours that finds nothing
#: new makes no job, sources of other harvesters have only jobs
LAST = """
    SELECT package.name, coalesce(poll.asked_at AT TIME ZONE 'UTC', job.finished),
        CASE WHEN poll.source_id IS NOT NULL THEN poll.failure ELSE (
            SELECT message FROM harvest_gather_error WHERE harvest_job_id = job.id LIMIT 1) END
    FROM harvest_source AS source
    JOIN package ON package.id = source.id
    LEFT JOIN loerrach_harvest_poll AS poll ON poll.source_id = source.id
    LEFT JOIN LATERAL (
        SELECT id, finished FROM harvest_job
        WHERE source_id = source.id AND status = 'Finished' ORDER BY finished DESC LIMIT 1
    ) AS job ON true
    WHERE source.active ORDER BY package.name
"""


def _harvests() -> Iterator[Finding]:
    import sqlalchemy as sa
    from ckan import model

    for name, finished, error in model.Session.execute(sa.text(LAST)):
        subject, todo = f"Harvest {name}", f"`loerrach harvest {name}`"
        if finished is None:
            yield Finding(subject, False, "was never harvested", todo)
        elif error:
            yield Finding(subject, False, f"failed at {finished:%d.%m.%Y %H:%M} UTC: {error}", todo)
        else:
            yield Finding(subject, True, f"harvested at {finished:%d.%m.%Y %H:%M} UTC")


def main(ini: str, repair: bool) -> None:
    """Write the findings."""
    loaded: Any = application.load(Path(ini))
    with loaded._wsgi_app.test_request_context():
        found = [finding.as_dict() for finding in findings(repair)]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], "--repair" in sys.argv[2:])
