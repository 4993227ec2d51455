"""Where a harvested dataset comes from: told on its page, and to programs in package_show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from ckan.tests import factories, helpers
from flask import g

Make = Callable[..., Any]
ORIGIN, STATE = "https://daten.freiburg.example", "https://land.example"
ID = "0d0b6c52-6a53-4a9c-8b63-0b8a54c1f001"


def record(title: str = "Bäder", **more: Any) -> dict[str, Any]:
    """A dataset that came by the state's portal from its publisher."""
    chain = [f"{ORIGIN}/dataset/baeder", f"{STATE}/dataset/{ID}"]
    fields = {"identifier": "urn:freiburg:baeder", "modified": "2026-01-02"}
    return {"id": ID, "title": title, "chain": chain, "own": False, "fields": fields, **more}


def section(app: Any, dataset: dict[str, Any], language: str = "") -> Tag | None:
    # the fixtures' own request context remembers the language, too
    g.pop("_flask_babel", None)
    answer = app.get(f"{language}/dataset/{dataset['name']}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.body, "html.parser").select_one("[aria-labelledby=provenance]")


def rows(found: Tag) -> dict[str, str]:
    """Terms and what is said about them; of several, the last."""
    terms = [one.get_text(" ", strip=True) for one in found.select("dt")]
    return dict(zip(terms, (one.get_text(" ", strip=True) for one in found.select("dd")),
                    strict=True))  # fmt: skip


@pytest.fixture
def two(source: Make) -> tuple[Any, Any, dict[str, Any]]:
    """One dataset by two routes, and the town's record of it."""
    land, other = source("land"), source("andere")
    land.has("x", record())
    other.has({"id": f"{STATE}/kopie", "title": "Kopie", "fields": {
        "identifier": "urn:freiburg:baeder"}})  # fmt: skip
    land.run()
    assert other.run().routes == [f"{STATE}/kopie"]
    return land, other, land.dataset(ID)


def edit(dataset: dict[str, Any], **changes: Any) -> None:
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_patch", {"user": user}, id=dataset["id"], **changes)


def test_the_page_says_where_a_dataset_comes_from(app: Any, two: Any):
    _, _, dataset = two
    found = section(app, dataset)
    assert found.h2.get_text() == "Woher diese Daten kommen"
    told = rows(found)
    assert told["Quelle"].startswith("Land , der Datensatz dort zuletzt dort gesehen")
    assert told["Auch bekannt von"].startswith("Andere , der Datensatz dort zuletzt dort gesehen")
    assert told["Kennung dort"] == "urn:freiburg:baeder"
    assert told["Weg durch die Kataloge"] == "daten.freiburg.example land.example dieses Portal"
    assert told["Im Portal bearbeitet"] == "Nein: alles ist so, wie die Quelle es hat."
    assert [link["href"] for link in found.select("a")] == [
        "/harvest/land/runs", f"{STATE}/dataset/{ID}", "/harvest/andere/runs", f"{STATE}/kopie",
        f"{ORIGIN}/dataset/baeder", f"{STATE}/dataset/{ID}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "term"),
    [("/fr", "D’où viennent ces données", "Identifiant là-bas"),
     ("/en", "Where these data come from", "Identifier there")],
)  # fmt: skip
@pytest.mark.ckan_config("ckan.locales_offered", ["de", "fr", "en"])
def test_in_other_languages(app: Any, two: Any, language: str, title: str, term: str):
    found = section(app, two[2], language)
    assert found.h2.get_text() == title
    assert term in rows(found)


def test_datasets_of_the_town_have_no_such_section(app: Any, town: dict[str, Any]):
    user = helpers.call_action("get_site_user")["name"]
    own = helpers.call_action(
        "package_create", {"user": user}, name="baeder", title="Bäder", notes="Text",
        strategy_field="culture", owner_org=town["id"], personal_data="none",
    )  # fmt: skip
    assert section(app, own) is None
    shown = app.get(f"/api/3/action/package_show?id={own['id']}").json["result"]
    assert "harvest" not in shown


def test_a_route_that_ended_and_an_archived_dataset(app: Any, source: Make):
    one = source("land")
    one.has("u", "v", "w", "x", "y", record())
    one.run()
    one.has("u", "v", "w", "x", "y")
    one.run()
    told = rows(section(app, one.dataset(ID)))
    assert told["Quelle"].startswith("Land , der Datensatz dort dort nicht mehr seit")
    assert "Archiviert seit" not in told
    one.age("missing_since", 8)
    assert one.run().archived == [ID]
    found = section(app, one.dataset(ID))
    assert found.find("dt", string="Archiviert seit")


@pytest.mark.parametrize(
    ("policy", "says"),
    [("keep", "Diese Änderungen bleiben; alles andere ändert weiter die Quelle."),
     ("overwrite",
      "Beim nächsten vollständigen Lesen überschreibt die Quelle, wozu sie etwas sagt.")],
)  # fmt: skip
def test_edits_are_named_with_what_becomes_of_them(app: Any, source: Make, policy: str, says: str):
    one = source("land", edits=policy)
    one.has(record())
    one.run()
    dataset = one.dataset(ID)
    file = dataset["resources"][0]
    edit(dataset, notes_translated={"de": "Neu"}, resources=[
        {**file, "name_translated": {"de": "Neuer Name"}}])  # fmt: skip
    told = rows(section(app, dataset))["Im Portal bearbeitet"]
    assert told == f"Beschreibung Neuer Name: Titel {says}"


def test_nothing_from_outside_runs_in_the_page(app: Any, source: Make):
    evil = "javascript:alert(1)//<script>alert(2)</script>"
    one = source("land")
    one.has({"id": evil, "title": "x", "chain": [f"{ORIGIN}/\"onclick=alert(3) x"],
             "fields": {"identifier": evil}})  # fmt: skip
    report = one.run()
    assert (report.added, report.refused) == ([evil], []) or report.refused
    if report.added:
        found = section(app, one.dataset(evil))
        assert found.find("script") is None
        assert not [a for a in found.select("a") if not a["href"].startswith(("/", "http"))]
        assert not [tag for tag in found.find_all(True) if "onclick" in tag.attrs]
        assert evil in found.get_text()


def test_programs_get_the_same_in_package_show(app: Any, two: Any):
    land, _, dataset = two
    shown = app.get(f"/api/3/action/package_show?id={dataset['name']}").json["result"]
    told = shown["harvest"]
    assert told["chain"] == [f"{ORIGIN}/dataset/baeder", f"{STATE}/dataset/{ID}"]
    assert told["edits"] == {"policy": "keep", "fields": []}
    assert told["archived_at"] is None
    [first, second] = told["routes"]
    assert first.pop("seen_at").endswith("+00:00")
    assert first == {
        "source": "land", "title": "Land", "url": "https://example.org/land.json",
        "page": f"{STATE}/dataset/{ID}", "record": ID, "identifier": "urn:freiburg:baeder",
        "modified": "2026-01-02", "holds": True, "missing_since": None,
    }  # fmt: skip
    assert (second["source"], second["holds"]) == ("andere", False)
    action = helpers.call_action("loerrach_harvest_provenance", id=dataset["id"])
    assert {**action, "routes": None} == {"id": dataset["id"], **told, "routes": None}
    # it is no part of the dataset: the engine, the index and forms do not see it
    assert "harvest" not in land.dataset(ID)
    found = app.get("/api/3/action/package_search").json["result"]["results"]
    assert [one for one in found if "harvest" in one] == []


def test_what_package_show_told_can_be_sent_back(app: Any, two: Any):
    """As programs do that change one field: show, change, update."""
    _, _, dataset = two
    admin = factories.SysadminWithToken()
    headers = {"Authorization": admin["token"], "Content-Type": "application/json"}
    # the fixtures' own request context remembers who asked last
    g.pop("_login_user", None)

    def act(action: str, data: dict[str, Any]) -> dict[str, Any]:
        answer = app.post(f"/api/3/action/{action}", data=json.dumps(data), headers=headers)
        assert answer.status_code == 200, answer.body
        return dict(answer.json["result"])

    shown = act("package_show", {"id": dataset["id"]})
    before = helpers.call_action("package_show", id=dataset["id"])
    act("package_update", shown)
    assert helpers.call_action("package_show", id=dataset["id"]) == before
    act("package_patch", {"id": dataset["id"], "notes_translated": {"de": "Neu"}})
    act("resource_patch", {"id": shown["resources"][0]["id"], "name_translated": {"de": "Neu"}})
    now = helpers.call_action("package_show", id=dataset["id"])
    assert (now["notes"], now["resources"][0]["name"]) == ("Neu", "Neu")
    assert "harvest" not in now
    assert now.get("extras") == before.get("extras")
