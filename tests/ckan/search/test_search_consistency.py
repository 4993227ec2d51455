"""Search and database say the same, whatever happens between them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import pytest
from ckan import logic
from ckan.tests import factories, helpers
from ckanext.loerrach.search import check, pending, schema
from ckanext.loerrach.search.schema import SCHEMA

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")

call = helpers.call_action


@pytest.fixture(autouse=True)
def _no_marks(with_plugins: None, clean_db: None, clean_index: None) -> None:
    with engine().begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {SCHEMA}.pending")


def engine() -> Any:
    return model.Session.connection().engine


def committed(column: str, name: str) -> Any:
    """A column of a dataset's document as another process sees it."""
    with engine().connect() as connection:
        return connection.exec_driver_sql(
            f"SELECT {column} FROM {SCHEMA}.document WHERE name = %s", (name,)
        ).scalar()


def count(query: str) -> int:
    return int(call("package_search", q=query)["count"])


def agree() -> None:
    model.Session.commit()
    difference = check.compare()
    assert not difference, difference


def test_create_update_delete_and_purge_are_committed_with_the_dataset() -> None:
    dataset = factories.Dataset(name="baumkataster", title="Baumkataster")
    assert committed("title", "baumkataster") == "Baumkataster"
    call("package_patch", id=dataset["id"], title="Bäume der Stadt")
    assert committed("title", "baumkataster") == "Bäume der Stadt"
    agree()
    call("package_delete", id=dataset["id"])
    assert committed("title", "baumkataster") is None
    call("dataset_purge", id=dataset["id"])
    agree()


def test_a_dataset_that_is_rolled_back_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash() -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(model.repo, "commit", crash)
        with pytest.raises(OSError, match="disk"):
            factories.Dataset(name="geist", title="Geist")
    assert committed("title", "geist") is None
    model.Session.rollback()
    assert count("title:Geist") == 0
    agree()


def test_an_update_that_is_rolled_back_keeps_the_old_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = factories.Dataset(name="parken", title="Parken")

    def crash() -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(model.repo, "commit", crash)
        with pytest.raises(OSError, match="disk"):
            call("package_patch", id=dataset["id"], title="Parkhäuser")
    model.Session.rollback()
    assert (count("title:Parken"), count("title:Parkhäuser")) == (1, 0)
    agree()


def test_a_purge_that_is_rolled_back_keeps_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = factories.Dataset(name="museum")

    def crash() -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(model.repo, "commit_and_remove", crash)
        with pytest.raises(OSError, match="disk"):
            call("dataset_purge", id=dataset["id"])
    model.Session.rollback()
    assert count("name:museum") == 1
    agree()


def test_members() -> None:
    group = factories.Group(name="umwelt")
    dataset = factories.Dataset(name="luft")
    call("member_create", id=group["id"], object=dataset["id"], object_type="package",
         capacity="public")  # fmt: skip
    assert committed("groups", "luft") == ["umwelt"]
    agree()
    call("member_delete", id=group["id"], object=dataset["id"], object_type="package")
    assert committed("groups", "luft") == []
    agree()


def test_a_deleted_tag() -> None:
    factories.Dataset(name="luft", tags=[{"name": "umwelt"}, {"name": "luft"}])
    call("tag_delete", id="umwelt")
    assert committed("tags", "luft") == ["luft"]
    agree()


@pytest.mark.parametrize("kind", ["group", "organization"])
def test_new_name_and_title_of_a_group(kind: str) -> None:
    group = (
        factories.Group(name="umwelt") if kind == "group" else factories.Organization(name="umwelt")
    )
    kept = {"owner_org": group["id"]} if kind == "organization" else {
        "groups": [{"name": "umwelt"}]
    }  # fmt: skip
    factories.Dataset(name="luft", **kept)
    call(f"{kind}_patch", id=group["id"], name="klima", title="Klima und Luft")
    field = "groups" if kind == "group" else "organization"
    assert committed(field, "luft") == (["klima"] if kind == "group" else "klima")
    found = call("package_search", q="name:luft", **{"facet.field": [field]})
    shown = found["results"][0][field]
    shown = shown[0] if kind == "group" else shown
    assert (shown["name"], shown["title"]) == ("klima", "Klima und Luft")
    assert [one["name"] for one in found["search_facets"][field]["items"]] == ["klima"]
    agree()


