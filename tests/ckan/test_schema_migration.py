"""Datasets of the first schema on real PostgreSQL, brought to that of today."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.model import system_info
from ckan.tests import factories, helpers
from ckanext.loerrach.cli import schema
from ckanext.loerrach.logic import migration
from ckanext.loerrach.logic.migration import run, steps
from ckanext.loerrach.logic.migration.stored import Stored
from ckanext.loerrach.logic.migration.tools import rename
from click.testing import CliRunner

pytestmark = [
    pytest.mark.ckan_config("ckan.plugins", "loerrach scheming_datasets"),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.usefixtures("with_plugins", "clean_db"),
]

#: extras and resource extras as the first release wrote them
OLD = {
    "title_translated": '{"de": "Alt", "fr": "Ancien"}', "strategy_field": "culture",
    "notes_translated": '{"de": "Text"}', "tags_translated": '{"de": ["Alt"]}',
    "theme": '["http://publications.europa.eu/resource/authority/data-theme/EDUC"]',
    "issued": "2026-11-22T10+0100",
    "contact": '[{"email": "daten@loerrach.de"}]',
}  # fmt: skip
OLD_RESOURCE = {
    "license": "http://dcat-ap.de/def/licenses/cc-zero", "name_translated": '{"de": "Datei"}',
    "hash_algorithm": "SHA256", "conforms_to": '["https://example.org/norm"]',
}  # fmt: skip


def old_dataset(name: str, org: str, **changes: str) -> str:
    """Write a dataset as the first release did: its validators are no longer there."""
    package = model.Package(
        name=name, title="Alt", notes="Text", type="dataset", state="active", owner_org=org,
        extras={**OLD, **changes},
    )  # fmt: skip
    model.Session.add(package)
    model.Session.flush()
    resource = model.Resource(
        package_id=package.id, url="https://example.org/a.csv", name="Datei", extras=OLD_RESOURCE
    )
    model.Session.add(resource)
    model.Session.commit()
    return str(package.id)


def raw() -> dict[str, tuple[Any, Any]]:
    """Name -> extras of the dataset and of its resource, as they lie in the database."""
    model.Session.expire_all()
    rows = model.Session.execute(
        sa.text(
            "SELECT p.name, p.extras, r.extras FROM package p JOIN resource r ON"
            " r.package_id = p.id ORDER BY p.name"
        )
    )
    return {name: (extras, json.loads(resource)) for name, extras, resource in rows}


def harvested(package_id: str) -> None:
    """Say that a harvest source answers for the dataset, in the table of ckanext-harvest."""
    model.Session.execute(
        sa.text("CREATE TABLE IF NOT EXISTS harvest_object (package_id text, current boolean)")
    )
    model.Session.execute(
        sa.text("INSERT INTO harvest_object VALUES (:id, true)"), {"id": package_id}
    )
    model.Session.commit()


@pytest.fixture
def portal() -> Any:
    """A portal of the first release: one harvested dataset, one that somebody typed."""
    there = sa.text("SELECT to_regclass('harvest_object')")
    if model.Session.execute(there).scalar():
        pytest.skip("ckanext-harvest's tables are there; its objects need a source and a job")
    org = factories.Organization(name="stadt")["id"]
    old_dataset("getippt", org)
    harvested(old_dataset("geholt", org))
    yield
    model.Session.rollback()
    model.Session.execute(sa.text("DROP TABLE harvest_object"))
    model.Session.commit()


def test_old_datasets_come_to_the_schema_of_today_and_lose_nothing(portal: None):
    before = raw()
    report = migration.migrate()
    assert (report.before, report.after, report.changed) == (1, 2, ["geholt", "getippt"])
    assert report.sentences() == [
        "Schema version 1 to 2: 2 of 2 datasets were changed.",
        (
            "'getippt' is public and does not say whether it is about people; the next edit makes"
            " it private unless it does."
        ),
    ]
    new = {"issued": "2026-11-22T10:00:00+01:00"}
    spdx = {"hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"}
    assert raw() == {
        "geholt": (
            {**before["geholt"][0], **new, "personal_data": "none"}, {**OLD_RESOURCE, **spdx, **{
                name: json.loads(OLD_RESOURCE[name]) for name in ("name_translated", "conforms_to")
            }},
        ),
        "getippt": (
            {**before["getippt"][0], **new}, {**OLD_RESOURCE, **spdx, **{
                name: json.loads(OLD_RESOURCE[name]) for name in ("name_translated", "conforms_to")
            }},
        ),
    }  # fmt: skip
    shown = helpers.call_action("package_show", id="geholt")
    assert shown["title_translated"] == {"de": "Alt", "fr": "Ancien"}
    assert shown["contact"] == [{"email": "daten@loerrach.de"}]
    assert shown["resources"][0]["conforms_to"] == ["https://example.org/norm"]
    # and it can be edited as if it had been made today
    edited = helpers.call_action("package_patch", id="geholt", version="2")
    assert (edited["private"], edited["version"]) == (False, "2")


def test_a_second_run_has_nothing_to_do_also_when_the_version_was_lost(portal: None):
    migration.migrate()
    once = raw()
    assert migration.migrate().sentences() == ["Datasets are at schema version 2 already."]
    system_info.delete_system_info(run.KEY)
    again = migration.migrate()
    assert (again.changed, again.looked_at) == ([], 2)
    assert raw() == once
    assert migration.stored_version() == migration.newest() == 2


def test_a_dry_run_says_the_same_and_changes_nothing(portal: None):
    before = raw()
    said = CliRunner().invoke(schema, ["migrate", "--dry-run"])
    assert said.exit_code == 0
    lines = said.output.splitlines()
    assert lines[0] == "Schema version 1 to 2: 2 of 2 datasets would be changed."
    assert len(lines) == 2
    assert raw() == before
    assert migration.stored_version() == 1
    assert migration.migrate().changed == ["geholt", "getippt"]


def test_neighbours_that_ask_for_changes_see_what_was_migrated(portal: None):
    times = model.Session.query(model.Package.metadata_modified)
    before = max(time for (time,) in times)
    migration.migrate()
    assert min(time for (time,) in times) > before


def test_a_run_that_breaks_off_goes_on_where_it_was(portal: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "BATCH", 1)
    real = steps.steps()[0].change

    def breaks(stored: Stored) -> list[str]:
        if stored.name == "getippt":
            raise RuntimeError("the power is gone")
        return real(stored)

    with monkeypatch.context() as broken:
        broken.setattr(run, "steps", lambda: (steps.Step(2, "x", breaks),))
        with pytest.raises(RuntimeError):
            migration.migrate()
    model.Session.rollback()
    assert migration.stored_version() == 1
    assert raw()["geholt"][0]["personal_data"] == "none"
    assert migration.migrate().changed == ["getippt"]


def test_a_field_with_another_name_keeps_its_values(portal: None, monkeypatch: pytest.MonkeyPatch):
    migration.migrate()
    later = steps.Step(3, "contact is called ask", lambda stored: rename(stored, "contact", "ask"))
    monkeypatch.setattr(run, "steps", lambda: (*steps.steps(), later))
    monkeypatch.setattr(run, "newest", lambda: 3)
    report = migration.migrate()
    assert (report.before, report.after, report.changed) == (2, 3, ["geholt", "getippt"])
    for extras, _ in raw().values():
        assert json.loads(extras["ask"]) == [{"email": "daten@loerrach.de"}]
        assert "contact" not in extras
