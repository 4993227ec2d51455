"""What is kept and written in the background: fragments, the file of all of it, its jobs."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.catalogue.feed import build, jobs, service, store, whole
from ckanext.loerrach.catalogue.feed.request import DEFAULT
from rdflib import Graph


def test_the_whole_catalogue_in_one_file(app: Any, reader: Any, five: list[str]) -> None:
    """Streamed the first time, kept from then on; older than ten minutes or fuller: anew."""
    streamed = app.get("/catalog-full.ttl.gz")
    graph = Graph().parse(data=gzip.decompress(streamed.get_data()), format="turtle")
    assert reader.datasets(graph) == sorted(five)
    file = whole.kept(DEFAULT)
    assert file
    assert file.datasets == 5
    kept = app.get("/catalog-full.ttl.gz")
    assert kept.get_data() == streamed.get_data()
    again = app.get("/catalog-full.ttl.gz", headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 304
    helpers.call_action("package_patch", id="nummer-1", title_translated={"de": "Anders"})
    assert app.get("/catalog-full.ttl.gz").get_data() == kept.get_data()
    helpers.call_action("package_patch", id="nummer-2", private=True)
    without = gzip.decompress(app.get("/catalog-full.ttl.gz").get_data()).decode()
    assert "nummer-2" not in without
    assert "Anders" in without
    assert len(list(whole.folder().glob("*.gz"))) == 1


def test_without_a_place_for_files_it_is_streamed(
    app: Any, reader: Any, five: list[str], ckan_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.storage_path", None)
    for _ in range(2):
        packed = app.get("/catalog-full.ttl.gz").get_data()
        assert (
            len(reader.datasets(Graph().parse(data=gzip.decompress(packed), format="turtle"))) == 5
        )


def test_the_background_job_writes_what_waits(app: Any, five: list[str]) -> None:
    app.get("/catalog.ttl")
    helpers.call_action("package_patch", id="nummer-1", title_translated={"de": "Anders"})
    assert store.state(DEFAULT).stale
    jobs.work()
    assert not store.state(DEFAULT).stale
    file = whole.kept(DEFAULT)
    assert file
    assert b"Anders" in gzip.decompress(file.path.read_bytes())


def test_a_thousand_edits_are_one_job(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ckan.lib.redis import connect_to_redis

    connect_to_redis().delete(jobs._key())
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_job", lambda work, **_: begun.append(work))
    for number in range(4):
        make(f"nummer-{number}")
    assert begun == [jobs.work]


def test_a_job_that_died_with_its_worker_is_begun_anew(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits an hour for it: kill -9 between the queue and the first line of the job."""
    from ckan.lib.redis import connect_to_redis

    connect_to_redis().delete(jobs._key())
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "enqueue_job", lambda work, **_: begun.append(work))
    make("nummer-1")
    jobs.run_due()
    assert begun == [jobs.work]
    left = connect_to_redis().ttl(jobs._key())
    assert 0 < left <= 60
    connect_to_redis().expire(jobs._key(), 0)
    jobs.run_due()
    assert begun == [jobs.work, jobs.work]


def test_half_a_catalogue_is_not_given_out(
    app: Any, reader: Any, five: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A neighbour would take the missing half for deleted."""
    with monkeypatch.context() as impatient:
        impatient.setattr(service, "LONG_PATIENCE", 0)
        answer = app.get("/catalog.ttl")
    assert answer.status_code == 503
    assert "0" in answer.body
    assert answer.headers["Retry-After"] == "60"
    assert len(reader.datasets(reader.parsed(app.get("/catalog.ttl")))) == 2


def test_an_edit_while_its_dataset_is_written_is_not_lost(
    app: Any, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of an edit that comes after the reading stays."""
    made = make("nummer-1")
    app.get("/catalog.ttl")
    helpers.call_action("package_patch", id=made["id"], title_translated={"de": "Erster"})
    read = build._read

    def slow(package_id: str) -> Any:
        found = read(package_id)
        with model.meta.engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE package SET notes = 'x', metadata_modified = now() WHERE id = :i"),
                {"i": package_id},
            )
        return found

    with monkeypatch.context() as slowly:
        slowly.setattr(build, "_read", slow)
        build.one(made["id"])
    assert store.stale(10) == [made["id"]]