def test_the_end_of_a_group() -> None:
    group = factories.Group(name="umwelt")
    factories.Dataset(name="luft", groups=[{"name": "umwelt"}])
    call("group_delete", id=group["id"])
    assert committed("groups", "luft") == []
    agree()
    other = factories.Group(name="klima")
    call("package_patch", id="luft", groups=[{"name": "klima"}])
    call("group_purge", id=other["id"])
    assert committed("groups", "luft") == []
    agree()


def test_a_crash_after_the_commit_is_remembered_and_put_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    organization = factories.Organization(name="stadt", title="Stadt")
    datasets = [factories.Dataset(owner_org=organization["id"])["id"] for _ in range(3)]

    def killed(package_ids: Any) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(pending, "settle_or_enqueue", killed)
        with pytest.raises(SystemExit):
            call("organization_patch", id=organization["id"], title="Große Kreisstadt")
    model.Session.rollback()
    difference = check.compare()
    assert difference.stale == difference.pending == tuple(sorted(datasets))
    assert difference.summary() == (
        "3 of 3 datasets in the search: 3 stale, 3 waiting to be indexed"
    )
    assert not check.repair(difference)
    agree()


def test_compare_and_repair_find_what_went_astray() -> None:
    missing, stale = factories.Dataset()["id"], factories.Dataset(title="Alt")["id"]
    factories.Dataset(name="bleibt")
    search.clear(missing)
    with engine().begin() as connection:
        connection.exec_driver_sql("UPDATE package SET title = 'Neu' WHERE id = %s", (stale,))
    ghost = {
        "id": "geist", "name": "geist", "title": "Geist", "state": "active", "private": False,
        "type": "dataset", "owner_org": None, "metadata_created": "2024-01-01T00:00:00",
        "metadata_modified": "2024-01-01T00:00:00",
    }  # fmt: skip
    search.index_for("package").index_package({**ghost, "with_custom_schema": ghost})
    model.Session.rollback()
    found = check.compare()
    assert (found.missing, found.stale, found.orphans) == ((missing,), (stale,), ("geist",))
    assert (found.datasets, found.documents) == (3, 3)
    assert not check.repair(found)
    assert (count("title:Neu"), count("title:Geist"), count("*:*")) == (1, 0, 3)


def test_many_datasets_of_a_group_are_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "AT_ONCE", 2)
    jobs: list[Callable[[], Any]] = []
    monkeypatch.setattr("ckan.lib.jobs.enqueue", lambda job, **_: jobs.append(job))
    organization = factories.Organization(title="Stadt")
    for _ in range(5):
        factories.Dataset(owner_org=organization["id"])
    call("organization_patch", id=organization["id"], title="Lörrach")
    model.Session.commit()
    assert len(check.compare().pending) == 3
    assert [job() for job in jobs] == [3]
    agree()


def test_an_unchanged_group_indexes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = factories.Organization(title="Stadt")
    factories.Dataset(owner_org=organization["id"])
    indexed: list[str] = []
    monkeypatch.setattr(pending, "settle", lambda ids: indexed.extend(ids) or 0)
    call("organization_patch", id=organization["id"], title="Stadt")
    assert indexed == []
    agree()


def test_clear_of_one_dataset_stays(cli: Any) -> None:
    from ckan.cli.cli import ckan

    factories.Dataset(name="weg")
    result = cli.invoke(ckan, ["search-index", "clear", "weg"])
    assert result.exit_code == 0, result.output
    assert committed("name", "weg") is None
    assert cli.invoke(ckan, ["loerrach-search", "check"]).exit_code == 1
    result = cli.invoke(ckan, ["loerrach-search", "repair"])
    assert result.exit_code == 0, result.output
    assert committed("name", "weg") == "weg"


