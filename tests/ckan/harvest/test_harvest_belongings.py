"""Sources of stock harvesters change nothing but what they have brought.

ckanext-harvest takes the id of a remote record for that of a dataset here, ckanext-dcat its
address, and both write over whatever has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.tests import helpers
from ckanext.dcat.harvesters import DCATRDFHarvester
from ckanext.harvest import queue, utils
from ckanext.harvest.harvesters.ckanharvester import CKANHarvester
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestObjectError, HarvestSource

SEARCH = "/api/3/action/package_search"
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"
pytestmark = pytest.mark.ckan_config(
    "ckan.plugins",
    "loerrach_search loerrach loerrach_harvest scheming_datasets harvest ckan_harvester"
    " dcat_rdf_harvester activity datastore datatables_view",
)


def context() -> dict[str, Any]:
    user = helpers.call_action("get_site_user")["name"]
    return {"user": user, "ignore_auth": True, "model": model, "session": model.Session}


def record(id: str, title: str = "Gekapert", **more: Any) -> dict[str, Any]:
    """As package_show of another portal of this kind has it, much newer than all that is here."""
    return {
        "id": id, "name": title.lower(), "title": title, "notes": "Text", "type": "dataset",
        "strategy_field": "culture", "personal_data": "none", "state": "active", "private": False,
        "metadata_modified": "2099-01-01T00:00:00", "tags": [], "groups": [], "extras": [],
        "resources": [], **more,
    }  # fmt: skip


@pytest.fixture
def baths(town: dict[str, Any]) -> dict[str, Any]:
    """A dataset of the town's own."""
    helpers.call_action(
        "package_create", context(), name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", owner_org=town["id"], personal_data="none",
        resources=[{"url": "https://a.de/b.csv", "name": "Bäder", "license": LICENCE}],
    )  # fmt: skip
    return dict(helpers.call_action("package_show", id="baeder"))


@pytest.fixture
def stock(town: dict[str, Any], feeds: Any) -> Callable[..., Any]:
    """Makes sources of stock harvesters, each with a catalogue of its own; a run of one."""

    def made(name: str, kind: str = "ckan") -> Callable[..., list[tuple[str, str]]]:
        address = f"{feeds.url}/{name}"
        utils.create_harvest_source(
            name, address, kind, name.capitalize(), True, town["id"], "DAILY", "{}"
        )
        id = helpers.call_action("package_show", id=name)["id"]
        return lambda *records: run(id, records)

    def run(id: str, records: Any) -> list[tuple[str, str]]:
        source = HarvestSource.get(id)
        path = "/" + source.url.rpartition("/")[2]
        if source.type == "ckan":
            found = {"count": len(records), "results": list(records)}
            feeds.put(path + SEARCH, {"success": True, "result": found})
        elif records:
            feeds.put(path, records[0], type="text/turtle")
        job = helpers.call_action("harvest_job_create", context(), source_id=id, run=False)
        return work_off(HarvestJob.get(job["id"]))

    return made


def work_off(job: Any) -> list[tuple[str, str]]:
    """What the processes gather and fetch do with a job; state and errors of its objects."""
    harvester = queue.get_harvester(job.source.type)
    told = []
    for id in queue.gather_stage(harvester, job):
        queue.fetch_and_import_stages(harvester, HarvestObject.get(id))
        errors = model.Session.query(HarvestObjectError).filter_by(harvest_object_id=id)
        told.append((HarvestObject.get(id).state, " ".join(one.message for one in errors)))
    HarvestJob.get(job.id).status = "Finished"
    model.Session.commit()
    return told


THEIRS = "belongs to the town or to another source; this source must not change it"


def refused(told: list[tuple[str, str]]) -> list[bool]:
    assert all((state == "ERROR") == (THEIRS in error) for state, error in told), told
    return [state == "ERROR" for state, _ in told]


def test_a_dataset_of_the_town(
    stock: Any, baths: dict[str, Any], portal: Callable[[], Any]
) -> None:
    run = stock("nachbar")
    for title, year in (("Brunnen", 2099), ("Brunnen neu", 2199)):
        modified = f"{year}-02-02T00:00:00"
        good = record("b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0001", title, metadata_modified=modified)
        told = run(record(baths["id"]), good)
        assert sorted(refused(told)) == [False, True]
        found = portal()
        assert found.pop("baeder")["title"] == "Bäder"
        assert helpers.call_action("package_show", id="baeder") == baths
        # its own it does change
        assert [one["title"] for one in found.values()] == [title]


def test_a_file_of_the_town(stock: Any, baths: dict[str, Any]) -> None:
    file = {**baths["resources"][0], "url": "https://evil.example/x.csv"}
    own = "b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0001"
    run = stock("nachbar")
    assert refused(run(record(own, resources=[file]))) == [True]
    assert refused(run(record(own))) == [False]
    assert refused(run(record(own, metadata_modified="2099-01-02", resources=[file]))) == [True]
    assert helpers.call_action("package_show", id="baeder") == baths