def in_thread(work: Callable[[], Any]) -> Any:
    """What another process would do, with a session of its own."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001
            results.append(error)
        finally:
            model.Session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert results, "the other one waits for ever"
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]


def test_who_waits_for_the_tables_of_another_does_not_make_them_again() -> None:
    """Processes that start together: the second would drop what the first has written."""
    with engine().begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA} CASCADE")
    made: list[bool] = []

    def second() -> None:
        with engine().begin() as connection:
            made.append(schema.install(connection))

    waiting = threading.Thread(target=second)
    with engine().connect() as watcher, engine().begin() as first:
        assert schema.install(first)
        waiting.start()
        locked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not watcher.exec_driver_sql(locked).scalar():
            assert waiting.is_alive(), "nobody waits"
            waiting.join(0.05)
    waiting.join(30)
    assert made == [False]


def test_a_rebuild_does_not_overwrite_a_newer_document(
    monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    dataset = factories.Dataset(name="pegel", title="Pegel")
    with engine().begin() as connection:  # so that the rebuild has something to write
        connection.exec_driver_sql(f"UPDATE {SCHEMA}.document SET digest = 'other'")
    original = logic.package_show_default_and_custom_schemas
    edits: list[str] = []

    def show(context: Any, id_: str) -> Any:
        shown = original(context, id_)
        if threading.current_thread() is threading.main_thread() and not edits:
            edits.append("done")

            def edit() -> None:
                with app.flask_app.test_request_context():
                    call("package_patch", id=dataset["id"], title="Wiesepegel")

            in_thread(edit)
        return shown

    monkeypatch.setattr(logic, "package_show_default_and_custom_schemas", show)
    search.rebuild(quiet=True)
    assert edits
    assert committed("title", "pegel") == "Wiesepegel"
    agree()


def test_a_rebuild_does_not_bring_back_what_is_purged(
    monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    dataset = factories.Dataset(name="weg")
    search.clear("weg")
    original = logic.package_show_default_and_custom_schemas
    purged: list[str] = []

    def show(context: Any, id_: str) -> Any:
        shown = original(context, id_)
        if not purged:
            purged.append(id_)

            def purge() -> None:
                with app.flask_app.test_request_context():
                    call("dataset_purge", id=dataset["id"])

            in_thread(purge)
        return shown

    monkeypatch.setattr(logic, "package_show_default_and_custom_schemas", show)
    with pytest.raises(logic.NotFound):
        search.rebuild("weg")
    assert committed("name", "weg") is None


def test_a_rebuild_holds_no_lock_between_datasets(
    monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    datasets = {factories.Dataset()["id"] for _ in range(2)}
    with engine().begin() as connection:
        connection.exec_driver_sql(f"UPDATE {SCHEMA}.document SET digest = 'other'")
    original = logic.package_show_default_and_custom_schemas
    seen: list[str] = []

    def show(context: Any, id_: str) -> Any:
        if threading.current_thread() is threading.main_thread():
            seen.append(id_)
            if len(seen) == 2:

                def edit() -> None:
                    with app.flask_app.test_request_context():
                        call("package_patch", id=seen[0], title="Neu")

                in_thread(edit)
        return original(context, id_)

    monkeypatch.setattr(logic, "package_show_default_and_custom_schemas", show)
    search.rebuild(quiet=True)
    assert set(seen) == datasets
    assert count("title:Neu") == 1
    agree()


def test_many_writers_and_readers_at_once(app: Any) -> None:
    """Eight at a time write the same and their own datasets; nobody fails, all is found."""
    shared = [factories.Dataset(name=f"gemeinsam-{number}")["id"] for number in range(3)]
    model.Session.commit()
    errors: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            with app.flask_app.test_request_context():
                for step in range(4):
                    factories.Dataset(name=f"eigen-{writer}-{step}", title=f"Eigen {writer}")
                    order = shared if writer % 2 else shared[::-1]
                    for one in order:
                        call("package_patch", id=one, notes=f"von {writer} im Schritt {step}")
                    call("package_search", q="eigen", **{"facet.field": ["tags", "organization"]})
        except BaseException as error:  # noqa: BLE001
            errors.append(error)
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    assert count("name:eigen*") == 32
    assert count("*:*") == 35
    agree()