@pytest.mark.parametrize("state", ["active", "deleted", "private"])
def test_whatever_its_state(stock: Any, baths: dict[str, Any], state: str) -> None:
    if state == "deleted":
        helpers.call_action("package_delete", context(), id="baeder")
    if state == "private":
        helpers.call_action("package_patch", context(), id="baeder", private=True)
    before = helpers.call_action("package_show", context(), id="baeder")
    assert refused(stock("nachbar")(record(baths["id"]))) == [True]
    assert helpers.call_action("package_show", context(), id="baeder") == before


def test_a_dataset_of_another_stock_source(stock: Any, portal: Callable[[], Any]) -> None:
    id = "b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0001"
    first, second = stock("erste"), stock("zweite")
    assert refused(first(record(id, "Brunnen"))) == [False]
    before = portal()
    for _ in range(2):
        assert refused(second(record(id, metadata_modified="2199-01-01"))) == [True]
        assert portal() == before
    assert refused(first(record(id, "Neu", metadata_modified="2199-01-01"))) == [False]
    assert [one["title"] for one in portal().values()] == ["Neu"]


def test_a_dataset_of_a_source_of_ours(stock: Any, source: Any, portal: Callable[[], Any]) -> None:
    ours = source("unsere")
    ours.has("a")
    ours.run()
    before = portal()
    assert refused(stock("nachbar")(record(ours.dataset("a")["id"]))) == [True]
    assert portal() == before
    ours.has({"id": "a", "title": "Neu"})
    assert ours.run().updated == ["a"]


DCAT = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://a.de/1> a dcat:Dataset ; dct:identifier "eins" ; dct:title "TITLE" ;
dct:description "Text" ; dcat:distribution [ dcat:accessURL <https://a.de/1.csv> ;
dct:title "x" ; dct:license <{LICENCE}> ] .
"""


def test_a_catalogue_that_names_the_addresses_of_another(
    stock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def completed(self: Any, dataset: dict[str, Any], *_: Any) -> dict[str, Any]:
        return {**dataset, "strategy_field": "culture", "personal_data": "none"}

    # its hook for what a portal wants to have said beside DCAT
    monkeypatch.setattr(DCATRDFHarvester, "modify_package_dict", completed)
    first, second = stock("erste", "dcat_rdf"), stock("zweite", "dcat_rdf")
    assert refused(first(DCAT.replace("TITLE", "Eins").encode())) == [False]
    shown = package()
    assert shown["title"] == "Eins"
    for _ in range(2):
        assert refused(second(DCAT.replace("TITLE", "Gekapert").encode())) == [True]
        assert package() == shown
        # nor is the harvest object taken for that of the dataset, which would let it in next time
        mine = model.Session.query(HarvestObject).filter_by(package_id=shown["id"], current=True)
        assert [one.source.title for one in mine] == ["Erste"]
    assert refused(first(DCAT.replace("TITLE", "Neu").encode())) == [False]
    assert package()["title"] == "Neu"


def package() -> dict[str, Any]:
    (id,) = [row[0] for row in model.Session.query(model.Package.id).filter_by(type="dataset")]
    return dict(helpers.call_action("package_show", context(), id=id))


@pytest.mark.parametrize(
    "action", ["package_delete", "package_patch", "dataset_purge", "package_revise"]
)
def test_other_ways(
    stock: Any, baths: dict[str, Any], monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """A harvester that deletes or patches; whatever it lets through, the consumer lives on."""
    wanted = {"id": baths["id"], "title": "Gekapert"}
    if action == "package_revise":
        wanted = {"match": {"id": baths["id"]}, "update": {"title": "Gekapert"}}

    def import_stage(self: Any, work: Any) -> bool:
        tk.get_action(action)(context(), dict(wanted))
        return True

    monkeypatch.setattr(CKANHarvester, "import_stage", import_stage)
    run = stock("nachbar")
    assert refused(run(record("b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0001"))) == [True]
    assert helpers.call_action("package_show", id="baeder") == baths
    # people go on doing so
    helpers.call_action("package_patch", context(), id="baeder", title="Neu")
    helpers.call_action("package_delete", context(), id="baeder")


def test_what_is_imported_again(
    stock: Any, baths: dict[str, Any], portal: Callable[[], Any]
) -> None:
    """By `ckan harvester import`, from what the objects have kept."""
    run = stock("nachbar")
    run(record("b6b7e8f0-6f1b-4a3b-9b0e-0d9f3f0c0001", "Brunnen"), record(baths["id"]))
    before = portal()
    for one in model.Session.query(HarvestObject):
        helpers.call_action("harvest_objects_import", context(), harvest_object_id=one.id)
    assert portal() == before
